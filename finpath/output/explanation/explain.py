"""Explains why a merchant is where it is, from the run folder alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import cast

import numpy as np
import pyarrow.parquet as pq

from finpath.config import TierThresholds
from finpath.config.calibration import probability
from finpath.output.explanation.counter_evidence import UNREPORTED, counter_evidence, rule_coverage
from finpath.output.explanation.explanation import Explanation
from finpath.output.explanation.explanation_data import (
    Carried,
    ExplainedAccount,
    MissedThreshold,
    NearMiss,
    ScorePart,
    Standing,
    TierRequirement,
)
from finpath.output.explanation.next_tier import TierInputs, tier_requirements
from finpath.output.explanation.parts import IndicatorBook, read_indicators, score_parts, shadow_parts
from finpath.output.explanation.peers import peer_facts
from finpath.output.explanation.record import FOLDER, INDICATORS
from finpath.output.explanation.report_paths import live_reports, report_paths, report_shares
from finpath.output.explanation.store import FamilyWeight, FindingRow, MerchantStore, find_merchant
from finpath.scoring.backing import Backing
from finpath.scoring.evidence import ADDITIVE, DEPENDENT

SUSPICION_FAMILIES = frozenset({"report"}) | ADDITIVE
"""Families that say nothing to those who protect: reports and scorecards are about suspicion."""


@dataclass(frozen=True)
class _MissRow:
    place: int
    rule_id: str
    closeness: float
    what: str
    unit: str
    asks: str
    value: float
    bar: float


def explain(run: Path, merchant: str) -> Explanation:
    """Explain one merchant of a run.

    Args:
        run: A run folder.
        merchant: "provider/merchant", or the merchant's id or its name alone where only one has it.

    Raises:
        ConfigError: No such merchant; the message names those that are most like it.
    """
    store, place = find_merchant(run, merchant)
    profile = (
        pq.read_table(store.profiles, columns=["category", "rail", "protects", "report_lift"])
        .slice(place, 1)
        .to_pylist()[0]
    )
    finding, group, merchants = store.finding()
    book = read_indicators(store.json(f"{FOLDER}/{INDICATORS}"))
    account = _account(store, finding, group, (profile["category"], profile["rail"]))
    weights, coverage = store.rows_about("weights", FamilyWeight), rule_coverage(store, book)
    reason_rows = store.reasons()
    parts = score_parts(reason_rows, weights, book.indicators)
    as_of = str(store.json("manifest.json")["as_of"])
    if profile["protects"]:
        return _protection(account, as_of, profile["protects"], parts)
    reports_on_it = live_reports(store)
    standing = _standing(store, (finding, merchants), weights, book)
    return Explanation(
        account=account,
        as_of=as_of,
        standing=standing,
        protects=None,
        parts=parts,
        against=(*(() if reports_on_it else (UNREPORTED,)), *counter_evidence(store, place, weights, coverage)),
        facts=peer_facts(store.profiles, place),
        nearness=float(profile["report_lift"] or 0),
        ways=report_paths(store),
        owed=report_shares(store),
        reports=reports_on_it,
        near=tuple(_near_misses(store, book)),
        next_tier=_tier_above(store, standing, weights, book),
        carried=tuple(store.rows_about("carried", Carried)),
        unseen=tuple(coverage.blind.values()),
        shadow=shadow_parts(reason_rows, book.indicators),
        reviewed=_review_sentence(store),
    )


def _account(
    store: MerchantStore, finding: FindingRow, group: int, kind: tuple[str | None, str | None]
) -> ExplainedAccount:
    return ExplainedAccount(
        provider_id=store.provider_id,
        merchant_id=store.merchant_id,
        category=kind[0],
        rail=kind[1],
        payers=finding.payers,
        payments=finding.transactions,
        volume_eur=finding.volume_eur,
        first_seen=finding.first_seen,
        last_seen=finding.last_seen,
        group_id=finding.group_id,
        group_size=group,
        name=finding.name,
        country=finding.country,
    )


def _standing(
    store: MerchantStore, finding: tuple[FindingRow, int], weights: Sequence[FamilyWeight], book: IndicatorBook
) -> Standing:
    row, merchants = finding
    evidence = sum(one.own + one.from_group for one in weights)
    calibrated = _parameters(store).get("calibration") is not None
    uncalibrated = float(probability(np.array([book.prior + evidence]))[0]) if calibrated else None
    return Standing(row.tier, row.score, row.rank, merchants, book.prior, evidence, uncalibrated)


def _review_sentence(store: MerchantStore) -> str:
    """What became of it where a person has reviewed it before."""
    reviews = cast("list[dict[str, str]]", store.json("coverage.json").get("reviewed", []))
    account = (store.provider_id, store.merchant_id)
    return next((each["sentence"] for each in reviews if (each["provider_id"], each["merchant_id"]) == account), "")


def _parameters(store: MerchantStore) -> dict[str, dict[str, float] | None]:
    return cast("dict[str, dict[str, float] | None]", store.json("manifest.json")["parameters"])


def _protection(account: ExplainedAccount, as_of: str, protects: str, score_parts: Sequence[ScorePart]) -> Explanation:
    """What those who protect must know, and nothing that would make a suspect of whom they protect."""
    visible = (
        ()
        if protects == "receiver"
        else tuple(part for part in score_parts if part.rule_id and part.family not in SUSPICION_FAMILIES)
    )
    unweighted = tuple(ScorePart(part.rule_id, part.family, part.sentence, 0.0, 0.0) for part in visible)
    return Explanation(account=account, as_of=as_of, standing=None, protects=protects, parts=unweighted)


def _near_misses(store: MerchantStore, book: IndicatorBook) -> Iterator[NearMiss]:
    for _, rows in groupby(store.rows_about("near", _MissRow), key=lambda row: row.place):
        misses = list(rows)
        first = misses[0]
        thresholds = tuple(MissedThreshold(row.what, row.unit, row.asks, row.value, row.bar) for row in misses)
        yield NearMiss(first.rule_id, book.indicators[first.rule_id].family, first.closeness, thresholds)


def _tier_above(
    store: MerchantStore, standing: Standing, weights: Sequence[FamilyWeight], book: IndicatorBook
) -> tuple[TierRequirement, ...]:
    thresholds = TierThresholds(**(_parameters(store)["tiers"] or {}))  # type: ignore[arg-type] # as it was written
    speaking = [one for one in weights if one.family not in DEPENDENT and one.own + one.from_group >= book.speaks_from]
    unreported = max((one.unreported for one in weights), default=0.0)
    score = standing.score if standing.weighed is None else standing.weighed
    carried = store.rows_about("carried", Carried)
    alone = min(((each.organisation, each.remaining) for each in carried), key=lambda each: each[1], default=None)
    seen = next((each.most for each in store.rows_about("backing", Backing)), None)
    return tier_requirements(TierInputs(standing.tier, score, len(speaking), unreported, alone, seen), thresholds)
