"""Text from strangers as text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula begins with, in one spreadsheet or another; the last four are its full-width forms."""

LONGEST = 32_000
"""Letters of one field; a spreadsheet takes 32,767."""

HALF = re.compile(r"[\ud800-\udfff\ufffe\uffff\x00]")
"""Half a letter, or none: no file may hold it."""


def harmless(text: str) -> str:
    r"""A field that stays text: an apostrophe before what would be a formula, as spreadsheets themselves write it.

    >>> harmless("=1+1"), harmless(" @SUM(A1)"), harmless("4711"), harmless("a\x00b")
    ("'=1+1", "' @SUM(A1)", '4711', 'a?b')
    """
    told = HALF.sub("?", text[:LONGEST])
    return f"'{told}" if told.lstrip(" ").startswith(STARTS) else told
