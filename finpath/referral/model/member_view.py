"""The part of a referral that one member may see: nothing of another member's, no payer, no report.

What is not named here stays out; a new field of a referral does not reach a member by being added.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from finpath.errors import ConfigError
from finpath.referral.model.case import Doubt, Indicator, Member, Reason, Referral
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.model.excerpt import excerpt_sentence
from finpath.referral.model.subject import Subject
from finpath.rules.reports import may_rest_on_reports
from finpath.scoring.character import CARD_IDS
from finpath.scoring.outliers import DETECTORS
from finpath.scoring.whole import TOGETHER

ACCOUNT = re.compile(r"[^\s,;()]+/[^\s,;()]")
"""Where a sentence names a merchant account, provider/merchant."""


SEEN_TOGETHER = TOGETHER.partition("{")[0]
"""How a sentence begins that counts payments of other members too: less one's own, they would be theirs."""


@dataclass(frozen=True)
class MemberView:
    """What of a case is one member's own.

    Args:
        id: Of the case; the parts of other members have the same.
        tlp: Label of the whole case: it holds for a part too.
        subjects: At the member alone, M1 onwards.
        left_out: Reasons that rest on reports or on payments at others, or name accounts elsewhere.
    """

    id: str
    as_of: dt.datetime
    tlp: str
    member: Member
    subjects: tuple[Subject, ...]
    indicators: tuple[Indicator, ...]
    reasons: tuple[Reason, ...]
    doubts: tuple[Doubt, ...]
    evidence: tuple[EvidenceRow, ...]
    exhibits: tuple[Exhibit, ...]
    left_out: int

    @property
    def excerpt(self) -> str:
        """As of a referral."""
        return excerpt_sentence(self.reasons)


def extract_member_view(case: Referral, member: str) -> MemberView:
    """Take a member's part out of a case.

    Raises:
        ConfigError: The member has no account in the case.
    """
    own_subjects = [subject for subject in case.subjects if subject.provider_id == member]
    member_by_id = {each.id: each for each in case.members}
    if not own_subjects or member not in member_by_id:
        raise ConfigError(f"{member} has no account in {case.id}: its members are {', '.join(case.providers)}.")
    labels = {subject.label: f"M{number}" for number, subject in enumerate(own_subjects, 1)}
    families = {each.rule_id: each.family for each in case.indicators}
    about = [reason for reason in case.reasons if reason.subject in labels]
    shareable = [
        each
        for each in about
        if not rests_on_reports(each, families)
        and not _names_other_accounts(each, member)
        and not each.sentence.startswith(SEEN_TOGETHER)
    ]
    rules = {reason.rule_id for reason in shareable}
    rows = tuple(_evidence_of_member(case.evidence, labels, rules))
    files = {row.file for row in rows}
    return MemberView(
        id=case.id,
        as_of=case.as_of,
        tlp=case.tlp,
        member=member_by_id[member],
        subjects=tuple(replace(each, label=labels[each.label], entity_id="", voices=()) for each in own_subjects),
        indicators=tuple(each for each in case.indicators if each.rule_id in rules),
        reasons=tuple(replace(each, subject=labels[each.subject]) for each in shareable),
        doubts=tuple(Doubt(labels[each.subject], each.sentence) for each in case.doubts if each.subject in labels),
        evidence=rows,
        exhibits=tuple(each for each in case.exhibits if each.number in files and each.provider_id == member),
        left_out=len(about) - len(shareable),
    )


DETECTOR_IDS = frozenset(each.id for each in DETECTORS) | CARD_IDS
"""What detectors and scorecards say rests on features of payments alone."""


def rests_on_reports(reason: Reason, families: dict[str, str]) -> bool:
    """Whether a reason says anything that follows from somebody's reports."""
    return reason.rule_id not in DETECTOR_IDS and may_rest_on_reports(reason.rule_id, families.get(reason.rule_id, ""))


def _names_other_accounts(reason: Reason, member: str) -> bool:
    """Whether a sentence names an account that is not the member's."""
    return any(not match.group().startswith(f"{member}/") for match in ACCOUNT.finditer(reason.sentence))


def _evidence_of_member(rows: Iterable[EvidenceRow], labels: dict[str, str], rules: set[str]) -> Iterable[EvidenceRow]:
    """The rows of the member's accounts; each says only what it shows that the member may know."""
    for row in rows:
        shareable = tuple(rule for rule in row.rules if rule in rules)
        if row.subject in labels and shareable:
            yield replace(row, subject=labels[row.subject], rules=shareable)
