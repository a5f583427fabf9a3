"""Payers who meet here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from finpath.rules.rule import Example, Family, Rule, Source


@dataclass(frozen=True, kw_only=True)
class StrangersMeet(Rule):
    """This merchant and another have the same payers, from both sides and far beyond chance, who meet nowhere else.

    Customers of one hidden seller know of his sites, and of nothing in common besides. Shops of one neighbourhood share
    their customers too, but those come with the card in their hands, and meet in a hundred other shops; their
    meetings elsewhere are counted. Everybody buys at a marketplace, so a small shop's payers are found there: the
    overlap must be large for both. Colleagues who travel together are found at the same hotels, on a few days. A
    community that gives to several of its own causes comes from one country. What someone buys besides, at honest
    shops, does not hide a site.
    """

    family: ClassVar = Family.NETWORK
    source: ClassVar = Source("Hooi and others, FRAUDAR: Bounding Graph Fraud in the Face of Camouflage", 2016)
    requires: ClassVar = ("transactions.payer_ref",)
    observable_by: ClassVar = ("scheme", "issuer", "wallet", "acquirer")
    weight: ClassVar = 2.5

    shared: int = 5  # payers shared with one neighbour
    days: int = 8  # with payments, at both: a group that travels together meets on a few days
    surprise: float = 6.0  # powers of ten: how improbable the overlap is
    mutual: float = 0.2  # share of the payers of the larger of the two
    meetings: float = 1.5  # times chance: how often its payers meet elsewhere, at most
    remote: float = 0.5  # share of payments without the card present, where that is known
    one_country: float = 0.6  # of the payers of a private receiver in one country; more is a community
    full: float = 0.6  # mutual share that scores 1

    sql: ClassVar = """
        WITH pairs AS (
            SELECT m.merchant,
                   m.payers,
                   m.meeting_ratio,
                   s.shared,
                   s.surprise,
                   o.payers                                             AS other_payers,
                   fp_share(s.shared, greatest(m.payers, o.payers))     AS mutual
            FROM shared_payers AS s
            JOIN merchants     AS m ON m.merchant = s.merchant
            JOIN merchants     AS o ON o.merchant = s.other
            WHERE s.shared >= :shared
              AND s.surprise >= :surprise
              AND least(m.active_days, o.active_days) >= :days
              AND m.meeting_ratio <= :meetings
              AND coalesce(m.remote_share, 1e0) >= :remote
              AND (coalesce(m.kind, 'merchant') <> 'payee' OR m.top_country_share <= :one_country)
        ), counted_pairs AS (
            SELECT p.*,
                   count(*) OVER (PARTITION BY merchant) AS partners
            FROM pairs AS p
            WHERE mutual >= :mutual
        )
        SELECT merchant                               AS subject_id,
               least(1e0, mutual / :full)             AS score,
               partners,
               shared,
               payers,
               other_payers,
               surprise                               AS powers,
               meeting_ratio
        FROM counted_pairs
        QUALIFY row_number() OVER (PARTITION BY merchant ORDER BY mutual DESC, surprise DESC, other_payers) = 1
    """
    sentence: ClassVar = (
        "{shared} of {payers} payers also pay one other merchant, of {other_payers} payers, which chance explains once"
        " in 10^{powers:.0f}; elsewhere its payers meet {meeting_ratio:.1f} times as often as strangers do."
    )
    evidence: ClassVar = """
        p.kind = 'purchase' AND EXISTS (
            SELECT 1
            FROM shared_payers AS s
            JOIN links         AS l ON l.merchant = s.other
            WHERE s.merchant = p.merchant AND l.payer = p.payer
        )
    """

    examples: ClassVar = (
        Example(
            title="two sites with the same strangers",
            finds=("site1", "site2"),
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~400    | 2026-01-01  | 1600  | 1h
                site*%2     | p*%25     | 2026-01-05  | 50    | 6h
            """,
        ),
        Example(
            title="shops round the corner, where the card is in the hand",
            transactions="""
                merchant_id | payer_ref | card_present | occurred_at | times | every
                shop*~97    | p*~400    | true         | 2026-01-01  | 1600  | 1h
                corner*%2   | p*%25     | true         | 2026-01-05  | 50    | 6h
            """,
        ),
        Example(
            title="a group that travels together, and a shop whose customers buy at a marketplace as everybody does",
            transactions="""
                merchant_id | payer_ref | occurred_at | times | every
                shop*~97    | p*~400    | 2026-01-01  | 1600  | 1h
                hotel*%2    | g*%25     | 2026-01-05  | 50    | 1h
                market      | p*        | 2026-01-01  | 400   | 4h
                small       | p*%25     | 2026-01-05  | 25    | 1d
            """,
        ),
        Example(
            title="a community of one country that gives to two of its causes",
            merchants="""
                merchant_id | kind  | country | times
                cause*      | payee | PH      | 2
            """,
            transactions="""
                merchant_id | payer_ref | payer_country | occurred_at | times | every
                shop*~97    | p*~400    | NL            | 2026-01-01  | 1600  | 1h
                cause*%2    | p*%25     | ES            | 2026-01-05  | 50    | 6h
            """,
        ),
    )
