"""Redacts a case as far as a recipient's profile asks; what is left out is named without its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finpath.dissemination.profile import FIELDS, Profile
from finpath.referral.model.case import Reason, Referral
from finpath.referral.model.evidence import EvidenceRow
from finpath.referral.model.member_view import rests_on_reports
from finpath.referral.model.network import Network
from finpath.referral.model.subject import Description, Subject, Voice
from finpath.referral.model.trail import Clock, Payers, Trail
from finpath.referral.query.disclosure import TLP, strictest_label
from finpath.referral.query.mitigating_factors import UNREPORTED
from finpath.rules import Family

LEFT_OUT = "Left out for this recipient: {}."


def redact_case(case: Referral, profile: Profile) -> Referral | None:
    """What a recipient may see of a case.

    Args:
        case: All of it.
        profile: Of the recipient.

    Returns:
        The case, with its label set anew; None where its label is stricter than may reach the recipient.
    """
    fields = set(profile.fields)
    if any(TLP.index(report.tlp) > TLP.index(profile.tlp) for report in case.reports):
        fields.discard("reports")  # a case that hides one report and tells another would tell of both
    if "reports" not in fields:
        case = _without_reports(case)
    redacted = _keep_fields(case, fields)
    left_out = tuple(name for name in FIELDS if name not in fields)
    sentences = (LEFT_OUT.format("; ".join(FIELDS[name] for name in left_out)),) if left_out else ()
    redacted = replace(
        redacted, tlp=strictest_label(redacted.reports), withheld=(*redacted.withheld, *sentences), left_out=left_out
    )
    return redacted if TLP.index(redacted.tlp) <= TLP.index(profile.tlp) else None


def _without_reports(case: Referral) -> Referral:
    """The case without its reports, and without everything that tells of one."""
    families = {each.rule_id: each.family for each in case.indicators}
    reasons = tuple(each for each in case.reasons if not rests_on_reports(each, families))
    rules = {each.rule_id for each in reasons}
    timeline = case.trail.timeline
    moments = tuple(each for each in timeline.moments if not each.is_report)
    return replace(
        case,
        subjects=tuple(replace(each, voices=tuple(_voices_without_reports(each))) for each in case.subjects),
        indicators=tuple(each for each in case.indicators if each.rule_id in rules),
        reasons=reasons,
        trail=replace(case.trail, timeline=replace(timeline, moments=moments)),
        against=tuple(each for each in case.against if each != UNREPORTED),
        reports=(),
        ways=(),
        evidence=tuple(_evidence_of_rules(case, rules)),
        members=tuple(each for each in case.members if each.id in case.providers),
        withheld=(),
    )


def _voices_without_reports(subject: Subject) -> Iterator[Voice]:
    yield from (voice for voice in subject.voices if voice.family != Family.REPORT.value)


def _evidence_of_rules(case: Referral, rules: set[str]) -> Iterator[EvidenceRow]:
    """The rows that other reasons rest on."""
    for row in case.evidence:
        others = tuple(rule for rule in row.rules if rule in rules)
        if others:
            yield replace(row, rules=others)


def _keep_fields(case: Referral, fields: set[str]) -> Referral:
    with_evidence = "evidence" in fields
    rows = case.evidence if with_evidence else ()
    if "payer_tokens" not in fields:
        rows = tuple(replace(row, payer="") for row in rows)
    files = {row.file for row in rows}
    with_reasons = "reasons" in fields
    return replace(
        case,
        subjects=tuple(_subject(each, fields) for each in case.subjects),
        indicators=case.indicators if with_reasons else (),
        reasons=tuple(each if with_evidence else _without_payments(each) for each in case.reasons)
        if with_reasons
        else (),
        network=case.network if "network" in fields else Network(),
        ties=case.ties if "ties" in fields else (),
        against=case.against if "against" in fields else (),
        doubts=case.doubts if "against" in fields else (),
        trail=_trail(case.trail, fields),
        evidence=rows,
        exhibits=tuple(each for each in case.exhibits if each.number in files),
    )


def _without_payments(reason: Reason) -> Reason:
    return replace(reason, payments=0, transaction_ids=())


def _subject(subject: Subject, fields: set[str]) -> Subject:
    return replace(
        subject,
        about=subject.about if "about" in fields else Description(),
        voices=subject.voices if "weights" in fields else (),
    )


def _trail(trail: Trail, fields: set[str]) -> Trail:
    """What is named is taken over; a field that a trail has besides stays."""
    nothing = Trail()
    everybody = Payers(trail.payers.total, trail.payers.at_several, (), trail.payers.total or 0)
    return Trail(
        timeline=trail.timeline if "timeline" in fields else nothing.timeline,
        proceeds=trail.proceeds if "proceeds" in fields else (),
        prices=trail.prices if "prices" in fields else (),
        clock=trail.clock if "hours" in fields else Clock(),
        payers=trail.payers if "payer_countries" in fields else everybody,
        peers=trail.peers if "prices" in fields else nothing.peers,
        onward=trail.onward if "proceeds" in fields else None,
    )
