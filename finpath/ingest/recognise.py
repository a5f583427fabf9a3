"""What somebody hands over, told apart: folders of members, contributions in memory, or what nobody has described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from finpath.errors import ConfigError
from finpath.ingest.describe import describe
from finpath.ingest.description import TableDescription
from finpath.ingest.frames import Frame, is_frame
from finpath.ingest.in_memory import Contribution, Contributions
from finpath.ingest.manifest import NAME
from finpath.ingest.proposal import Proposal

WORDS = {
    "in [files.options]": "with reading={…}",
    "[files.options]": "reading={…}",
    "[files.columns]": "columns={…}",
    "[files.constants]": "constants={…}",
    "contribution.toml": "the arguments",
}
"""What a message calls the parts of a manifest, and the arguments that stand for them."""


@dataclass(frozen=True)
class Taken:
    """What is to be loaded.

    Args:
        contributions: Folders of members, or contributions in memory.
        in_memory: Whether they were handed over in this session, or nobody has described them.
        lines: How undescribed payments are taken, a line for each table.
    """

    contributions: Contributions
    in_memory: bool
    lines: tuple[str, ...] = ()

    def in_arguments(self, message: str) -> str:
        """A message about a manifest that nobody wrote, with the arguments that stand for it."""
        if not self.lines:
            return message
        for part, argument in WORDS.items():
            message = message.replace(part, argument)
        return message


def take(data: object, described: TableDescription) -> Taken:
    """Tell what somebody hands over.

    Args:
        data: A folder, a file, a table, or contributions in memory.
        described: What is said of a table that nobody has described.

    Raises:
        ConfigError: It is nothing that can be loaded, or something cannot be known of it.
    """
    if is_frame(data):
        return _describe(cast("Frame", data), described)
    if isinstance(data, str | Path):
        path = Path(data)
        if (path / NAME).is_file():
            raise ConfigError(f"{path} is the folder of one member: name the folder that it lies in, {path.parent}.")
        if path.is_file() or _holds_exports(path):
            return _describe(path, described)
        if described and not path.exists():
            raise ConfigError(f"There is no file or folder {path}: name one that is there.")
        return Taken(_undescribed(path, described), in_memory=False)
    given = [data] if isinstance(data, Contribution) else data
    if isinstance(given, Sequence) and all(isinstance(each, Contribution) for each in given):
        return Taken(_undescribed(given, described), in_memory=True)
    hint = "call collect() on it, or " if hasattr(data, "collect") else ""
    raise ConfigError(
        f"A {type(data).__name__} is nothing to load: {hint}hand over a frame of pandas or polars, a table of Arrow,"
        " the path of a file or a folder, or a list of finpath.Contribution."
    )


def _undescribed(given: Contributions, described: TableDescription) -> Contributions:
    if described:
        raise ConfigError(
            f"{next(iter(described))}= is for a table or a file that nobody has described: of members, {NAME} says it."
        )
    return given


def _holds_exports(path: Path) -> bool:
    """Whether a folder holds files alone: those of one member, which nobody has described."""
    inside = [each for each in path.iterdir() if not each.name.startswith(".")] if path.is_dir() else []
    return bool(inside) and all(each.is_file() for each in inside)


def _describe(data: Frame | Path, described: TableDescription) -> Taken:
    contribution, proposals = describe(data, described)
    return Taken([contribution], in_memory=True, lines=tuple(_lines(proposals)))


def _lines(proposals: Sequence[Proposal]) -> Iterator[str]:
    for each in proposals:
        columns = [f"{one.ours} ← {' and '.join(one.theirs) or one.constant}" for one in each.columns]
        options = [f"{name} = {value}" for name, (value, _) in each.options.items()]
        said = "; ".join((*columns, *options, *(["surrogate = true"] if each.surrogate else [])))
        yield f"Taking {each.name} as {each.table}: {said or f'as {each.form} says'}"
