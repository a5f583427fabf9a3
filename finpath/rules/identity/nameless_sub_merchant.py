"""A sub-merchant of whom nothing is known, at a facilitator who knows the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class NamelessSubMerchant(Rule):
    """A facilitator hands in names and register numbers of its sub-merchants, and of this one none.

    Behind a facilitator the acquirer sees an account without a face. Some facilitators hand in no names at all; that
    is a matter for their contract, and no sign here. A private seller has no register number, and no trading name
    perhaps, but a name of his own. A forgotten form is a look-alike, and quickly cleared.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source(
        "Ballerine, glossary on payment facilitators: sub-merchants hidden; thresholds are our own"
    )
    requires: ClassVar = ("merchants.parent_id", "merchants.legal_name")
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "siblings": ("sub-merchants of its facilitator", "count"),
        "named_share": ("sub-merchants of its facilitator that have names", "share"),
    }

    siblings: int = threshold(10, "sub-merchants of the facilitator", "count")
    named: float = threshold(
        0.9, "share of them with a legal name, a trading name, a register number or a domain", "share"
    )
    payments: int = threshold(10, "that the nameless one took", "count")

    sql: ClassVar = """
        WITH sub_merchants AS (
            SELECT merchant,
                   provider_id,
                   parent_id,
                   transactions,
                   coalesce(legal_name, trading_name, registration_number, domain) IS NOT NULL AS named,
                   coalesce(phone, email, postal_address, principal) IS NOT NULL               AS reachable
            FROM merchants
            WHERE parent_id IS NOT NULL
        ), facilitators AS (
            SELECT provider_id,
                   parent_id,
                   count(*)                                            AS siblings,
                   fp_share(count(*) FILTER (WHERE named), count(*))   AS named_share
            FROM sub_merchants
            GROUP BY provider_id, parent_id
        )
        SELECT k.merchant                                        AS subject_id,
               CASE WHEN k.reachable THEN 5e-1 ELSE 1e0 END      AS score,
               f.parent_id                                       AS facilitator,
               f.siblings,
               f.named_share,
               k.transactions
        FROM sub_merchants AS k
        JOIN facilitators  AS f ON f.provider_id = k.provider_id AND f.parent_id = k.parent_id
        WHERE NOT k.named
          AND k.transactions >= :payments
          AND f.siblings >= :siblings
          AND f.named_share >= :named
    """
    sentence: ClassVar = (
        "Its facilitator names {named_share:.0%} of {siblings} sub-merchants. For this one, which took {transactions}"
        " payments, it gives no name, register number or domain."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="one without a name among thirty",
            finds=("odd",),
            merchants="""
                merchant_id | parent_id | legal_name | times
                sub*        | fac       | Shop * BV  | 30
                odd         | fac       |            | 1
            """,
            transactions="""
                merchant_id | payer_ref | times
                sub*%30     | p*%9      | 90
                odd         | q*%9      | 20
            """,
        ),
        Example(
            title="a facilitator who hands in no names, and a seller with a name of his own",
            merchants="""
                merchant_id | parent_id | legal_name | trading_name | times
                sub*        | fac       | Shop * BV  |              | 30
                private     | fac       |            | J. Jansen    | 1
                dark*       | silent    |            |              | 30
            """,
            transactions="""
                merchant_id | payer_ref | times
                sub*%30     | p*%9      | 90
                private     | q*%9      | 20
                dark*%30    | p*%9      | 600
            """,
        ),
    )
