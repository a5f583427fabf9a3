from __future__ import annotations

from collections.abc import Iterator

import networkx as nx
import numpy as np
import pytest

from finpath.conclude import conclude
from finpath.config import RunConfig
from finpath.engine import DuckDB, Limits
from finpath.quality.evaluation.methods import Ground, MethodKind, ground, methods, outliers
from finpath.quality.evaluation.methods.pagerank import PAGERANK
from finpath.quality.evaluation.rounds import play, together
from finpath.quality.evaluation.trial import lay_beside
from finpath.quality.evaluation.truth import Planted
from finpath.testing import ledger

LINKS = [(payer, shop) for shop in range(12) for payer in range(40) if (payer * 7 + shop * 5) % 9 < 3]
REPORTED = "s3"


def payments() -> str:
    rows = [f"p{payer} | s{shop} | {5 + payer % 4}.50" for payer, shop in LINKS]
    return "payer_ref | merchant_id | amount\n" + "\n".join(rows)


@pytest.fixture(scope="module")
def small() -> Iterator[Ground]:
    """Twelve merchants, two of them planted, one of the two reported."""
    truth = {("p", name): Planted("ring-1", "ring", reported=name == REPORTED) for name in (REPORTED, "s4")}
    reports = f"status | provider_id | merchant_id\nconfirmed | p | {REPORTED}"
    with DuckDB(Limits(threads=1)) as engine:
        world = ledger(engine, transactions=payments(), reports=reports)
        found = conclude(world, RunConfig())
        yield ground(engine, found, lay_beside(engine, truth))


def test_every_method_scores_every_merchant_or_says_nothing(small: Ground) -> None:
    for method in methods():
        score = method.score(small)
        assert score is None or (score.shape == small.trial.score.shape and not np.isnan(score).any())


def test_pagerank_is_that_of_networkx(small: Ground) -> None:
    other = nx.pagerank(walked(), 0.85, {REPORTED: 1}, tol=1e-10)
    score = PAGERANK.score(small)
    assert score is not None
    told = dict(zip(small.trial.merchant_id.tolist(), score.tolist(), strict=True))
    assert told == pytest.approx(other, abs=1e-5)


def walked() -> nx.DiGraph[str]:
    """From merchant to merchant, by way of one payer, with the probability of that step."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for payer, shop in LINKS:
        there = [other for same, other in LINKS if same == payer]
        here = sum(1 for _, same in LINKS if same == shop)
        for other in there:
            before = graph.get_edge_data(f"s{shop}", f"s{other}", {"weight": 0.0})["weight"]
            graph.add_edge(f"s{shop}", f"s{other}", weight=before + 1 / here / len(there))
    return graph


def test_a_round_measures_only_who_is_not_reported(small: Ground) -> None:
    played = play(small, methods())
    assert (played.merchants, played.planted, played.unreported) == (12, 2, 1)
    assert played.product.kind is MethodKind.PRODUCT
    assert played.best_single in played.methods
    assert "gradient boosting with labels" not in {one.method for one in played.methods}


def test_several_rounds_are_their_mean(small: Ground) -> None:
    played = play(small, methods())
    both = together([played, played])
    assert both.runs == 2
    assert both.product.average_precision == played.product.average_precision
    assert both.product.interval == pytest.approx((both.product.average_precision,) * 2, abs=1e-6)
    assert both.touched.groups == 2 * played.touched.groups


def test_without_pyod_its_methods_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [method.name for method in outliers()] == ["ECOD", "COPOD"]
    monkeypatch.setattr("finpath.quality.evaluation.methods.ecod.find_spec", lambda _: None)
    assert outliers() == ()
