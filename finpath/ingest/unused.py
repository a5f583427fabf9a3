"""Columns that nobody mapped and that may change what others mean: clocks, signs, states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

WORDS = re.compile(r"[^\W\d_]+")
ZONE = re.compile(
    r"(time ?)?zone|tz|timezone|zeitzone|fuseau( horaire)?|(utc|gmt) ?offset|tijdzone|tidszon|timezoneoffset"
)
SIGN = re.compile(
    r"(debit|dr|d|soll|af) ?(credit|cr|c|haben|bij)( ?(indicator|mark|flag|ind))?|(credit|cr|c) ?(debit|dr|d)"
    r"( ?(indicator|mark|flag|ind))?|cdtdbtind|cdt dbt ind|direction|richtung|sens|soll haben kennzeichen|sign"
    r"|vorzeichen|dc( ?indicator)?|drcr|crdr"
)
STATE = re.compile(r"(transaction |payment |tx |txn )?(status|state)|zahlungsstatus|statut|estado")
MEANINGS = (
    (ZONE, "may say on which clock times are: name it last in occurred_at, as [date, time, zone]"),
    (SIGN, "may say which amounts were paid and which came back: name it as sign in [files.options]"),
    (STATE, "may say which payments were never made: leave those rows out, or map kind"),
)


def meaningful_columns(unused: Collection[str]) -> Iterator[str]:
    """What to say of columns that were left out and may change what a row means.

    >>> [note.split(":")[0] for note in meaningful_columns(["Time Zone", "Af Bij", "shop"])]
    ['Time Zone is not used and may say on which clock times are', \
'Af Bij is not used and may say which amounts were paid and which came back']
    """
    for name in unused:
        plain = " ".join(WORDS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))).lower()
        for pattern, what in MEANINGS:
            if pattern.fullmatch(plain):
                yield f"{name} is not used and {what}."
