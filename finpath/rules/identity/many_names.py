"""One controller trades under many company names at several providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ManyNames(Rule):
    """One controller holds accounts under several company names, and has them at several acquirers.

    Thirty companies stood for one seller with 293 accounts, so that each acquirer saw a small new customer. A group of
    companies has many names as well, and mostly one bank. A franchise, and a chain with a company in each country,
    begin their names alike. The largest chains and facilitators are left out by their size.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("Federal Trade Commission v. CardFlex: 293 accounts under 30 names", 2014)
    requires: ClassVar = ("merchants.legal_name",)
    observable_by: ClassVar = ("acquirer", "scheme")
    weight: ClassVar = 0.25
    shadow: ClassVar = True
    terms: ClassVar = {
        "names": ("company names of its controller", "count"),
        "acquirers": ("acquirers that its controller is with", "count"),
        "accounts": ("accounts of its controller", "count"),
    }

    names: int = threshold(3, "different company names", "count")
    letters: int = threshold(8, "that a name begins with: the rest is the branch, the country, the legal form", "count")
    acquirers: int = threshold(2, "different ones", "count")
    hub: int = threshold(60, "accounts: more is a chain, or a facilitator", "count")
    full: int = threshold(6, "names that score 1", "count")

    sql: ClassVar = """
        WITH held AS (
            SELECT e.controller,
                   count(*)                                                                   AS accounts,
                   count(DISTINCT fp_first(fp_clean_id(a.legal_name), :letters))              AS names,
                   count(DISTINCT concat(a.provider_id, '/', coalesce(a.acquirer_id, '')))    AS acquirers
            FROM merchant_accounts AS a
            JOIN entities          AS e ON e.merchant = a.merchant
            WHERE a.legal_name IS NOT NULL
            GROUP BY e.controller
        )
        SELECT a.merchant                                    AS subject_id,
               least(1e0, h.names * 1e0 / :full)             AS score,
               h.names,
               h.acquirers,
               h.accounts
        FROM merchant_accounts AS a
        JOIN entities          AS e ON e.merchant = a.merchant
        JOIN held              AS h ON h.controller = e.controller
        WHERE a.legal_name IS NOT NULL
          AND h.names >= :names
          AND h.acquirers >= :acquirers
          AND h.accounts <= :hub
    """
    sentence: ClassVar = (
        "Its controller holds {accounts} accounts under {names} company names, with {acquirers} acquirers."
    )
    evidence: ClassVar = ""

    examples: ClassVar = (
        Example(
            title="three companies at two acquirers",
            finds=("p/a1", "p/a2", "q/a3"),
            merchants="""
                provider_id | merchant_id | principal | legal_name
                p           | a1          | owner     | Amber Trade BV
                p           | a2          | owner     | Basil Goods BV
                q           | a3          | owner     | Cedar Shop BV
            """,
            transactions="""
                merchant_id | payer_ref
                a1          | q
            """,
        ),
        Example(
            title="a group with one bank, and a chain with one name at two",
            merchants="""
                provider_id | merchant_id | principal | legal_name
                p           | a1          | owner     | Amber Trade BV
                p           | a2          | owner     | Basil Goods BV
                p           | a3          | owner     | Cedar Shop BV
                p           | b1          | chain     | Breadhouse BV
                p           | b2          | chain     | Breadhouse France SARL
                q           | b3          | chain     | BREADHOUSE B.V.
            """,
            transactions="""
                merchant_id | payer_ref
                a1          | q
            """,
        ),
    )
