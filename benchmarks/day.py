"""A day of new payments on what was kept (`finpath run --kept`), against a run from nothing: CPU, bytes, room.

    python -m benchmarks.day 2000000 --work FOLDER [--new 100] [--limit 6GB]

One payment in `--new` is of the last day, and comes as a file of its own after the others were read and kept. The input
is that of `benchmarks.race`, made once. Both runs must write the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import duckdb

from benchmarks.coalition import Size, write
from benchmarks.race import FINPATH, PER_CASE, Effort, run
from tests.running import tree

PARTS = {"old": "<>", "new": "="}
GOAL = 0.4
"""Of the CPU of a run from nothing, at 20 million payments."""


def cut(contributions: Path, out: Path, one_in: int) -> Path:
    """Copy contributions with the acquirer's payments in two files; answers the newer one."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(contributions, out)
    whole = out / "acquirer" / "transactions.parquet"
    with duckdb.connect() as connection:
        for name, sign in PARTS.items():
            part = whole.with_name(f"transactions-{name}.parquet")
            rows = f"SELECT * FROM read_parquet('{whole}') WHERE hash(transaction_id) % {one_in} {sign} 0"  # noqa: S608 - our own paths
            connection.execute(f"COPY ({rows}) TO '{part}' (FORMAT parquet, COMPRESSION zstd)")
    whole.unlink()
    said = out / "acquirer" / "contribution.toml"
    said.write_text(said.read_text(encoding="utf-8").replace(whole.name, "transactions-*.parquet"), encoding="utf-8")
    return whole.with_name("transactions-new.parquet")


def main() -> None:
    """Make the input, run three times, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("transactions", type=int)
    parser.add_argument("--work", type=Path, required=True, help="where input and results are kept")
    parser.add_argument("--new", type=int, default=100, help="one payment in so many is new")
    parser.add_argument("--limit", help="finpath's --memory-limit")
    said = parser.parse_args()
    size = Size.scaled(said.transactions).with_cases(said.transactions // PER_CASE)
    day, kept = said.work / "day", said.work / "kept"
    new = cut(write(size, said.work), day, said.new)
    shutil.rmtree(kept, ignore_errors=True)
    limit = ["--memory-limit", said.limit] if said.limit else []

    def go(name: str, *more: str) -> Effort:
        out = ["--out", str(said.work / name), "--force"]
        return run(name, [sys.executable, "-c", FINPATH, "run", str(day), *out, *limit, *more])

    new.rename(said.work / new.name)
    before = go("kept for the first time", "--kept", str(kept))
    (said.work / new.name).rename(new)
    whole = go("a run from nothing")
    today = go("a day on what was kept", "--kept", str(kept))
    room = sum(path.stat().st_size for path in kept.iterdir()) / sum(
        path.stat().st_size for path in day.rglob("*.parquet")
    )
    print(f"{said.transactions:,} payments, one in {said.new} new\n{'':<28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}")
    print("\n".join(each.line() for each in (before, whole, today)))
    print(f"a day takes {today.cpu / whole.cpu:.2f} of the CPU of a run from nothing (goal {GOAL})")
    print(f"what is kept takes {room:.2f} of the Parquet that came in (goal 1.2)")
    same = tree(said.work / whole.name) == tree(said.work / today.name)
    print("same bytes" if same else "OTHER BYTES")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
