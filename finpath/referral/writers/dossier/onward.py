"""The section of a dossier on where proceeds went after the merchants: where they rest, and the ways there."""

from __future__ import annotations

from finpath.presentation.text import count_of, legible_text, money
from finpath.presentation.words import day
from finpath.referral.model.case import Referral
from finpath.referral.model.onward import Rest, Route
from finpath.referral.writers.dossier.content import Block, Cell, Column, Listing, Section, Table, cell, text

METHODS = {"fifo": "first in, first out", "pro_rata": "in proportion"}

RESTS = (
    Column("Account"),
    Column("Proceeds", number=True),
    Column("Share", hidden=True, width=1),
    Column("Known balance", number=True),
    Column("Transfers from the merchants", number=True),
    Column("Last movement"),
    Column("Whose it is can say", width=3),
)
WAYS = (Column("Way", width=4), Column("Proceeds", number=True), Column("Share", hidden=True, width=1))


def onward_section(case: Referral) -> Section | None:
    """Where proceeds rest; None where nobody gave accounts to follow them through."""
    onward = case.trail.onward
    if onward is None:
        return None
    blocks: list[Block] = [Table("rests", "Where proceeds rest", RESTS, tuple(map(_rest, onward.resting)))]
    if onward.routes:
        blocks.append(Table("routes", "Ways by which they came there", WAYS, tuple(map(_route, onward.routes))))
    remarks = [*onward.notes, *onward.caps]
    if onward.left_out:
        remarks.append(f"{count_of(onward.left_out, 'smaller row')} left out.")
    if remarks:
        blocks.append(Listing(tuple(text(each) for each in remarks)))
    method = METHODS.get(onward.method, onward.method)
    until = day(onward.as_of)
    aside = f"Takings less what went back, followed through transfers up to {until}; mixed money counts {method}."
    return Section("onward", "Where the money went", aside, tuple(blocks))


def _rest(rest: Rest) -> tuple[Cell, ...]:
    balance = "" if rest.balance is None else money(rest.balance)
    who = (
        f"{legible_text(rest.provider_id)}, by its transfer {legible_text(rest.transfer_id)}"
        if rest.transfer_id
        else ""
    )
    return (
        cell(rest.account),
        cell(f"{money(rest.proceeds)} {rest.currency}"),
        Cell(share=rest.share),
        cell(balance),
        cell(f"{rest.hops:,}"),
        cell(day(rest.last_movement), rest.stopped),
        cell(who or "the member that settles the merchant"),
    )


def _route(route: Route) -> tuple[Cell, ...]:
    way = " → ".join(route.accounts) + ("" if route.complete else " (several ways taken together)")
    return cell(way), cell(f"{money(route.proceeds)} {route.currency}"), Cell(share=route.share)
