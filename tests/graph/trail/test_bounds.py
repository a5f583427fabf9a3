"""Wide, deep and round trails come to an end, and what was left out is said."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from finpath.engine import Engine
from finpath.graph import Bounds, MoneyTrail, follow
from finpath.testing import ledger
from tests.graph.trail.worlds import payments_alone

Moves = Iterable[tuple[str, str, str, object]]


def trail(engine: Engine, moves: Moves, method: str = "fifo", bounds: Bounds | None = None) -> MoneyTrail:
    """The trail of 10,000 EUR that a site took on the first day."""
    rows = "".join(f"2026-01-{day} | {a} | {b} | {amount}\n" for day, a, b, amount in moves)
    world = ledger(
        engine,
        merchants="merchant_id | settlement_account\nsite | S",
        transactions="merchant_id | amount | occurred_at\nsite | 10000 | 2026-01-01 10:00",
        transfers="occurred_at | from_account | to_account | amount\n" + rows,
    )
    return follow(payments_alone(world), [0], method, bounds=bounds)


def total(found: MoneyTrail) -> Decimal:
    return Decimal(sum(found.resting["proceeds"].to_pylist()))


@pytest.mark.parametrize("method", ["fifo", "pro_rata"])
def test_ten_thousand_ways_out_and_in_again(engine: Engine, method: str) -> None:
    out = [("02 12:00", "S", f"mule{i}", 1) for i in range(10_000)]
    back = [("03 12:00", f"mule{i}", "collector", "0.95") for i in range(10_000)]
    found = trail(engine, [*out, *back, ("04 12:00", "collector", "home", 9_000)], method)
    there = dict(zip(found.resting["account"].to_pylist(), found.resting["proceeds"].to_pylist(), strict=True))
    assert (there["home"], there["collector"], there["mule77"]) == (9_000, 500, Decimal("0.05"))
    assert total(found) == 10_000
    assert found.accounts.num_rows == 10_003
    assert found.caps == ("Of some accounts, the ways by which proceeds came were too many to tell apart.",)


def test_wider_than_the_bound_follows_the_largest_and_says_so(engine: Engine) -> None:
    out = [("02 12:00", "S", f"mule{i}", 1 + i % 2) for i in range(100)]
    on = [("03 12:00", f"mule{i}", f"last{i}", 1) for i in range(100)]
    found = trail(engine, [*out, *on], bounds=Bounds(accounts=51, least=0))
    assert total(found) == 10_000
    stopped = {row["account"] for row in found.resting.to_pylist() if row["stopped"]}
    assert {f"mule{i}" for i in range(0, 100, 2)} < stopped
    assert found.caps[0] == ("The trail of proceeds stopped at 100 account(s): as many accounts as are looked into.")
    assert {row["balance"] for row in found.resting.to_pylist() if row["stopped"]} == {None}


def test_longer_than_the_bound_stops_there_and_says_so(engine: Engine) -> None:
    chain = [(f"{day:02} 12:00", "S" if day == 2 else f"a{day - 1}", f"a{day}", 10_000) for day in range(2, 12)]
    found = trail(engine, chain, bounds=Bounds(hops=4))
    assert found.resting.to_pylist()[0]["account"] == "a5"
    assert found.resting["hops"].to_pylist() == [4]
    assert found.caps == (
        "The trail of proceeds stopped at 1 account(s): as many transfers from the merchant as are followed.",
    )
    assert trail(engine, chain).resting["account"].to_pylist() == ["a11"]


def test_more_transfers_than_are_read_stop_it_and_are_said(engine: Engine) -> None:
    out = [("02 12:00", "S", "one", 10_000), *(("03 12:00", "one", f"two{i}", 1) for i in range(50))]
    found = trail(engine, out, bounds=Bounds(transfers=20))
    assert found.resting["account"].to_pylist() == ["one"]
    assert found.caps == ("The trail of proceeds stopped at 1 account(s): more transfers than are read.",)


def test_money_is_not_followed_through_a_processor(engine: Engine) -> None:
    others = [("02 11:00", f"shop{i}", "processor", 5_000) for i in range(200)]
    found = trail(engine, [*others, ("02 12:00", "S", "processor", 10_000), ("03 12:00", "processor", "x", 100_000)])
    row = found.resting.to_pylist()[0]
    assert (row["account"], row["proceeds"], row["balance"]) == ("processor", 10_000, None)
    assert row["stopped"] == "many pay into it: ask whose account it is"
    assert found.caps == ()


@pytest.mark.parametrize("method", ["fifo", "pro_rata"])
def test_a_thousand_rounds_among_five_accounts_come_to_an_end(engine: Engine, method: str) -> None:
    ring = ["S", "a", "b", "c", "d"]
    moves = [
        (f"{2 + i // 60:02} 12:{i % 60:02}", ring[i % 5], ring[(i + 1 + i % 3) % 5], 900 + i % 7) for i in range(1_000)
    ]
    found = trail(engine, moves, method)
    assert total(found) == 10_000
    assert all(len(set(way)) == len(way) <= 5 for way in found.ways["accounts"].to_pylist())
