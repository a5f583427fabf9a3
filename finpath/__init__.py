"""Follow the money of commercial child-abuse sites: payment records in, explained referrals out."""

from __future__ import annotations
