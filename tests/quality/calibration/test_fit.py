"""The line only rises, leaves agreement alone, finds known probabilities again, and never learns from its own case."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.config import PRIOR
from finpath.config.calibration import Line
from finpath.quality.calibration.crossed import crossed, folds
from finpath.quality.calibration.fit import FLATTEST, Fit, isotonic, logistic
from finpath.quality.calibration.judged import Bools, Floats, JudgedMerchant
from finpath.quality.calibration.measures import measure

FITS: tuple[Fit, ...] = (logistic, isotonic)

drawn = st.lists(st.tuples(st.floats(0, 25).map(lambda nats: round(nats, 6)), st.booleans()), max_size=60)
weights = st.lists(st.floats(0, 30), min_size=2, max_size=20)


def judged(evidence: Floats, confirmed: Floats | Bools) -> JudgedMerchant:
    return JudgedMerchant(evidence, confirmed.astype(np.bool_), np.arange(len(evidence)))


def decisions(log_odds: Line, count: int, seed: int = 1) -> JudgedMerchant:
    """Decisions that are confirmed as often as a line says."""
    chance = np.random.default_rng(seed)
    evidence = np.round(chance.uniform(0, 14, count), 6)
    return judged(evidence, chance.random(count) < log_odds.score(evidence))


@pytest.mark.parametrize("fit", FITS)
@settings(max_examples=60)
@given(told=drawn, evidence=weights)
def test_more_evidence_never_lowers_a_calibrated_score(
    fit: Fit, told: list[tuple[float, bool]], evidence: list[float]
) -> None:
    line = fit(judged(np.array([nats for nats, _ in told]), np.array([yes for _, yes in told])))
    score = line.score(np.sort(evidence))
    assert (np.diff(score) >= 0).all()
    assert ((score >= 0) & (score <= 1)).all()


def test_without_decisions_the_score_stays() -> None:
    nats = np.linspace(0, 20, 81)
    assert logistic(judged(np.zeros(0), np.zeros(0))).score(nats) == pytest.approx(Line().score(nats), abs=1e-5)


def test_decisions_that_agree_with_the_score_change_nothing() -> None:
    """At each of five weights, as many are confirmed as the score says, of very many."""
    evidence = np.repeat([0.0, 2.0, 4.0, 6.0, 8.0], 20_000)
    said = Line().score(evidence)
    line = logistic(judged(evidence, (np.arange(len(evidence)) % 20_000 + 0.5) / 20_000 < said))
    assert line.log_odds[0] == pytest.approx(PRIOR, abs=0.01)
    assert line.slopes == pytest.approx((1, 1), abs=0.01)


def test_few_decisions_change_little() -> None:
    told = decisions(Line((0.0,), (-6.0,), (0.6, 0.6)), 5_000)
    parts = (JudgedMerchant(told.evidence[:n], told.confirmed[:n], told.case[:n]) for n in (4, 40, 5_000))
    moved = [np.abs(logistic(part).score(told.evidence) - Line().score(told.evidence)).mean() for part in parts]
    assert moved == sorted(moved)
    assert moved[0] < moved[-1] / 2


def test_known_probabilities_are_found_again() -> None:
    line = logistic(decisions(Line((0.0,), (-3.0,), (0.5, 0.5)), 20_000))
    assert line.log_odds[0] == pytest.approx(-3.0, abs=0.1)
    assert line.slopes[0] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("true", [Line((0.0,), (-3.0,), (0.5, 0.5)), Line((3.0, 9.0), (-2.0, -1.0), (1.0, 1.0))])
def test_the_calibration_error_falls(true: Line) -> None:
    told = decisions(true, 4_000)
    before, *after = (
        measure(said, told.confirmed)
        for said in (Line().score(told.evidence), crossed(told, logistic), crossed(told, isotonic))
    )
    assert all(each.error < before.error / 2 and each.log_loss < before.log_loss for each in after)


def test_a_line_never_falls_even_where_decisions_say_the_contrary() -> None:
    told = decisions(Line((0.0,), (-3.0,), (0.5, 0.5)), 2_000)
    line = logistic(JudgedMerchant(told.evidence, ~told.confirmed, told.case))
    assert line.slopes == (FLATTEST, FLATTEST)
    assert line.score(told.evidence).mean() == pytest.approx(1 - told.confirmed.mean(), abs=0.02)


def test_steps_are_never_certain() -> None:
    line = isotonic(judged(np.repeat([1.0, 9.0], 50), np.repeat([0.0, 1.0], 50)))
    assert max(map(abs, line.log_odds)) <= np.log(101)


@given(st.lists(st.integers(0, 12), min_size=40, max_size=60))
@settings(max_examples=30)
def test_a_case_is_never_on_both_sides(case: list[int]) -> None:
    told = JudgedMerchant(np.arange(len(case)) / 4, np.arange(len(case)) % 2 == 0, np.array(case))
    if len(set(case)) < 5:
        return
    held = list(folds(told))
    assert (np.sum(held, axis=0) == 1).all()
    assert all(not set(told.case[one]) & set(told.case[~one]) for one in held)
    assert all((one == again).all() for one, again in zip(held, folds(told), strict=True))


@pytest.mark.parametrize(
    ("evidence", "log_odds", "slopes"),
    [
        ((0.0,), (0.0,), (0.0, 1.0)),
        ((0.0, 1.0), (1.0, 1.0), (1, 1)),
        ((1.0, 0.0), (0.0, 1.0), (1, 1)),
        ((), (), (1, 1)),
    ],
)
def test_a_line_that_does_not_rise_is_none(
    evidence: tuple[float, ...], log_odds: tuple[float, ...], slopes: tuple[float, float]
) -> None:
    with pytest.raises(ValueError, match=r"as many|rise"):
        Line(evidence, log_odds, slopes)
