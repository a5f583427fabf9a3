"""Real payments, and simulated ones of others, go through the door whole."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.ingest.coalition import Coalition

EXAMPLE = Path(__file__).parents[2] / "examples" / "city-purchase-cards" / "contributions" / "city"

SIMULATED = """
[[files]]
table = "transactions"
path = "transactions.parquet"
[files.columns]
transaction_id = "TRANSACTION_ID"
occurred_at = "TX_DATETIME"
payer_ref = "CUSTOMER_ID"
merchant_id = "TERMINAL_ID"
amount = "TX_AMOUNT"
[files.constants]
currency = "EUR"
"""


def test_the_example_runs_from_a_clean_clone(coalition: Coalition) -> None:
    shutil.copytree(EXAMPLE, coalition.folder / "city")
    ledger = coalition.load()
    (file,) = ledger.files
    assert (file.rows, file.taken) == (360, 360)
    assert ledger.providers[0].time_precision == "day"
    assert set(coalition.column("kind")) == {"purchase", "refund"}


@pytest.mark.field
def test_every_payment_of_the_city_is_taken(coalition: Coalition, field_data: Path) -> None:
    folder = coalition.folder / "city"
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLE / "contribution.toml", folder)
    shutil.copy(field_data / "birmingham" / "transactions.csv.gz", folder)
    ledger = coalition.load()
    (file,) = ledger.files
    assert (file.rows, file.taken, file.rejected) == (181_335, 181_294, 41)
    assert {column for _, column, _ in coalition.rejects()} == {"merchant_id"}, "shops that are e-mail addresses"
    assert ledger.as_of == dt.datetime(2018, 2, 5)  # noqa: DTZ001 - naive UTC
    assert coalition.column("count(DISTINCT merchant)", order="1") == [15_849]
    assert coalition.column("count(*) FILTER (WHERE timed)", order="1") == [0]


@pytest.mark.field
def test_typed_parquet_of_another_simulator_is_taken(coalition: Coalition, field_data: Path) -> None:
    coalition.hand_in("fdh", {}, SIMULATED)
    (coalition.folder / "fdh" / "transactions.parquet").write_bytes(
        (field_data / "fdh" / "transactions.parquet").read_bytes()
    )
    ledger = coalition.load()
    (file,) = ledger.files
    assert file.rows == file.taken + file.rejected == 1_754_155
    assert {(column, reason) for _, column, reason in coalition.rejects()} <= {("amount", "is not above zero")}
