"""Formats a number with its unit as a person writes it."""

from __future__ import annotations

from finpath.output.explanation.explanation_data import MissedThreshold
from finpath.presentation.small_counts import FEW, counts_payers, is_small


def format_value(value: float, unit: str) -> str:
    """A value in words.

    >>> (
    ...     format_value(0.4271, "share"),
    ...     format_value(0.15, "points"),
    ...     format_value(2.0, "times"),
    ...     format_value(1234.5, "EUR"),
    ... )
    ('43%', '15 points', '2.0 times', '1,234.50 EUR')
    """
    if unit == "share":
        return "under 1%" if 0 < value < 0.005 else f"{value:.0%}"  # noqa: PLR2004 - half a per cent
    if unit == "points":
        return f"{100 * value:.0f} points"
    if unit == "EUR":
        return f"{value:,.2f} EUR"
    value = round(value, 9) + 0.0  # no minus before a zero
    number = f"{value:,.1f}" if unit in {"times", "nats", "per day", "powers of ten"} or value % 1 else f"{value:,.0f}"
    if number == "1" and unit == "days":
        return "1 day"
    return number if unit in {"count", ""} else f"{number} {unit}"


def format_feature(value: float, unit: str, meaning: str) -> str:
    """A value of which is said what it counts.

    >>> format_feature(3, "count", "different payers"), format_feature(3, "count", "different amounts")
    ('fewer than five', '3')
    """
    return FEW if counts_payers(meaning, unit) and is_small(value) else format_value(value, unit)


def format_lack(lack: MissedThreshold) -> tuple[str, str]:
    """What a rule lacks: the value and the bar that it does not reach."""
    value, bar = format_apart(lack.value, lack.bar, lack.unit)
    return (FEW if counts_payers(lack.what, lack.unit) and is_small(lack.value) else value), bar


def format_apart(value: float, threshold: float, unit: str) -> tuple[str, str]:
    """A value and a bar that it does not reach, written so that they differ.

    >>> format_apart(0.498, 0.5, "share")
    ('49.8%', '50.0%')
    """
    one, other = format_value(value, unit), format_value(threshold, unit)
    if one != other:
        return one, other
    if unit in {"share", "points"}:
        return tuple(f"{100 * each:.1f}{'%' if unit == 'share' else ' points'}" for each in (value, threshold))  # type: ignore[return-value] # two
    return f"{value:.4g} {unit}".strip(), f"{threshold:.4g} {unit}".strip()
