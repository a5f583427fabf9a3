"""Roles, and the acts that each may do."""

from __future__ import annotations

from types import MappingProxyType

ANALYST, REVIEWER, RELEASER = "analyst", "reviewer", "releaser"
SAFEGUARDING, AUDITOR, ADMIN = "safeguarding", "auditor", "admin"

SEE, SEARCH, LAND = "see", "search", "land"
DECIDE, NOTE, ASSIGN, PROPOSE = "decide", "note", "assign", "propose"
APPROVE, RELEASE, OUTBOX = "approve", "release", "outbox"
AUDIT, ADMINISTER, EXPORT = "audit", "administer", "export"
READ, ANSWER = "read", "reply"
"""To read what a partner gave, and to answer what it asks."""

RETAIN, PURGE = "retain", "purge"
"""To see how long cases are kept, hold one and propose its purge; and to approve that."""

OF_ROLE = MappingProxyType(
    {
        ANALYST: frozenset({SEE, SEARCH, LAND, DECIDE, NOTE, ASSIGN, PROPOSE, EXPORT, RETAIN, READ, ANSWER}),
        REVIEWER: frozenset({SEE, SEARCH, APPROVE, OUTBOX, RETAIN, PURGE, READ}),
        RELEASER: frozenset({SEE, RELEASE, OUTBOX, RETAIN, PURGE, READ}),
        SAFEGUARDING: frozenset({SEE, DECIDE, NOTE, ASSIGN, RETAIN, PURGE}),
        AUDITOR: frozenset({AUDIT}),
        ADMIN: frozenset({ADMINISTER, AUDIT}),
    }
)
"""Who audits or administers sees no content of a case."""

ABOUT_A_CASE = frozenset({SEE, DECIDE, NOTE, ASSIGN, PROPOSE, APPROVE, RELEASE, OUTBOX, RETAIN, PURGE, READ, ANSWER})
"""Acts that ask, besides, whether this person may have to do with this case."""

OF_COPIES = frozenset({READ, ANSWER, NOTE, RETAIN, PURGE})
"""What can be done with what a partner gave: nothing else."""

OF_COPIES_ALONE = frozenset({READ, ANSWER})

CHANGES = frozenset({DECIDE, ASSIGN, PROPOSE, APPROVE, RELEASE})
"""Acts that need an agreement in force. A note does not: what is known may be written down at any time."""
