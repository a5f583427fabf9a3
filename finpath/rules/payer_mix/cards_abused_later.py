"""Payers who paid here dispute payments elsewhere soon after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class CardsAbusedLater(Rule):
    """Far more of its payers than usual dispute a payment at another merchant within weeks of paying here.

    Operators of such sites have also stolen from the cards of their customers, who will not say where they used them.
    An honest shop whose data were stolen looks the same, and is a victim: the finding says where to look, not who did
    it. Payers who buy at many places dispute more, so each payment relation counts once, against all others.
    """

    family: ClassVar = Family.PAYER_MIX
    source: ClassVar = Source("Operation Falcon and the Regpay prosecutions; the measure is our own", 2005)
    requires: ClassVar = ("transactions.kind", "transactions.payer_ref", "transactions.occurred_at")
    observable_by: ClassVar = ("issuer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "abused": ("payers who disputed a payment elsewhere soon after", "count"),
        "fp_share(abused, payers)": ("share of its payers who did", "share"),
    }

    within: int = threshold(60, "days from a first payment here to a dispute elsewhere", "days")
    abused: int = threshold(5, "payers who disputed", "count")
    times: float = threshold(3.0, "the share of all pairs of payer and merchant", "times")
    deviations: float = threshold(4.0, "standard deviations of that share", "standard deviations")
    full: float = threshold(0.4, "share of its payers that scores 1", "share")

    sql: ClassVar = """
        WITH disputes AS (
            SELECT payer, merchant AS disputed_at, max(occurred_at) AS disputed
            FROM payments
            WHERE kind = 'chargeback'
            GROUP BY payer, merchant
        ), hits AS (
            SELECT l.merchant, l.payer
            FROM links    AS l
            JOIN disputes AS d ON d.payer = l.payer
            WHERE d.disputed_at <> l.merchant
              AND d.disputed >= l.first_seen
              AND fp_days_between(l.first_seen, d.disputed) <= :within
            GROUP BY l.merchant, l.payer
        ), counts AS (
            SELECT merchant, count(*) AS abused
            FROM hits
            GROUP BY merchant
        ), everybody AS (
            SELECT fp_share((SELECT count(*) FROM hits), sum(payers)) AS usual
            FROM merchants
        ), measured AS (
            SELECT c.merchant,
                   c.abused,
                   m.payers,
                   e.usual
            FROM counts          AS c
            JOIN merchants       AS m ON m.merchant = c.merchant
            CROSS JOIN everybody AS e
        )
        SELECT merchant                                               AS subject_id,
               least(1e0, fp_share(abused, payers) / :full)           AS score,
               abused,
               payers,
               usual
        FROM measured
        WHERE abused >= :abused
          AND fp_share(abused, payers) >= greatest(
                  :times * usual, usual + :deviations * sqrt(usual * (1 - usual) / payers)
              )
    """
    sentence: ClassVar = (
        "{abused} of {payers} payers disputed a payment at another merchant soon after they had first paid here. Of"
        " all payers {usual:.1%} do."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="eight of its payers dispute elsewhere, one here and one there",
            finds=("site",),
            transactions="""
                merchant_id | payer_ref | kind       | occurred_at      | times | every
                shop*~97    | p*~400    |            | 2026-01-01 12:00 | 1600  | 1h
                site        | q*        |            | 2026-02-01 12:00 | 20    | 12h
                shop*~97    | q*        | chargeback | 2026-02-25 12:00 | 8     | 1d
                shop*~97    | p*~400    | chargeback | 2026-02-01 12:00 | 20    | 1d
            """,
        ),
        Example(
            title="a shop that is disputed itself, and disputes before the payers came",
            transactions="""
                merchant_id | payer_ref | kind       | occurred_at      | times | every
                shop*~97    | p*~400    |            | 2026-01-01 12:00 | 1600  | 1h
                broke       | q*        |            | 2026-02-01 12:00 | 20    | 12h
                broke       | q*        | chargeback | 2026-02-25 12:00 | 8     | 1d
                shop*~97    | r*        | chargeback | 2026-01-02 12:00 | 12    | 1h
                other       | r*        |            | 2026-02-25 12:00 | 20    | 1d
            """,
        ),
    )
