"""How long planted merchants stay unseen, in runs as of growing dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from finpath.ingest import Ledger
from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.detection import FLAGGED
from finpath.quality.evaluation.trial import NEVER, Trial

EPOCH = dt.date(1970, 1, 1)
FIRST_PAYMENT = "SELECT min(occurred_at) AS first FROM transactions"

Account = tuple[str, str]


@dataclass(frozen=True)
class AsOf:
    """How things stood at one date.

    Args:
        date: Nothing later counted.
        active: Planted merchants with a payment by then, of those that nobody reports.
        flagged: How many of them were at `refer` or `review`.
        false_alarms: Innocent merchants that were.
    """

    date: dt.date
    active: int
    flagged: int
    false_alarms: int


@dataclass(frozen=True)
class Delay:
    """Days from a merchant's first payment to the first date on which it is flagged, of those that nobody reports.

    A merchant without payments of its own (papers alone, or another account holds them all) is left out.
    The dates are coarse: a merchant may have been flagged up to `step_days` before the date that saw it.

    Args:
        step_days: Between two dates.
        merchants, flagged: Planted merchants, and those flagged on any date.
        median_days, quartile_days: Of those flagged; NaN where none is.
        dates: How things stood at each.
    """

    step_days: float
    merchants: int
    flagged: int
    median_days: float
    quartile_days: tuple[float, float]
    dates: tuple[AsOf, ...]


def as_of_dates(ledger: Ledger, count: int) -> tuple[dt.datetime, ...]:
    """So many even steps from the first payment to the date of the ledger, which is the last of them."""
    first = ledger.engine.arrow(FIRST_PAYMENT)["first"][0].as_py()
    step = (ledger.as_of - first) / count
    days = [(first + step * number).replace(hour=23, minute=59, second=59, microsecond=0) for number in range(1, count)]
    return (*dict.fromkeys(day for day in days if day < ledger.as_of), ledger.as_of)


def delay(bench: Bench, task: TrialTask, given: Trial, dates: tuple[dt.datetime, ...]) -> Delay | None:
    """Run as of each date.

    Args:
        bench: How trials are run.
        task: The contributions, all of them.
        given: The trial as of the last date.
        dates: As `as_of_dates` says.
    """
    left = given.unreported
    sought = {account: day for account, day, is_planted in _list_planted(left) if is_planted and day != NEVER}
    if not sought or len(dates) < 2:  # noqa: PLR2004 - one date shows no delay
        return None
    first_seen: dict[Account, int] = {}
    stood = []
    for date in dates:
        bench.progress(f"Looking as of {date:%Y-%m-%d}")
        trial = given if date == dates[-1] else bench.at(date).trial(task)
        number = (date.date() - EPOCH).days
        flagged = set(trial.where(np.isin(trial.tier, FLAGGED)).accounts)
        for account in sought.keys() & flagged:
            first_seen.setdefault(account, number)
        active = [account for account, day in sought.items() if day <= number]
        alarms = flagged & set(trial.where(~trial.planted).accounts)
        stood.append(AsOf(date.date(), len(active), len(sought.keys() & flagged), len(alarms)))
    days = [first_seen[account] - day for account, day in sought.items() if account in first_seen]
    return _delay(len(sought), days, stood)


def _list_planted(trial: Trial) -> list[tuple[Account, int, bool]]:
    return list(zip(trial.accounts, trial.first_day.tolist(), trial.planted.tolist(), strict=True))


def _delay(merchants: int, days: list[int], stood: list[AsOf]) -> Delay:
    low, middle, high = np.quantile(days, (0.25, 0.5, 0.75)) if days else (np.nan, np.nan, np.nan)
    steps = [(later.date - earlier.date).days for earlier, later in pairwise(stood)]
    return Delay(
        step_days=float(np.mean(steps)),
        merchants=merchants,
        flagged=len(days),
        median_days=float(middle),
        quartile_days=(float(low), float(high)),
        dates=tuple(stood),
    )
