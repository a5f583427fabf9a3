"""What a scorecard says raises and lowers, adds up within its bounds, and is never what a referral rests on."""

from __future__ import annotations

import numpy as np

from finpath import graph
from finpath.config.scorecard import Scorecard, Shape
from finpath.engine import DuckDB
from finpath.graph import PaymentGraph
from finpath.rules import Finding
from finpath.scoring import judge, weigh
from finpath.testing import ledger

PAYMENTS = """
provider_id | merchant_id | payer_ref | amount | occurred_at | times | every
north | shop | p*~20 | 12.30 | 2026-01-01 | 80 | 9h
north | once | q*~20 | 12.30 | 2026-01-01 | 20 | 9h
north | few | r*~3 | 12.30 | 2026-01-01 | 12 | 9h
"""


def judged(card: Scorecard) -> dict[str, list[Finding]]:
    with DuckDB() as engine:
        payments: PaymentGraph = graph.build(ledger(engine, transactions=PAYMENTS))
        rows = engine.rows("SELECT merchant, merchant_id FROM merchant_accounts")
        names = {merchant: str(name) for merchant, name in rows}
        found: dict[str, list[Finding]] = {name: [] for name in names.values()}
        for finding in judge(payments, card):
            found[names[finding.merchant]].append(finding)
    return found


def test_a_step_weighs_where_the_trait_speaks_and_nowhere_else() -> None:
    found = judged(Scorecard("mine", (Shape("per_payer", (2.0,), (1.0, -0.5)),)))
    assert [(each.origin.family, each.origin.weight) for each in found["once"]] == [("character", 1.0)]
    assert [(each.origin.family, each.origin.weight) for each in found["shop"]] == [("openness", -0.5)]
    assert found["few"] == []


def test_a_tied_step_needs_somebody_to_share_payers_with() -> None:
    assert judged(Scorecard("mine", (Shape("per_payer", (2.0,), (1.0, 0.0), tied=True),)))["once"] == []


def test_both_sides_are_bounded() -> None:
    shapes = (
        Shape("per_payer", (2.0,), (2.0, -2.0)),
        Shape("repeated_price_share", (0.5,), (0.0, 2.0)),
        Shape("repeat_share", (0.5,), (0.0, -1.0)),
    )
    found = judged(Scorecard("mine", shapes, raises=3.0, lowers=1.5))
    evidence = weigh([replaced for each in found.values() for replaced in each], 3)
    assert np.isclose(evidence.total[[each[0].merchant for each in (found["once"], found["shop"])]], [3.0, 0.5]).all()


def test_what_raises_corroborates_nothing_and_what_lowers_takes_away() -> None:
    found = judged(Scorecard("mine", (Shape("per_payer", (2.0,), (1.0, -0.5)),)))
    evidence = weigh([*found["once"], *found["shop"]], 3)
    assert evidence.without_reports[found["once"][0].merchant] == 0
    assert evidence.without_reports[found["shop"][0].merchant] == -0.5
    assert evidence.families.sum() == 0


def test_an_empty_card_says_nothing() -> None:
    assert not any(judged(Scorecard("none", ())).values())
