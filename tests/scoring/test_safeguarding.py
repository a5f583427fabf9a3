"""The protect lane takes whom it must, and no supermarket."""

from __future__ import annotations

import numpy as np

from finpath import graph, rules
from finpath.engine import DuckDB, Engine
from finpath.scoring import Evidence
from finpath.testing import ledger
from tests.concluding import concluded


def tiers_of(engine: Engine, transactions: str, merchants: str, finds: dict[int, float]) -> list[str]:
    taken = ledger(engine, transactions=transactions, merchants=merchants)
    signed = rules.Origin("made_up", 1, "price", 12.0, "{x}", {})
    findings = [rules.Finding(signed, merchant, s, {"x": 1}) for merchant, s in finds.items()]
    concluded(taken, graph.build(taken), findings)
    return [str(tier) for (tier,) in engine.rows("SELECT tier FROM tiers ORDER BY merchant")]


def test_a_protected_receiver_is_never_a_suspect() -> None:
    with DuckDB() as engine:
        found = tiers_of(
            engine,
            "merchant_id | payer_ref | times\nchild | p* | 30\nshop | p* | 30",
            "merchant_id | protected_payee\nchild | true\nshop |",
            {0: 1.0},
        )
    assert found == ["protect", "none"]


def test_a_suspect_whom_a_protected_payer_paid_goes_to_safeguarding_first() -> None:
    with DuckDB() as engine:
        found = tiers_of(
            engine,
            """
            merchant_id | payer_ref | protected_payer | times
            extorts     | p*        |                 | 30
            extorts     | child     | true            | 1
            grocer      | p*        |                 | 300
            grocer      | child     | true            | 1
            """,
            "merchant_id | kind\nextorts | payee",
            {0: 0.8, 1: 0.3},
        )
    assert found == ["protect", "watch"]


def test_scores_are_between_nothing_and_certainty() -> None:
    weights = np.zeros((len(rules.Family), 3))
    weights[:, 1], weights[:, 2] = 0.5, 50.0
    score = Evidence(weights).score
    assert (np.diff(score) > 0).all()
    assert 0 < score[0] < 0.01
    assert score[2] <= 1
