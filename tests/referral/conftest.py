from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from finpath.referral.model.case import Indicator, Reason, Referral, Report
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.model.network import Edge, Network, Node, Tie
from finpath.referral.model.subject import Description, Subject, Trade, Voice
from finpath.referral.model.trail import Bar, Clock, Moment, Payers, Peers, PricePoint, Proceeds, Timeline, Trail

HOSTILE = '<script>document.title="owned"</script><img src=x onerror=alert(1)>\u202egnp.exe\x00 http://shop.example/'
JANUARY = dt.datetime(2026, 1, 5, 23, 30)  # noqa: DTZ001 - instants are naive UTC


def subject(label: str, name: str) -> Subject:
    return Subject(
        label=label,
        provider_id="north",
        merchant_id=f"id-{label}",
        entity_id="e-1",
        tier="refer",
        score=0.97,
        rank=int(label[1:]),
        about=Description(name, name, "shop[.]example", "key:shophost", "5967", "NL"),
        trade=Trade(9, 12, Decimal("480.00000000"), Decimal(0), JANUARY, JANUARY + dt.timedelta(days=40)),
        voices=(Voice("price", 2.0, 0.0), Voice("network", 1.0, 0.5)),
    )


@pytest.fixture
def case() -> Referral:
    day = JANUARY.date()
    return Referral(
        id="g-0123456789ab",
        as_of=JANUARY + dt.timedelta(days=60),
        tlp="amber+strict",
        subjects=(subject("M1", HOSTILE), subject("M2", "Gem\u0131 & S\u00f6hne")),
        indicators=(
            Indicator("fixed_prices", 2, "price", "A paper (2024)", "Few prices. Cinemas too.", (("share", "0.8"),)),
        ),
        reasons=(Reason("fixed_prices", "M1", f"12 of 12 at {HOSTILE}.", 0.9, 1.8, 0.6, 1, ("t-1",)),),
        network=Network(
            (
                Node("M1", "subject", HOSTILE),
                Node("M2", "subject", "north id-M2"),
                Node("A1", "settlement_account", "A1"),
            ),
            (Edge("M1", "A1", 1, "M1 uses A1"), Edge("M2", "A1", 1, "M2 uses A1"), Edge("M1", "M2", 7, "7 in common")),
        ),
        trail=Trail(
            Timeline(7, (Bar("M1", day, 7), Bar("M2", day, 5)), (Moment(day, "M1", "opened"),)),
            (Proceeds("EUR", "2026-01", Decimal("480.00000000"), Decimal("40.00000000"), Decimal("0.50000000")),),
            (PricePoint("EUR", Decimal("40.00000000"), 12, 2, 3),),
            Clock(tuple(1 if hour == 23 else 0 for hour in range(168)), 2),
            Payers(18, 6, (("NL", 13),), 5),
            Peers("category 5967", 40),
        ),
        ties=(Tie("M1", "M2", "same_controller", "phone", day, None, HOSTILE, 0.85, joins=True),),
        against=("Payers come back (M1 60%).",),
        reports=(Report("M1", "hotline", "r-1", "hotline", "confirmed", JANUARY, "amber", "domain"),),
        exhibits=(Exhibit(3, "north", "north/transactions.csv", "ab" * 32),),
        evidence=(
            EvidenceRow("M1", "t-1", JANUARY, "purchase", Decimal("40.00000000"), "EUR", 3, 17, ("fixed_prices",)),
        ),
        coverage=("Rule night_payments did not run: nobody contributed transactions.occurred_at.",),
    )
