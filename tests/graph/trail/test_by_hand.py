"""Trails of a few transfers, against what a person works out on paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pytest

from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.graph import MoneyTrail, follow
from finpath.testing import ledger
from tests.graph.trail.worlds import payments_alone

SITE = """
    merchant_id | settlement_account
    site        | S
"""
TAKEN = """
    merchant_id | amount | occurred_at
    site        | 100    | 2026-01-01 12:00
"""


@dataclass(frozen=True)
class Trail:
    """Follows the money of a world in text tables."""

    engine: Engine

    def __call__(
        self,
        transfers: str,
        method: str = "fifo",
        *,
        merchants: str = SITE,
        transactions: str = TAKEN,
        of: str = "site",
    ) -> MoneyTrail:
        world = ledger(self.engine, merchants=merchants, transactions=transactions, transfers=transfers)
        numbers = self.engine.rows("SELECT merchant FROM merchant_accounts WHERE merchant_id = :name", {"name": of})
        return follow(payments_alone(world), [int(str(number)) for (number,) in numbers], method)


@pytest.fixture(name="trail")
def _trail(engine: Engine) -> Trail:
    return Trail(engine)


def rests(found: MoneyTrail) -> dict[str, Decimal]:
    assert found.resting["proceeds"].to_pylist() == sorted(found.resting["proceeds"].to_pylist(), reverse=True)
    return {row["account"]: row["proceeds"] for row in found.resting.to_pylist()}


def cents(**amounts: str) -> dict[str, Decimal]:
    return {account: Decimal(amount) for account, amount in amounts.items()}


PAUL_MICHAEL_KAREN = """
    from_account | to_account | amount | occurred_at
    S            | fund       | 10     | 2026-01-02 12:00
    michael      | fund       | 10     | 2026-01-03 12:00
    fund         | spent      | 10     | 2026-01-04 12:00
    karen        | fund       | 10     | 2026-01-05 12:00
    fund         | spent2     | 10     | 2026-01-06 12:00
"""


def test_three_pay_into_a_fund_of_which_two_parts_of_three_are_spent(trail: Trail) -> None:
    # The standard example of the books: Paul's money was first, so it is spent first; or he bears his part each time.
    assert rests(trail(PAUL_MICHAEL_KAREN)) == cents(S="90", spent="10")
    assert rests(trail(PAUL_MICHAEL_KAREN, "pro_rata")) == cents(S="90", spent="5", fund="2.5", spent2="2.5")


def test_fees_are_kept_on_the_way_and_dwell_is_the_time_in_between(trail: Trail) -> None:
    found = trail("""
        from_account | to_account | amount | occurred_at
        S            | one        | 100    | 2026-01-02 12:00
        one          | two        | 97     | 2026-01-02 14:00
        two          | three      | 95     | 2026-01-05 14:00
    """)
    assert rests(found) == cents(three="95", one="3", two="2")
    accounts = {row["account"]: row for row in found.accounts.to_pylist()}
    assert [accounts[name]["kept_share"] for name in ("S", "one", "three")] == [0.0, 0.03, 1.0]
    assert accounts["one"]["dwell_seconds"] == 2 * 3600
    assert accounts["two"]["dwell_seconds"] == 3 * 86_400
    assert accounts["three"]["dwell_seconds"] is None
    assert found.ways["accounts"].to_pylist()[0] == ["S", "one", "two", "three"]


def test_no_money_arrives_before_it_left(trail: Trail) -> None:
    found = trail("""
        from_account | to_account | amount | occurred_at
        one          | two        | 100    | 2026-01-02 12:00
        S            | one        | 100    | 2026-01-03 12:00
    """)
    assert rests(found) == cents(one="100")


def test_at_one_instant_what_comes_in_can_go_out(trail: Trail) -> None:
    found = trail("""
        transfer_id | from_account | to_account | amount | occurred_at
        a           | two          | three      | 100    | 2026-01-02
        b           | one          | two        | 100    | 2026-01-02
        c           | S            | one        | 100    | 2026-01-02
    """)
    assert rests(found) == cents(three="100")


ROUND = """
    from_account | to_account | amount | occurred_at
    S            | one        | 100    | 2026-01-02 12:00
    one          | two        | 100    | 2026-01-03 12:00
    two          | one        | 90     | 2026-01-04 12:00
    one          | S          | 80     | 2026-01-05 12:00
    S            | one        | 80     | 2026-01-06 12:00
    one          | away       | 85     | 2026-01-07 12:00
