"""The reason of a report: an indication in plain words, never an accusation."""

from __future__ import annotations

from collections.abc import Iterator

from finpath.presentation.small_counts import count_payers
from finpath.presentation.text import count_of, legible_text
from finpath.referral.model.case import NOTICE
from finpath.referral.model.member_view import MemberView
from finpath.referral.model.subject import Subject

MOST_REASONS = 40
CUT = " […]"


def reason_text(part: MemberView, longest: int) -> str:
    """The text, cut at the length that the FIU takes.

    Args:
        part: What is said.
        longest: Letters.
    """
    text = " ".join(_sentences(part))
    return text if len(text) <= longest else text[: longest - len(CUT)].rsplit(" ", 1)[0] + CUT


def merchant_text(part: MemberView, subject: Subject) -> str:
    """What is said of one merchant."""
    reasons = [each.sentence for each in part.reasons if each.subject == subject.label]
    doubts = [each.sentence for each in part.doubts if each.subject == subject.label]
    sentences = [legible_text(each, 400) for each in reasons[:MOST_REASONS]]
    against = f" What speaks against it: {' '.join(legible_text(each, 400) for each in doubts)}" if doubts else ""
    return f"{legible_text(subject.merchant_id)}: {' '.join(sentences) or 'part of the case.'}{against}"


def _sentences(part: MemberView) -> Iterator[str]:
    accounts = count_of(len(part.subjects), "merchant account")
    yield f"Case {part.id}, payments up to {part.as_of:%Y-%m-%d}: an indication about {accounts} of this institution."
    yield NOTICE
    for subject in part.subjects:
        trade = subject.trade
        payments = f"{count_of(trade.payments, 'payment')} from {count_payers(trade.payers)}"
        yield f"{merchant_text(part, subject)} It took {payments}, worth {trade.volume_eur:.2f} EUR."
    sources = dict.fromkeys(each.source for each in part.indicators)
    if sources:
        yield f"The indications were published by: {'; '.join(legible_text(each) for each in sources)}."
    if part.left_out:
        yield f"{count_of(part.left_out, 'reason')} that rest on what others contributed are left out here."
