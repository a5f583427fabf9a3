"""Scores and findings in, referrals out: one case per group, as a page for people and as JSON."""

from __future__ import annotations

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
