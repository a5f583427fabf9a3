"""A file is written in a locale that chance draws: what is read of it is what was written, or nothing at all.

Marks, groups, signs, currencies, orders of dates, short years, zones, encodings and delimiters are drawn, each with its
neighbours that look alike. A refusal is right wherever two readings remain; another value never is.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finpath.engine import DuckDB
from finpath.errors import NothingToDo
from tests.ingest.coalition import Coalition

DRAWS = 60
"""Files that are written; each run draws the same."""

MARKS = ((",", "."), (".", ","), (",", "\u00a0"), (".", "'"), (".", "\u2019"), (",", " "), (".", ""), (",", ""))
"""The decimal mark, and what parts thousands."""

DATES = (
    *("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%y-%m-%d", "%m/%d/%y", "%Y%m%d", "%d%m%Y"),
    *("%Y%m%d%H", "%y%m%d%H%M", "%Y%m%d%H%M", "%y%m%d%H%M%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p"),
)
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
ZONES = {"EDT": "Etc/GMT+4", "CET": "Etc/GMT-1", "+05:30": "Asia/Kolkata", "UTC": "UTC", "America/New_York": ""}


@dataclass(frozen=True)
class Locale:
    """How a member writes."""

    marks: tuple[str, str]
    places: int
    currency: str
    minus: str
    date: str
    encoding: str
    delimiter: str
    zone: str

    def amount(self, amount: Decimal) -> str:
        mark, group = self.marks
        text = f"{amount:,.{self.places}f}".replace(",", "\0").replace(".", mark).replace("\0", group)
        return {"before": f"-{text}", "after": f"{text}-", "around": f"({text})"}.get(self.minus, text) + self.currency

    def instant(self, instant: dt.datetime) -> str:
        return instant.strftime(self.date)


LOCALES = st.builds(
    Locale,
    marks=st.sampled_from(MARKS),
    places=st.sampled_from((0, 2, 2, 3)),
    currency=st.sampled_from(("", "", " €", " EUR")),
    minus=st.sampled_from(("", "", "", "before", "after", "around")),
    date=st.sampled_from(DATES),
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from((";", "\t", "|")),
    zone=st.sampled_from(("", "", *ZONES)),
)
PAYMENTS = st.lists(
    st.tuples(
        st.decimals("0.01", "99999.99", places=2) | st.sampled_from((Decimal(1000), Decimal(3000), Decimal("1234.5"))),
        st.datetimes(dt.datetime(2019, 1, 1), dt.datetime(2031, 12, 28)),  # noqa: DTZ001 - a local time
    ),
    min_size=1,
    max_size=4,
)


def written(locale: Locale, said: list[tuple[Decimal, dt.datetime]]) -> bytes:
    names = ["transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency", "descriptor"]
    lines = [[*names, *(["zone"] if locale.zone else [])]]
    for number, (amount, instant) in enumerate(said):
        row = [f"t{number}", locale.instant(instant), f"p{number}", "m", locale.amount(amount), "EUR", "Café Zoë"]
        lines.append([*row, *([locale.zone] if locale.zone else [])])
    return "\n".join(locale.delimiter.join(line) for line in lines).encode(locale.encoding)


def expected(locale: Locale, said: list[tuple[Decimal, dt.datetime]]) -> dict[str, tuple[Decimal, dt.datetime]]:
    zone = ZoneInfo(ZONES.get(locale.zone) or locale.zone or "Europe/Amsterdam")
    found = {}
    for number, (amount, instant) in enumerate(said):
        local = dt.datetime.strptime(locale.instant(instant), locale.date).replace(tzinfo=zone)
        utc = local.astimezone(dt.UTC).replace(tzinfo=None)
        found[f"t{number}"] = (Decimal(f"{amount:.{locale.places}f}"), utc)
    return found


def is_in_two_hours_of_a_change(local: dt.datetime) -> bool:
    """Say whether a time comes twice, or never, on the clock of a place."""
    around = (local - dt.timedelta(hours=3), local + dt.timedelta(hours=3))
    zones = map(ZoneInfo, ("Europe/Amsterdam", "America/New_York"))
    return any(len({moment.replace(tzinfo=zone).utcoffset() for moment in around}) > 1 for zone in zones)


@settings(max_examples=DRAWS, suppress_health_check=[HealthCheck.too_slow])
@given(LOCALES, PAYMENTS)
def test_a_value_is_what_was_written_or_nothing(locale: Locale, said: list[tuple[Decimal, dt.datetime]]) -> None:
    said = [(amount, instant) for amount, instant in said if not is_in_two_hours_of_a_change(instant)]
    entries = '[[files]]\ntable = "transactions"\npath = "t.csv"\n'
    entries += '[files.columns]\noccurred_at = ["occurred_at", "zone"]\n' if locale.zone else ""
    entries += '[files.options]\nnegative_amount = "refund"\n' if locale.minus else ""
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        coalition = Coalition(Path(folder) / "contributions", engine)
        coalition.hand_in("north", {"t.csv": written(locale, said)}, entries)
        try:
            coalition.load()
        except NothingToDo:
            return  # a refusal, said; another test holds what it says
        asked = "SELECT transaction_id, amount, occurred_at, kind, descriptor FROM transactions"
        meant = expected(locale, said)
        for name, amount, occurred_at, kind, descriptor in engine.rows(asked):
            assert (Decimal(str(amount)), occurred_at) == meant[str(name)]
            assert kind == ("refund" if locale.minus else "purchase")
            assert descriptor == "Café Zoë"
