"""Its payers bought vouchers before they paid here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class VouchersFirst(Rule):
    """Far more of its payers than chance explains had bought vouchers or prepaid cards shortly before they came here.

    Who wants to leave no trace loads a voucher first. Young people without a card of their own, gamers and givers of
    presents buy vouchers too. They are a known share of everybody's payers, and only what goes beyond that counts. A
    shop that sells games, whose customers live from vouchers, is a look-alike. Vouchers bought under another token than
    the one that pays here cannot be seen.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("European Financial Coalition, chair's message: anonymous debit cards; RedCompass", 2024)
    requires: ClassVar = ("transactions.rail", "transactions.payer_ref", "transactions.occurred_at")
    observable_by: ClassVar = ("issuer", "wallet", "scheme")
    weight: ClassVar = 0.4
    shadow: ClassVar = True
    terms: ClassVar = {
        "funded": ("payers who had bought a voucher before", "count"),
        "times_usual": ("their share against that among all payers", "times"),
    }

    days: int = threshold(30, "from a voucher to the first payment here, at most", "days")
    funded: int = threshold(5, "payers who had bought one", "count")
    share: float = threshold(0.3, "of the payers here", "share")
    times: float = threshold(3.0, "that share, against the one of all payers", "times")

    sql: ClassVar = """
        WITH bought AS (
            SELECT l.payer,
                   min(l.first_seen) AS first_bought,
                   max(l.last_seen)  AS last_bought
            FROM links AS l
            JOIN kinds AS k ON k.merchant = l.merchant AND k.rail = 'voucher'
            GROUP BY l.payer
        ), everybody AS (
            SELECT (SELECT count(*) FROM bought) AS buyers,
                   (SELECT count(*) FROM payers) AS payers
        ), came AS (
            SELECT l.merchant,
                   count(*) AS funded
            FROM links  AS l
            JOIN bought AS b ON b.payer = l.payer
            JOIN kinds  AS k ON k.merchant = l.merchant AND coalesce(k.rail, '') <> 'voucher'
            WHERE b.first_bought <= l.first_seen
              AND (fp_days_between(b.first_bought, l.first_seen) <= :days OR b.last_bought > l.first_seen)
            GROUP BY l.merchant
        ), against AS (
            SELECT c.merchant,
                   c.funded,
                   m.payers,
                   fp_share(c.funded, m.payers) / fp_share(e.buyers, e.payers) AS times_usual
            FROM came            AS c
            JOIN merchants       AS m ON m.merchant = c.merchant
            CROSS JOIN everybody AS e
        )
        SELECT merchant                      AS subject_id,
               fp_share(funded, payers)      AS score,
               funded,
               payers,
               times_usual
        FROM against
        WHERE funded >= :funded AND funded >= :share * payers AND times_usual >= :times
    """
    sentence: ClassVar = (
        "{funded} of {payers} payers had bought vouchers before they first paid here. That is {times_usual:.1f} times"
        " the usual share."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM links AS l
            JOIN kinds AS k ON k.merchant = l.merchant
            WHERE l.payer = p.payer AND k.rail = 'voucher'
        )
    """

    examples: ClassVar = (
        Example(
            title="eight who bought vouchers the week before",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | rail    | occurred_at      | times | every
                kiosk       | p*        | voucher | 2026-01-05 12:00 | 8     | 1h
                site        | p*        | wallet  | 2026-01-12 12:00 | 8     | 1h
                shop        | q*        | wallet  | 2026-01-12 12:00 | 60    | 1h
            """,
        ),
        Example(
            title="a shop where some used vouchers, as everybody does, and one where they bought them afterwards",
            transactions="""
                merchant_id | payer_ref | rail    | occurred_at      | times | every
                kiosk       | p*        | voucher | 2026-01-05 12:00 | 40    | 1h
                shop        | p*        | wallet  | 2026-01-12 12:00 | 80    | 1h
                early       | p*        | wallet  | 2026-01-01 12:00 | 8     | 1h
            """,
        ),
    )
