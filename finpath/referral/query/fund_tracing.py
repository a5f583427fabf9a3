"""Traces the proceeds of each case to where they rest, with short names for accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa

from finpath import graph
from finpath.graph import PaymentGraph
from finpath.referral.model.case import Referral
from finpath.referral.model.onward import Arrival, Onward, Passage, Rest, Route

MAX_ROWS = 60
"""Rows of each kind that are told, the largest first."""

NUMBERS = "SELECT provider_id, merchant_id, merchant FROM merchants ORDER BY merchant"


def trace_funds(referrals: Iterable[Referral], payments: PaymentGraph) -> tuple[Referral, ...]:
    """Follow the proceeds of each case to where they rest.

    Args:
        referrals: From `build`.
        payments: The graph that they were built on.
    """
    rows = payments.engine.arrow(NUMBERS).to_pylist()
    number = {(row["provider_id"], row["merchant_id"]): row["merchant"] for row in rows}
    return tuple(_trace_case(case, payments, number) for case in referrals)


def _trace_case(case: Referral, payments: PaymentGraph, number: dict[tuple[str, str], int]) -> Referral:
    merchants = [number[subject.provider_id, subject.merchant_id] for subject in case.subjects]
    trail = graph.follow(payments, merchants, as_of=case.as_of)
    if not trail.entries.num_rows:
        return case
    onward = describe_trail(trail)
    return replace(case, trail=replace(case.trail, onward=onward), coverage=(*case.coverage, *onward.caps))


def describe_trail(trail: graph.MoneyTrail) -> Onward:
    """A trail as a referral tells it: no token, the largest rows."""
    names = {account: f"B{place}" for place, account in enumerate(dict.fromkeys(_accounts_in_order(trail)), 1)}
    last_transfers = _last_transfers(trail.transfers)
    tables = (trail.entries, trail.resting, trail.ways, trail.steps)
    return Onward(
        method=trail.method,
        as_of=trail.as_of,
        arrivals=tuple(_arrival(row, names) for row in _largest_rows(trail.entries)),
        resting=tuple(_rest(row, names, last_transfers) for row in _largest_rows(trail.resting)),
        routes=tuple(_route(row, names) for row in _largest_rows(trail.ways)),
        passages=tuple(_passage(row, names) for row in _largest_rows(trail.steps)),
        notes=trail.notes,
        caps=trail.caps,
        left_out=sum(max(table.num_rows - MAX_ROWS, 0) for table in tables),
    )


def _largest_rows(table: pa.Table) -> list[dict[str, object]]:
    """The rows with most proceeds, in the order of the table."""
    rows: list[dict[str, object]] = table.to_pylist()
    if len(rows) <= MAX_ROWS:
        return rows
    order = sorted(range(len(rows)), key=lambda place: (-Decimal(str(rows[place]["proceeds"])), place))[:MAX_ROWS]
    return [rows[place] for place in sorted(order)]


def _accounts_in_order(trail: graph.MoneyTrail) -> Iterator[str]:
    """Every account, those where takings came in first, then where most rests."""
    yield from (str(account) for account in trail.entries["account"].to_pylist())
    yield from (str(account) for account in trail.resting["account"].to_pylist())
    for accounts in trail.ways["accounts"].to_pylist():
        yield from map(str, accounts)
    for side in ("from_account", "to_account"):
        yield from (str(account) for account in trail.steps[side].to_pylist())


def _last_transfers(transfers: pa.Table) -> dict[tuple[object, object], tuple[str, str]]:
    """By account and currency, the last transfer that brought proceeds there."""
    rows = sorted(transfers.to_pylist(), key=lambda row: (row["occurred_at"], row["provider_id"], row["transfer_id"]))
    return {(row["to_account"], row["currency"]): (row["provider_id"], row["transfer_id"]) for row in rows}


def _arrival(row: dict[str, object], names: dict[str, str]) -> Arrival:
    figures = {name: row[name] for name in ("currency", "taken", "returned", "proceeds", "overdrawn")}
    return Arrival(account=names[str(row["account"])], **figures)  # type: ignore[arg-type] # the columns of entries


def _rest(
    row: dict[str, object], names: dict[str, str], last_transfers: dict[tuple[object, object], tuple[str, str]]
) -> Rest:
    provider, transfer = last_transfers.get((row["account"], row["currency"]), ("", ""))
    figures = {name: row[name] for name in ("currency", "proceeds", "balance", "share", "hops", "last_movement")}
    return Rest(
        account=names[str(row["account"])],
        stopped=str(row["stopped"] or ""),
        provider_id=provider,
        transfer_id=transfer,
        **figures,  # type: ignore[arg-type] # the columns of resting
    )


def _route(row: dict[str, object], names: dict[str, str]) -> Route:
    accounts = row["accounts"]
    assert isinstance(accounts, list)  # noqa: S101 - a column of lists
    figures = {name: row[name] for name in ("currency", "proceeds", "share", "complete")}
    return Route(tuple(names[str(each)] for each in accounts), **figures)  # type: ignore[arg-type] # the columns of ways


def _passage(row: dict[str, object], names: dict[str, str]) -> Passage:
    figures = {name: row[name] for name in ("currency", "transfers", "proceeds", "first_at", "last_at")}
    return Passage(names[str(row["from_account"])], names[str(row["to_account"])], **figures)  # type: ignore[arg-type] # of steps
