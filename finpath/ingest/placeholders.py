"""Words that stand where somebody had nothing to say: never the name of anybody.

Two payers whose name is NOTPROVIDED are two strangers. Schemes ask for such words where a field may not be empty
(SEPA: NOTPROVIDED, SWIFT: NONREF), and databases write them when they print a value that is missing.
"""

from __future__ import annotations

import re

NULLS = r"null|[(<\[{]null[)>\]}]|[\\]n|#?n/a|#null!?|#value!|#ref!|#name[?]|nan|nat|nil|undefined"
"""What programs print for a value that is missing."""

NONE = "none"
"""Likewise; the contract itself has a code of that name."""

SAID = (
    r"na|n[.]a[.]?|n[.] ?v[.]?|k[.] ?a[.]?|s/d|s[.]d[.]"
    r"|no[nt]?[ _.-]?(provided|available|applicable|known|given|specified|stated|supplied|ref|reference|name|id)"
    r"|unknown|unspecified|unnamed|anonymous|anonym|anonyme|unbekannt|inconnue?|desconocid[oa]|desconhecid[oa]"
    r"|sconosciut[oa]|onbekend|ok.nd|ukjent|ukendt|nieznan[ya]|tbd|tba|dummy"
    r"|[-–—_.?*/]+"  # noqa: RUF001 - dashes of every length
)
"""What people and schemes write instead of a name."""

EMPTY = rf"^({NULLS}|{NONE}|{SAID})\z"
"""What is no name, in lower case; a pattern for every engine."""

NULL = rf"^({NULLS})\z"
"""What is no value of any kind, in lower case: a country is never asked, for NA is Namibia."""

_NO_NAME = re.compile(rf"{EMPTY[:-2]}|0{{3,}}|x{{3,}}", re.DOTALL)


def is_placeholder(text: str) -> bool:
    """Say whether a text of a message names nobody.

    >>> [is_placeholder(text) for text in ("NOTPROVIDED", " Unknown ", "NONREF", "not_available", "0000000000", "-")]
    [True, True, True, True, True, True]
    >>> [is_placeholder(text) for text in ("Jo Unknown", "N26", "0", "Nora", "None Such Ltd")]
    [False, False, False, False, False]
    """
    return len(text) <= LONGEST and _NO_NAME.fullmatch(text.strip().lower()) is not None


def known(text: str | None) -> str | None:
    """A text that says something; None where it is a placeholder."""
    return None if text is None or is_placeholder(text) else text


LONGEST = 40
"""Letters of the longest; a longer text is not even looked at."""
