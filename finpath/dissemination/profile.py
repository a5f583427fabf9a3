"""What one kind of recipient may see: forms, fields, and the strictest label that may reach it."""

from __future__ import annotations

from dataclasses import dataclass

MEMBERS = ("acquirer", "issuer", "wallet", "remitter", "bank", "vasp", "scheme")
"""Kinds of members that hold accounts: each is sent its own part, as a notice."""

REPORTERS = ("hotline", "law_enforcement")
"""Kinds of members that report: each is told what became of its own reports."""

AUTHORITIES = ("fiu", "police")
"""Kinds of recipients outside: each is sent a case, as far as its profile goes."""

SAFEGUARDING = "safeguarding"
KINDS = (SAFEGUARDING, *AUTHORITIES, *MEMBERS, *REPORTERS)
"""Every kind of recipient, in the order of every list: those who help a child come first."""

NOTICE, FEEDBACK = "notice", "feedback"

FIELDS = {
    "about": "what the provider says of an account: name, statement text, domain, category, days it opened and closed",
    "weights": "how much each kind of indication weighs",
    "reasons": "what is said about each account, with the published source",
    "against": "what speaks for an innocent explanation",
    "network": "what accounts share, and whom they share payers with",
    "ties": "what says that accounts have one controller",
    "timeline": "payments by day or week, and what happened meanwhile",
    "proceeds": "what was taken, refunded and charged back, by currency and month, and where it went",
    "prices": "exact amounts that came again",
    "hours": "payments by hour of the week",
    "payer_countries": "payers by country, small counts taken together",
    "reports": "who has reported an account, and reasons that rest on reports",
    "evidence": "payments by file and row",
    "payer_tokens": "the token of who paid, in the evidence",
}
"""What a profile may allow. Accounts, tiers, totals and the coverage are in every case: without them it misleads."""


@dataclass(frozen=True)
class Profile:
    """What a recipient may see.

    Args:
        id: In the routing table.
        name: Of the recipient.
        forms: Of a case: names of writers; or notice, feedback, safeguarding.
        fields: Of `FIELDS`; all else stays.
        tlp: The strictest label that may reach it.
    """

    id: str
    name: str
    forms: tuple[str, ...]
    fields: frozenset[str]
    tlp: str
