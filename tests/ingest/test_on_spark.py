"""Files that programs read, whole and broken, become the same ledger on Spark as on DuckDB, and the same refusals."""

from __future__ import annotations

import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from finpath.engine import DuckDB, Engine, Spark
from finpath.ingest.kept_files import KeptFiles
from finpath.ingest.ledger import LEDGER_TABLES
from tests.ingest.coalition import KEYS, Coalition, rows

pytestmark = pytest.mark.spark

GOLDEN = Path(__file__).parent / "formats" / "golden"


def golden(*names: str) -> dict[str, bytes]:
    return {f"{name}.input": (GOLDEN / f"{name}.input").read_bytes() for name in names}


def files(**tables: str) -> str:
    return "".join(f'[[files]]\ntable = "{table}"\npath = "{path}"\n' for table, path in tables.items())


def hand_in_several(coalition: Coalition) -> None:
    """One member with statements of three days, clearing, a workbook and text; others whose later files are broken."""
    camt = golden("camt")["camt.input"]
    days = {f"day={day}.xml": camt.replace(b"R-", f"R{day}-".encode()) for day in (1, 2, 3)}
    more = golden("ipm", "excel", "arrow", "json") | {"t.csv": rows({"transaction_id": "csv"}).encode()}
    entries = "".join(files(transactions=name) for name in (*days, *more)) + files(merchants="ipm.input")
    entries += files(reports="misp.input")
    coalition.hand_in("bank", days | more | golden("misp"), entries)
    coalition.hand_in("cut", {"a.xml": camt, "b.xml": camt[:-40], "c.xml": camt[:800]})
    coalition.hand_in("late", {"a.xml": camt, "b.csv": "a,b\n1,2\n", "c.xml": camt[:-40]})


def hand_in_damage(coalition: Coalition) -> None:
    """A member for each format of which the last third is missing."""
    for name, content in golden("pacs", "ipm", "excel", "arrow", "json").items():
        coalition.hand_in(f"half-{name}", {name: content[: len(content) * 2 // 3]}, files(transactions=name))


def told(engine: Engine, folder: Path, kept: Path | None = None) -> dict[str, object]:
    """Everything of a ledger."""
    engine.restart()
    ledger = Coalition(folder, engine).load(kept=KeptFiles(kept, KEYS) if kept else None)
    said: dict[str, object] = {
        field.name: getattr(ledger, field.name) for field in fields(ledger) if field.name != "engine"
    }
    for table in LEDGER_TABLES:
        columns = ", ".join(f'"{column}"' for column in sorted(engine.table(table).columns))
        said[table] = engine.rows(f"SELECT {columns} FROM {table} ORDER BY ALL")  # noqa: S608 - tables of the ledger
    return said


def test_a_ledger_is_the_same_on_both_engines(spark: Spark, tmp_path: Path) -> None:
    folder = tmp_path / "contributions of the members, ä"
    with DuckDB() as duckdb:
        for hand_in in (hand_in_several, hand_in_damage):
            hand_in(Coalition(folder, duckdb))
        expected = told(duckdb, folder)
    found = told(spark, folder)
    assert {name: value for name, value in found.items() if value != expected[name]} == {}
    assert expected["transactions"]


def test_what_one_engine_kept_serves_the_other(spark: Spark, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    kept, kept_there = tmp_path / "kept", tmp_path / "kept-there"
    with DuckDB() as duckdb:
        coalition = Coalition(folder, duckdb)
        coalition.hand_in("north", {"a.csv": rows({}, {"amount": "x"}), "b.csv": rows({"payer_ref": "p2"})})
        expected = told(duckdb, folder, kept)
        assert told(spark, folder, kept) == expected
        shutil.rmtree(kept)
        assert told(spark, folder, kept_there) == expected
        assert len(list(kept_there.iterdir())) == 4
        assert told(duckdb, folder, kept_there) == expected
