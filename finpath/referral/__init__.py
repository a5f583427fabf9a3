"""Scores and findings in, referrals out: one case per group, as a page for people and as JSON."""

from __future__ import annotations

from finpath.referral.build import build
from finpath.referral.case import Referral
from finpath.referral.followed import followed
from finpath.referral.json import read
from finpath.referral.roles import GivenRole, give, read_roles, role_of, victims
from finpath.referral.subject import Role, Subject
from finpath.referral.writer import Writer, write

__all__ = [
    "GivenRole",
    "Referral",
    "Role",
    "Subject",
    "Writer",
    "build",
    "followed",
    "give",
    "read",
    "read_roles",
    "role_of",
    "victims",
    "write",
]
