"""What DuckDB and Spark do differently, as functions named `fp_…`: here in DuckDB's words.

Each is a macro, so it costs nothing at run time. Spark defines the same names natively.
"""

from __future__ import annotations

from finpath.engine.readings import READINGS

FUNCTIONS: dict[str, str] = READINGS | {
    # Instants. All are UTC; differences are exact integers.
    "fp_micros(t)": "epoch_us(t)",
    "fp_days_between(a, b)": "(epoch_us(b) - epoch_us(a)) // 86400000000",
    "fp_seconds_between(a, b)": "(epoch_us(b) - epoch_us(a)) // 1000000",
    "fp_quarter_number(t)": "epoch_us(t) // 900000000",  # quarters of an hour: no zone's offset is finer
    "fp_quarter_start(n)": "make_timestamp(n * 900000000)",
    "fp_day(t)": "CAST(t AS DATE)",
    "fp_day_number(t)": "epoch_us(CAST(t AS TIMESTAMP)) // 86400000000",
    "fp_month(t)": "strftime(t, '%Y-%m')",
    # The hour of day (0 to 23) and the day of the week (0 is Monday) on a clock in zone.
    "fp_local_hour(t, zone)": "CAST(extract('hour' FROM timezone(zone, fp_instant(t))) AS INTEGER)",
    "fp_local_weekday(t, zone)": "CAST(extract('isodow' FROM timezone(zone, fp_instant(t))) AS INTEGER) - 1",
    # Text.
    "fp_clean_id(s)": "regexp_replace(lower(trim(s)), '[^a-z0-9]', '', 'g')",
    "fp_replace(s, pattern, put)": "regexp_replace(s, pattern, put, 'g')",
    "fp_first(s, n)": "substr(s, 1, n)",
    # Numbers. Sums of fractions are kept in integers of a millionth, so that no order of rows can change them.
    "fp_share(part, whole)": "CAST(part AS DOUBLE) / NULLIF(CAST(whole AS DOUBLE), 0e0)",
    "fp_millionths(x)": "CAST(round(x * 1e6) AS BIGINT)",
    # Money as a weight: in cents, at most a billion, so that no sum of products overflows.
    "fp_cents(x)": "CAST(round(least(CAST(x AS DOUBLE), 1e9) * 1e2) AS BIGINT)",
    "fp_logbin(x)": "CAST(floor(log10(greatest(CAST(x AS DOUBLE), 1e-2)) * 2e1) AS INTEGER)",
    "fp_sha256(s)": "sha256(s)",
}
"""Signature to DuckDB expression."""

NAMES = frozenset(signature.split("(")[0] for signature in FUNCTIONS)


def statements() -> tuple[str, ...]:
    """The statements that install every function in a DuckDB connection."""
    return tuple(f"CREATE OR REPLACE MACRO {signature} AS {body}" for signature, body in FUNCTIONS.items())
