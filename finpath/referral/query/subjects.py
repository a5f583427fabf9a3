"""The merchant accounts that each case is about, by their providers' own ids."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.presentation.small_counts import FEWEST
from finpath.presentation.text import defang
from finpath.referral.model.subject import Description, Subject, Trade, Voice
from finpath.referral.query.by_case import fetch_by_case
from finpath.scoring import Scores
from finpath.scoring.evidence import FAMILIES

STANDINGS_OF_CASES = """
SELECT r.group_id,
       r.merchant,
       r.label,
       s.provider_id,
       s.merchant_id,
       s.entity_id,
       s.tier,
       s.score,
       s.rank
FROM case_members AS r
JOIN standings AS s ON s.merchant = r.merchant
ORDER BY r.group_id, r.place
"""

DESCRIPTIONS_OF_CASES = """
SELECT r.group_id,
       CASE WHEN m.kind IN ('payee', 'address') THEN NULL ELSE coalesce(m.trading_name, m.legal_name) END AS name,
       CASE WHEN m.kind IN ('payee', 'address') THEN NULL ELSE m.descriptor END                           AS descriptor,
       m.domain,
       m.domain_token,
       coalesce(m.mcc, k.mcc)                                                                             AS category,
       m.country,
       m.opened_on,
       m.closed_on,
       m.close_reason
FROM case_members  AS r
JOIN merchants AS m ON m.merchant = r.merchant
LEFT JOIN (
    SELECT merchant,
           max(mcc) AS mcc
    FROM transactions
    WHERE merchant IN (SELECT merchant FROM case_members)
    GROUP BY merchant
) AS k ON k.merchant = r.merchant
ORDER BY r.group_id, r.place
"""
"""A payee may be a private person: its provider knows the name, and nobody else needs it."""

TRADES_OF_CASES = """
SELECT r.group_id,
       CASE WHEN m.payers >= :fewest OR m.payers = 0 THEN m.payers END AS payers,
       m.transactions AS payments,
       m.volume_eur,
       m.returned_eur,
       m.first_seen,
       m.last_seen
FROM case_members  AS r
JOIN merchants AS m ON m.merchant = r.merchant
ORDER BY r.group_id, r.place
"""


@dataclass(frozen=True)
class _Standing:
    merchant: int
    label: str
    provider_id: str
    merchant_id: str
    entity_id: str
    tier: str
    score: float
    rank: int


def subjects(engine: Engine, scores: Scores) -> dict[str, tuple[Subject, ...]]:
    """The subjects of each case, the highest score first. Nobody is given a role."""
    standings = fetch_by_case(engine, STANDINGS_OF_CASES, _Standing)
    descriptions = fetch_by_case(engine, DESCRIPTIONS_OF_CASES, _description)
    trades = fetch_by_case(engine, TRADES_OF_CASES, Trade, {"fewest": FEWEST})
    return {
        group: tuple(
            _subject(standing, about, trade, scores)
            for standing, about, trade in zip(each, descriptions[group], trades[group], strict=True)
        )
        for group, each in standings.items()
    }


def _subject(standing: _Standing, about: Description, trade: Trade, scores: Scores) -> Subject:
    return Subject(
        label=standing.label,
        provider_id=standing.provider_id,
        merchant_id=standing.merchant_id,
        entity_id=standing.entity_id,
        tier=standing.tier,
        score=standing.score,
        rank=standing.rank,
        about=about,
        trade=trade,
        voices=_voices(scores, standing.merchant),
    )


def _description(domain: str | None, **about: str | dt.date | None) -> Description:
    return Description(domain=None if domain is None else defang(domain), **about)  # type: ignore[arg-type] # columns


def _voices(scores: Scores, merchant: int) -> tuple[Voice, ...]:
    """What each family weighs, the heaviest first; silent ones are left out."""
    voices = [
        Voice(family, round(float(own), 6), round(float(shared - own), 6))
        for family, own, shared in zip(
            FAMILIES, scores.own.weights[:, merchant], scores.shared.weights[:, merchant], strict=True
        )
        if shared
    ]
    return tuple(sorted(voices, key=lambda voice: (-voice.weight, voice.family)))
