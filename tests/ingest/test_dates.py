"""A date column is read in the one way that its data allow."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.dates import DateColumn, declared_reading, find_reading


def read(engine: Engine, *said: str, zone: str = "UTC") -> list[object]:
    """The instants that a column of these texts means."""
    engine.register("given", pa.table({"said": pa.array(said)}))
    reading = find_reading(DateColumn(engine, "given", "said", "t.csv"), all_rows=False)
    return [row[0] for row in engine.rows(f"SELECT {reading.instant('said', zone)} FROM given ORDER BY said")]  # noqa: S608


def at(*parts: int) -> dt.datetime:
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - naive UTC


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-07-01", at(2026, 7, 1)),
        ("2026-07-01 10:00", at(2026, 7, 1, 10)),
        ("2026-07-01T10:00:00+02:00", at(2026, 7, 1, 8)),
        ("2026-07-01T10:00:00.5Z", at(2026, 7, 1, 10, 0, 0, 500_000)),
        ("20260701", at(2026, 7, 1)),
        ("20260701102030", at(2026, 7, 1, 10, 20, 30)),
        ("2026/07/01 10:00:00", at(2026, 7, 1, 10)),
        ("31/07/2026 10:00", at(2026, 7, 31, 10)),
        ("31.7.2026", at(2026, 7, 31)),
        ("07/31/2026 01:02:03 PM", at(2026, 7, 31, 13, 2, 3)),
        ("01-Jul-2026 10:00:00", at(2026, 7, 1, 10)),
        ("1782900000", at(2026, 7, 1, 10)),
        ("1782900000000", at(2026, 7, 1, 10)),
        ("07/07/2026", at(2026, 7, 7)),
    ],
)
def test_a_way_of_writing_is_found(engine: Engine, said: str, meant: dt.datetime) -> None:
    assert read(engine, said) == [meant]


def test_a_local_time_is_one_of_the_providers_zone(engine: Engine) -> None:
    assert read(engine, "2026-07-01 10:00:00", zone="Europe/Amsterdam") == [at(2026, 7, 1, 8)]


def test_one_day_above_twelve_decides_for_all(engine: Engine) -> None:
    assert read(engine, "01/02/2026", "13/02/2026") == [at(2026, 2, 1), at(2026, 2, 13)]
    assert read(engine, "01/02/2026", "01/13/2026") == [at(2026, 1, 2), at(2026, 1, 13)]


def test_what_does_not_fit_is_null(engine: Engine) -> None:
    assert read(engine, "2026-02-28", "2026-02-30", "tomorrow") == [at(2026, 2, 28), None, None]


@pytest.mark.parametrize("said", [("01/02/2026", "03/04/2026"), ("13/01/2026", "01/13/2026"), ("Q1 2026",)])
def test_two_readings_are_refused(engine: Engine, said: tuple[str, ...]) -> None:
    with pytest.raises(ContributionError, match="declare date_format"):
        read(engine, *said)


def test_a_declared_format_is_taken_as_it_is(engine: Engine) -> None:
    assert engine.scalar(
        f"SELECT {declared_reading('%m/%d/%Y').instant(chr(39) + '01/02/2026' + chr(39), 'UTC')}"
    ) == at(2026, 1, 2)
