"""What is learned of worlds that are written down here: which weights move, how far, and which do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from finpath.config.scorecard import Scorecard, Shape, check_card, standard_card
from finpath.quality.fit.learn import learn, multiply
from finpath.quality.fit.world import World, total

CARD = Scorecard(
    "test",
    (Shape("remote_share", (0.3,), (0.0, 1.0)), Shape("monthly_share", (0.1,), (0.0, -1.0))),
)


def world(tells: float, seed: int, planted: int = 40, innocent: int = 400) -> World:
    """The first shape speaks of what was planted more often, by so much, than of the rest; the second of all alike."""
    draw = np.random.default_rng(seed)
    is_planted = np.arange(planted + innocent) < planted
    first = draw.random(len(is_planted)) < np.where(is_planted, 0.5 + tells / 2, 0.5 - tells / 2)
    second = draw.random(len(is_planted)) < 0.5
    names = np.array([f"g{place // 4}" if place < planted else "" for place in range(len(is_planted))])
    kinds = np.array(
        ["one" if place < planted // 2 else "two" if place < planted else "" for place in range(len(names))]
    )
    steps = np.array([first * 1.0, second * -1.0])
    return World(np.zeros(len(names)), steps, is_planted, names, kinds)


def test_a_weight_moves_to_the_side_that_every_world_tells() -> None:
    more = learn(CARD, [world(0.9, 1), world(0.9, 2)])
    less = learn(CARD, [world(-0.9, 1), world(-0.9, 2)])
    assert more[0] > 1.1
    assert less[0] < 0.9
    assert less.min() >= 0
    assert more.max() <= 2


def test_a_weight_on_which_worlds_differ_stays() -> None:
    assert learn(CARD, [world(0.9, 1), world(-0.9, 2)])[0] == 1
    moved = [learn(CARD, [world(0.9, seed)])[0] for seed in (1, 2)]
    assert learn(CARD, [world(0.9, 1), world(0.9, 2)])[0] == pytest.approx(min(moved))


def test_a_group_counts_once_whatever_its_size() -> None:
    one = world(0.9, 1)
    large = np.array(["g0" if name else "" for name in one.group.tolist()])
    together = learn(CARD, [replace(one, group=large)])[0]
    assert 1 < together < learn(CARD, [one])[0]


def test_few_groups_move_little() -> None:
    few, many = world(0.9, 3, planted=4), world(0.9, 3, planted=400, innocent=4000)
    assert abs(learn(CARD, [few])[0] - 1) < abs(learn(CARD, [many])[0] - 1)


def test_the_slope_is_the_slope_of_the_cost() -> None:
    """What is learned is the lowest point: no multiplier nearby costs less."""
    one = world(0.5, 5)
    best = learn(CARD, [one])

    def cost(at: np.ndarray) -> float:
        nats = total(CARD, one.base, at[:, None] * one.steps)
        weight = np.where(one.planted, 1 / 4, 10 / 400)
        shifts = np.linspace(-3, 3, 1201)[:, None]
        losses = np.logaddexp(0, -np.where(one.planted, 1, -1) * (nats + shifts)) @ weight
        return float(losses.min() + ((at - 1) ** 2).sum() / (2 * 0.5**2))

    here = cost(best)
    for change in ((0.1, 0), (-0.1, 0), (0, 0.1), (0, -0.1)):
        assert cost(best + np.array(change)) > here


def test_a_card_keeps_to_its_bounds_and_stays_a_card() -> None:
    card = standard_card()
    both = multiply(card, np.full(len(card.shapes), 2.0))
    assert max(abs(each) for shape in both.shapes for each in shape.nats) <= 3
    check_card(both)
    assert multiply(card, np.ones(len(card.shapes))).shapes == card.shapes
    gone = multiply(card, np.array([0.0, *np.ones(len(card.shapes) - 1)]))
    assert [shape.trait for shape in gone.shapes] == [shape.trait for shape in card.shapes[1:]]
    steps = np.full((len(card.shapes), 1), 3.0)
    assert total(card, np.zeros(1), steps)[0] == card.raises
    assert total(card, np.zeros(1), -steps)[0] == -card.lowers


def test_a_typology_is_left_out_or_looked_at_alone() -> None:
    one = world(0.9, 1)
    assert set(one.without("one").typology) == {"", "two"}
    assert set(one.of("one").typology) == {"", "one"}
    assert one.of("one").planted.sum() == 20
