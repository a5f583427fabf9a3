"""Small recurring charges, near what is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class RecurringNearReported(Rule):
    """Most payments are small standing charges at a few prices, and its payers lead to confirmed reports.

    Access to such sites was sold by the month, and still is by subscription. Streaming services,
    newspapers, clubs and lawful adult sites live from the same, and weigh nothing here: only one that common payers put
    far nearer to reported merchants than its popularity explains is spoken of. An honest subscription that some of the
    same payers hold is the look-alike. It rests on the reports, and adds nothing to other reasons that do.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source("Chainalysis: subscription payments; USA Today and Senator R. Shelby, 2006", 2026)
    requires: ClassVar = ("transactions.recurring", "reports.status", "transactions.payer_ref")
    observable_by: ClassVar = ("issuer", "scheme", "acquirer")
    weight: ClassVar = 0.75
    version: ClassVar = 2
    shadow: ClassVar = True
    terms: ClassVar = {
        "recurring_share": ("payments by standing agreement", "share"),
    }

    recurring: float = threshold(0.5, "share of payments by standing agreement", "share")
    ticket: float = threshold(60.0, "EUR, the average payment, at most", "EUR")
    prices: float = threshold(0.7, "share of payments at the three most common amounts", "share")
    payers: int = threshold(8, "different payers", "count")
    lift: float = threshold(2.0, "times nearer to confirmed reports than popularity explains", "times")
    full: float = threshold(10.0, "times that score 1", "times")
    one: float = threshold(0.5, "score that one report alone can give", "score")

    sql: ClassVar = """
        WITH standing AS (
            SELECT merchant,
                   fp_share(recurring_payments, transactions) AS recurring_share,
                   mean_ticket_eur,
                   few_prices_share,
                   payers,
                   report_lift,
                   lift_without_one
            FROM merchants
            WHERE confirmed = 0 AND transactions > 0
        )
        SELECT merchant                                                                       AS subject_id,
               least(1e0,
                     ln(report_lift) / ln(:full),
                     greatest(:one, ln(greatest(lift_without_one, 1e0)) / ln(:full)))         AS score,
               recurring_share,
               mean_ticket_eur,
               payers,
               report_lift
        FROM standing
        WHERE recurring_share >= :recurring
          AND mean_ticket_eur <= :ticket
          AND few_prices_share >= :prices
          AND payers >= :payers
          AND report_lift >= :lift
    """
    sentence: ClassVar = (
        "{recurring_share:.0%} of its payments are standing charges, of {mean_ticket_eur:.2f} EUR on average. Its"
        " payers put it {report_lift:.1f} times nearer to confirmed reports than its popularity explains."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.recurring"

    examples: ClassVar = (
        Example(
            title="a subscription held by the payers of a reported site",
            finds=("club",),
            transactions="""
                merchant_id | payer_ref | amount | recurring | times
                shop*~97    | p*~400    | 31     | false     | 1600
                reported    | p*%25     | 31     | false     | 25
                club        | p*%25     | 29.95  | true      | 75
            """,
            reports="""
                provider_id | merchant_id
                p           | reported
            """,
        ),
        Example(
            title="a newspaper that everybody takes, and a shop near the report that charges once",
            transactions="""
                merchant_id | payer_ref | amount | recurring | times
                shop*~97    | p*~400    | 31     | false     | 1600
                reported    | p*%25     | 31     | false     | 25
                paper       | p*        | 29.95  | true      | 400
                beside      | p*%25     | 29.95  | false     | 25
            """,
            reports="""
                provider_id | merchant_id
                p           | reported
            """,
        ),
    )
