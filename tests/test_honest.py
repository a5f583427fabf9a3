"""What benchmarks.honest computes anew, on tables whose answer was worked out by hand."""

from __future__ import annotations

import math
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import fairness, reliability
from finpath.config.tiers import PRIOR
from finpath.quality.evaluation.intervals import over_merchants
from finpath.synth import life

LIST = np.array([True, False, True, False, False])
ONE = np.ones(5)


def test_an_innocent_stands_for_so_many_that_planted_are_the_share_asked_for() -> None:
    # 2 planted of 2 / 0.2 = 10 leave 8 to 3 innocent ones.
    assert reliability.stands_for(LIST, ONE, 0.2) == pytest.approx(8 / 3)
    # Where they are rarer in the world already, an innocent one stands for less than itself: 2 of 4 leave 2 to 3.
    assert reliability.stands_for(LIST, ONE, 0.5) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("capacity", "prevalence", "share"),
    [
        (3, None, 2 / 3),
        (5, None, 2 / 5),
        # Places: 1, 8/3, then 1/3 of the second planted one.
        (4, 0.2, (1 + 1 / 3) / 4),
        # The second planted one ends at 1 + 8/3 + 1 = 4 2/3.
        (5, 0.2, 2 / 5),
        # All ten places.
        (10, 0.2, 2 / 10),
        (1, 0.2, 1.0),
    ],
)
def test_precision_within_a_capacity(capacity: int, prevalence: float | None, share: float) -> None:
    assert reliability.precision_within(LIST, ONE, capacity, prevalence) == pytest.approx(share)


def test_a_merchant_drawn_twice_takes_two_places() -> None:
    twice = np.array([2.0, 1, 0, 1, 1])
    assert reliability.precision_within(LIST, twice, 3) == pytest.approx(2 / 3)
    # Two planted places of ten leave 8 to 3 innocent ones: 2 and 8/3, of which 1 is within 3.
    assert reliability.precision_within(LIST, twice, 3, 0.2) == pytest.approx(2 / 3)
    assert math.isnan(reliability.precision_within(LIST, np.array([0.0, 1, 0, 1, 1]), 3))


def test_the_interval_is_of_the_figure_that_is_asked_for() -> None:
    group = np.array(["a", "", "b", ""])
    score = np.array([0.9, 0.8, 0.7, 0.1])
    assert over_merchants(score, group, figure=lambda hit, weight: float(weight[hit].sum())) == (2.0, 2.0)
    low, high = over_merchants(score, group)
    assert 0 < low < high <= 1


def test_bins_lay_the_score_beside_what_was_planted() -> None:
    score = np.array([0.2, 0.4, 0.2, 0.9, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01])
    planted = np.array([True, False, False, True, False, False, False, False, False, True])
    low, middle, high = reliability.bins(score, planted, (0.0, 0.1, 0.5))
    assert (low.planted, low.innocent) == (1, 5)
    assert (middle.planted, middle.innocent, high.planted, high.innocent) == (1, 2, 1, 0)
    assert middle.said == pytest.approx(0.8 / 3)
    assert middle.share == pytest.approx(1 / 3)
    # A third of the planted against two sevenths of the innocent: 7/6.
    assert middle.nats_earned == pytest.approx(math.log(7 / 6))
    assert middle.at_prior == pytest.approx(0.008 * 7 / (0.008 * 7 + 0.992 * 6))
    assert middle.nats_said == pytest.approx((2 * math.log(0.25) + math.log(2 / 3)) / 3 - PRIOR)
    assert high.nats_earned == math.inf
    assert high.at_prior == 1.0


def test_a_bar_belongs_to_the_bin_above_it() -> None:
    low, high = reliability.bins(np.array([0.4999, 0.5]), np.array([True, False]), (0.0, 0.5))
    assert (low.planted, low.innocent, high.planted, high.innocent) == (1, 0, 0, 1)


@pytest.mark.parametrize(("named", "merchants"), [(0, 300), (0, 5), (1, 50), (7, 90)])
def test_the_upper_end_is_the_share_at_which_so_few_would_be_rare(named: int, merchants: int) -> None:
    share = fairness.at_most(named, merchants)
    chance = sum(math.comb(merchants, k) * share**k * (1 - share) ** (merchants - k) for k in range(named + 1))
    assert chance == pytest.approx(0.025 if named else 0.05)


