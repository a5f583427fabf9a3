"""The first screen of a dossier: who, why, what speaks against it, how sure, what to do next."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from finpath.presentation.small_counts import count_payers
from finpath.presentation.text import count_of, legible_text, money
from finpath.presentation.words import country, join_names
from finpath.referral.model.case import Reason, Referral
from finpath.referral.query.mitigating_factors import UNREPORTED
from finpath.referral.writers.dossier.content import Point, text
from finpath.referral.writers.dossier.money import totals

NAMED, SENTENCES = 3, 3
"""Accounts that a title names, and sentences of one answer."""

ENDS = re.compile(r"(?<=[.?!]) (?=[A-Z0-9])")
BY_MEMBERS = re.compile(r"^Seen together by \d+ members: ")


def case_title(case: Referral) -> str:
    """What the first accounts are called, as far as a reader is shown that."""
    names = [legible_text(each.about.name) for each in case.subjects if each.about.name]
    if not names:
        return count_of(len(case.subjects), "merchant account")
    shown = list(dict.fromkeys(names))[:NAMED]
    more = len(case.subjects) - len(shown)
    return f"{', '.join(shown)} and {more} more" if more else join_names(shown)


def brief(case: Referral) -> tuple[Point, ...]:
    """The five answers that a reader looks for, as far as a recipient is shown them."""
    points = [Point("Who", tuple(map(text, _who(case))))]
    if "reasons" not in case.left_out:
        points.append(Point("Why", tuple(map(text, _why(case))), listed=True))
    if "against" not in case.left_out:
        points.append(Point("What speaks against it", tuple(map(text, _against(case))), listed=True))
    points.append(Point("How sure", tuple(map(text, _how_sure(case)))))
    points.append(Point("What to do next", tuple(map(text, _next(case)))))
    return tuple(points)


def _who(case: Referral) -> Iterator[str]:
    places = sorted({country(each.about.country) for each in case.subjects if each.about.country})
    declared = f", declared in {join_names(places)}" if places else ""
    yield f"{count_of(len(case.subjects), 'merchant account')} at {join_names(case.providers)}{declared}."
    payments = sum(subject.trade.payments for subject in case.subjects)
    yield f"{count_of(payments, 'payment')} from {count_payers(case.trail.payers.total)}."
    net = join_names([f"{total.currency} {money(total.net)}" for total in totals(case.trail.proceeds)])
    if net:
        yield f"They kept {net}, net of refunds and chargebacks."


def _why(case: Referral) -> Iterator[str]:
    """The first sentence of what weighs most, of the account of which it weighs most, one for each kind."""
    counted = [each for each in case.reasons if each.share] or list(case.reasons)
    if not counted:
        yield "Every reason rests on what may not leave."
    names = {each.label: legible_text(each.about.name or each.label) for each in case.subjects}
    families = {each.rule_id: each.family for each in case.indicators}
    seen = set[str]()
    for reason in sorted(counted, key=lambda each: (-each.weight, int(each.subject[1:]), each.rule_id)):
        kind = families.get(reason.rule_id, reason.rule_id)
        if kind not in seen and len(seen) < SENTENCES:
            seen.add(kind)
            others = {each.subject for each in case.reasons if each.rule_id == reason.rule_id} - {reason.subject}
            yield f"{names[reason.subject]}: {_first_sentence(reason)}{_others(len(others))}"


def _first_sentence(reason: Reason) -> str:
    return ENDS.split(BY_MEMBERS.sub("", reason.sentence))[0]


def _others(count: int) -> str:
    return f" Likewise {count_of(count, 'more account')}." if count else ""


def _against(case: Referral) -> Iterator[str]:
    lines = list(count_doubts(case))
    yield from lines[:SENTENCES]
    if not lines:
        yield from (line for line in case.against if line != UNREPORTED)
    if UNREPORTED in case.against and len(lines) < SENTENCES:
        yield UNREPORTED


def count_doubts(case: Referral) -> Iterator[str]:
    """What speaks for an innocent explanation, with how many accounts it is true of, those of most first."""
    meanings = Counter(each.sentence.rpartition(" (")[0] or each.sentence.rstrip(".") for each in case.doubts)
    for meaning, count in sorted(meanings.items(), key=lambda each: (-each[1], each[0])):
        yield f"{meaning} ({count} of {len(case.subjects)} accounts)."


def _how_sure(case: Referral) -> Iterator[str]:
    """What the score means, in words."""
    yield f"A lead, and no proof. The strongest account scores {case.score:.3f} of 1."
    if case.families and "reasons" not in case.left_out:
        yield f"Indications of {count_of(len(case.families), 'kind')} speak for it."
    yield "The score puts leads in order; it is no measured probability."
    yield "Where the answer was known, some leads with such scores were innocent."


def _next(case: Referral) -> Iterable[str]:
    yield f"Check the payments of the annex at {join_names(case.providers)}: they alone know who holds an account."
    yield "Weigh what speaks against it, and what could not be looked at. Then report, keep watching, or set it aside."
    yield "Contact no payer: a payer may be a victim."
