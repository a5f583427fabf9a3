from __future__ import annotations

from finpath.quality.evaluation.alarms import Alarms, false_alarms, pool_alarms
from finpath.quality.evaluation.detection import Touched, by_typology, pool_touched, pool_typologies, touched
from tests.quality.evaluation.trials import SMALL


def test_reported_merchants_are_no_merit() -> None:
    ring = next(one for one in by_typology(SMALL) if one.name == "ring")
    assert (ring.merchants, ring.groups, ring.touched) == (2, 2, 2)
    assert (ring.first, ring.flagged, ring.referred) == (1, 0.5, 0.5)


def test_a_group_is_touched_by_one_of_its_merchants() -> None:
    found = touched(SMALL)
    assert found == Touched(groups=3, at={10: 3, 20: 3, 50: 3, 100: 3}, flagged=2, referred=1)


def test_only_innocent_merchants_are_false_alarms() -> None:
    everyone, *by_category = false_alarms(SMALL)
    assert everyone == Alarms("all", 3, 1, 3333.333, 2, 6666.667)
    assert [one.category for one in by_category] == ["5999"]


def test_several_runs_are_taken_together() -> None:
    assert pool_touched([touched(SMALL)] * 2).groups == 6
    twice = pool_typologies([*by_typology(SMALL), *by_typology(SMALL)])
    assert [(one.name, one.merchants, one.flagged) for one in twice] == [("front", 4, 0.5), ("ring", 4, 0.5)]
    assert pool_alarms([*false_alarms(SMALL), *false_alarms(SMALL)])[0] == Alarms("all", 6, 2, 3333.333, 4, 6666.667)
