from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pytest

from finpath.config import Role, RunConfig, TierThresholds
from finpath.engine import DuckDB
from finpath.graph import build as graph_of
from finpath.referral import Referral, build_referrals
from finpath.referral.model.coverage_gap import Gap
from finpath.referral.model.excerpt import MOST_ROWS
from finpath.referral.writers.html import Html
from finpath.referral.writers.json import Json
from finpath.rules import Finding, Origin
from finpath.rules.evidence import SCHEMA
from finpath.testing import ledger
from tests.concluding import concluded

TRANSACTIONS = """
    merchant_id | payer_ref | payer_country | occurred_at      | amount | kind       | transaction_id
    one         | p1        | NL            | 2026-01-05 23:30 | 40     | purchase   | t-1
    one         | p2        | NL            | 2026-01-06 23:30 | 40     | purchase   | t-2
    one         | p3        | NL            | 2026-01-07 23:30 | 40.01  | purchase   | t-3
    one         | p1        | NL            | 2026-01-09 10:00 | 10     | refund     | t-4
    one         | p2        | NL            | 2026-02-01 10:00 | 40     | chargeback | t-5
    two         | p4        | NL            | 2026-01-08 23:30 | 40     | purchase   | t-6
    two         | p5        | NL            | 2026-01-08 23:31 | 40     | purchase   | t-7
    two         | p6        | DE            | 2026-01-08 23:32 | 40     | purchase   | t-8
    two         | p7        | FR            | 2026-01-08 23:33 | 40     | purchase   | t-9
    kid         | p1        | NL            | 2026-01-08 23:33 | 40     | purchase   | t-10
    far         | p9        | NL            | 2026-01-08 12:00 | 12.34  | purchase   | t-11
"""
MERCHANTS = """
    merchant_id | trading_name | domain       | settlement_account | kind     | protected_payee
    one         | Orchid       | Shop.example | k:secret           | merchant | false
    two         | Jane Doe     |              | k:secret           | payee    | false
    kid         | Kim Doe      |              | k:secret           | payee    | true
    far         | Bakery       |              |                    | merchant | false
"""
REPORTS = """
    report_id | source_kind | status    | merchant_id | tlp   | reported_at
    r-secret  | hotline     | confirmed | one         | {tlp} | 2026-02-02 10:00
"""


@dataclass(frozen=True)
class World:
    made: tuple[Referral, ...]

    @property
    def only(self) -> Referral:
        (referral,) = self.made
        return referral

    @property
    def written(self) -> str:
        return (Html().write(self.only) + Json().write(self.only)).decode()


def origin(name: str, family: str, sentence: str) -> Origin:
    return Origin(name, 1, family, 6.0, sentence, {"at_least": 3}, "A paper (2024)", "Shops do so too.")


def found(tlp: str, *, busy: bool = False) -> World:
    """A case; where it is busy, six reasons name a thousand payments each, of seven thousand."""
    with DuckDB() as engine:
        taken = ledger(engine, transactions=TRANSACTIONS, merchants=MERCHANTS, reports=REPORTS.format(tlp=tlp))
        graph = graph_of(taken)
        number = {str(name): int(str(m)) for m, name in engine.rows("SELECT merchant, merchant_id FROM merchants")}
        price = origin("fixed_prices", "price", "{n} payments at one price.")
        ties = origin("same_account", "identity", "It shares an account with others.")
        near = origin("reported_near", "report", "It is named by a confirmed source.")
        said = [
            Finding(each, number[name], 0.9, {"n": 3}) for name in ("one", "two", "kid") for each in (price, ties, near)
        ]
        rows = [
            {"rule_id": "fixed_prices", "merchant": number["one"], "payments": 2, "transaction_ids": ["t-1", "t-2"]}
        ]
        if busy:
            rows = [
                {"rule_id": each.id, "merchant": number[name], "payments": 7_000, "transaction_ids": ids}
                for name, known in (("one", ["t-1", "t-2"]), ("two", ["t-6"]))
                for each in (price, ties, near)
                for ids in [known + [f"{each.id}-{place}" for place in range(1_000 - len(known))]]
            ]
        config = RunConfig(bars=TierThresholds(refer=0.5, review=0.2))
        return World(
            build_referrals(
                concluded(taken, graph, said, config, pa.Table.from_pylist(rows, SCHEMA)),
                (Gap("No hours."), Gap("No names.", ("elsewhere",))),
            )
        )


