from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from finpath.quality.evaluation.intervals import over_merchants, over_seeds
from finpath.quality.evaluation.measures import GRID, READ, average_precision, curve, measure

RANKINGS = st.lists(st.booleans(), min_size=2, max_size=60).filter(any)


@given(RANKINGS)
def test_average_precision_is_that_of_scikit_learn(hits: list[bool]) -> None:
    planted = np.array(hits)
    score = np.linspace(1, 0, len(hits))
    told = measure(score, planted).average_precision
    assert math.isclose(told, average_precision_score(planted, score), abs_tol=1e-12)


@given(RANKINGS)
def test_a_merchant_that_counts_twice_is_one_that_stands_there_twice(hits: list[bool]) -> None:
    planted = np.array(hits)
    twice = average_precision(planted, np.full(len(hits), 2.0))
    assert math.isclose(twice, average_precision(planted, np.ones(len(hits))), abs_tol=1e-12)


@given(RANKINGS)
def test_a_curve_finds_ever_more_and_ends_with_all(hits: list[bool]) -> None:
    told = curve(np.linspace(1, 0, len(hits)), np.array(hits))
    assert (len(told.precision), len(told.recall)) == (GRID, READ)
    assert list(told.recall) == sorted(told.recall)
    assert told.recall[-1] == 1
    assert math.isclose(told.precision[-1], sum(hits) / (1 + max(np.flatnonzero(hits))), abs_tol=1e-6)


def test_ties_are_read_in_the_order_given() -> None:
    assert measure(np.zeros(3), np.array([True, False, False])).average_precision == 1
    assert measure(np.zeros(3), np.array([False, False, True])).average_precision == 1 / 3


def test_precision_counts_against_the_capacity_and_recall_against_what_is_there() -> None:
    told = measure(np.linspace(1, 0, 40), np.arange(40) % 2 == 0)
    assert told.precision[10] == 0.5
    assert told.recall[10] == 0.25
    assert told.precision[100] == 0.2
    assert told.base_rate == 0.5


def test_without_plants_there_is_no_average_precision() -> None:
    assert math.isnan(measure(np.ones(3), np.zeros(3, np.bool_)).average_precision)
    assert not any(curve(np.ones(3), np.zeros(3, np.bool_)).recall)


def test_an_interval_over_merchants_lies_around_what_was_measured() -> None:
    group = np.array([f"g{i // 4}" if i % 3 == 0 else "" for i in range(120)])
    score = np.random.default_rng(1).random(120) + (group != "") * 0.5
    low, high = over_merchants(score, group)
    assert low < measure(score, group != "").average_precision < high
    assert over_merchants(score, group) == (low, high)


def test_an_interval_over_seeds_leaves_out_what_could_not_be_measured() -> None:
    assert over_seeds([0.5, float("nan"), 0.5]) == (0.5, 0.5)
    assert math.isnan(over_seeds([float("nan")])[0])
