"""finpath's ingest against DuckDB's bare reading of the same file into a table: CPU seconds, one after the other.

    python -m benchmarks.ingest 10000000 --work FOLDER

finpath checks every row, finds card numbers, makes tokens, judges repeats, values amounts in EUR and writes its ledger;
DuckDB only reads. Goals: at most 4 times DuckDB's CPU for CSV, at most 8 times for Parquet.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

from benchmarks.coalition import FILE, MANIFEST, Size, write
from benchmarks.race import Effort, run

GOALS = {"csv": 4, "parquet": 8}
BARE = {
    "csv": "CREATE TABLE t AS SELECT * FROM read_csv('{path}')",
    "parquet": "CREATE TABLE t AS SELECT * FROM read_parquet('{path}')",
}
ALONE = 'import duckdb, sys; duckdb.connect().execute("SET enable_progress_bar = false").execute(sys.argv[1])'
LOAD = """
import os, sys
from pathlib import Path
from finpath.engine import DuckDB
from finpath.ingest import LoadOptions, load, read_keys
with DuckDB() as engine:
    taken = load(Path(sys.argv[1]), engine=engine, options=LoadOptions(read_keys(os.environ)))
    assert sum(file.taken for file in taken.files) == int(sys.argv[2]), taken.files
"""


def contribution(transactions: int, kind: str, work: Path) -> Path:
    """Write one acquirer's payments as CSV or Parquet, unless they are there.

    Returns:
        The file; its contribution is the folder that it is in.
    """
    path = work / f"{kind}-{transactions}" / "acquirer" / f"transactions.{kind}"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = write(Size.scaled(transactions), work) / "acquirer" / "transactions.parquet"
        form = "(FORMAT csv, HEADER)" if kind == "csv" else "(FORMAT parquet, COMPRESSION zstd)"
        with duckdb.connect() as connection:
            connection.execute(f"COPY (SELECT * FROM read_parquet('{made}')) TO '{path}' {form}")  # noqa: S608 - our own paths
        said = MANIFEST.format(name="acquirer", kind="acquirer") + FILE.format(table="transactions", path=path.name)
        (path.parent / "contribution.toml").write_text(said, encoding="utf-8")
    return path


def measure(transactions: int, kind: str, work: Path) -> tuple[Effort, Effort]:
    """Read one file in both ways, each in a process of its own."""
    path = contribution(transactions, kind, work)
    bare = run(f"DuckDB, {kind}", [sys.executable, "-c", ALONE, BARE[kind].format(path=path)])
    ours = run(f"finpath, {kind}", [sys.executable, "-c", LOAD, str(path.parent.parent), str(transactions)])
    return bare, ours


def main() -> None:
    """Print one table; the exit code says whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transactions", type=int)
    parser.add_argument("--work", type=Path, required=True, help="where the input is kept")
    said = parser.parse_args()
    missed = False
    print(f"{said.transactions:,} rows\n{'':<28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}")
    for kind, goal in GOALS.items():
        bare, ours = measure(said.transactions, kind, said.work)
        ratio = ours.cpu / bare.cpu
        missed |= ratio > goal or bool(ours.status or bare.status)
        print(f"{bare.line()}\n{ours.line()}\n{kind}: {ratio:.2f} times the CPU, goal {goal}")
    raise SystemExit(missed)


if __name__ == "__main__":
    main()
