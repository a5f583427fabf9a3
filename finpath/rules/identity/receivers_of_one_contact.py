"""Several receivers who are paid from abroad share a phone, an e-mail or a postal address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class ReceiversOfOneContact(Rule):
    """Two or more people at one phone, e-mail or address each receive from several senders of several countries.

    Families and small groups that do this receive under several names, and collect together. A household abroad whose
    children work in one country shares a phone and an address too, but its money comes through one corridor, and from
    few. A village shop or a parish lends its phone to hundreds and ties nobody. A shared flat of students who tutor
    over the net remains a look-alike, and any of those who receive may be a victim.
    """

    family: ClassVar = Family.IDENTITY
    source: ClassVar = Source("AMLC of the Philippines: direct, family and syndicate operations", 2020)
    requires: ClassVar = ("transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.75
    shadow: ClassVar = True
    nearly: ClassVar = ("paid",)
    terms: ClassVar = {
        "receivers": ("receivers at one phone, e-mail or address, each paid from several countries", "count"),
        "bearers": ("accounts that bear the same phone, e-mail or address", "count"),
    }

    payers: int = threshold(4, "senders of each", "count")
    countries: int = threshold(2, "that they are in", "count")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    foreign: float = threshold(0.5, "share of payments from abroad", "share")
    receivers: int = threshold(2, "at one contact", "count")
    bearers: int = threshold(12, "accounts with that contact, at most; more is a shop or a facilitator", "count")
    full: int = threshold(5, "receivers that score 1", "count")

    sql: ClassVar = """
        WITH paid AS (
            SELECT merchant, phone, email, postal_address, payers
            FROM merchants
            WHERE kind = 'payee'
              AND payers >= :payers
              AND payer_countries >= :countries
              AND top_country_share <= :one_country
              AND foreign_share >= :foreign
        ), contacts AS (
            SELECT merchant, payers, 'phone' AS sort, phone AS contact FROM paid WHERE phone IS NOT NULL
            UNION ALL
            SELECT merchant, payers, 'e-mail' AS sort, email AS contact FROM paid WHERE email IS NOT NULL
            UNION ALL
            SELECT merchant, payers, 'address' AS sort, postal_address AS contact
            FROM paid
            WHERE postal_address IS NOT NULL
        ), borne AS (
            SELECT 'phone' AS sort, phone AS contact, count(*) AS bearers FROM merchant_accounts GROUP BY phone
            UNION ALL
            SELECT 'e-mail' AS sort, email AS contact, count(*) AS bearers FROM merchant_accounts GROUP BY email
            UNION ALL
            SELECT 'address' AS sort, postal_address AS contact, count(*) AS bearers
            FROM merchant_accounts
            GROUP BY postal_address
        ), together AS (
            SELECT sort,
                   contact,
                   count(*)                       AS receivers,
                   CAST(sum(payers) AS BIGINT)    AS senders
            FROM contacts
            GROUP BY sort, contact
        )
        SELECT c.merchant                                                    AS subject_id,
               4e-1 + 6e-1 * least(1e0, t.receivers * 1e0 / :full)           AS score,
               c.sort                                                        AS contact,
               t.receivers,
               t.senders,
               b.bearers
        FROM contacts AS c
        JOIN together AS t ON t.sort = c.sort AND t.contact = c.contact
        JOIN borne    AS b ON b.sort = c.sort AND b.contact = c.contact
        WHERE t.receivers >= :receivers AND b.bearers <= :bearers
        QUALIFY row_number() OVER (PARTITION BY c.merchant ORDER BY t.receivers DESC, c.sort) = 1
    """
    sentence: ClassVar = (
        "It shares its {contact} with others. {receivers} receivers there are each paid from several countries, by"
        " {senders} senders in all."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="a mother and a cousin at one address",
            finds=("one", "two"),
            merchants="""
                merchant_id | kind  | country | postal_address
                one         | payee | PH      | house
                two         | payee | PH      | house
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | times
                one         | a*        | DE            | remittance | 4
                one         | b*        | NL            | remittance | 3
                two         | c*        | AU            | remittance | 4
                two         | b*        | NL            | remittance | 3
            """,
        ),
        Example(
            title="parents at one address whose children work in one country, and a parish that lends its phone",
            merchants="""
                merchant_id | kind  | country | postal_address | phone  | times
                mother      | payee | PH      | house          |        | 1
                father      | payee | PH      | house          |        | 1
                member*     | payee | PH      |                | parish | 20
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | times
                mother      | a*        | DE            | remittance | 5
                mother      | b*        | NL            | remittance | 1
                father      | a*        | DE            | remittance | 5
                father      | b*        | NL            | remittance | 1
                member*%20  | d*        | DE            | remittance | 60
                member*%20  | e*        | NL            | remittance | 60
            """,
        ),
    )
