"""Scores and findings in, referrals out: one case per group, as a page for people and as JSON."""

from __future__ import annotations

from finpath.referral.build import build
from finpath.referral.case import Referral, Role, Subject
from finpath.referral.writer import Writer, write

__all__ = ["Referral", "Role", "Subject", "Writer", "build", "write"]
