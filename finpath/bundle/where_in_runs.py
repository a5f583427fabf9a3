"""What run folders keep of a token: in each, which rows of it were read, and whether it stands in any of its files."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from finpath.bundle.opened import OpenedBundle
from finpath.bundle.trace import runs_with
from finpath.ingest.surrogates import finish
from finpath.ingest.tokens import finish_token
from finpath.output.folder.manifest import NAME

MADE = re.compile("[a-z2-7]{8}:[a-z2-7]{52}")
OPAQUE = (".pdf", ".png")
"""Files in which letters cannot be looked for; whatever is in one stands in the tables and pages beside it as well."""

ROWS = 1 << 14


@dataclass(frozen=True)
class RunStanding:
    """A run folder that read rows with a token, or that holds it.

    Args:
        run: Its name.
        read: Contributions with the token that it read.
        files: Its files in which the token stands, as the member or the hub makes it.
        opaque: How many of its files were not looked into.
    """

    run: str
    read: tuple[str, ...]
    files: tuple[str, ...]
    opaque: int


def spell_token(token: str, hub: bytes | None) -> tuple[str, ...]:
    """A token as its member makes it, and as a run spells it: with the hub's key, where there is one."""
    spelled = {token, finish(token, hub)}
    if hub is not None and MADE.fullmatch(token):
        spelled.add(finish_token(token, hub))
    return tuple(sorted(spelled))


def find_in_runs(spelled: Sequence[str], bundles: Sequence[OpenedBundle], runs: Path) -> Iterator[RunStanding]:
    """Look for a token in run folders.

    Args:
        spelled: The token, in every form that it may have.
        bundles: Those in which it stands.
        runs: The folder of run folders.
    """
    read = {run: [each.folder.name for each in bundles if run in set(runs_with(each, runs))] for run in _runs(runs)}
    for run, names in read.items():
        files = sorted(path for path in run.rglob("*") if path.is_file())
        clear = [path for path in files if path.suffix not in OPAQUE]
        holding = [path.relative_to(run).as_posix() for path in clear if _holds(path, spelled)]
        if names or holding:
            yield RunStanding(run.name, tuple(names), tuple(holding), len(files) - len(clear))


def _runs(runs: Path) -> list[Path]:
    return sorted(path.parent for path in runs.glob(f"*/{NAME}"))


def _holds(path: Path, spelled: Sequence[str]) -> bool:
    """Whether a file has the token anywhere: in a column of whatever type, in a part of a workbook, in its text."""
    sought = [each.encode() for each in spelled]
    return any(each in content for content in _contents(path) for each in sought)


def _contents(path: Path) -> Iterator[bytes]:
    if path.suffix == ".parquet":
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS):
                yield repr(batch.to_pylist()).encode()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    else:
        yield path.read_bytes()
