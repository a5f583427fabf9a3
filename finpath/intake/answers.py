"""What the desk tells the intake of each receipt: how far it went, and no result; nothing before the next day."""

from __future__ import annotations

import csv
import datetime as dt
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from finpath.errors import ConfigError

RECEIVED, PASSED, CLOSED = STATES = ("received", "passed", "closed")
COLUMNS = ("receipt", "came", "state", "since", "helped")


@dataclass(frozen=True)
class Answer:
    """What is said of one receipt.

    Args:
        came: The day on which the report came.
        state: One of STATES.
        since: The day from which it is in it.
        helped: Whether payments bore the report out.
    """

    came: dt.date
    state: str
    since: dt.date
    helped: bool

    def shown(self, today: dt.date) -> str | None:
        """What somebody who asks today may know."""
        if self.since < today:
            return self.state
        return RECEIVED if self.came < today else None


def read_answers(path: Path) -> dict[str, Answer]:
    """Read the desk's answers; none where there is no file yet.

    Raises:
        ConfigError: It is no such file.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            header, *rows = csv.reader(lines)
            return dict(map(_answer, _checked(header, rows)))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, csv.Error):
        raise ConfigError(f"{path} holds no answers: let `finpath intake take` write it, and copy it whole.") from None


def write_answers(path: Path, answers: Mapping[str, Answer]) -> None:
    """Write answers, whole or not at all."""
    rows = [
        (name, each.came.isoformat(), each.state, each.since.isoformat(), "yes" if each.helped else "")
        for name, each in sorted(answers.items())
    ]
    write_rows(path, COLUMNS, rows)


def write_rows(path: Path, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Write a CSV file for its owner alone, whole or not at all."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline=""
    ) as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    part.replace(path)


def _checked(header: list[str], rows: list[list[str]]) -> list[list[str]]:
    if tuple(header) != COLUMNS or any(len(row) != len(COLUMNS) or row[2] not in STATES for row in rows):
        raise ValueError
    return rows


def _answer(row: list[str]) -> tuple[str, Answer]:
    receipt, came, state, since, helped = row
    return receipt, Answer(dt.date.fromisoformat(came), state, dt.date.fromisoformat(since), helped == "yes")


@dataclass
class Answers:
    """The desk's file, read again where it has changed; a broken one leaves what was known."""

    path: Path | None
    _stamp: tuple[int, int] = (0, 0)
    _known: dict[str, Answer] = field(default_factory=dict)

    def of(self, name: str) -> Answer | None:
        """What is said of a receipt, by its hash."""
        if self.path is not None and (stamp := self._look(self.path)) != self._stamp:
            self._stamp = stamp
            with suppress(ConfigError):
                self._known = read_answers(self.path)
        return self._known.get(name)

    @staticmethod
    def _look(path: Path) -> tuple[int, int]:
        try:
            found = path.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size
