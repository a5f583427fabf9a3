"""One person is reached through several members, by senders of several countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.parts import HELD, compose
from finpath.rules.rule import Example, Family, Rule, Source
from finpath.rules.thresholds import threshold


@dataclass(frozen=True, kw_only=True)
class SeveralChannels(Rule):
    """One receiver, or one controller, is paid through several members or rails, each time from several countries.

    A bank and three remitters once had the same beneficiaries, and each saw a harmless part. Only together is it seen
    how many send. A family uses what is cheapest, and changes; but it stays in its corridor. A person who sells their
    work over the net is reached through every channel too, and is a look-alike.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("AUSTRAC case study (a bank and three remitters); FINTRAC, operational alert", 2025)
    requires: ClassVar = ("transactions.payer_ref", "transactions.payer_country")
    observable_by: ClassVar = ("remitter", "wallet", "bank")
    weight: ClassVar = 0.5
    version: ClassVar = 2
    shadow: ClassVar = True
    nearly: ClassVar = ("paid",)
    terms: ClassVar = {
        "channels": ("members or rails through which its controller is paid so", "count"),
    }

    payers: int = threshold(3, "senders of each account", "count")
    countries: int = threshold(2, "that they are in", "count")
    one_country: float = threshold(0.7, "of the senders in one country; more is a corridor", "share")
    small: float = threshold(0.7, "share of payments of at most 200 EUR", "share")
    channels: int = threshold(2, "members or rails", "count")
    accounts: int = threshold(12, "of the controller, at most; more is a business", "count")
    kin: float = threshold(
        0.5, "what stated kinship takes off the score, where all state it: anybody can state it", "share"
    )
    full: int = threshold(4, "channels that score 1", "count")

    sql: ClassVar = compose(
        HELD,
        """
        paid AS (
            SELECT m.merchant,
                   e.controller,
                   concat(m.provider_id, ' ', coalesce(k.rail, '')) AS channel,
                   m.payers,
                   m.kin_payments,
                   m.related_known
            FROM merchants AS m
            JOIN entities  AS e ON e.merchant = m.merchant
            JOIN kinds     AS k ON k.merchant = m.merchant
            WHERE m.kind IN ('payee', 'address')
              AND m.payers >= :payers
              AND m.payer_countries >= :countries
              AND m.top_country_share <= :one_country
              AND m.small_share >= :small
        ), reached AS (
            SELECT p.controller,
                   count(DISTINCT p.channel)             AS channels,
                   CAST(sum(p.payers) AS BIGINT)         AS senders,
                   CAST(sum(p.kin_payments) AS BIGINT)   AS kin_payments,
                   CAST(sum(p.related_known) AS BIGINT)  AS related_known
            FROM paid AS p
            JOIN held AS h ON h.controller = p.controller AND h.accounts <= :accounts
            GROUP BY p.controller
        )
        """,
        """
        SELECT p.merchant                                                                   AS subject_id,
               (2e-1 + 8e-1 * least(1e0, r.channels * 1e0 / :full))
                   * (1 - :kin * coalesce(fp_share(r.kin_payments, r.related_known), 0))    AS score,
               r.channels,
               r.senders,
               p.payers
        FROM paid    AS p
        JOIN reached AS r ON r.controller = p.controller
        WHERE r.channels >= :channels
        """,
    )
    sentence: ClassVar = (
        "Its controller is paid small sums through {channels} members or rails, each time from several countries. Of"
        " {senders} senders in all, {payers} send here."
    )
    evidence: ClassVar = "p.kind = 'purchase'"

    examples: ClassVar = (
        Example(
            title="one phone at a remitter and at a wallet",
            finds=("r/receiver", "w/wallet"),
            merchants="""
                provider_id | merchant_id | kind  | country | phone
                r           | receiver    | payee | PH      | 0917
                w           | wallet      | payee | PH      | 0917
            """,
            transactions="""
                provider_id | merchant_id | payer_ref | payer_country | rail       | times
                r           | receiver    | a*        | DE            | remittance | 3
                r           | receiver    | b*        | NL            | remittance | 3
                w           | wallet      | c*        | AU            | wallet     | 3
                w           | wallet      | d*        | DE            | wallet     | 3
            """,
        ),
        Example(
            title="a mother whose family changed to the cheaper channel",
            merchants="""
                provider_id | merchant_id | kind  | country | phone
                r           | mother      | payee | PH      | 0918
                w           | mother      | payee | PH      | 0918
            """,
            transactions="""
                provider_id | merchant_id | payer_ref | payer_country | rail       | times
                r           | mother      | a*        | DE            | remittance | 4
                r           | mother      | b*        | NL            | remittance | 1
                w           | mother      | c*        | DE            | wallet     | 4
            """,
        ),
    )
