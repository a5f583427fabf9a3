"""Why money was not followed further than an account."""

from __future__ import annotations

from enum import StrEnum


class Stop(StrEnum):
    """The reason, as the column `stopped` gives it."""

    INSTITUTION = "many pay into it: ask whose account it is"
    LITTLE = "too small a part to follow"
    HOPS = "as many transfers from the merchant as are followed"
    ACCOUNTS = "as many accounts as are looked into"
    TRANSFERS = "more transfers than are read"


BOUNDS = (Stop.HOPS, Stop.ACCOUNTS, Stop.TRANSFERS)
"""Those that are bounds of the work, which the coverage tells."""
