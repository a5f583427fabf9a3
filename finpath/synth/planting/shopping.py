"""The ordinary shopping of new payers: as somebody like them shops, on other days, at the same honest shops."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from finpath.synth.chance import stream
from finpath.synth.planting.clock import DAY
from finpath.synth.planting.planned import Payer, PlannedPayment
from finpath.synth.planting.survey import Survey

MOST = 25  # ordinary payments of one new payer, at most
WEEKS = 3  # weeks that a payment moves, at most
WANDER = 2_400  # seconds that it moves within the day, at most


def shop_elsewhere(
    survey: Survey, seed: int, timed: frozenset[str], planned: Iterable[PlannedPayment]
) -> Iterator[PlannedPayment]:
    """Let every new payer shop where the payer shops whose place it took."""
    of = np.array(survey.accounts.provider, dtype=object)
    order = np.argsort(survey.purchases.payer, kind="stable")
    payers = survey.purchases.payer[order]
    new = sorted({(one.payer.turn, one.payer.like, one.provider) for one in planned if one.payer.turn})
    for turn, like, provider in new:
        rng = stream(seed, "shopping", str(turn), str(like), provider)
        rows = order[np.searchsorted(payers, like) : np.searchsorted(payers, like, side="right")]
        rows = rows[of[survey.purchases.merchant[rows]] == provider]
        count = min(MOST, len(rows), 1 + int(len(rows) * rng.uniform(0.3, 0.9)))
        for row in np.sort(rng.permutation(rows)[:count]).tolist():
            at = _move(survey, rng, int(survey.purchases.at[row]), timed=provider in timed)
            yield PlannedPayment(None, provider, Payer(like, turn), at, _other_payment(survey, rng, row))


def _move(survey: Survey, rng: np.random.Generator, at: int, *, timed: bool) -> int:
    """Move a payment by whole weeks within the calendar, and a little within its day."""
    day, second = divmod(at, DAY)
    moved = day + 7 * int(rng.integers(-WEEKS, WEEKS + 1))
    second = (second + int(rng.integers(-WANDER, WANDER + 1))) % DAY if timed else 0
    return (moved if survey.begin <= moved <= survey.end // DAY else day) * DAY + second


def _other_payment(survey: Survey, rng: np.random.Generator, row: int) -> int:
    """Draw any payment at the same merchant to write it like."""
    rows = survey.accounts.purchases(int(survey.purchases.merchant[row]))
    return rows[int(rng.integers(0, len(rows)))]