"""


@pytest.mark.parametrize("method", ["fifo", "pro_rata"])
def test_money_that_goes_round_is_counted_once(trail: Trail, method: str) -> None:
    found = trail(ROUND, method)
    assert rests(found) == cents(away="85", two="10", one="5")
    assert {tuple(way) for way in found.ways["accounts"].to_pylist()} == {
        ("S", "one", "away"),
        ("S", "one", "two"),
        ("S", "one"),
    }


def test_a_circle_at_one_instant_comes_to_an_end(trail: Trail) -> None:
    found = trail("""
        transfer_id | from_account | to_account | amount | occurred_at
        a           | one          | two        | 100    | 2026-01-02 12:00
        b           | two          | three      | 100    | 2026-01-02 12:00
        c           | three        | one        | 100    | 2026-01-02 12:00
        d           | S            | one        | 100    | 2026-01-02 12:00
    """)
    # `one` pays before it is paid back, so it is the money of `S` that goes round and comes to rest there.
    assert rests(found) == cents(one="100")


def test_other_merchants_at_the_same_account_have_their_part(trail: Trail) -> None:
    merchants = "merchant_id | settlement_account\n site | S\n shop | S"
    transactions = """
        merchant_id | amount | occurred_at
        shop        | 300    | 2026-01-01 11:00
        site        | 100    | 2026-01-01 12:00
    """
    moved = "from_account | to_account | amount | occurred_at\n S | out | 200 | 2026-01-02 12:00"
    first, rateably = (trail(moved, m, merchants=merchants, transactions=transactions) for m in ("fifo", "pro_rata"))
    assert rests(first) == cents(S="100")
    assert rests(rateably) == cents(S="50", out="50")
    assert rateably.resting["balance"].to_pylist() == [200, 200]
    assert first.entries.to_pylist()[0]["others_taken"] == Decimal(300)


def test_what_goes_back_to_customers_is_no_proceeds(trail: Trail) -> None:
    transactions = """
        merchant_id | amount | kind          | occurred_at
        site        | 100    | purchase      | 2026-01-01 12:00
        site        | 30     | refund        | 2026-01-02 12:00
        site        | 10     | chargeback    | 2026-01-03 12:00
        site        | 10     | representment | 2026-01-04 12:00
        site        | 5      | decline       | 2026-01-04 12:00
    """
    found = trail("", transactions=transactions)
    assert rests(found) == cents(S="70")
    entry = found.entries.to_pylist()[0]
    assert [entry[name] for name in ("taken", "returned", "proceeds", "overdrawn")] == [100, 30, 70, 0]
    assert any("No transfer" in note for note in found.notes)


def test_what_goes_back_after_the_money_has_gone_is_set_off_against_what_comes_next(trail: Trail) -> None:
    transactions = """
        merchant_id | amount | kind       | occurred_at
        site        | 100    | purchase   | 2026-01-01 12:00
        site        | 60     | chargeback | 2026-01-03 12:00
        site        | 40     | purchase   | 2026-01-04 12:00
    """
    moved = "from_account | to_account | amount | occurred_at\n S | out | 100 | 2026-01-02 12:00"
    found = trail(moved, transactions=transactions)
    assert rests(found) == cents(out="100")
    assert found.entries["overdrawn"].to_pylist() == [20]


def test_what_left_beyond_what_came_was_there_unseen(trail: Trail) -> None:
    found = trail("from_account | to_account | amount | occurred_at\n S | out | 150 | 2026-01-02 12:00")
    assert rests(found) == cents(out="100")
    assert found.accounts.to_pylist()[0]["unseen"] == 50
    assert found.resting["balance"].to_pylist() == [150]


def test_takings_wait_with_the_provider_where_its_transfers_settle_them(trail: Trail) -> None:
    found = trail("""
        from_account | to_account | amount | occurred_at
        acquirer     | S          | 90     | 2026-01-02 12:00
        acquirer     | T          | 500    | 2026-01-02 12:00
        S            | out        | 60     | 2026-01-03 12:00
    """)
    there = [(row["account"], row["held_by_provider"], row["proceeds"]) for row in found.resting.to_pylist()]
    assert there == [("out", False, 60), ("S", False, 30), ("S", True, 10)]


def test_one_transfer_that_two_banks_tell_of_is_one(trail: Trail) -> None:
    found = trail("""
        provider_id | transfer_id | from_account | to_account | amount | occurred_at
        north       | n1          | S            | out        | 40     | 2026-01-02 12:00
        north       | n2          | S            | out        | 40     | 2026-01-02 12:00
        south       | s1          | S            | out        | 40     | 2026-01-02 12:00
    """)
    assert rests(found) == cents(out="80", S="20")


def test_all_that_was_paid_goes_back_within_the_minute(trail: Trail) -> None:
    back = TAKEN.replace("amount", "amount | kind").replace("100    ", "100 | purchase") + "    site | 100 | refund | "
    found = trail("", transactions=back + "2026-01-01 12:00\n")
    assert found.resting.num_rows == 0
    (entry,), (account,) = found.entries.to_pylist(), found.accounts.to_pylist()
    assert (entry["taken"], entry["returned"], entry["proceeds"]) == (100, 100, 0)
    assert (account["received"], account["unseen"]) == (0, 0)


def test_no_settlement_account_is_said(trail: Trail) -> None:
    found = trail("", merchants="merchant_id | settlement_account\n other | S")
    assert found.resting.num_rows == 0
    assert any("1 merchant(s) name no settlement account" in note for note in found.notes)


def test_an_exchange_is_not_followed_and_said(trail: Trail) -> None:
    found = trail("from_account | to_account | amount | currency | occurred_at\n S | out | 90 | USD | 2026-01-02 12:00")
    assert rests(found) == cents(S="100")
    assert any("EUR" in note and "exchange" in note for note in found.notes)


def test_an_unknown_method_is_refused(trail: Trail) -> None:
    with pytest.raises(ConfigError, match="fifo, pro_rata"):
        trail("", "lifo")


def test_tables_have_their_types_when_nothing_is_there(trail: Trail) -> None:
    found = trail("", of="nobody")
    assert found.resting.num_rows == 0
    assert found.resting.schema.field("proceeds").type == pa.decimal128(38, 8)
