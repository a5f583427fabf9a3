"""What became of cases from one run to the next: new, grown, met, split, shrunk, gone, and why.

A case has no name that lasts: it is laid onto the earlier cases with which it has accounts in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from finpath.presentation.text import count_of
from finpath.referral import Referral
from finpath.tables.contract import SAFEGUARDED

Account = tuple[str, str]

KINDS = ("new", "met", "grown", "split", "shrunk", "changed", "gone")
"""In the order in which they want to be looked at."""


@dataclass(frozen=True)
class CaseChange:
    """What became of one case.

    Args:
        kind: `new`; `met`, of several earlier cases; `grown`, by accounts; `split`, one of several that an earlier case
            became; `shrunk`; `changed`, the same accounts for other reasons; `gone`.
        case: Its id; None where it is gone.
        before: Ids of the earlier cases that it has accounts of.
        added, removed: Accounts, as "provider/merchant".
        score, score_before: The highest of its accounts; None where there is no such case.
        why: In words.
    """

    kind: str
    case: str | None
    before: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    score: float | None
    score_before: float | None
    why: str

    @property
    def sentence(self) -> str:
        """For a person."""
        name = self.case or ", ".join(self.before)
        moved = [
            f"{count_of(len(accounts), 'account')} {verb}"
            for accounts, verb in ((self.added, "more"), (self.removed, "fewer"))
            if accounts and self.before and self.case
        ]
        by = f" ({', '.join(moved)})" if moved else ""
        return f"{name} {PHRASES[self.kind]}{by}. {self.why}"


PHRASES: Mapping[str, str] = {
    "new": "is new",
    "met": "joins earlier cases",
    "grown": "has grown",
    "split": "is one part of an earlier case",
    "shrunk": "has shrunk",
    "changed": "rests on other reasons",
    "gone": "is gone",
}


def compare_cases(
    before: Sequence[Referral],
    after: Sequence[Referral],
    tiers_before: Mapping[Account, str],
    tiers_after: Mapping[Account, str],
) -> tuple[CaseChange, ...]:
    """Lay the cases of a run onto those of an earlier one.

    Args:
        before: The cases of the earlier run.
        after: Those of the later one.
        tiers_before: The tier of each account in the earlier run.
        tiers_after: The same in the later one. Who is in the lane `protect` of either is never named.
    """
    hidden = {
        account for tiers in (tiers_before, tiers_after) for account, tier in tiers.items() if tier == SAFEGUARDED
    }
    home = {account: case.id for case in before for account in _accounts(case)}
    heirs = Counter(
        earlier for case in after for earlier in {home[account] for account in _accounts(case) if account in home}
    )
    olds = {case.id: case for case in before}
    changes = [
        _became(case, [olds[each] for each in _homes(case, home)], heirs, tiers_before, hidden) for case in after
    ]
    left = (_gone(case, tiers_after, hidden) for case in before if not heirs[case.id])
    told = [change for change in changes if change is not None]
    return tuple(
        sorted(
            (*told, *left),
            key=lambda each: (KINDS.index(each.kind), -(each.score or 0.0), each.case or "", each.before),
        )
    )


def _accounts(case: Referral) -> tuple[Account, ...]:
    return tuple((subject.provider_id, subject.merchant_id) for subject in case.subjects)


def _homes(case: Referral, home: Mapping[Account, str]) -> list[str]:
    return sorted({home[account] for account in _accounts(case) if account in home})


def _became(
    case: Referral,
    earlier: Sequence[Referral],
    heirs: Mapping[str, int],
    tiers_before: Mapping[Account, str],
    hidden: set[Account],
) -> CaseChange | None:
    now = set(_accounts(case))
    then = {account for each in earlier for account in _accounts(each)}
    kind = _kind(case, earlier, heirs, (now, then))
    if kind is None:
        return None
    return CaseChange(
        kind,
        case.id,
        tuple(each.id for each in earlier),
        _names(now - then, hidden),
        _names(then - now, hidden),
        case.score,
        max((each.score for each in earlier), default=None),
        " ".join(_why(case, kind, earlier, tiers_before)),
    )


def _kind(
    case: Referral, earlier: Sequence[Referral], heirs: Mapping[str, int], accounts: tuple[set[Account], set[Account]]
) -> str | None:
    now, then = accounts
    if not earlier:
        return "new"
    if len(earlier) > 1:
        return "met"
    if heirs[earlier[0].id] > 1:
        return "split"
    if now - then:
        return "grown"
    if then - now:
        return "shrunk"
    return "changed" if _rules(case) != _rules(earlier[0]) else None


def _rules(case: Referral) -> frozenset[str]:
    return frozenset(reason.rule_id for reason in case.reasons)


def _why(case: Referral, kind: str, earlier: Sequence[Referral], tiers_before: Mapping[Account, str]) -> Iterator[str]:
    known = {account for each in earlier for account in _accounts(each)}
    fresh = [subject for subject in case.subjects if (subject.provider_id, subject.merchant_id) not in known]
    if kind in {"new", "grown", "met"} and fresh:
        stood = Counter(tiers_before.get((each.provider_id, each.merchant_id), "not there") for each in fresh)
        yield f"Before, its new accounts were: {_counted(stood)}."
        labels = {subject.label for subject in fresh}
        reasons = [reason for reason in case.reasons if reason.subject in labels]
        if reasons:
            yield f"Strongest: {max(reasons, key=lambda each: (each.share, each.sentence)).sentence}"
    spoken = {rule for each in earlier for rule in _rules(each)}
    if earlier and (new := sorted(_rules(case) - spoken)):
        yield f"Rules that did not speak before: {', '.join(new)}."
    if earlier and (gone := sorted(spoken - _rules(case))):
        yield f"Rules that speak no more: {', '.join(gone)}."


def _gone(case: Referral, tiers_after: Mapping[Account, str], hidden: set[Account]) -> CaseChange:
    stand = Counter(tiers_after.get(account, "not there") for account in _accounts(case))
    why = f"Its accounts are now: {_counted(stand)}."
    return CaseChange("gone", None, (case.id,), (), _names(set(_accounts(case)), hidden), None, case.score, why)


def _counted(tiers: Counter[str]) -> str:
    """Counts of tiers, those of the lane `protect` not told apart from what is not there."""
    told = Counter({tier: count for tier, count in tiers.items() if tier != SAFEGUARDED})
    if tiers[SAFEGUARDED]:
        told["in no list of suspects"] += tiers[SAFEGUARDED]
    return ", ".join(f"{count} {tier}" for tier, count in sorted(told.items()))


def _names(accounts: set[Account], hidden: set[Account]) -> tuple[str, ...]:
    return tuple("/".join(account) for account in sorted(accounts - hidden))
