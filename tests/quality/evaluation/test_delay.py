"""Days to the first flag, on trials written by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np

from finpath.quality.evaluation.bench import Bench, TrialTask
from finpath.quality.evaluation.delay import EPOCH, delay
from finpath.quality.evaluation.trial import NEVER, Trial
from tests.quality.evaluation.trials import SMALL

DATES = (dt.datetime(2026, 1, 10, tzinfo=dt.UTC), dt.datetime(2026, 1, 30, tzinfo=dt.UTC))
FIRST = (dt.date(2026, 1, 1) - EPOCH).days


class Early(Bench):
    """A bench on which nobody but `a` and `c` was flagged at an earlier date."""

    def trial(self, task: TrialTask) -> Trial:
        """What stood at that date."""
        del task
        return replace(SMALL, tier=np.where(np.isin(SMALL.merchant_id, ["a", "c"]), "review", "none"))


def test_a_merchant_without_payments_of_its_own_has_no_delay() -> None:
    # a was paid first on 1 January; c has no payments of its own.
    days = np.full(len(SMALL.score), FIRST)
    days[SMALL.merchant_id == "c"] = NEVER
    given = replace(SMALL, first_day=days)
    found = delay(Early(), TrialTask(Path("nowhere"), {}), given, DATES)
    assert found is not None
    assert (found.merchants, found.flagged) == (3, 1)
    assert found.median_days == 9
    assert found.quartile_days == (9.0, 9.0)
    assert [one.flagged for one in found.dates] == [1, 1]
