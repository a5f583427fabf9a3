"""Several people whom nothing ties are sent money by the same senders of several countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SameSendersSeveralReceivers(Rule):
    """The same people of several countries send to this person and to others, beyond chance.

    A syndicate has several people receive, and tells its customers whom to pay next. A family sends to its mother and
    to its aunt as well, but through one corridor and by a few of one household. A village collects through one corridor
    too. So senders of several countries are asked for, shared with more than one other receiver. The believers of a
    church who keep several of its missionaries are a look-alike.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source(
        "AMLC of the Philippines: direct, family and syndicate operations; AUSTRAC case study", 2020
    )
    requires: ClassVar = ("transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.75
    terms: ClassVar = {
        "receivers": ("other people who share senders with this one beyond chance", "count"),
    }

    shared: int = threshold(3, "senders in common with another receiver", "count")
    surprise: float = threshold(4.0, "powers of ten: how improbable that is by chance", "powers of ten")
    receivers: int = threshold(2, "such others", "count")
    payers: int = threshold(5, "senders in all", "count")
    countries: int = threshold(3, "that they are in", "count")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )
    full: int = threshold(6, "such others that score 1", "count")

    sql: ClassVar = """
        WITH people AS (
            SELECT m.merchant, e.controller
            FROM merchants AS m
            JOIN entities  AS e ON e.merchant = m.merchant
            WHERE m.kind IN ('payee', 'address')
        ), others AS (
            SELECT s.merchant,
                   count(*)         AS receivers,
                   max(s.shared)    AS most_common
            FROM shared_payers AS s
            JOIN people        AS a ON a.merchant = s.merchant
            JOIN people        AS b ON b.merchant = s.other AND b.controller <> a.controller
            WHERE s.shared >= :shared AND s.surprise >= :surprise
            GROUP BY s.merchant
        )
        SELECT m.merchant                                                                   AS subject_id,
               (4e-1 + 6e-1 * least(1e0, o.receivers * 1e0 / :full))
                   * (1 - :kin * coalesce(fp_share(m.kin_payments, m.related_known), 0))    AS score,
               o.receivers,
               o.most_common,
               m.payers,
               m.payer_countries
        FROM others    AS o
        JOIN merchants AS m ON m.merchant = o.merchant
        WHERE o.receivers >= :receivers
          AND m.payers >= :payers
          AND m.payer_countries >= :countries
          AND m.top_country_share <= :one_country
    """
    sentence: ClassVar = (
        "Its {payers} senders also send to {receivers} other people, more than chance explains. Up to {most_common} of"
        " them send to the same one."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="four receivers fed by the same eight senders",
            finds=("receiver1", "receiver2", "receiver3", "receiver4"),
            merchants="""
                merchant_id | kind  | country | times
                receiver*   | payee | PH      | 4
                mother*     | payee | PH      | 60
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | times
                receiver*%4 | a*%6      | DE            | remittance | 24
                receiver*%4 | b*%5      | NL            | remittance | 20
                receiver*%4 | c*%5      | AU            | remittance | 20
                mother*%60  | d*~200    | DE            | remittance | 400
            """,
        ),
        Example(
            title="a family and its village: many receivers, one corridor",
            merchants="""
                merchant_id | kind  | country | times
                relative*   | payee | PH      | 4
                mother*     | payee | PH      | 60
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | rail       | times
                relative*%4 | a*%11     | DE            | remittance | 44
                relative*%4 | b*%3      | NL            | remittance | 12
                relative*%4 | c*%1      | AU            | remittance | 4
                mother*%60  | d*~200    | DE            | remittance | 400
            """,
        ),
    )
