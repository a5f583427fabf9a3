"""Entries in, the chain out; and what was done to one: edited, missing, reordered, truncated, forked."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.custody.entry import START, Entry, digest_of, read_line
from finpath.custody.head import Head
from finpath.errors import ConfigError

EMPTY = Head(0, START)


@dataclass(frozen=True)
class Act:
    """What is entered: who did what to what, under which agreement, and what was done in full (kept nowhere)."""

    actor: str
    act: str
    subject: str
    agreement: str
    done: Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """What is wrong with a chain: edited, missing, reordered, truncated, forked or unfinished; and where."""

    kind: str
    sentence: str


@dataclass(frozen=True)
class Chain:
    """A log as it was read: each line its entry, and whether that is as it was written."""

    lines: tuple[tuple[Entry, bool] | None, ...]
    is_whole: bool = True

    @property
    def head(self) -> Head:
        """The last entry."""
        last = self.lines[-1] if self.lines else None
        return EMPTY if last is None else Head(last[0].n, last[0].hash)

    def faults(self, witnessed: Iterable[tuple[str, Head]] = ()) -> tuple[Fault, ...]:
        """What was done to the chain, as far as it shows by itself and by heads that others have seen."""
        own = tuple(self._edited()) or tuple(self._order())
        tail = (
            () if self.is_whole else (Fault("unfinished", "The last line is not finished: its act never came about."),)
        )
        return (*own, *tail, *self._unlike(witnessed)) if not own else (*own, *tail)

    def _edited(self) -> Iterator[Fault]:
        for place, line in enumerate(self.lines, start=1):
            if line is None or not line[1]:
                yield Fault("edited", f"Entry {place} was edited: it is not as its hash says.")

    def _order(self) -> Iterator[Fault]:
        """Entries that are whole, and not where they were."""
        numbers = [line[0].n for line in self.lines if line is not None]
        if numbers != sorted(numbers):
            first = next(
                place for place, (n, right) in enumerate(zip(numbers, sorted(numbers), strict=True)) if n != right
            )
            yield Fault("reordered", f"Entry {numbers[first]} stands where {sorted(numbers)[first]} stood.")
        gone = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
        if gone and len(numbers) == len(self.lines):
            yield Fault(
                "missing", f"Entry {gone[0]} is missing" + (f", and {len(gone) - 1} more." if gone[1:] else ".")
            )
        if len(set(numbers)) < len(numbers):
            yield Fault("edited", "An entry stands there twice.")
        if not gone and numbers == list(range(1, len(self.lines) + 1)):
            yield from self._broken()

    def _broken(self) -> Iterator[Fault]:
        before = START
        for line in self.lines:
            entry = line[0] if line else None
            if entry is None:
                return
            if entry.before != before and line and line[1]:
                yield Fault("forked", f"Entry {entry.n} follows another entry {entry.n - 1} than the one before it.")
                return
            before = entry.hash

    def _unlike(self, witnessed: Iterable[tuple[str, Head]]) -> Iterator[Fault]:
        hashes = {line[0].n: line[0].hash for line in self.lines if line is not None}
        for name, head in witnessed:
            if head.n > len(self.lines):
                yield Fault("truncated", f"{name} has seen entry {head.n}, and the log ends with {len(self.lines)}.")
            elif head.n and hashes.get(head.n) != head.hash:
                yield Fault("forked", f"{name} has seen another entry {head.n}: the log was written anew.")


def read_chain(path: Path) -> Chain:
    """Read a log; one that is not there is empty.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        content = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise ConfigError(f"The log {path} cannot be read: {error.strerror}.") from None
    lines = content.splitlines(keepends=True)
    whole = not lines or lines[-1].endswith(b"\n")
    return Chain(tuple(map(read_line, lines if whole else lines[:-1])), whole)


def append(path: Path, act: Act) -> Head:
    """Enter an act at the end of a log, through to the disk.

    Raises:
        ConfigError: What is there is no chain: nothing is built on it.
    """
    with path.open("a+b") as log:
        fcntl.flock(log, fcntl.LOCK_EX)
        chain = read_chain(path)
        faults = [each for each in chain.faults() if each.kind != "unfinished"]
        if faults:
            raise ConfigError(f"The log {path} is not as it was written, and nothing is entered: {faults[0].sentence}")
        if not chain.is_whole:
            log.truncate(path.read_bytes().rfind(b"\n") + 1)
        now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        digest = digest_of(secrets.token_bytes(32), act.done)
        entry = Entry(chain.head.n + 1, now, act.actor, act.act, act.subject, act.agreement, digest, chain.head.hash)
        log.seek(0, os.SEEK_END)
        log.write(entry.line())
        log.flush()
        os.fsync(log.fileno())
    return Head(entry.n, entry.hash)
