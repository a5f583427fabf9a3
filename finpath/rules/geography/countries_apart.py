"""Registered in one country, trading in a second, paid from others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class CountriesApart(Rule):
    """The account is described in one country, its payments say another, and its payers come from neither.

    Sites have been run from one country, billed in a second and settled in a third, so that no authority saw the
    whole. A company with shops abroad is paid where the shops are. An airline and a booking platform are spread as
    widely, and have payers at home too. Which countries they are does not matter, only that they differ.
    """

    family: ClassVar = Family.GEOGRAPHY
    source: ClassVar = Source("Regpay prosecution: operations, acquirer and settlement in unrelated countries", 2005)
    requires: ClassVar = ("merchants.country", "transactions.payee_country", "transactions.payer_country")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "fp_share(apart, located)": (
            "payments that say another country than the account, from payers of neither",
            "share",
        ),
    }

    payers: int = threshold(12, "different payers", "count")
    share: float = threshold(0.6, "of the payments whose three countries are known", "share")
    located: int = threshold(15, "payments whose three countries are known", "count")

    sql: ClassVar = """
        WITH counts AS (
            SELECT t.merchant,
                   a.country,
                   count(*)                                                                     AS located,
                   count(*) FILTER (WHERE t.payee_country <> a.country
                                      AND t.payer_country <> a.country
                                      AND t.payer_country <> t.payee_country)                   AS apart,
                   max(t.payee_country)                                                         AS trades_in
            FROM transactions      AS t
            JOIN merchant_accounts AS a ON a.merchant = t.merchant
            WHERE t.counted
              AND t.kind = 'purchase'
              AND a.country IS NOT NULL
              AND t.payee_country IS NOT NULL
              AND t.payer_country IS NOT NULL
            GROUP BY t.merchant, a.country
        )
        SELECT c.merchant                           AS subject_id,
               fp_share(c.apart, c.located)         AS score,
               c.apart,
               c.located,
               c.country,
               c.trades_in,
               m.payer_countries
        FROM counts    AS c
        JOIN merchants AS m ON m.merchant = c.merchant
        WHERE m.payers >= :payers AND c.located >= :located AND fp_share(c.apart, c.located) >= :share
    """
    sentence: ClassVar = (
        "The account is described in {country}, but {apart} of {located} payments name another country ({trades_in})."
        " The payers are in neither."
    )
    evidence: ClassVar = "p.kind = 'purchase' AND p.payer_country <> p.place"

    examples: ClassVar = (
        Example(
            title="described in Cyprus, trading in Malta, paid from elsewhere",
            finds=("odd",),
            merchants="""
                merchant_id | country
                odd         | CY
                shop        | NL
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | payee_country | times
                odd         | q*        | DE            | MT            | 15
                odd         | r*        | FR            | MT            | 10
                shop        | p*        | NL            | NL            | 30
            """,
        ),
        Example(
            title="a company with a shop abroad, and a hotel's guests",
            merchants="""
                merchant_id | country
                branch      | DE
                hotel       | NL
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | payee_country | times
                branch      | q*        | NL            | NL            | 30
                hotel       | r*        | FR            | NL            | 30
            """,
        ),
    )
