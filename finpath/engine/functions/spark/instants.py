"""Instants and dates in Spark's words; the session's time zone is UTC."""

from __future__ import annotations

from finpath.engine.functions.patterns import DATED, DAY, EPOCH, LOCAL, ZONED
from finpath.engine.functions.spark.words import instant, matches, micros, where

_ON_A_CLOCK = "convert_timezone('UTC', zone, t)"

_PIECES = rf"r'^({DAY})(?:[T ]([0-9]+):([0-9]+)(?::([0-9]+)(?:[.]([0-9]+))?)?)?.*\z'"
_SIGNED = "r'^.{10,}?([+-])([0-9][0-9]):?([0-9]*)\\z'"


def _number(piece: str) -> str:
    return f"coalesce(try_cast({piece} AS BIGINT), 0)"


def _local(text: str) -> str:
    """The microseconds that a text shows on its own clock; 24:00 is the end of a day."""
    struct = "p -> named_struct('day', unix_date(try_cast(p[0] AS DATE)), "
    struct += ", ".join(f"'{name}', {_number(f'p[{at}]')}" for at, name in enumerate("hms", start=1))
    struct += ", 'f', CAST(rpad(p[4], 6, '0') AS BIGINT))"
    pieces = f"transform(array(split(regexp_replace({text}, {_PIECES}, '$1|$2|$3|$4|$5'), '[|]')), {struct})"
    clock = "(q.h * 3600 + q.m * 60 + q.s) * 1000000 + q.f"
    possible = f"q.m < 60 AND q.s < 60 AND {clock} <= 86400000000"
    return f"get(transform({pieces}, q -> CASE WHEN {possible} THEN q.day * 86400000000 + {clock} END), 0)"


def _offset(text: str) -> str:
    """The microseconds that a text's offset adds to UTC."""
    hours, minutes = (f"try_cast(regexp_extract({text}, {_SIGNED}, {group}) AS BIGINT)" for group in (2, 3))
    sign = f"CASE WHEN regexp_extract({text}, {_SIGNED}, 1) = '-' THEN -60000000 ELSE 60000000 END"
    return f"({sign}) * (coalesce({hours}, 0) * 60 + coalesce({minutes}, 0))"


def _utc(local: str) -> str:
    """Java takes the earlier of two instants; the later is the one by the offset of the day after."""
    first = "convert_timezone(zone, 'UTC', l)"
    after = f"{first} + INTERVAL '1' DAY"
    second = f"l - (convert_timezone('UTC', zone, {after}) - ({after}))"
    later = where("v", second, f"CASE WHEN convert_timezone('UTC', zone, v) = l THEN v ELSE {first} END")
    return where("l", local, later)


BODIES = {
    "fp_micros": micros("t"),
    "fp_days_between": f"({micros('b')} - {micros('a')}) DIV 86400000000",
    "fp_seconds_between": f"({micros('b')} - {micros('a')}) DIV 1000000",
    "fp_quarter_number": f"{micros('t')} DIV 900000000",
    "fp_quarter_start": instant("n * 900000000"),
    "fp_day": "CAST(t AS DATE)",
    "fp_day_number": f"{micros('t')} DIV 86400000000",
    "fp_month": "date_format(t, 'yyyy-MM')",
    "fp_second": "second(t)",
    "fp_local_hour": f"hour({_ON_A_CLOCK})",
    "fp_local_minute": f"hour({_ON_A_CLOCK}) * 60 + minute({_ON_A_CLOCK})",
    "fp_local_weekday": f"weekday({_ON_A_CLOCK})",
    "fp_utc": _utc("local"),
    "fp_try_iso": f"""CASE
        WHEN {matches("s", LOCAL)} THEN
            CASE WHEN zone = 'UTC' THEN {instant(_local("s"))} ELSE {_utc(instant(_local("s")))} END
        WHEN {matches("s", ZONED)} THEN {instant(f"{_local('s')} - {_offset('s')}")} END""",
    "fp_try_epoch": f"""CASE WHEN {matches("s", EPOCH)} AND length(s) <= 10 + length(CAST(ticks AS STRING))
        THEN {instant("try_cast(s AS BIGINT) * (1000000 DIV ticks)")} END""",
    "fp_try_date": f"CASE WHEN {matches('s', DATED)} THEN try_cast(regexp_extract(s, r'^{DAY}', 0) AS DATE) END",
}
"""Name to expression."""
