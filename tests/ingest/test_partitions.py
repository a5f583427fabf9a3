"""What partitioned folders say of a file is a column of it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.ingest.coalition import ROW, Coalition, rows

ENTRY = """
[[files]]
table = "transactions"
path = "**/*.{suffix}"
[files.columns]
occurred_at = "day"
payee_country = "country"
"""


def write(coalition: Coalition, suffix: str) -> Path:
    """Two parts of a table; the day and the country stand in the names of their folders only."""
    folder = coalition.hand_in("north", {}, ENTRY.format(suffix=suffix))
    for number, country in enumerate(("NL", "__HIVE_DEFAULT_PARTITION__"), start=1):
        part = folder / f"country={country}" / f"day=2026-01-0{number}" / f"part-0.{suffix}"
        part.parent.mkdir(parents=True)
        said = {**ROW, "transaction_id": f"t{number}"}
        del said["occurred_at"]
        if suffix == "parquet":
            pq.write_table(pa.table({name: [value] for name, value in said.items()}), part)
        else:
            part.write_text(rows(said).replace("occurred_at", "when"))
    return folder


def test_partitions_of_parquet_are_columns(coalition: Coalition) -> None:
    write(coalition, "parquet")
    ledger = coalition.load()
    assert coalition.column("CAST(occurred_at AS VARCHAR)") == ["2025-12-31 23:00:00", "2026-01-01 23:00:00"]
    assert coalition.column("payee_country") == ["NL", None]
    assert [file.path for file in ledger.files] == [
        "north/country=NL/day=2026-01-01/part-0.parquet",
        "north/country=__HIVE_DEFAULT_PARTITION__/day=2026-01-02/part-0.parquet",
    ]


def test_partitions_of_text_are_columns(coalition: Coalition) -> None:
    write(coalition, "csv")
    coalition.load()
    assert coalition.column("payee_country") == ["NL", None]


def test_what_the_file_says_itself_comes_first(coalition: Coalition) -> None:
    folder = coalition.hand_in("north", {}, '[[files]]\ntable = "transactions"\npath = "*/t.csv"\n')
    (folder / "currency=it%27s").mkdir()
    (folder / "currency=it%27s" / "t.csv").write_text(rows({}))
    coalition.load()
    assert coalition.column("currency") == ["EUR"]
