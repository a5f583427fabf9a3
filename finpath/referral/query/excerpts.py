"""Chooses the payments that the reasons of a case name, so that a busy account does not drown the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from finpath.referral.model.case import Reason
from finpath.referral.model.excerpt import MOST_ROWS


def keep_earliest(reasons: Sequence[Reason], most: int = MOST_ROWS) -> list[Reason]:
    """Let each reason name its earliest payments, as many for each as go into one case.

    What names few payments keeps all of them; only what names very many is cut, and all of that to the same number.

    Args:
        reasons: Of one case.
        most: Payments that they may name together, each counted once.
    """
    first: dict[tuple[str, str], int] = {}
    for reason in reasons:
        for place, name in enumerate(reason.transaction_ids):
            key = reason.subject, name
            first[key] = min(first.get(key, place), place)
    if len(first) <= most:
        return list(reasons)
    begins = [0] * (1 + max(first.values()))
    for place in first.values():
        begins[place] += 1
    each = max(sum(named <= most for named in accumulate(begins)), 1)
    return [replace(reason, transaction_ids=reason.transaction_ids[:each]) for reason in reasons]
