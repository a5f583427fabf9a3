"""The cases of a run as rows of its work list: who, why, what speaks against it, how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from finpath.output.folder.row import CaseRow, IndexRow
from finpath.referral import Referral, Subject
from finpath.referral.query.mitigating_factors import UNREPORTED

NAMED = 3
"""Accounts of a case that are named; the others are counted."""


def case_rows(referrals: Iterable[Referral], rows: Sequence[IndexRow]) -> tuple[CaseRow, ...]:
    """A row for each case, in the order of the referrals.

    Args:
        referrals: Of the run.
        rows: Merchants of the run: only what is shown of them is shown here.
    """
    shown = {(row.provider_id, row.merchant_id): row for row in rows}
    return tuple(_case_row(case, list(_shown_subjects(case, shown))) for case in referrals)


def _shown_subjects(
    case: Referral, shown: dict[tuple[str, str], IndexRow]
) -> Iterator[tuple[Subject, str, str, Decimal]]:
    """Each account with what it may be called, its country, and what it kept."""
    for subject in case.subjects:
        row = shown.get((subject.provider_id, subject.merchant_id))
        kept = row.volume_eur if row else max(subject.trade.volume_eur - subject.trade.returned_eur, Decimal(0))
        yield subject, (row.name if row else None) or subject.merchant_id, (row.country if row else None) or "", kept


def _case_row(case: Referral, subjects: list[tuple[Subject, str, str, Decimal]]) -> CaseRow:
    against = _against(case)
    first = max(subjects, key=lambda each: (each[0].score, -each[0].rank))[0]
    return CaseRow(
        id=case.id,
        who=tuple(
            (name, country, f"{subject.provider_id}/{subject.merchant_id}")
            for subject, name, country, _ in subjects[:NAMED]
        ),
        accounts=len(subjects),
        members=case.providers,
        tier=first.tier,
        score=case.score,
        reason=_reason(case, {subject.label: name for subject, name, *_ in subjects}),
        against=against[0],
        more_against=len(against) - 1,
        volume_eur=sum((kept for *_, kept in subjects), Decimal(0)),
    )


def _reason(case: Referral, names: dict[str, str]) -> str:
    """What weighs most, and of whom it is said."""
    counted = [reason for reason in case.reasons if reason.share] or list(case.reasons)
    if not counted:
        return "Every reason rests on what may not leave."
    strongest = min(counted, key=lambda each: (-each.weight, int(each.subject[1:]), each.rule_id))
    return f"{names[strongest.subject]}: {strongest.sentence}"


def _against(case: Referral) -> list[str]:
    """What speaks against it, by how many accounts it is true of; that nobody reported it comes last."""
    accounts = Counter(doubt.sentence.rpartition(" (")[0] or doubt.sentence.rstrip(".") for doubt in case.doubts)
    by_account = [
        f"{meaning} ({count} of {len(case.subjects)} accounts)."
        for meaning, count in sorted(accounts.items(), key=lambda each: (-each[1], each[0]))
    ]
    unreported = [UNREPORTED] if UNREPORTED in case.against else []
    others = [] if by_account else [line for line in case.against if line != UNREPORTED]
    return [*by_account, *others, *unreported] or [UNREPORTED]
