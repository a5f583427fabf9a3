"""A price inside a shop stands in the network of the case whose payers pay it, and the shop is not named for it."""

from __future__ import annotations

from finpath.config import RunConfig, TierThresholds
from finpath.engine import DuckDB
from finpath.graph import build as graph_of
from finpath.output.pictures import record
from finpath.output.pictures.gallery import PRICE
from finpath.presentation.small_counts import FEWEST
from finpath.referral import Referral, build_referrals
from finpath.referral.writers.html import Html
from finpath.referral.writers.json import Json
from finpath.rules import Finding, Origin
from finpath.tables.conclusions import DRAWN_MERCHANTS
from finpath.testing import ledger
from tests.concluding import concluded
from tests.graph.test_cases import LAUNDERED

RULES = tuple(
    Origin(name, 1, family, 6.0, "{n} payments.", {"at_least": 3}, "A paper (2024)", "Shops do so too.")
    for name, family in (("fixed_prices", "price"), ("same_account", "identity"), ("night", "time"))
)

MERCHANTS = """
    provider_id | merchant_id | settlement_account
    north       | host        | {host}
    north       | site1       | k:one
    north       | site2       | k:one
    north       | site3       | k:one
"""
SITES = ("site1", "site2", "site3")


def referral(*suspects: str, host: str = "k:two") -> tuple[Referral, list[tuple[object, ...]]]:
    """The case of the sites, and the ties that are kept to draw merchants."""
    with DuckDB() as engine:
        taken = ledger(engine, transactions=LAUNDERED, merchants=MERCHANTS.format(host=host))
        graph = graph_of(taken)
        number = {str(name): each for name, each in engine.rows("SELECT merchant_id, merchant FROM merchant_accounts")}
        said = [Finding(each, int(str(number[name])), 0.9, {"n": 3}) for name in suspects for each in RULES]
        config = RunConfig(bars=TierThresholds(refer=0.5, review=0.2))
        cases = build_referrals(concluded(taken, graph, said, config), ())
        engine.make(DRAWN_MERCHANTS, record.MERCHANTS_TO_DRAW, {"here": "M1", "most": 9})
        kept = engine.rows(record.PRICE_TIES, {"nearest": 9, "fewest": FEWEST, "price": PRICE})
        return next(case for case in cases if any(each.merchant_id == "site1" for each in case.subjects)), sorted(kept)


def prices(case: Referral) -> list[str]:
    return [node.note for node in case.network.nodes if node.kind == "price"]


def test_the_price_is_a_node_and_the_shop_has_no_name() -> None:
    case, kept = referral(*SITES)
    assert prices(case) == ["price 29.95 EUR at another merchant at north, 12 payers"]
    site = {subject.merchant_id: subject.label for subject in case.subjects}
    weights = {edge.one: edge.weight for edge in case.network.edges if edge.other == "S1"}
    assert weights == {site["site1"]: 10, site["site2"]: 11, site["site3"]: 12}
    page = Html().write(case).decode()
    for said in (*prices(case), f"{site['site3']} and S1: 12 payers in common", "price inside an account"):
        assert said in page
    assert "host" not in Json().write(case).decode()
    assert kept == [
        ("north", name, "north", "host", "price 29.95 EUR", payers, 0.0)
        for name, payers in zip(SITES, (10, 11, 12), strict=True)
    ]


def test_a_shop_that_is_a_suspect_itself_is_named_as_one() -> None:
    assert prices(referral(*SITES, "host")[0]) == ["price 29.95 EUR at north host, refer, 12 payers"]
    case, _ = referral(*SITES, "host", host="k:one")
    label = next(subject.label for subject in case.subjects if subject.merchant_id == "host")
    assert prices(case) == [f"price 29.95 EUR at {label}, 12 payers"]


def test_a_case_of_one_account_still_shows_the_price() -> None:
    assert len(prices(referral("site1")[0])) == 1