def test_the_upper_end_follows_the_rule_of_three_and_ends_at_one() -> None:
    assert fairness.at_most(0, 1000) == pytest.approx(3 / 1000, rel=0.01)
    assert fairness.at_most(4, 4) == 1.0
    assert fairness.at_most(0, 0) == 1.0


def test_fairness_counts_innocent_merchants_by_group_and_tier() -> None:
    rows = [
        # world, group, story, category, tier without a card, tier
        ("quay-own-1", "", "village_remittances", "remittance", "review", "refer"),
        ("quay-own-1", "", "village_remittances", "remittance", "none", "watch"),
        ("quay-own-1", "g1", "village_remittances", "remittance", "refer", "refer"),
        ("harbour-own-1", "", None, "8398", "review", "none"),
        ("harbour-own-1", "", "trials 0", "8398", "review", "review"),
        ("first-synthetic-1", "", "adult", "5812", "watch", "protect"),
        ("second-fdh-1", "", None, "card", "none", "none"),
    ]
    columns = ["world", "group", "story", "category", "tier_without_card", "tier"]
    counted = {one.group: one for one in fairness.count(fairness.grouped(pd.DataFrame(rows, columns=columns)))}
    assert {group: one.merchants for group, one in counted.items()} == {
        fairness.DIASPORA: 2,
        fairness.ADULT: 1,
        fairness.CREATORS: 0,
        fairness.CHARITY: 1,
        fairness.REST: 2,
    }
    diaspora = counted[fairness.DIASPORA]
    assert diaspora.before == {"refer": 0, "review": 1, "watch": 0, "protect": 0}
    assert diaspora.after == {"refer": 1, "review": 0, "watch": 1, "protect": 0}
    assert diaspora.refer_at_most == diaspora.review_at_most == fairness.at_most(1, 2)
    assert counted[fairness.ADULT].after["protect"] == 1
    assert counted[fairness.REST].after["review"] == 1
    assert counted[fairness.REST].review_at_most == fairness.at_most(1, 2)


def test_every_kind_in_a_group_is_one_that_the_family_has() -> None:
    quay = import_module("benchmarks.families.quay.catalogue").TYPOLOGIES
    known = {
        "first": set(life.names()),
        "counter": {
            story
            for stories in import_module("benchmarks.families.counter.twins").TWINS.values()
            for story, _ in stories
        },
        "pier": {
            story.__name__
            for stories in import_module("benchmarks.families.pier.twins").TWINS.values()
            for story in stories
        },
        "quay": {story.__name__ for typology in quay for story in (*typology.turns, *typology.likes)},
        "harbour": _harbours(),
        "jetty": {
            story for typology in import_module("benchmarks.families.jetty.plans").CATALOGUE for story in typology.twins
        },
    }
    for family, groups in fairness.STORIES.items():
        kinds = [kind for group in groups.values() for kind in group]
        assert set(kinds) <= known[family], family
        assert len(kinds) == len(set(kinds)), family


def _harbours() -> set[str]:
    module = import_module("benchmarks.families.harbour.typologies")
    chance = np.random.default_rng(0)
    all_of = {**module.CARD, **module.PRIVATE, **module.VOUCHER}
    return {
        f"{name} {place}"
        for name, recipe_of in all_of.items()
        for place in range(len(recipe_of(chance, module.base(chance, 2000.0, 2))[1]))
    }


@pytest.mark.parametrize("family", ["harbour", "counter", "quay", "pier"])
def test_listening_changes_no_world_and_hears_of_every_twin(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    package = import_module(f"benchmarks.families.{family}")
    stories, worlds = import_module("benchmarks.stories"), import_module("benchmarks.worlds")
    monkeypatch.setattr(worlds, "PAYMENTS", 8_000)
    _, truth = package.plant(package.background(3, 8_000), 3, 1)
    heard = stories.listen(f"{family}-own-3")
    role = {(row.provider_id, row.merchant_id): row.role for row in truth.itertuples()}
    twins = {account for account, what in role.items() if what == "twin"}
    assert twins
    assert twins <= set(heard)
    assert not any(role.get(account) == "planted" for account in heard)


def test_a_twin_is_not_planted(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text(
        "provider_id,merchant_id,group,typology,role\nbank,1,g1,mules,planted\nbank,2,g2,mules,twin\n",
        encoding="utf-8",
    )
    truth = import_module("benchmarks.honest").truth_of(tmp_path / "truth.csv")
    assert list(truth) == [("bank", "1")]
