"""Pieces of Spark SQL that several functions are made of."""

from __future__ import annotations


def pattern(regular: str) -> str:
    r"""A pattern as a literal, its backslashes as they are.

    >>> pattern(r"^\\s")
    "r'^\\\\s'"
    """
    return f"r'{regular}'"


def matches(text: str, regular: str) -> str:
    """Whether a text has a part that a pattern takes."""
    return f"regexp_like({text}, {pattern(regular)})"


def where(name: str, value: str, body: str) -> str:
    """An expression in which a name stands for a value that is worked out once, and only where it is asked for.

    >>> where("n", "x + 1", "n * n")
    'get(transform(array(x + 1), n -> n * n), 0)'
    """
    return f"get(transform(array({value}), {name} -> {body}), 0)"


def trimmed(text: str) -> str:
    """A text without the spaces around it, of every kind; Spark's own trim knows one."""
    return (
        f"CASE WHEN octet_length({text}) = length({text}) THEN trim({text}) "
        rf"ELSE regexp_replace({text}, r'^\p{{Zs}}+|\p{{Zs}}+\z', '') END"
    )


def instant(micros: str) -> str:
    """The instant without a zone, so many microseconds after 1970."""
    return f"CAST(timestamp_micros({micros}) AS TIMESTAMP_NTZ)"


def micros(of: str) -> str:
    """The microseconds from 1970 to an instant without a zone."""
    return f"unix_micros(CAST({of} AS TIMESTAMP))"
