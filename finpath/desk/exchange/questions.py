"""What a member is asked about its own accounts, each by the letter of Art. 75(3) that its answer falls under."""

from __future__ import annotations

from types import MappingProxyType

CODES = MappingProxyType(
    {
        "owner": "Who is the customer, and who its beneficial owner? (a)",
        "purpose": "What is the business, and what was it said to be when the account was opened? (b)",
        "payments": "What explains its payments? (c)",
        "factors": "What raises or lowers its risk? (d)",
        "analysis": "What did your own analysis of its risks find? (e)",
    }
)
"""By code, the question and its letter. Words of one's own are not asked: they could say what has no letter."""
