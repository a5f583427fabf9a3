"""Writes up one referral for each group with a member at tier `refer`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from finpath.conclude import Conclusion
from finpath.engine import Engine
from finpath.ingest import Ledger
from finpath.referral.model.case import Member, Reason, Referral, Report, Way
from finpath.referral.model.coverage_gap import Gap, gaps_of
from finpath.referral.model.evidence import EvidenceRow
from finpath.referral.model.network import Network, Tie
from finpath.referral.model.subject import Subject
from finpath.referral.model.trail import Trail
from finpath.referral.query import disclosure
from finpath.referral.query.by_case import fetch_by_case
from finpath.referral.query.excerpts import keep_earliest
from finpath.referral.query.exhibits import cite_rules, cited_files, evidence_rows
from finpath.referral.query.mitigating_factors import (
    NOTHING,
    UNREPORTED,
    MitigatingFactors,
    define_doubts,
    mitigating_factors,
)
from finpath.referral.query.network_query import networks
from finpath.referral.query.reasons import indicators, payments_by_finding, reasons
from finpath.referral.query.report_paths import report_paths
from finpath.referral.query.subjects import subjects
from finpath.referral.query.ties import ties
from finpath.referral.query.trails import trails
from finpath.rules import Finding
from finpath.rules.report.near_reported import NearReported
from finpath.scoring import Scores
from finpath.tables.conclusions import CASE_MEMBERS

NEAR_REPORTED = NearReported().id
"""The rule whose findings are told with the ways to reports."""

SUBJECTS_OF_CASES = """
SELECT s.merchant,
       s.group_id,
       CAST(row_number() OVER (PARTITION BY s.group_id ORDER BY s.rank) AS BIGINT)              AS place,
       concat('M', CAST(row_number() OVER (PARTITION BY s.group_id ORDER BY s.rank) AS STRING)) AS label
FROM standings AS s
WHERE s.tier IN ('refer', 'review')
  AND s.group_id IN (SELECT group_id FROM standings WHERE tier = 'refer')
"""
"""Every merchant that a case is about: members at `refer` or `review` of a group in which one is at `refer`."""


MEMBERS = """
SELECT group_id,
       merchant
FROM case_members
ORDER BY group_id, place
"""


@dataclass
class _Draft:
    """A case while its parts come together.

    Args:
        merchants: The subjects' numbers in the ledger, in their order.
    """

    id: str
    subjects: tuple[Subject, ...]
    merchants: tuple[int, ...]
    red: bool
    findings: list[Finding] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    def cited_payments(self) -> Iterator[tuple[int, str]]:
        """Merchant and transaction id of each payment that a reason rests on."""
        number = {subject.label: merchant for subject, merchant in zip(self.subjects, self.merchants, strict=True)}
        for reason in self.reasons:
            yield from ((number[reason.subject], name) for name in reason.transaction_ids)


@dataclass(frozen=True)
class _CaseParts:
    """What the tables of the graph say, by case."""

    trails: dict[str, Trail]
    networks: dict[str, Network]
    ties: dict[str, tuple[Tie, ...]]
    doubts: dict[str, MitigatingFactors]
    reports: dict[str, tuple[Report, ...]]
    report_paths: dict[str, tuple[Way, ...]]
    evidence: dict[str, tuple[EvidenceRow, ...]]


def build_referrals(conclusion: Conclusion, coverage: Sequence[Gap]) -> tuple[Referral, ...]:
    """Write up every group with a member at `refer`; its members at `refer` and `review` are the subjects.

    Args:
        conclusion: What follows from the ledger.
        coverage: What could not be looked at; each case is told what concerns its members.

    Returns:
        The referrals, the highest rank first.
    """
    ledger, engine = conclusion.ledger, conclusion.ledger.engine
    define_doubts(engine)
    engine.make(CASE_MEMBERS, SUBJECTS_OF_CASES)
    if not engine.count("SELECT count(*) FROM case_members"):
        engine.drop(CASE_MEMBERS.name)
        return ()
    drafts = _drafts(engine, conclusion.scores)
    _attach_findings(drafts, conclusion.findings, conclusion.evidence)
    parts = _CaseParts(
        trails(engine),
        networks(engine, {draft.id: draft.subjects for draft in drafts}),
        ties(engine),
        mitigating_factors(engine),
        disclosure.disclosable_reports(engine),
        report_paths(engine),
        evidence_rows(engine, (pair for draft in drafts for pair in draft.cited_payments())),
    )
    engine.drop(CASE_MEMBERS.name)
    referrals = [_referral(ledger, draft, parts, coverage) for draft in drafts]
    return tuple(sorted(referrals, key=lambda each: (min(subject.rank for subject in each.subjects), each.id)))


def _drafts(engine: Engine, scores: Scores) -> list[_Draft]:
    merchants, red = fetch_by_case(engine, MEMBERS, _number), disclosure.red_cases(engine)
    return [_Draft(group, people, merchants[group], group in red) for group, people in subjects(engine, scores).items()]


def _number(merchant: int) -> int:
    return merchant


def _attach_findings(drafts: Sequence[_Draft], findings: Sequence[Finding], evidence: pa.Table) -> None:
    """Give each draft what was found of its subjects, without what may not leave."""
    by_merchant: dict[int, list[Finding]] = {merchant: [] for draft in drafts for merchant in draft.merchants}
    for finding in findings:
        if finding.merchant in by_merchant and not finding.origin.shadow:
            by_merchant[finding.merchant].append(finding)
    payments = payments_by_finding(evidence, by_merchant)
    for draft in drafts:
        for subject, merchant in zip(draft.subjects, draft.merchants, strict=True):
            disclosable = [
                each for each in by_merchant[merchant] if not (draft.red and disclosure.rests_on_reports(each))
            ]
            draft.findings += disclosable
            draft.reasons += reasons(disclosable, subject, payments)
        draft.reasons = keep_earliest(draft.reasons)


def _referral(ledger: Ledger, draft: _Draft, parts: _CaseParts, coverage: Sequence[Gap]) -> Referral:
    reports = parts.reports.get(draft.id, ())
    doubts = parts.doubts.get(draft.id, MitigatingFactors())
    near_reported = {reason.subject for reason in draft.reasons if reason.rule_id == NEAR_REPORTED}
    evidence = cite_rules(parts.evidence.get(draft.id, ()), draft.reasons)
    return Referral(
        id=draft.id,
        as_of=ledger.as_of,
        tlp=disclosure.strictest_label(reports),
        subjects=draft.subjects,
        indicators=indicators(draft.findings),
        reasons=tuple(draft.reasons),
        network=parts.networks.get(draft.id, Network()),
        trail=parts.trails.get(draft.id, Trail()),
        ties=parts.ties.get(draft.id, ()),
        against=doubts.case + (() if reports or draft.red else (UNREPORTED,)) or (NOTHING,),
        reports=reports,
        ways=tuple(way for way in parts.report_paths.get(draft.id, ()) if way.subject in near_reported),
        exhibits=cited_files(ledger, evidence),
        evidence=evidence,
        coverage=gaps_of({subject.provider_id for subject in draft.subjects}, coverage),
        withheld=(disclosure.WITHHELD,) if draft.red else (),
        doubts=doubts.by_subject,
        members=_members(ledger, draft.subjects, reports),
    )


def _members(ledger: Ledger, subjects: Sequence[Subject], reports: Sequence[Report]) -> tuple[Member, ...]:
    member_ids = {subject.provider_id for subject in subjects} | {report.reporter_id for report in reports}
    return tuple(Member(each.id, each.kind, each.country) for each in ledger.providers if each.id in member_ids)
