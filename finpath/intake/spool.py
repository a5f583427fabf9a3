"""Where reports wait for the desk: encrypted in memory, written aside, renamed; whole or not there.

A file is named by the hash of its receipt and dated by the day on which it came; nothing else is seen from outside.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from finpath.errors import ConfigError
from finpath.intake.report import HELD, LANES, Report
from finpath.keyring import seal_bytes

ENDING = ".age"
PARTS = "parts"
MOST = {"urgent": 50_000, "reports": 200_000, "quarantine": 20_000}
"""Files of each lane; of the last, the oldest makes room, and of the others none ever does."""

LOOK = 10.0
"""Seconds between two looks at a lane that seems full: to list it under a flood would cost more than to write to it."""


@dataclass
class Spool:
    """A folder that is written to.

    Args:
        folder: Where it is.
        recipients: Whom it is encrypted for.
        most: Files of each lane.
    """

    folder: Path
    recipients: tuple[str, ...]
    most: dict[str, int] = field(default_factory=lambda: dict(MOST))
    _count: dict[str, int] = field(default_factory=dict)
    _waiting: deque[Path] = field(default_factory=deque)
    _looked: dict[str, float] = field(default_factory=dict)

    def open(self) -> None:
        """Make its folders, and sweep what an earlier process left half-written.

        Raises:
            ConfigError: They cannot be made.
        """
        try:
            self._make_folders()
            for left in (self.folder / PARTS).iterdir():
                left.unlink()
        except OSError as error:
            raise ConfigError(
                f"The spool {self.folder} cannot be made: {error.strerror}. Name another folder."
            ) from None
        for lane in LANES:
            self._look(lane)

    def put(self, report: Report, name: str) -> bool:
        """Write a report.

        Args:
            report: What is written.
            name: The hash of its receipt.

        Returns:
            Whether it is there; where its lane or the disk is full, nothing is written.
        """
        lane = report.lane
        target = self.folder / lane / f"{name}{ENDING}"
        try:
            self._make_folders()  # somebody may have moved them away with all that was in them
            if not self._has_room(lane):
                return False
            self._write(report, target)
        except OSError:  # as of a full disk
            return False
        self._count[lane] += 1
        if lane == HELD:
            self._waiting.append(target)
        return True

    def _make_folders(self) -> None:
        for lane in (PARTS, *LANES):
            (self.folder / lane).mkdir(mode=0o700, parents=True, exist_ok=True)

    def _write(self, report: Report, target: Path) -> None:
        part = self.folder / PARTS / secrets.token_hex(16)
        midnight = dt.datetime.combine(report.day, dt.time(), dt.UTC).timestamp()
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(seal_bytes(report.to_bytes(), self.recipients))
                out.flush()
                os.fsync(out.fileno())
            os.utime(part, (midnight, midnight))
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def day_of(self, name: str) -> dt.date | None:
        """The day on which the report of a receipt came; None where it does not wait here."""
        for lane in LANES:
            try:
                dated = (self.folder / lane / f"{name}{ENDING}").stat().st_mtime
            except OSError:
                continue
            return dt.datetime.fromtimestamp(dated, dt.UTC).date()
        return None

    def _has_room(self, lane: str) -> bool:
        if self._count[lane] < self.most[lane]:
            return True
        now = time.monotonic()
        if now - self._looked.get(lane, -LOOK) >= LOOK:
            self._looked[lane] = now
            self._look(lane)  # the desk takes files away
        if lane == HELD and self._count[lane] >= self.most[lane]:
            self._make_room(max(1, self.most[lane] // 20))
        return self._count[lane] < self.most[lane]

    def _make_room(self, files: int) -> None:
        for _ in range(min(files, len(self._waiting))):
            self._waiting.popleft().unlink(missing_ok=True)
            self._count[HELD] -= 1

    def _look(self, lane: str) -> None:
        with os.scandir(self.folder / lane) as found:
            dated = sorted((each.stat().st_mtime, each.path) for each in found if each.name.endswith(ENDING))
        if lane != HELD:
            self._count[lane] = len(dated)
            return
        there = {path for _, path in dated}
        known = [path for path in self._waiting if str(path) in there]
        before = {str(path) for path in known}
        self._waiting = deque([Path(path) for _, path in dated if path not in before] + known)
        self._count[lane] = len(dated)
