"""The list for those who help the child: accounts of the safeguarding queue, and nobody who is suspected."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NOTICE = (
    "A minor or a victim receives or pays at these accounts, by what their provider or a person said. This list is for"
    " safeguarding, not for suspicion: nobody on it is to be treated as a suspect. Where somebody is in danger now,"
    " call the emergency number first."
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
    """The list of one recipient."""

    as_of: dt.date
    tlp: str
    notice: str
    accounts: tuple[SafeguardingAccount, ...]
