"""Contributions handed over as tables in memory; checked as if they had come in files."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pyarrow as pa

from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.ingest.cards import mask_cards
from finpath.ingest.formats.arrow import Arrow
from finpath.ingest.frames import Frame, table_of
from finpath.ingest.manifest import NAME, FileEntry, Manifest, check_manifest
from finpath.ingest.manifest_fields import ManifestFields
from finpath.ingest.source import ContributedFile, FileContext, make_request, source_of_file

ROWS = 1 << 16
"""Rows of a batch, in what is hashed."""


@dataclass(frozen=True, repr=False)
class Contribution:
    """What a member hands over in memory, in place of a folder; the checks are the same, and so is the manifest.

    Args:
        provider: What `[provider]` of contribution.toml says: id, kind, country, timezone.
        agreement: What `[agreement]` says: id, purpose, legal_basis, expires_on …
        tables: The contract's table to its rows: a table of pyarrow, a frame of pandas or polars, or a file. Where
            several are of one table, each has a name of its own, and its entry says the table.
        entries: By the same names, what else `[[files]]` says: table, columns, constants, options, mode.
    """

    provider: Mapping[str, object]
    agreement: Mapping[str, object]
    tables: Mapping[str, Frame | Path]
    entries: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Its provider and the names of its tables."""
        return f"Contribution({self.name}: {', '.join(self.tables)})"

    @property
    def name(self) -> str:
        """What messages call it: the id of its provider."""
        return str(self.provider.get("id", "")).replace("/", "_") or "a contribution without an id"

    def manifest_content(self) -> dict[str, object]:
        """What contribution.toml would say."""
        files = [
            {"table": name, "path": _path(name, rows), **self.entries.get(name, {})}
            for name, rows in self.tables.items()
        ]
        return {"provider": dict(self.provider), "agreement": dict(self.agreement), "files": files}


Contributions = Path | Sequence[Contribution]
"""A folder with a folder for each member, or what they hand over in memory."""


def manifest_in_memory(contribution: Contribution) -> Manifest:
    """Read and check what a member says of a contribution in memory.

    Raises:
        ContributionError: It says what the contract does not know.
    """
    return check_manifest(
        ManifestFields(contribution.name, "", contribution.manifest_content()), Path(contribution.name)
    )


def sources_in_memory(
    contribution: Contribution, manifest: Manifest, place: FileContext
) -> tuple[ContributedFile, ...]:
    """Hash every table of a contribution and make it a source.

    Raises:
        ContributionError: Something is no table, or the same is said twice.
    """
    tables = zip(contribution.tables.values(), manifest.files, strict=True)
    return tuple(
        source_of_file(manifest, entry, rows, place)
        if isinstance(rows, Path)
        else _source(contribution.name, rows, (manifest, entry), place)
        for rows, entry in tables
    )


def sort_contributions(contributions: Sequence[Contribution]) -> list[Contribution]:
    """The contributions in the order of their providers, each of which there may be once.

    Raises:
        ConfigError: There is none, or two of one provider.
    """
    ordered = sorted(contributions, key=lambda each: each.name)
    if not ordered:
        raise ConfigError("No contribution was handed over: give at least one.")
    twice = [one.name for one, other in pairwise(ordered) if one.name == other.name]
    if twice:
        raise ConfigError(f"Two contributions are of provider {twice[0]}: join their tables to one.")
    return ordered


def manifest_digests(contributions: Contributions, engine: Engine) -> dict[str, str]:
    """SHA-256 of what each member says of its contribution, by where it says it; its name may hold a card number."""
    if isinstance(contributions, Path):
        paths = sorted(contributions.glob(f"[!.]*/{NAME}"))
        said = {path.parent.name: path.read_bytes() for path in paths}
    else:
        said = {
            each.name: json.dumps(each.manifest_content(), default=str, sort_keys=True).encode()
            for each in sort_contributions(contributions)
        }
    digests: dict[str, str] = {}
    for name, content in said.items():
        harmless = mask_cards(engine, name)
        alike = sum(each.startswith(f"{harmless}/") for each in digests)
        place = f"{harmless}/{NAME}" if not alike else f"{harmless}/{alike + 1}/{NAME}"
        digests[place] = _digest(content)
    return digests


def _path(name: str, rows: Frame | Path) -> str:
    return rows.name if isinstance(rows, Path) else f"{name}.arrow"


def _source(name: str, rows: Frame, described: tuple[Manifest, FileEntry], place: FileContext) -> ContributedFile:
    manifest, entry = described
    label = place.hide(f"{name}/{entry.path}")
    table = table_of(rows, label)
    format_request = make_request(manifest, entry, place, label=label, content=table)
    digest = _hash_table(table)
    return ContributedFile(entry, label, digest, digest, Arrow, format_request, None, (), {})


def _hash_table(table: pa.Table) -> str:
    """SHA-256 of the table's Arrow IPC stream, in batches of one size, whatever chunks it came in."""
    hashing = _HashingFile()
    with pa.PythonFile(hashing, mode="w") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=ROWS)
    return hashing.digest.hexdigest()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _HashingFile(io.RawIOBase):
    """A file that keeps nothing but the digest of what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: object) -> int:
        block = memoryview(content)  # type: ignore[arg-type]
        self.digest.update(block)
        return block.nbytes
