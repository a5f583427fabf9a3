"""Those who sent to a reported person send here, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import PAYERS_OF_REPORTED
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SendersOfReportedReceiver(Rule):
    """Several senders of a person whom a confirmed report names also send to this person.

    Studies of receivers went this way: from one who was convicted to the senders, and from them to whom else they pay.
    A migrant's relatives and the shop that pays out remittances share senders as well, and a reported person has an
    innocent family. It rests on the report alone, is never said of the senders, and the receiver may be a victim.
    """

    family: ClassVar = Family.REPORT
    source: ClassVar = Source("Rights Lab and World Childhood Foundation: studies of the recipient side; our threshold")
    requires: ClassVar = ("reports.status", "transactions.payer_ref")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.75
    terms: ClassVar = {
        "in_common": ("senders who also sent to a reported person", "count"),
        "times_usual": ("their share against that among the senders of all people", "times"),
    }

    in_common: int = threshold(3, "senders who also sent to a reported person", "count")
    share: float = threshold(0.2, "of the senders here", "share")
    times: float = threshold(3.0, "that share, against what they are of the senders of all people", "times")
    hub: int = threshold(500, "senders of a reported person; more is a trade, and ties nobody", "count")
    full: float = threshold(0.6, "share that scores 1", "share")

    sql: ClassVar = """
        WITH named AS (
            SELECT DISTINCT k.merchant, e.controller
            FROM known     AS k
            JOIN merchants AS m ON m.merchant = k.merchant AND m.kind = 'payee' AND m.payers <= :hub
            JOIN entities  AS e ON e.merchant = k.merchant
            WHERE k.status = 'confirmed'
        ), seen AS (
            SELECT DISTINCT l.payer
            FROM links AS l
            JOIN named AS n ON n.merchant = l.merchant
        ), sending AS (
            SELECT l.merchant, l.payer, s.payer AS known_payer
            FROM links     AS l
            JOIN merchants AS m ON m.merchant = l.merchant AND m.kind = 'payee'
            LEFT JOIN seen AS s ON s.payer = l.payer
        ), everybody AS (
            SELECT count(*)              AS senders,
                   count(known_payer)    AS known_senders
            FROM sending
        ), common AS (
            SELECT merchant,
                   count(*)              AS senders,
                   count(known_payer)    AS in_common
            FROM sending
            GROUP BY merchant
            HAVING count(known_payer) > 0
        ), against AS (
            SELECT c.merchant,
                   c.senders,
                   c.in_common,
                   fp_share(c.in_common, c.senders) / fp_share(a.known_senders, a.senders) AS times_usual
            FROM common          AS c
            JOIN entities        AS e ON e.merchant = c.merchant
            CROSS JOIN everybody AS a
            WHERE e.controller NOT IN (SELECT controller FROM named)
        )
        SELECT merchant                                                      AS subject_id,
               least(1e0, fp_share(in_common, senders) / :full)              AS score,
               in_common,
               senders,
               times_usual
        FROM against
        WHERE in_common >= :in_common AND in_common >= :share * senders AND times_usual >= :times
    """
    sentence: ClassVar = (
        "{in_common} of {senders} senders also sent to a person whom a confirmed report names. That is"
        " {times_usual:.1f} times the usual share."
    )
    evidence: ClassVar = PAYERS_OF_REPORTED

    examples: ClassVar = (
        Example(
            title="five senders of the reported person send here",
            finds=("beside",),
            merchants="""
                merchant_id | kind  | times
                reported    | payee | 1
                beside      | payee | 1
                mother*     | payee | 20
            """,
            transactions="""
                merchant_id | payer_ref | rail       | times
                reported    | a*        | remittance | 8
                beside      | a*%5      | remittance | 5
                mother*%20  | d*        | remittance | 80
            """,
            reports="""
                provider_id | merchant_id
                p           | reported
            """,
        ),
        Example(
            title="an aunt whom one of many senders shares, and a report that is only alleged",
            merchants="""
                merchant_id | kind  | times
                reported    | payee | 1
                alleged     | payee | 1
                aunt        | payee | 1
                beside      | payee | 1
                mother*     | payee | 20
            """,
            transactions="""
                merchant_id | payer_ref | rail       | times
                reported    | a*        | remittance | 8
                aunt        | a*%1      | remittance | 5
                aunt        | e*        | remittance | 5
                alleged     | b*        | remittance | 8
                beside      | b*%5      | remittance | 5
                mother*%20  | d*        | remittance | 80
            """,
            reports="""
                provider_id | merchant_id | status
                p           | reported    | confirmed
                p           | alleged     | alleged
            """,
        ),
    )
