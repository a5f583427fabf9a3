"""A case of two members and a hotline, for tests of what each may see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from finpath.referral.model.case import Doubt, Indicator, Member, Reason, Referral, Report, Way
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.model.network import Edge, Network, Node, Tie
from finpath.referral.model.onward import Arrival, Onward, Passage, Rest, Route
from finpath.referral.model.subject import Description, Subject, Trade, Voice
from finpath.referral.model.trail import Bar, Clock, Moment, Payers, PricePoint, Proceeds, Timeline, Trail

JANUARY = dt.datetime(2026, 1, 5, 23, 30)  # noqa: DTZ001 - instants are naive UTC


def subject(label: str, provider: str, name: str) -> Subject:
    """One merchant account."""
    return Subject(
        label=label,
        provider_id=provider,
        merchant_id=f"{provider}-{label}",
        entity_id="e-shared",
        tier="refer",
        score=0.97,
        rank=int(label[1:]),
        about=Description(name, f"{name} DESCRIPTOR", f"{name.lower()}[.]example", f"key:{name}host", "5967", "NL"),
        trade=Trade(9, 12, Decimal("480.00000000"), Decimal(0), JANUARY, JANUARY + dt.timedelta(days=40)),
        voices=(Voice("price", 2.0, 0.5), Voice("report", 1.0, 0.0)),
    )


def row(label: str, name: str, kind: str, amount: str, currency: str, file: int) -> EvidenceRow:  # noqa: PLR0913, PLR0917 - a row
    """One payment at a merchant."""
    eur = Decimal(amount) if currency == "EUR" else Decimal(amount) / 2
    return EvidenceRow(
        subject=label,
        transaction_id=name,
        occurred_at=JANUARY,
        kind=kind,
        amount=Decimal(amount),
        currency=currency,
        file=file,
        row=17,
        rules=("near_reported", "fixed_prices") if file == 0 else ("fixed_prices",),
        rail="card",
        eur=eur,
        payer=f"key:payer{name}",
    )


def two_members() -> Referral:
    """M1 and M3 at north, M2 at south, reported by the hotline."""
    day = JANUARY.date()
    return Referral(
        id="g-0123456789ab",
        as_of=JANUARY + dt.timedelta(days=60),
        tlp="amber+strict",
        subjects=(subject("M1", "north", "Orchid"), subject("M2", "south", "Tulip"), subject("M3", "north", "Rose")),
        indicators=(
            Indicator("fixed_prices", 2, "price", "A paper (2024)", "Few prices. Cinemas too.", (("share", "0.8"),)),
            Indicator("near_reported", 1, "report", "A report (2023)", "Near to it.", ()),
            Indicator("successor", 1, "lifecycle", "A book (2022)", "Payers moved.", ()),
        ),
        reasons=(
            Reason("fixed_prices", "M1", "12 of 12 at one price.", 0.9, 1.8, 0.6, 2, ("t-1", "t-2")),
            Reason("near_reported", "M1", "It is near to merchants of confirmed reports.", 0.9, 1.8, 0.6, 1, ("t-1",)),
            Reason("successor", "M3", "4 of 9 payers had paid south/south-M2, which ended.", 0.9, 1.8, 0.6),
            Reason("successor", "M1", "4 of 9 payers had paid far/elsewhere, which ended.", 0.9, 1.8, 0.6),
            Reason("fixed_prices", "M2", "9 of 9 at one price.", 0.9, 1.8, 0.6, 1, ("t-3",)),
        ),
        network=Network(
            (Node("M1", "subject", "north north-M1"), Node("N1", "neighbour", "far far-9, watch")),
            (Edge("M1", "N1", 7, "7 payers in common"),),
        ),
        trail=Trail(
            Timeline(7, (Bar("M1", day, 7), Bar("M2", day, 5)), (Moment(day, "M1", "reported (confirmed)"),)),
            (Proceeds("EUR", "2026-01", Decimal("960.00"), Decimal("40.00"), Decimal("0.50")),),
            (PricePoint("EUR", Decimal("40.00"), 12, 2),),
            Clock(tuple(1 if hour == 23 else 0 for hour in range(168)), 2),
            Payers(18, 6, (("NL", 13),), 5),
            onward=Onward(
                "fifo",
                JANUARY,
                (Arrival("B1", "EUR", Decimal("777.00"), Decimal(0), Decimal("777.00"), Decimal(0)),),
                (Rest("B2", "EUR", Decimal("777.00"), None, 1.0, 1, JANUARY, "", "south", "transfer-1"),),
                (Route(("B1", "B2"), "EUR", Decimal("777.00"), 1.0, complete=True),),
                (Passage("B1", "B2", "EUR", 3, Decimal("777.00"), JANUARY, JANUARY),),
            ),
        ),
        ties=(Tie("M1", "M2", "same_controller", "phone", day, None, "south/merchants.csv", 0.85, joins=True),),
        against=("Payers come back (M1 60%, M2 40%).",),
        reports=(Report("M1", "hotline", "r-secret", "hotline", "confirmed", JANUARY, "amber", "domain"),),
        ways=(Way("M1", 0.5, ("M1", "7 payers in common", "far far-9"), ("hotline r-secret of 2026-01-05",)),),
        exhibits=(
            Exhibit(0, "north", "north/transactions.csv", "ab" * 32),
            Exhibit(1, "south", "south/transactions.csv", "cd" * 32),
        ),
        evidence=(
            row("M1", "t-1", "purchase", "40.00000000", "EUR", 0),
            row("M1", "t-2", "refund", "20.00000000", "USD", 0),
            row("M2", "t-3", "purchase", "41.00000000", "EUR", 1),
        ),
        coverage=("south: no hours.",),
        doubts=(Doubt("M1", "Payers come back (60%)."), Doubt("M2", "Payers come back (40%).")),
        members=(
            Member("hotline", "hotline", "GB"),
            Member("north", "acquirer", "NL"),
            Member("south", "wallet", "ES"),
        ),
    )
