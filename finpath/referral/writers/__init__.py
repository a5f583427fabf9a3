"""The forms of a referral, one to a file: adding a file adds the form."""

from __future__ import annotations
