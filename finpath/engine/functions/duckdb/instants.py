"""Instants and dates in DuckDB's words."""

from __future__ import annotations

from finpath.engine.functions.patterns import DATED, DAY, EPOCH, LOCAL, ZONED

# The same instant with a zone: half the cost of a conversion from zone UTC.
_ON_A_CLOCK = "timezone(zone, make_timestamptz(epoch_us(t)))"

BODIES = {
    "fp_micros": "epoch_us(t)",
    "fp_days_between": "(epoch_us(b) - epoch_us(a)) // 86400000000",
    "fp_seconds_between": "(epoch_us(b) - epoch_us(a)) // 1000000",
    "fp_quarter_number": "epoch_us(t) // 900000000",
    "fp_quarter_start": "make_timestamp(n * 900000000)",
    "fp_day": "CAST(t AS DATE)",
    "fp_day_number": "epoch_us(CAST(t AS TIMESTAMP)) // 86400000000",
    "fp_month": "strftime(t, '%Y-%m')",
    "fp_second": "CAST(extract('second' FROM t) AS INTEGER)",
    "fp_local_hour": f"CAST(extract('hour' FROM {_ON_A_CLOCK}) AS INTEGER)",
    "fp_local_minute": f"""CAST(extract('hour' FROM {_ON_A_CLOCK}) * 60
        + extract('minute' FROM {_ON_A_CLOCK}) AS INTEGER)""",
    "fp_local_weekday": f"CAST(extract('isodow' FROM {_ON_A_CLOCK}) AS INTEGER) - 1",
    "fp_utc": "timezone('UTC', timezone(zone, local))",
    # Most instants end in Z, and their form is cheaper to ask for without a pattern.
    "fp_try_iso": rf"""CASE
        WHEN s LIKE '____-__-__T__:__:__%Z' AND length(s) < 31 AND NOT contains(s, ' ') AND NOT ends_with(s, '.Z')
            THEN TRY_CAST(s AS TIMESTAMP)
        WHEN regexp_matches(s, '{LOCAL}') THEN
            CASE WHEN zone = 'UTC' THEN TRY_CAST(s AS TIMESTAMP)
            ELSE timezone('UTC', timezone(zone, TRY_CAST(s AS TIMESTAMP))) END
        WHEN regexp_matches(s, '{ZONED}') THEN timezone('UTC',
            TRY_CAST(regexp_replace(upper(replace(s, ' UTC', 'Z')), ' ([Z+-])', '\1') AS TIMESTAMPTZ)) END""",
    "fp_try_time": "try_strptime(s, format)",
    "fp_try_epoch": f"""CASE WHEN regexp_matches(s, '{EPOCH}') AND length(s) <= 10 + length(CAST(ticks AS VARCHAR))
        THEN make_timestamp(CAST(s AS BIGINT) * (1000000 // ticks)) END""",
    "fp_try_date": f"CASE WHEN regexp_matches(s, '{DATED}') THEN TRY_CAST(regexp_extract(s, '^{DAY}') AS DATE) END",
}
"""Name to expression."""
