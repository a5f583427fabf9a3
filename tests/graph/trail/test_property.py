"""Trails of random transfers, against money moved coin by coin and fraction by fraction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finpath.engine import Engine
from finpath.graph import MoneyTrail, follow
from finpath.testing import ledger
from tests.graph.trail.worlds import payments_alone

NAMES = "SABCDE"
MOVES = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 30)).filter(
        lambda move: move[1] != move[2]
    ),
    max_size=14,
    unique_by=lambda move: move[0],
)
TAKINGS = st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["site", "shop"]), st.integers(1, 40)), max_size=6)
Moves = list[tuple[int, str, str, int]]
Takings = list[tuple[int, str, int]]


def told(engine: Engine, takings: Takings, moves: Moves, method: str) -> MoneyTrail:
    """Takings on the hour, transfers half an hour later."""
    paid = "".join(f"{name} | {amount} | 2026-01-{day + 1:02} 12:00\n" for day, name, amount in takings)
    moved = "".join(f"{a} | {b} | {amount} | 2026-01-{day + 1:02} 12:30\n" for day, a, b, amount in moves)
    world = ledger(
        engine,
        merchants="merchant_id | settlement_account\nshop | S\nsite | S",
        transactions="merchant_id | amount | occurred_at\n" + paid,
        transfers="from_account | to_account | amount | occurred_at\n" + moved,
    )
    return follow(payments_alone(world), [1], method)


def events(takings: Takings, moves: Moves) -> list[tuple[int, int, str, str, int]]:
    """In the order of time; of one day, first what customers of the site paid."""
    paid = [(day, 0 if name == "site" else 1, "", name, amount) for day, name, amount in takings]
    return sorted(paid) + [(day, 2, a, b, amount) for day, a, b, amount in moves]


def coin_by_coin(takings: Takings, moves: Moves) -> dict[str, int]:
    """Every unit is a coin in a row; the first coin in is the first out."""
    rows: dict[str, list[bool]] = defaultdict(list)
    for _, kind, source, target, amount in sorted(events(takings, moves), key=lambda event: event[:2]):
        if kind < 2:
            rows["S"] += [target == "site"] * amount
            continue
        given_, rows[source] = rows[source][:amount], rows[source][amount:]
        rows[target] += given_ + [False] * (amount - len(given_))
    return {name: sum(row) for name, row in rows.items() if sum(row)}


def fraction_by_fraction(takings: Takings, moves: Moves) -> dict[str, Fraction]:
    """Two heaps an account, of which every payment takes the same part."""
    dirty: dict[str, Fraction] = defaultdict(Fraction)
    clean: dict[str, Fraction] = defaultdict(Fraction)
    for _, kind, source, target, amount in sorted(events(takings, moves), key=lambda event: event[:2]):
        if kind < 2:
            (dirty if target == "site" else clean)["S"] += amount
            continue
        there = dirty[source] + clean[source]
        part = min(Fraction(amount) / there, Fraction(1)) if there else Fraction(0)
        moved, dirty[source], clean[source] = (
            dirty[source] * part,
            dirty[source] * (1 - part),
            clean[source] * (1 - part),
        )
        dirty[target] += moved
        clean[target] += amount - moved
    return {name: amount for name, amount in dirty.items() if amount}


def settled(takings: Takings, moves: Moves) -> bool:
    """Whether transfers to S may be taken for settlements, which the plain models do not know."""
    paid_by_us = {b for _, a, b, _ in moves if a == "S"}
    return sum(amount for _, a, b, amount in moves if b == "S" and a not in paid_by_us) * 2 >= sum(
        amount for *_, amount in takings
    )


def rests(found: MoneyTrail) -> dict[str, Decimal]:
    return dict(zip(found.resting["account"].to_pylist(), found.resting["proceeds"].to_pylist(), strict=True))


@given(TAKINGS, MOVES)
@settings(max_examples=40)
def test_fifo_agrees_with_coins_in_a_row(engine: Engine, takings: Takings, moves: Moves) -> None:
    if not settled(takings, moves):
        assert rests(told(engine, takings, moves, "fifo")) == coin_by_coin(takings, moves)


@given(TAKINGS, MOVES)
@settings(max_examples=40)
def test_pro_rata_agrees_with_fractions(engine: Engine, takings: Takings, moves: Moves) -> None:
    if settled(takings, moves):
        return
    found = rests(told(engine, takings, moves, "pro_rata"))
    expected = {name: amount for name, amount in fraction_by_fraction(takings, moves).items() if amount > 1e-3}
    assert {name for name, amount in found.items() if amount > Decimal("0.0011")} <= expected.keys()
    for name, amount in expected.items():
        assert float(found.get(name, 0)) == pytest.approx(float(amount), abs=1e-3)


@given(TAKINGS, MOVES, st.sampled_from(["fifo", "pro_rata"]))
@settings(max_examples=40)
def test_nothing_is_lost_and_no_account_pays_what_it_never_got(
    engine: Engine, takings: Takings, moves: Moves, method: str
) -> None:
    found = told(engine, takings, moves, method)
    taken = sum(amount for _, name, amount in takings if name == "site")
    assert sum(found.resting["proceeds"].to_pylist()) == taken == sum(found.entries["proceeds"].to_pylist())
    assert sum(found.ways["proceeds"].to_pylist()) == taken
    for row in found.accounts.to_pylist():
        assert row["received"] == row["passed_on"] + row["rests"]
        assert min(row["received"], row["passed_on"], row["rests"], row["other_money"], row["unseen"]) >= 0
    for row in found.transfers.to_pylist():
        assert 0 < row["proceeds"] <= row["amount"]


@dataclass(frozen=True)
class Turned:
    """Transfers in another order, accounts under other names."""

    order: list[int]
    names: dict[str, str]

    def apply(self, moves: Moves) -> Moves:
        ordered = [moves[i] for i in self.order if i < len(moves)]
        return [(day, self.names[a], self.names[b], amount) for day, a, b, amount in ordered]


TURNED = st.builds(
    Turned,
    st.permutations(range(14)),
    st.permutations(NAMES[1:]).map(lambda names: {"S": "S"} | dict(zip(NAMES[1:], names, strict=True))),
)


@given(TAKINGS, MOVES, TURNED, st.sampled_from(["fifo", "pro_rata"]))
@settings(max_examples=40)
def test_neither_order_nor_names_matter(
    engine: Engine, takings: Takings, moves: Moves, turned: Turned, method: str
) -> None:
    plain = rests(told(engine, takings, moves, method))
    other = rests(told(engine, takings[::-1], turned.apply(moves), method))
    assert other == {turned.names[name]: amount for name, amount in plain.items()}
