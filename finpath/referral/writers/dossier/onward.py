"""The section of a dossier on where proceeds went after the merchants: where they rest, and the ways there."""

from __future__ import annotations

from collections.abc import Iterator

from finpath.presentation.text import count_of, legible_text, money
from finpath.presentation.words import day, percent
from finpath.referral.model.case import Referral
from finpath.referral.model.onward import Onward, Rest, Route
from finpath.referral.writers.dossier.content import (
    Block,
    Cell,
    Column,
    Fold,
    Listing,
    Paragraph,
    Section,
    Table,
    cell,
    text,
)
from finpath.referral.writers.dossier.pictures import flow_picture
from finpath.referral.writers.flow import draw_flow

METHODS = {"fifo": "first in, first out", "pro_rata": "in proportion"}

RESTS = (
    Column("Account"),
    Column("Proceeds", number=True),
    Column("Share", hidden=True, width=1),
    Column("Known balance", number=True),
    Column("Transfers", number=True),
    Column("Last movement", width=3),
    Column("Who can identify it", width=5),
)
WAYS = (Column("Way", width=4), Column("Proceeds", number=True), Column("Share", hidden=True, width=1))


def onward_section(case: Referral) -> Section | None:
    """Where proceeds rest; None where nobody gave accounts to follow them through."""
    onward = case.trail.onward
    if onward is None:
        return None
    flow = draw_flow(onward)
    blocks: list[Block] = [Paragraph(text(line)) for line in _sentences(onward)]
    if flow is not None:
        blocks.append(flow_picture(flow))
        if flow.left_out:
            blocks.append(Paragraph(text(f"{count_of(flow.left_out, 'account')} did not fit the picture."), soft=True))
    rests = Table("rests", "Where proceeds rest", RESTS, tuple(map(_rest, onward.resting)))
    blocks.append(Fold(f"{count_of(len(onward.resting), 'place')} where proceeds rest", (rests,)))
    if onward.routes:
        routes = Table("routes", "Ways by which they came there", WAYS, tuple(map(_route, onward.routes)))
        blocks.append(Fold(f"{count_of(len(onward.routes), 'way')} there", (routes,), paper=False))
    remarks = [*onward.notes, *onward.caps]
    if onward.left_out:
        remarks.append(f"{count_of(onward.left_out, 'smaller row')} left out.")
    if remarks:
        blocks.append(Listing(tuple(text(each) for each in remarks)))
    method = METHODS.get(onward.method, onward.method)
    until = day(onward.as_of)
    aside = f"Takings less what went back, followed through transfers up to {until}; mixed money counts {method}."
    return Section("onward", "Where the money went", aside, tuple(blocks))


def _sentences(onward: Onward) -> Iterator[str]:
    """Where most rests, and who can identify it."""
    for currency in sorted({each.currency for each in onward.resting}):
        there = [each for each in onward.resting if each.currency == currency]
        first = max(there, key=lambda each: (each.proceeds, each.account))
        whose = legible_text(first.provider_id) if first.provider_id else "the member that settles the merchant"
        yield (
            f"{money(first.proceeds)} {currency} rest at {first.account}, {percent(first.share)} of all;"
            f" {whose} can identify it."
        )


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
