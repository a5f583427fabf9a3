"""The list for those who help the child: accounts of the safeguarding queue, and nobody who is suspected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NOTICE = (
    "A minor or a victim receives or pays at these accounts, by what their provider or a person said. This list is for"
    " safeguarding, not for suspicion: nobody on it is to be treated as a suspect. Where somebody is in danger now,"
    " call the emergency number first."
)

FLAGGED_NOTICE = (
    "At the accounts under flagged, somebody other than the payer's own institution says that a payer is a minor or a"
    " victim. They may be named elsewhere as well: whoever tells of an account must not take it out of all eyes."
)


@dataclass(frozen=True)
class SafeguardingAccount:
    """One account; its name stays with its provider."""

    provider_id: str
    merchant_id: str
    payments: int
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None


@dataclass(frozen=True)
class SafeguardingList:
    """The list of one recipient.

    Args:
        accounts: Of the safeguarding queue.
        flagged: Accounts at which somebody else than a payer's own institution flags a payer.
        flagged_notice: What that means; empty where there are none.
    """

    as_of: dt.date
    tlp: str
    notice: str
    accounts: tuple[SafeguardingAccount, ...]
    flagged: tuple[SafeguardingAccount, ...] = ()
    flagged_notice: str = ""
