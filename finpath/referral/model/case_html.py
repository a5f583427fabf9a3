"""The view of a referral in a notebook: who, why, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from finpath.notebook.html import bars, html_card, sentences, table

LINES = 8
"""Accounts and reasons that are shown; the page of the referral has all."""

HEADS = ("", "Provider", "Merchant account", "Tier", "Score", "Payments")

Who = tuple[str, str, str, str, float, int]
Why = tuple[float, str, str]


def describe(title: str, who: Sequence[Who], why: Sequence[Why], besides: Sequence[str]) -> str:
    """A piece of HTML.

    Args:
        title: Of the referral.
        who: Label, provider, account, tier, score and payments of each subject.
        why: Share of the evidence, subject and sentence of each reason.
        besides: What speaks against it, and what to bear in mind.
    """
    weightiest = sorted(why, key=lambda each: (-each[0], each[1:]))[:LINES]
    shares = {f"{subject}: {sentence}": round(100 * share) for share, subject, sentence in weightiest}
    more = len(who) - LINES
    return html_card(
        title,
        table(f"{len(who)} merchant account(s)", HEADS, who[:LINES]),
        sentences(f"… and {more} more.") if more > 0 else "",
        bars("Why, and how many percent of the evidence on its account", shares),
        sentences(*besides),
    )
