"""Referrals: the write-up of each suspicious group of merchants, as a page for people and as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.referral.model.case import Referral
    from finpath.referral.model.roles import give_roles
    from finpath.referral.model.subject import Subject
    from finpath.referral.query.build import build_referrals
    from finpath.referral.query.fund_tracing import trace_funds
    from finpath.referral.writers.json import read
    from finpath.referral.writers.writer import Beside, Writer, write_referrals

__all__ = [
    "Beside",
    "Referral",
    "Subject",
    "Writer",
    "build_referrals",
    "give_roles",
    "read",
    "trace_funds",
    "write_referrals",
]

lazily(
    __name__,
    {
        "Referral": "finpath.referral.model.case",
        "Subject": "finpath.referral.model.subject",
        "Beside": "finpath.referral.writers.writer",
        "Writer": "finpath.referral.writers.writer",
        "build_referrals": "finpath.referral.query.build",
        "give_roles": "finpath.referral.model.roles",
        "read": "finpath.referral.writers.json",
        "trace_funds": "finpath.referral.query.fund_tracing",
        "write_referrals": "finpath.referral.writers.writer",
    },
)
