"""The payers of one price inside a shop meet again at another merchant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import BOTH_LAST, COUNTRY_SPREAD, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class StreamMeetsAgain(Rule):
    """Inside one merchant, the payers of one exact price meet again at another merchant, and its other payers do not.

    A hidden site that sells through an honest shop's account sells through other accounts as well. Its customers are
    found by its price, and then at the next account. The shop's own customers share shops of their neighbourhood or
    of their hobby, at whatever price they buy: such a meeting place is the whole shop's, and left alone. Visitors of
    one event, who all buy its ticket here and drink at its bar, are a look-alike.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("Mastercard BRAM, transaction laundering; Hooi and others 2016 for the method", 2019)
    requires: ClassVar = ("transactions.payer_ref", "transactions.amount")
    observable_by: ClassVar = ("scheme", "issuer", "acquirer", "wallet")
    weight: ClassVar = 4.0
    version: ClassVar = 2
    terms: ClassVar = {
        "shared": ("payers of one price who meet again at another merchant", "count"),
        "surprise": ("improbability of that by chance", "powers of ten"),
        "here": ("share of the price's payers who do", "share"),
        "rest": ("share of its other payers who do", "share"),
        "meeting_ratio": ("how often the price's payers meet elsewhere, against chance", "times"),
    }

    shared: int = threshold(5, "payers of the price who meet again", "count")
    surprise: float = threshold(6.0, "powers of ten: how improbable that is, where the score begins", "powers of ten")
    certain: float = threshold(24.0, "powers of ten that score 1", "powers of ten")
    share: float = threshold(0.3, "of the payers of the price", "share")
    rest: float = threshold(0.3, "times that share, which the merchant's other payers may have at most", "share")
    meetings: float = threshold(1.5, "times chance: how often the payers of the price meet elsewhere, at most", "times")
    remote: float = threshold(0.5, "share of payments without the card present, where that is known", "share")
    home: float = threshold(
        0.3, "chance that two payers are from different countries, up to which they are neighbours", "share"
    )
    abroad: float = threshold(0.7, "the same, from which they are strangers", "share")
    occasion: int = threshold(3, "days with payments, at both, up to which it is one occasion", "days")
    lasting: int = threshold(14, "the same, from which it is none", "days")

    sql: ClassVar = compose(
        """
        price_meetings AS (
            SELECT s.merchant,
                   s.amount,
                   s.currency,
                   s.payers AS at_price,
                   t.other,
                   t.shared,
                   t.surprise,
                   t.meeting_ratio,
                   fp_share(t.shared, s.payers) AS here,
                   coalesce(fp_share(coalesce(w.shared, t.shared) - t.shared, m.payers - s.payers), 0) AS rest,
                   {country_spread} AS country_spread,
                   {lasts} AS lasts
            FROM streams            AS s
            JOIN stream_meetings    AS t ON t.stream = s.stream
            JOIN merchants          AS m ON m.merchant = s.merchant
            JOIN merchants          AS o ON o.merchant = t.other
            LEFT JOIN shared_payers AS w ON w.merchant = s.merchant AND w.other = t.other
            WHERE coalesce(m.remote_share, 1e0) >= :remote
        )
        """,
        """
        SELECT merchant                              AS subject_id,
               country_spread * lasts * (least(surprise, :certain) - :surprise) / (:certain - :surprise)
                                                     AS score,
               amount                                AS price,
               currency,
               at_price,
               shared,
               rest,
               surprise                              AS powers,
               meeting_ratio
        FROM price_meetings
        WHERE shared >= :shared
          AND surprise >= :surprise
          AND here >= :share
          AND rest <= :rest * here
          AND meeting_ratio <= :meetings
        QUALIFY row_number() OVER (
            PARTITION BY merchant
            ORDER BY round(country_spread * lasts * surprise, 9) DESC, shared DESC, amount, currency, other
        ) = 1
        """,
        country_spread=COUNTRY_SPREAD,
        lasts=BOTH_LAST,
    )
    sentence: ClassVar = (
        "{shared} of {at_price} payers of exactly {price:.2f} {currency} also pay one other merchant. Chance explains"
        " that {powers:chance}. Of the payers of other prices, {rest:.0%} do."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.amount = f.price AND p.currency = f.currency"

    examples: ClassVar = (
        Example(
            title="a florist and a bookshop with the same hidden customers",
            finds=("florist", "books"),
            transactions="""
                merchant_id | payer_ref | amount | occurred_at | times | every
                shop*~97    | p*~400    | 1*     | 2026-01-01  | 1600  | 1h
                florist     | p*~400    | 2*.80  | 2026-01-01  | 60    | 1d
                books       | p*~400    | 3*.20  | 2026-01-01  | 60    | 1d
                florist     | q*%20     | 39.90  | 2026-01-05  | 20    | 1d
                books       | q*%20     | 34.90  | 2026-01-05  | 20    | 1d
            """,
        ),
        Example(
            title="a florist and a bookshop with the same readers, whatever they buy",
            transactions="""
                merchant_id | payer_ref | amount | occurred_at | times | every
                shop*~97    | p*~400    | 1*     | 2026-01-01  | 1600  | 1h
                florist     | q*%60     | 2*.80  | 2026-01-01  | 60    | 1d
                books       | q*%60     | 3*.20  | 2026-01-01  | 60    | 1d
                florist     | q*%20     | 39.90  | 2026-01-05  | 20    | 1d
                books       | q*%20     | 34.90  | 2026-01-05  | 20    | 1d
            """,
        ),
    )
