"""What a file gives in types of its own comes out as what its text would: the ledger, the rejects and the notes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from finpath.ingest.column_types import NativeColumn
from finpath.tables.contract import Type
from tests.ingest.coalition import Coalition

CARD = 4111111111111111
AT = "2026-03-01 10:00:00.125"
DAYS = [AT, None, "1989-12-31 00:00:00", "2026-03-29 02:30:00", "0900-01-01 00:00:00", AT, AT, AT]
AS_OF = dt.datetime.fromisoformat("2026-06-01")
AMOUNTS: dict[str, tuple[pa.DataType, list[Decimal | int | None]]] = {
    "two decimals": (pa.decimal128(22, 2), [Decimal("10.50"), None, 0, -3, Decimal(CARD), 10**12 - 1, 10**12, 10**18]),
    "four decimals": (pa.decimal128(38, 4), [Decimal("1.2345"), Decimal("1.2"), 5, 6, Decimal(CARD), 7, -CARD, 8]),
    "twelve decimals": (pa.decimal128(38, 12), [Decimal("0.123456789012"), 1, 2, 3, Decimal(CARD), 5, 6, 7]),
    "whole": (pa.int64(), [10, None, 0, -3, CARD, 10**12, 10**18, 2**63 - 1]),
    "without a sign": (pa.uint64(), [10, None, 0, 3, CARD, 10**12, 10**18, 2**64 - 1]),
}
OPTIONS = '[[files]]\ntable = "transactions"\npath = "{}"\n[files.options]\ndecimal = "."\n'


def table(days: pa.DataType, amounts: str) -> pa.Table:
    kind, values = AMOUNTS[amounts]
    moments = pa.array([None if day is None else dt.datetime.fromisoformat(day) for day in DAYS], pa.timestamp("us"))
    number = range(len(DAYS))
    sums = values if pa.types.is_integer(kind) else [None if value is None else Decimal(value) for value in values]
    return pa.table(
        {
            "transaction_id": [f"t{n}" for n in number],
            "occurred_at": moments.cast(pa.timestamp("us", "UTC")).cast(days) if days.tz else moments.cast(days),
            "payer_ref": ["p"] * len(DAYS),
            "merchant_id": ["m"] * len(DAYS),
            "amount": pa.array(sums, kind),
            "currency": ["EUR", "EUR", "EUR", "JPY", "EUR", "eur", "JPY", "KWD"],
            "recurring": [True, False, None, True, False, True, None, False],
        }
    )


def told(coalition: Coalition) -> list[object]:
    """Everything that comes of a file, but its name and its hash."""
    ledger = coalition.load(as_of=AS_OF)
    columns = "transaction_id, occurred_at, amount, amount_eur, currency, timed, recurring, row"
    taken = coalition.engine.rows(f"SELECT {columns} FROM transactions ORDER BY row")  # noqa: S608
    notes = [note.split(": ", 1)[-1] for note in ledger.notes]
    odd = [(reason.column, reason.reason, reason.rows) for reason in ledger.reasons]
    return [taken, coalition.rejects(), notes, odd]


@pytest.mark.parametrize("amounts", AMOUNTS)
@pytest.mark.parametrize("days", [pa.timestamp("us", "UTC"), pa.timestamp("us"), pa.timestamp("ms", "Asia/Tokyo")])
def test_a_typed_file_is_read_as_its_text(coalition: Coalition, days: pa.DataType, amounts: str) -> None:
    said = table(days, amounts)
    written = said.set_column(1, "occurred_at", pa.array(_texts(said.column("occurred_at"), days)))
    folder = coalition.hand_in("north", {}, OPTIONS.format("t.csv"))
    pc.write_csv(written, folder / "t.csv")
    by_text = told(coalition)
    for name, write in (("t.parquet", pq.write_table), ("t.arrow", _ipc)):
        coalition.hand_in("north", {}, OPTIONS.format(name))
        write(said, folder / name)
        assert told(coalition) == by_text


def _texts(column: pa.ChunkedArray, kind: pa.DataType) -> list[str | None]:
    """Instants as the engine writes them."""
    plain = column.cast(pa.timestamp("us", "UTC") if kind.tz else pa.timestamp("us")).to_pylist()
    return [None if at is None else at.replace(tzinfo=None).isoformat(" ") + "Z" * bool(kind.tz) for at in plain]


def _ipc(said: pa.Table, path: Path) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, said.schema) as writer:
        writer.write_table(said)


def test_what_has_another_type_is_read_as_text() -> None:
    assert not NativeColumn("v0", pa.timestamp("ns")).is_compatible(Type.INSTANT)
    assert not NativeColumn("v0", pa.float64()).is_compatible(Type.MONEY)
    assert not NativeColumn("v0", pa.decimal128(38, 9)).is_compatible(Type.MONEY)
    assert not NativeColumn("v0", pa.int64()).is_compatible(Type.STRING)
    assert not NativeColumn("v0", pa.int8()).is_compatible(Type.BOOL)


def test_instants_that_no_engine_reads_refuse_their_file_only(coalition: Coalition) -> None:
    said = table(pa.timestamp("us"), "whole")
    far = pa.array([2**62] * said.num_rows, pa.int64()).cast(pa.timestamp("ms"))
    south = coalition.hand_in("south", {}, OPTIONS.format("t.parquet"))
    pq.write_table(said.set_column(1, "occurred_at", far), south / "t.parquet")
    north = coalition.hand_in("north", {}, OPTIONS.format("t.parquet"))
    pq.write_table(said, north / "t.parquet")
    ledger = coalition.load(as_of=AS_OF)
    assert [refusal.contribution for refusal in ledger.refusals] == ["south"]
