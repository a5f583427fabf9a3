"""Arrow of any type becomes text as Parquet does, as a file and as a stream."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.ingest.coalition import Coalition

AT = dt.datetime(2026, 3, 1, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
TABLE = pa.table(
    {
        "transaction_id": pa.array([1, 2], pa.int64()),
        "occurred_at": pa.array([AT, AT], pa.timestamp("ns", "Asia/Tokyo")),
        "payer_ref": pa.array(["p", "q"]).dictionary_encode(),
        "merchant_id": pa.array([b"m", b"m"], pa.binary()),
        "amount": pa.array([Decimal("10.50"), Decimal("0.00000001")], pa.decimal128(38, 8)),
        "currency": pa.array(["EUR", "EUR"], pa.large_string()),
        "recurring": pa.array([True, None]),
        "items": pa.array([[1], [2]], pa.list_(pa.int64())),
        "mcc": pa.array([742.0, 5812.0], pa.float64()),
    }
)
COLUMNS = "CAST((transaction_id, occurred_at, payer, merchant, amount, currency, recurring, mcc) AS VARCHAR)"


def ipc(table: pa.Table, *, stream: bool = False) -> bytes:
    out = pa.BufferOutputStream()
    with (pa.ipc.new_stream if stream else pa.ipc.new_file)(out, table.schema) as writer:
        writer.write_table(table)
    return bytes(out.getvalue())


@pytest.mark.parametrize("stream", [False, True])
def test_arrow_says_what_parquet_says(coalition: Coalition, *, stream: bool) -> None:
    coalition.hand_in("north", {"t.arrow": ipc(TABLE, stream=stream)})
    ledger = coalition.load()
    found = coalition.column(COLUMNS)
    coalition.hand_in("north", {"t.arrow": parquet(TABLE)})
    coalition.load()
    assert found == coalition.column(COLUMNS)
    assert any("not used are the columns items" in note for note in ledger.notes)


def parquet(table: pa.Table) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(table, out)
    return bytes(out.getvalue())


@pytest.mark.parametrize("own", ["File_Row_Number", "_metadata", "row"])
def test_rows_keep_their_numbers_whatever_columns_are_called(coalition: Coalition, own: str) -> None:
    amounts = pa.array([None, Decimal("1.00")], pa.decimal128(38, 8))
    table = TABLE.set_column(TABLE.schema.get_field_index("amount"), "amount", amounts)
    coalition.hand_in("north", {"t.parquet": parquet(table.append_column(own, pa.array([8, 9])))})
    coalition.load()
    assert coalition.engine.rows('SELECT row, "column" FROM rejects') == [(1, "amount")]
    assert coalition.column("row") == [2]


def test_a_column_without_a_name_is_not_read(coalition: Coalition) -> None:
    coalition.hand_in("north", {"t.parquet": parquet(TABLE.append_column("", pa.array([8, 9])))})
    assert coalition.load().files[0].taken == 2


@pytest.mark.parametrize("name", ["Amount", "amount", "Items"])
def test_a_column_that_another_is_called_like_is_not_guessed(coalition: Coalition, name: str) -> None:
    # An engine that knows no capitals would read the first of the two, whichever was asked for.
    coalition.hand_in("good", {"t.parquet": parquet(TABLE)})
    coalition.hand_in("north", {"t.parquet": parquet(TABLE.add_column(0, name, pa.array(["99", "99"])))})
    (refusal,) = coalition.load().refusals
    assert f"cannot be told apart by their names, capitals aside: {name}, {name.lower()}; give each" in refusal.reason


def test_a_column_of_lists_has_no_text(coalition: Coalition) -> None:
    coalition.hand_in("good", {"t.arrow": ipc(TABLE)})
    coalition.hand_in("north", {"t.arrow": ipc(TABLE.append_column("related_id", TABLE["items"]))})
    (refusal,) = coalition.load().refusals
    assert "the column related_id is of type list<item: int64>, no value of one record" in refusal.reason


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.97])
def test_what_is_cut_off_is_refused(coalition: Coalition, share: float, *, stream: bool) -> None:
    content = ipc(TABLE, stream=stream)
    coalition.hand_in("good", {"t.arrow": content})
    coalition.hand_in("north", {"t.arrow": content[: int(share * len(content))]})
    (refusal,) = coalition.load().refusals
    assert "damaged or truncated" in refusal.reason


def test_bytes_that_are_no_text_cost_their_row(coalition: Coalition) -> None:
    broken = TABLE.set_column(3, "merchant_id", pa.array([b"\xff", b"m"]))
    coalition.hand_in("north", {"t.arrow": ipc(broken)})
    assert coalition.load().refusals == ()
    assert coalition.rejects() == [(1, None, "the record has bytes that are no text; write it in UTF-8")]
