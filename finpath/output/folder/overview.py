"""Gathers what the page of a run says from the tables of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from finpath.conclude import Conclusion
from finpath.config import TierThresholds
from finpath.engine import Engine
from finpath.ingest import Reason
from finpath.output.folder.case_rows import case_rows
from finpath.output.folder.coverage import Coverage
from finpath.output.folder.index import ROWS, TIERS_ON_PAGE, IndexPage
from finpath.output.folder.row import IndexRow
from finpath.output.folder.sides import reasons_of, sides_of
from finpath.referral import Referral

MERCHANTS = """
SELECT s.merchant,
       s.rank,
       s.provider_id,
       s.merchant_id,
       w.name,
       w.country,
       w.category,
       s.tier,
       s.score,
       m.payers,
       m.transactions                                       AS payments,
       k.volume_eur,
       m.first_seen,
       m.last_seen,
       m.reported > 0                                       AS reported
FROM standings   AS s
JOIN merchants   AS m ON m.merchant = s.merchant
JOIN net_volumes AS k ON k.merchant = s.merchant
JOIN shown_names AS w ON w.merchant = s.merchant
WHERE s.tier IN :listed
QUALIFY row_number() OVER (PARTITION BY s.tier ORDER BY s.rank) <= :most
ORDER BY s.rank
"""

FLAGGED = """
SELECT provider_id,
       merchant_id
FROM suspects
WHERE safeguarding
ORDER BY provider_id, merchant_id
LIMIT 500
"""

TIERS = "SELECT tier, count(*) AS merchants FROM tiers GROUP BY tier ORDER BY tier"


def build_index_page(
    conclusion: Conclusion, bars: TierThresholds, coverage: Coverage, referrals: tuple[Referral, ...]
) -> IndexPage:
    """Gather what `index.html` says."""
    ledger = conclusion.ledger
    engine = ledger.engine
    rows = _rows(conclusion, _referral_ids(referrals))
    return IndexPage(
        as_of=ledger.as_of,
        providers=ledger.providers,
        tiers=_tier_counts(engine, TIERS),
        payments=engine.count("SELECT count(*) FROM transactions"),
        rows=rows,
        cases=case_rows(referrals, rows),
        referrals=len(referrals),
        coverage=coverage.rule_lines() + coverage.span_lines(),
        refusals=ledger.refusals,
        rejects=_count_rejects(ledger.reasons),
        reasons=ledger.reasons,
        notes=(*coverage.overfull, *coverage.unmet, *coverage.notes),
        caps=coverage.caps,
        flagged=tuple(engine.fetch(FLAGGED, lambda provider_id, merchant_id: (provider_id, merchant_id))),
        bars=bars,
        calibration=" ".join(coverage.calibration),
        reviewed=tuple(each.sentence for each in coverage.reviewed),
    )


def _count_rejects(reasons: Sequence[Reason]) -> tuple[tuple[str, int], ...]:
    """Reason and rows that were not taken for it, the most common first."""
    rows: Counter[str] = Counter()
    for one in reasons:
        rows[one.reason] += 0 if one.kept else one.rows
    return tuple(
        sorted(((reason, times) for reason, times in rows.items() if times), key=lambda one: (-one[1], one[0]))
    )


def _referral_ids(referrals: tuple[Referral, ...]) -> dict[tuple[str, str], str]:
    return {
        (subject.provider_id, subject.merchant_id): referral.id
        for referral in referrals
        for subject in referral.subjects
    }


def _rows(conclusion: Conclusion, referral_ids: Mapping[tuple[str, str], str]) -> tuple[IndexRow, ...]:
    merchants = conclusion.ledger.engine.arrow(MERCHANTS, {"listed": TIERS_ON_PAGE, "most": ROWS}).to_pylist()
    numbers = [row["merchant"] for row in merchants]
    sides = sides_of(conclusion, TIERS_ON_PAGE, numbers)
    reasons = reasons_of(conclusion, numbers)
    return tuple(
        IndexRow(
            rank=row["rank"],
            provider_id=row["provider_id"],
            merchant_id=row["merchant_id"],
            name=row["name"],
            tier=row["tier"],
            score=row["score"],
            families=tuple(sorted({family for family, _ in reasons[row["merchant"]]})),
            reasons=tuple(sentence for _, sentence in reasons[row["merchant"]]),
            payers=row["payers"],
            payments=row["payments"],
            volume_eur=row["volume_eur"],
            first_seen=row["first_seen"],
            last_seen=row["last_seen"],
            reported=row["reported"],
            referral=referral_ids.get((row["provider_id"], row["merchant_id"])),
            country=row["country"],
            category=row["category"],
            sides=sides[row["merchant"]],
        )
        for row in merchants
    )


def _tier_counts(engine: Engine, sql: str) -> dict[str, int]:
    return {row["tier"]: row["merchants"] for row in engine.arrow(sql).to_pylist()}
