"""The functions `fp_…`: one meaning on every engine, and the statements that install them."""

from __future__ import annotations

import re

from finpath.engine.functions import duckdb
from finpath.engine.functions.signatures import NAMES, SIGNATURES

__all__ = ["NAMES", "SIGNATURES", "spark_statements", "statements"]


def duckdb_statements() -> tuple[str, ...]:
    """The statements that install every function in a DuckDB connection: macros, so they cost nothing at run time."""
    bodies = duckdb.PARTS | {_untyped(signature): duckdb.BODIES[_name(signature)] for signature in SIGNATURES}
    return tuple(f"CREATE OR REPLACE MACRO {signature} AS {body}" for signature, body in bodies.items())


def spark_statements() -> tuple[str, ...]:
    """The statements that install every function in a Spark session, whose time zone must be UTC."""
    from finpath.engine.functions import spark  # noqa: PLC0415 - only for its own engine

    bodies = spark.PARTS | {
        _spark_types(f"{signature} RETURNS {kind}"): spark.BODIES[_name(signature)]
        for signature, kind in SIGNATURES.items()
    }
    return tuple(
        f"CREATE OR REPLACE TEMPORARY FUNCTION {head} RETURN {_without_lambda(body)}" for head, body in bodies.items()
    )


def _without_lambda(body: str) -> str:
    """A function may not be given what has a lambda in it, unless that is a SELECT of a SELECT; it costs nothing."""
    return f"(SELECT found FROM (SELECT {body} AS found))" if "->" in body else body  # noqa: S608 - expressions of ours


def _name(signature: str) -> str:
    return signature.partition("(")[0]


def _untyped(signature: str) -> str:
    """A signature without types: a macro takes any.

    >>> _untyped("fp_exchange(amount DECIMAL(38, 8), rate DECIMAL(18, 10))")
    'fp_exchange(amount, rate)'
    """
    return re.sub(r"(\w+) [A-Z]+([(<][^)>]*[)>])?", r"\1", signature)


def _spark_types(text: str) -> str:
    return text.replace("TIMESTAMP", "TIMESTAMP_NTZ")
