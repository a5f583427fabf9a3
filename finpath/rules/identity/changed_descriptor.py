"""A new account soon shows another name on its payers' statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ChangedDescriptor(Rule):
    """Within months of its start an account drops the name on its payers' statements and takes quite another.

    The name that was vetted is not the one that is used. Numbers and branches within a text do not count, nor does a
    text that others show beside it. Shops are renamed too, though seldom so soon. Where a provider changes the
    form of all its texts, many change on one day, and are left alone.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("background knowledge, after Federal Trade Commission v. CardFlex on descriptors")
    requires: ClassVar = ("transactions.descriptor", "transactions.occurred_at")
    observable_by: ClassVar = ("acquirer", "scheme", "issuer")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    nearly: ClassVar = ("changes",)
    terms: ClassVar = {
        "fp_days_between(starts, first_seen)": ("days of data before its first payment", "days"),
        "began - fp_day_number(first_seen)": ("days from its start to the new text", "days"),
        "payments": ("payments under the new text", "count"),
        "payments_before": ("payments under the old text", "count"),
        "texts": ("statement texts that it has used", "count"),
        "together": ("accounts that changed their text on the same day", "count"),
    }

    payments: int = threshold(8, "under each text", "count")
    texts: int = threshold(3, "at most: more are texts for each sale", "count")
    letters: int = threshold(4, "in which the two begin differently", "count")
    margin: int = threshold(14, "days that the data must reach back before the first payment", "days")
    soon: int = threshold(120, "days from the first payment to the change", "days")
    together: int = threshold(4, "accounts that change on one day, at most: more is the provider's doing", "count")

    sql: ClassVar = """
        WITH span AS (
            SELECT min(first_seen) AS starts FROM merchants
        ), by_text AS (
            SELECT merchant,
                   descriptor,
                   count(*)                             AS payments,
                   min(fp_day_number(occurred_at))      AS began,
                   max(fp_day_number(occurred_at))      AS ended
            FROM payments
            WHERE kind = 'purchase' AND descriptor IS NOT NULL
            GROUP BY merchant, descriptor
        ), stems AS (
            SELECT merchant,
                   fp_first(fp_replace(fp_clean_id(descriptor), '[0-9]', ''), :letters)     AS stem,
                   min(descriptor)                                                          AS shown,
                   CAST(sum(payments) AS BIGINT)                                            AS payments,
                   min(began)                                                               AS began,
                   max(ended)                                                               AS ended
            FROM by_text
            GROUP BY merchant, fp_first(fp_replace(fp_clean_id(descriptor), '[0-9]', ''), :letters)
        ), ordered AS (
            SELECT s.*,
                   count(*) OVER (PARTITION BY merchant)                                    AS texts,
                   lag(shown) OVER (PARTITION BY merchant ORDER BY began, stem)             AS shown_before,
                   lag(payments) OVER (PARTITION BY merchant ORDER BY began, stem)          AS payments_before,
                   lag(ended) OVER (PARTITION BY merchant ORDER BY began, stem)             AS ended_before
            FROM stems AS s
        ), changes AS (
            SELECT o.merchant,
                   o.began,
                   o.shown,
                   o.shown_before,
                   o.payments,
                   o.payments_before,
                   o.began - fp_day_number(m.first_seen)        AS after_days,
                   count(*) OVER (PARTITION BY o.began)         AS together
            FROM ordered    AS o
            JOIN merchants  AS m ON m.merchant = o.merchant
            CROSS JOIN span AS s
            WHERE o.began >= o.ended_before
              AND o.texts <= :texts
              AND fp_days_between(s.starts, m.first_seen) >= :margin
              AND o.began - fp_day_number(m.first_seen) <= :soon
        )
        SELECT merchant                                      AS subject_id,
               least(1e0, payments / 2e1)                    AS score,
               shown_before,
               payments_before,
               shown,
               payments,
               after_days
        FROM changes
        WHERE payments >= :payments AND payments_before >= :payments AND together <= :together
        QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY payments DESC, shown) = 1
    """
    sentence: ClassVar = (
        "After {payments_before} payments its text on statements changed from {shown_before} to {shown}. {payments}"
        " payments followed."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.descriptor IS NOT NULL"

    examples: ClassVar = (
        Example(
            title="a florist for six weeks, then something else",
            finds=("odd",),
            transactions="""
                merchant_id | payer_ref | descriptor        | occurred_at      | times | every
                shop*~37    | p*~400    | SHOP *~37         | 2026-01-01 12:00 | 1600  | 2h
                odd         | q*        | TULIP FLOWERS     | 2026-02-01 12:00 | 20    | 2d
                odd         | r*        | MEDIAPORT SUPPORT | 2026-03-15 12:00 | 30    | 1d
            """,
        ),
        Example(
            title="texts with numbers, two texts side by side, and a provider that changes all its texts",
            transactions="""
                merchant_id | payer_ref | descriptor        | occurred_at      | times | every
                shop*~37    | p*~400    | SHOP *~37         | 2026-01-01 12:00 | 1600  | 2h
                orders      | q*        | TULIP ORDER *     | 2026-02-01 12:00 | 60    | 1d
                both        | r*        | TULIP FLOWERS     | 2026-02-01 12:00 | 60    | 1d
                both        | s*        | GARDEN CENTRE     | 2026-03-01 12:00 | 30    | 1d
                a*%8        | t*        | OLDFORM TEXT      | 2026-02-01 12:00 | 160   | 1h
                a*%8        | u*        | NEWFORM TEXT      | 2026-02-21 12:00 | 160   | 1h
            """,
        ),
    )