@pytest.fixture(scope="module")
def world() -> World:
    return found("amber")


def test_one_case_for_one_controller_and_nobody_has_a_role(world: World) -> None:
    assert {subject.merchant_id for subject in world.only.subjects} == {"one", "two"}
    assert {subject.role for subject in world.only.subjects} == {Role.UNKNOWN}
    assert world.only.id.startswith("g-")
    assert world.only.coverage == ("No hours.",)


def test_the_protect_lane_is_nowhere_in_a_case(world: World) -> None:
    assert "Kim Doe" not in world.written
    assert '"kid"' not in world.written


def test_a_private_name_and_a_token_never_leave(world: World) -> None:
    assert "Jane Doe" not in world.written
    assert "k:secret" not in world.written
    assert "Orchid" in world.written
    assert "shop[.]example" in world.written
    assert "shop.example" not in world.written.lower()


def test_proceeds_are_exact_by_month(world: World) -> None:
    january, february = world.only.trail.proceeds
    assert (january.gross, january.refunded, january.net) == (Decimal("280.01"), Decimal(10), Decimal("270.01"))
    assert (february.gross, february.charged_back, february.net) == (Decimal(0), Decimal(40), Decimal(-40))


def test_few_payers_of_a_country_are_not_told_apart(world: World) -> None:
    payers = world.only.trail.payers
    assert payers.total == 7
    assert payers.countries == ()
    assert payers.other == 7


def test_reasons_say_their_weight_their_source_and_their_rows(world: World) -> None:
    one = next(subject.label for subject in world.only.subjects if subject.merchant_id == "one")
    reason = next(r for r in world.only.reasons if r.subject == one and r.rule_id == "fixed_prices")
    assert reason.sentence == "3 payments at one price."
    assert reason.weight == pytest.approx(5.4)
    assert reason.share == pytest.approx(1 / 3)
    assert {row.transaction_id for row in world.only.evidence} == {"t-1", "t-2"}
    assert {(each.source, each.meaning) for each in world.only.indicators} == {("A paper (2024)", "Shops do so too.")}


def test_a_case_that_rests_on_very_many_payments_names_the_earliest_of_each_reason_and_says_so(world: World) -> None:
    busy = found("amber", busy=True)
    named = {(each.subject, name) for each in busy.only.reasons for name in each.transaction_ids}
    assert MOST_ROWS - 6 < len(named) <= MOST_ROWS
    assert {(each.payments, len(each.transaction_ids)) for each in busy.only.reasons} == {(7_000, 834)}
    assert {row.transaction_id for row in busy.only.evidence} == {"t-1", "t-2", "t-6"}
    assert "5,004 of 42,000" in busy.only.excerpt
    assert busy.written.count("Not all payments that reasons rest on") == 2
    assert busy.only.trail == world.only.trail
    assert [subject.trade for subject in busy.only.subjects] == [subject.trade for subject in world.only.subjects]


def test_the_shared_account_ties_the_two(world: World) -> None:
    shared = [node for node in world.only.network.nodes if node.kind == "settlement_account"]
    assert [node.id for node in shared] == ["A1"]
    assert sum(edge.other == "A1" for edge in world.only.network.edges) == 2


def test_a_report_is_told_with_its_label(world: World) -> None:
    (report,) = world.only.reports
    assert (report.report_id, report.tlp) == ("r-secret", "amber")
    assert world.only.tlp == "amber+strict"


def test_red_never_leaves_and_its_absence_is_told() -> None:
    red = found("red")
    assert red.only.reports == ()
    assert "r-secret" not in red.written
    assert "reported_near" not in red.written
    assert "confirmed" not in red.written
    assert "Nobody has reported" not in red.written
    assert red.only.withheld


def test_the_same_world_gives_the_same_bytes(world: World) -> None:
    assert found("amber").written == world.written
