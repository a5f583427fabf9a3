"""The money section of a dossier: proceeds by currency and month, and amounts that were paid more than once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from finpath.presentation.text import money
from finpath.referral.model.case import Referral
from finpath.referral.model.trail import Peers, PricePoint, Proceeds, Trail
from finpath.referral.writers.dossier.content import Cell, Column, Section, Table, cell, text

PROCEEDS = (
    Column("Month"),
    Column("Currency", width=1),
    *(Column(title, number=True) for title in ("Gross", "Refunded", "Charged back", "Net")),
)
PRICES = (
    Column("Amount", number=True),
    Column("Payments", number=True),
    Column("Accounts", number=True),
    Column("Peers with it", number=True),
    Column("Share of the most common", hidden=True, width=1),
)


def money_section(case: Referral) -> Section:
    """Proceeds and prices."""
    trail = case.trail
    rows, sums = (tuple(_proceeds(each) for each in some) for some in (trail.proceeds, totals(trail.proceeds)))
    proceeds = Table("proceeds", "Proceeds by currency and month", PROCEEDS, rows, sums)
    blocks = [] if "proceeds" in case.left_out else [proceeds]
    if trail.prices:
        caption = f"Amounts paid more than once, the most common first{_peers_note(trail.peers)}"
        blocks.append(Table("prices", caption, PRICES, tuple(_price(each, trail) for each in trail.prices)))
    aside = "Net is what was neither refunded nor charged back. Declined attempts, credits and fees are left out."
    return Section("money", "Money", aside, tuple(blocks))


def _peers_note(peers: Peers) -> str:
    """Who the prices are compared with."""
    if not peers.merchants:
        return ""
    others = f"{peers.merchants:,} other merchants"
    return f"; peers are {others}{'' if peers.what == 'everyone' else f' of {peers.what}, as M1'}"


def _price(each: PricePoint, trail: Trail) -> tuple[Cell, ...]:
    return (
        cell(f"{money(each.amount)} {each.currency}"),
        cell(f"{each.payments:,}"),
        cell(f"{each.members:,}"),
        cell("not known" if each.peers is None else f"{each.peers:,}"),
        Cell(share=each.payments / trail.prices[0].payments),
    )


def totals(proceeds: Sequence[Proceeds]) -> tuple[Proceeds, ...]:
    """What all months add up to, by currency."""
    currencies = sorted({each.currency for each in proceeds})
    return tuple(_total(currency, [each for each in proceeds if each.currency == currency]) for currency in currencies)


def _total(currency: str, months: Sequence[Proceeds]) -> Proceeds:
    nothing = Decimal(0)
    return Proceeds(
        currency,
        "",
        sum((each.gross for each in months), nothing),
        sum((each.refunded for each in months), nothing),
        sum((each.charged_back for each in months), nothing),
    )


def _proceeds(each: Proceeds) -> tuple[Cell, ...]:
    amounts = (each.gross, each.refunded, each.charged_back, each.net)
    return (
        cell(each.month or "All months"),
        Cell((text(each.currency),)),
        *(cell(money(amount)) for amount in amounts),
    )
