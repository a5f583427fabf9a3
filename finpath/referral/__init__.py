"""Scores and findings in, referrals out: one case per group, as a page for people and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.referral.model.case import Referral
    from finpath.referral.model.roles import give
    from finpath.referral.model.subject import Subject
    from finpath.referral.query.build import build
    from finpath.referral.query.fund_tracing import followed
    from finpath.referral.writers.json import read
    from finpath.referral.writers.writer import Writer, write

__all__ = [
    "Referral",
    "Subject",
    "Writer",
    "build",
    "followed",
    "give",
    "read",
    "write",
]

lazily(
    __name__,
    {
        "Referral": "finpath.referral.model.case",
        "Subject": "finpath.referral.model.subject",
        "Writer": "finpath.referral.writers.writer",
        "build": "finpath.referral.query.build",
        "followed": "finpath.referral.query.fund_tracing",
        "give": "finpath.referral.model.roles",
        "read": "finpath.referral.writers.json",
        "write": "finpath.referral.writers.writer",
    },
)
