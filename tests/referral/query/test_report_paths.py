"""A referral tells the ways to reports that a reason rests on: payers as counts, and nothing of what is marked red."""

from __future__ import annotations

from finpath.config import RunConfig, TierThresholds
from finpath.engine import DuckDB, Limits
from finpath.graph import build as graph_of
from finpath.referral import Referral, build_referrals
from finpath.referral.writers.html import Html
from finpath.rules import Finding, Origin, run
from finpath.rules.report.near_reported import NearReported
from finpath.testing import ledger
from tests.concluding import concluded

PAID = """
    merchant_id | payer_ref | times | every
    crowd*%12   | *~97      | 500   | 1h
    known       | a*%9      | 18    | 1d
    near        | a*%8      | 16    | 1d
    between     | a*%6      | 12    | 1d
    between     | b*%6      | 12    | 1d
    beyond      | b*%5      | 15    | 1d
"""
REPORTS = """
    report_id | merchant_id | provider_id | status    | tlp   | reported_at
    r-secret  | known       | p           | confirmed | {tlp} | 2026-03-10 12:00
"""


def referrals(tlp: str) -> dict[str, Referral]:
    """One for `near` and one for `beyond`, by the subject's merchant id."""
    with DuckDB(Limits(threads=1)) as engine:
        taken = ledger(engine, transactions=PAID, reports=REPORTS.format(tlp=tlp))
        graph = graph_of(taken)
        number = {str(name): int(str(m)) for m, name in engine.rows("SELECT merchant, merchant_id FROM merchants")}
        found = run(graph, (NearReported(lift=1.2),))[0]
        for family in ("price", "identity"):
            made_up = Origin(f"made_up_{family}", 1, family, 6.0, "Made up.", {}, "A paper (2024)", "Shops do so too.")
            found += [Finding(made_up, number[name], 1.0, {}) for name in ("near", "beyond")]
        made = build_referrals(concluded(taken, graph, found, RunConfig(bars=TierThresholds(review=0.99))), ())
    return {referral.subjects[0].merchant_id: referral for referral in made}


def test_a_way_goes_through_payers_to_the_reported_merchant() -> None:
    made = referrals("amber")
    (direct,) = made["near"].ways
    assert direct.steps == ("M1", "8 payers in common", "p known")
    assert direct.reports == ("hotline r-secret of 2026-03-10",)
    assert direct.share == 1
    (over,) = made["beyond"].ways
    assert over.steps == (
        "M1",
        "5 payers in common",
        "another merchant at p",
        "6 payers in common",
        "p known",
    )
    assert "8 payers in common" in Html().write(made["near"]).decode()


def test_nothing_of_a_red_report_is_told() -> None:
    for referral in referrals("red").values():
        assert referral.ways == ()
        assert referral.withheld
        assert "secret" not in Html().write(referral).decode()
