"""From the spool to the desk: opened with the desk's key, folded, listed, decided, and handed in as a contribution.

Nothing is kept between two calls but the spool and what people decided, so that the same of both gives the same again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from finpath.errors import ConfigError
from finpath.intake.answers import CLOSED, PASSED, RECEIVED, Answer, read_answers, write_answers
from finpath.intake.contribution import write_contribution
from finpath.intake.fold import Fold, Taken, fold
from finpath.intake.report import LANES, Report, read_report
from finpath.intake.spool import ENDING
from finpath.intake.triage import (
    APART,
    BORNE_OUT,
    CLOSE,
    LISTED,
    NONE,
    PASS,
    Decision,
    read_decisions,
    write_triage,
)
from finpath.keyring import Identity, open_bytes

LONGEST = 1 << 16
"""Bytes of a sealed report; what is larger is none."""

AHEAD = dt.timedelta(days=1)
"""The clocks of two machines differ, and so do their days."""

STATES = {PASS: PASSED, CLOSE: CLOSED}


@dataclass(frozen=True)
class Desk:
    """Where the desk keeps what is its own.

    Args:
        identity: What opens the reports.
        triage: The folder of lists.
        decisions: Further files of decisions.
        contribution: The folder to hand in.
        head: The head of its manifest.
        answers: What the intake may tell; nothing is written where it is None.
        today: The day from which a new state holds.
    """

    identity: Identity
    triage: Path
    decisions: tuple[Path, ...]
    contribution: Path
    head: str
    answers: Path | None
    today: dt.date


@dataclass(frozen=True)
class Done:
    """What was done.

    Args:
        listed: Stories to decide on.
        apart: Stories that wait apart.
        urgent: Of all, those that say a child is in danger.
        passed: Stories in the contribution.
        faults: A sentence for each file or row that says nothing.
    """

    listed: int
    apart: int
    urgent: int
    passed: int
    faults: tuple[str, ...]


def take(spool: Path, desk: Desk) -> Done:
    """Take what waits in a spool.

    Raises:
        ConfigError: There is no spool, or a file of decisions cannot be read.
    """
    taken, faults = read_spool(spool, desk.identity, desk.today + AHEAD)
    folds = fold(taken, _key(desk.identity))
    own = (desk.triage / name for name in (LISTED, APART))
    decided, wrong = read_decisions([*(path for path in own if path.is_file()), *desk.decisions])
    known = {each.id for each in folds}
    wrong += [
        f"{name:.40} is decided on, and no report in the spool has that id." for name in sorted(decided.keys() - known)
    ]
    write_triage(desk.triage, folds, decided)
    passed = [each for each in folds if decided.get(each.id, NONE).decision == PASS]
    count = write_contribution(desk.contribution, desk.head, passed)
    if desk.answers is not None:
        _answer(desk.answers, folds, decided, desk.today)
    apart = sum(bool(each.held) for each in folds)
    return Done(len(folds) - apart, apart, sum(each.urgent for each in folds), count, (*faults, *wrong))


def read_spool(spool: Path, identity: Identity, latest: dt.date) -> tuple[list[Taken], list[str]]:
    """Open every report of a spool.

    Args:
        spool: The folder with its lanes.
        identity: What opens it.
        latest: The last day that a report can be of.

    Returns:
        The reports, and a sentence for each file that is none.

    Raises:
        ConfigError: It is no spool.
    """
    lanes = [spool / lane for lane in LANES if (spool / lane).is_dir()]
    if not lanes:
        raise ConfigError(f"{spool} is no spool: name the folder that holds {', '.join(LANES)}.")
    taken, faults = [], []
    for path in sorted(path for lane in lanes for path in lane.glob(f"*{ENDING}")):
        report = _open(path, identity, latest)
        if report is None:
            faults.append(f"{path} is no report for this key: it is left where it is.")
        else:
            taken.append(Taken(report, path.stem))
    return taken, faults


def _open(path: Path, identity: Identity, latest: dt.date) -> Report | None:
    """One report; what is no plain file, or too large, is none: whoever holds the intake can leave anything there."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LONGEST:
        return None
    plain = open_bytes(path.read_bytes(), identity)
    return None if plain is None else read_report(plain, latest)


def _answer(path: Path, folds: list[Fold], decided: Mapping[str, Decision], today: dt.date) -> None:
    """Say of each receipt how far it is; what has not changed keeps its day, and what left the spool its answer."""
    known = read_answers(path)
    for each in folds:
        decision = decided.get(each.id, NONE)
        state = STATES.get(decision.decision, RECEIVED)
        helped = decision.reason == BORNE_OUT
        for receipt, came in each.receipts:
            before = known.get(receipt)
            since = before.since if before is not None and before.state == state else today
            known[receipt] = Answer(came, state, since, helped)
    write_answers(path, known)


def _key(identity: Identity) -> bytes:
    """What ids are made with: the desk's first key, so that a second one changes none."""
    return hashlib.sha256(b"finpath intake id\0" + identity.secrets[0].encode()).digest()
