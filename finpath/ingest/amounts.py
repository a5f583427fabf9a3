"""How amounts written as text are read: the decimal mark of a column, and SQL of the amount."""

from __future__ import annotations

import re
from collections.abc import Mapping

from finpath.errors import ContributionError

GROUPED = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+([.][0-9]+)?$"
COMMA = r"^[+-]?([0-9]{1,3}([. ][0-9]{3})+|[0-9]+)(,[0-9]+)?$"


def decimal_mark(shapes: Mapping[str, int], label: str) -> str:
    """Tell the decimal mark from the shapes of a column.

    >>> decimal_mark({"99,99": 7, "9.999,99": 2}, "")
    ','
    >>> decimal_mark({"9,999.99": 7}, ""), decimal_mark({"99.9": 1, "99": 3}, "")
    ('.', '.')

    Raises:
        ContributionError: The column can be read in two ways.
    """
    marks = {mark for shape in shapes for mark in _proven_marks(shape)}
    if len(marks) == 1:
        return marks.pop()
    if marks:
        raise ContributionError(
            f'{label} marks decimals with a comma and with a dot; write one way, or declare decimal = "," or ".".'
        )
    if any("," in shape for shape in shapes):
        raise ContributionError(
            f'{label} has amounts like 1,234 that can mean two things; declare decimal = "," or "." in [files.options].'
        )
    return "."


def _proven_marks(shape: str) -> set[str]:
    """What one shape proves: nothing, where a mark with three digits after it may as well group thousands."""
    number = shape.strip("+- ")
    if re.fullmatch(r"9{1,3}([, ]9{3})*\.9+", number) and not re.fullmatch(r"9{1,3}\.9{3}", number):
        return {"."}
    if re.fullmatch(r"9+\.9+", number) and not re.fullmatch(r"9{1,3}\.9{3}", number):
        return {"."}
    if re.fullmatch(r"9{1,3}(,9{3}){2,}", number):
        return {"."}
    if re.fullmatch(r"(9{1,3}([. ]9{3})*|9+),9+", number) and not re.fullmatch(r"9{1,3},9{3}", number):
        return {","}
    return set()


USUAL = {mark: f"^[0-9]{{1,10}}([{mark}][0-9]{{1,2}})?$" for mark in ".,"}
"""What most amounts look like; nothing of such a text is in doubt but its currency."""


def amount_sql(text: str, mark: str, is_usual: str) -> str:
    """SQL of the amount that a text means, NULL where it is none.

    Args:
        text: SQL of the text.
        mark: The decimal mark.
        is_usual: SQL that says whether it looks as most do.
    """
    if mark == ",":
        number = f"replace(replace(replace({text}, '.', ''), ' ', ''), ',', '.')"
        usual = f"TRY_CAST(replace({text}, ',', '.') AS DECIMAL(38, 8))"
        return f"CASE WHEN {is_usual} THEN {usual} WHEN fp_matches({text}, '{COMMA}') THEN fp_try_money({number}) END"
    has_groups = f"contains({text}, ',') AND fp_matches({text}, '{GROUPED}')"
    usual = f"WHEN {is_usual} THEN TRY_CAST({text} AS DECIMAL(38, 8))"
    return f"CASE {usual} WHEN {has_groups} THEN fp_try_money(replace({text}, ',', '')) ELSE fp_try_money({text}) END"
