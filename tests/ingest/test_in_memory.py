"""What is handed over in memory becomes what the same rows in files become."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import finpath
from finpath.engine import DuckDB, Engine
from finpath.errors import ConfigError, NothingToDo
from finpath.ingest import Contribution, Ledger, LoadOptions, load
from finpath.ingest.frames import Frame
from tests.ingest.coalition import KEYS, ROW, Coalition, rows
from tests.running import KEY

PROVIDER = {"id": "north", "kind": "acquirer", "country": "NL", "timezone": "Europe/Amsterdam"}
AGREEMENT = {
    "id": "EFC-2026-001",
    "purpose": "detect commercial child sexual exploitation",
    "expires_on": dt.date(2027, 12, 31),
}
COLUMNS: dict[str, list[object]] = {
    **{name: [value] * 3 for name, value in ROW.items()},
    "transaction_id": ["t1", "t2", "t3"],
    "occurred_at": [dt.datetime(2026, 3, 1, 10, 0, tzinfo=dt.UTC)] * 3,
    "amount": [10.0, 2.5, -1.0],
    "mcc": [742, None, 5812],
    "note": ["a", "b", "c"],
}
FRAMES: list[Callable[[dict[str, list[object]]], object]] = [pa.table, pl.DataFrame, pd.DataFrame]


def taken(engine: Engine, *contributions: Contribution) -> Ledger:
    return load(contributions, engine=engine, options=LoadOptions(KEYS))


def handed(frame: object, **more: object) -> Contribution:
    return Contribution({**PROVIDER, **more}, AGREEMENT, {"transactions": cast("Frame", frame)})


@pytest.mark.parametrize("make", FRAMES, ids=lambda make: str(getattr(make, "__module__", "")).split(".")[0])
def test_rows_in_memory_are_those_of_a_file(coalition: Coalition, make: Callable[..., object]) -> None:
    text = rows(*({"transaction_id": f"t{n}", "amount": a, "mcc": m} for n, a, m in MEMORY))
    coalition.hand_in("north", {"t.csv": text})
    coalition.load()
    columns = "(transaction_id, occurred_at, amount, currency, mcc, row)"
    expected, rejects = coalition.column(columns), coalition.rejects()
    with DuckDB() as engine:
        ledger = taken(engine, handed(make(COLUMNS)))
        found = [row for (row,) in engine.rows(f"SELECT {columns} FROM transactions ORDER BY row")]  # noqa: S608
        assert found == expected
        assert engine.rows('SELECT row, "column", reason FROM rejects') == rejects
        assert any("not used are the columns note" in note for note in ledger.notes)
        assert [file.path for file in ledger.files] == ["north/transactions.arrow"]


MEMORY = (("1", "10.00", "742"), ("2", "2.50", ""), ("3", "-1", "5812"))


def test_the_hash_is_that_of_the_arrow_stream(engine: Engine) -> None:
    table = pa.table(COLUMNS)
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)]).replace_schema_metadata({"a": "b"})
    for given in (table, chunked):
        (file,) = taken(engine, handed(given)).files
        assert file.sha256 == hashlib.sha256(out.getvalue()).hexdigest()


def test_columns_and_constants_are_said_as_in_a_manifest(engine: Engine) -> None:
    table = pa.table({**COLUMNS, "PAID": COLUMNS["amount"]}).drop_columns(["amount", "currency"])
    entry = {"columns": {"amount": "PAID"}, "constants": {"currency": "GBP"}, "options": {"negative_amount": "refund"}}
    taken(engine, Contribution(PROVIDER, AGREEMENT, {"transactions": table}, {"transactions": entry}))
    assert engine.rows("SELECT DISTINCT currency FROM transactions") == [("GBP",)]
    assert engine.rows("SELECT kind FROM transactions ORDER BY row")[2] == ("refund",)


@pytest.mark.parametrize(
    ("contribution", "said"),
    [
        (handed(pa.table(COLUMNS), country="ZZ"), 'says country = "ZZ"'),
        (Contribution(PROVIDER, {}, {"transactions": pa.table(COLUMNS)}), "has no id"),
        (Contribution(PROVIDER, AGREEMENT, {"payments": pa.table(COLUMNS)}), 'table = "payments", which is unknown'),
        (Contribution(PROVIDER, AGREEMENT, {}), "names no file"),
        (handed(7), "is no table that Arrow can take"),
        (
            handed(pd.DataFrame({"a": [1, "x", object()]})),
            'the column "a" holds values of several types (int, object, str)',
        ),
        (handed(pa.table({"a": [1]})), "has no column transaction_id"),
        (handed(pa.table({**COLUMNS, "mcc": [[1], [2], [3]]})), "the column mcc is of type list"),
    ],
)
def test_what_cannot_be_taken_is_refused(engine: Engine, contribution: Contribution, said: str) -> None:
    with pytest.raises(NothingToDo) as caught:
        taken(engine, contribution)
    assert said in str(caught.value)


def test_a_provider_hands_over_once(engine: Engine) -> None:
    with pytest.raises(ConfigError, match="Two contributions are of provider north"):
        taken(engine, handed(pa.table(COLUMNS)), handed(pa.table(COLUMNS)))
    with pytest.raises(ConfigError, match="No contribution was handed over"):
        taken(engine)


def test_a_run_takes_it_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FINPATH_KEY", KEY)
    for name in ("run", "again"):
        finpath.run([handed(pl.DataFrame(COLUMNS))], tmp_path / name)
    said = (tmp_path / "run" / "manifest.json").read_text()
    assert sorted(json.loads(said)["inputs"]) == ["north/contribution.toml", "north/transactions.arrow"]
    assert said == (tmp_path / "again" / "manifest.json").read_text()
