"""A tiny coalition, made by hand: one member for each form in which contributions come."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

START = datetime(2025, 1, 6, 8)  # noqa: DTZ001 - wall clock of the provider
AGREEMENT = (
    '[agreement]\nid = "T-1"\npurpose = "detect commercial child sexual exploitation"\nexpires_on = 2099-12-31\n'
)
Payment = tuple[str, datetime, str, str, float]


def payments(merchant: str, seed: int) -> Iterator[Payment]:
    """Two thousand purchases of 150 payers at 120 merchants in four months."""
    rng = random.Random(seed)  # noqa: S311 - made-up payments
    days = sorted(rng.randrange(120) for _ in range(2_000))
    for number, day in enumerate(days):
        at = START + timedelta(days=day, seconds=rng.randrange(40_000))
        payer, place = rng.randrange(150), rng.randrange(120)
        yield f"T{number:06d}", at, f"P-{payer:04d}", merchant.format(place), rng.randrange(500, 9_000) / 100


def manifest(folder: Path, kind: str, *files: str) -> None:
    """Write a manifest with these blocks."""
    folder.mkdir(parents=True)
    head = f'[provider]\nid = "{folder.name}"\nkind = "{kind}"\ncountry = "NL"\ntimezone = "Europe/Amsterdam"\n\n'
    (folder / "contribution.toml").write_text(head + AGREEMENT + "".join(f"\n[[files]]\n{file}" for file in files))


def day_ledger(folder: Path) -> None:
    """CSV with semicolons, decimal commas, days, joined columns, refunds as negative amounts, and no ids."""
    manifest(
        folder,
        "issuer",
        'table = "transactions"\npath = "ledger.csv"\n'
        '[files.columns]\ntransaction_id = "@row"\noccurred_at = "day"\npayer_ref = ["card", "unit"]\n'
        'merchant_id = "shop"\namount = "sum"\n[files.constants]\ncurrency = "GBP"\n'
        '[files.options]\ndelimiter = ";"\ndecimal = ","\ndate_format = "%d/%m/%Y"\nnegative_amount = "refund"\n',
    )
    with (folder / "ledger.csv").open("w", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\n")
        writer.writerow(["day", "shop", "card", "unit", "sum"])
        for number, (_, at, payer, shop, amount) in enumerate(payments("corner shop no {}", 1)):
            sign = "-" if number % 50 == 0 else ""
            unit = f"unit {int(payer[2:]) % 3}"
            writer.writerow([f"{at:%d/%m/%Y}", shop, f"**{payer[-4:]}", unit, f"{sign}{amount:.2f}".replace(".", ",")])


def wallet(folder: Path) -> None:
    """JSON Lines with the contract's own names, minutes and an offset from UTC."""
    manifest(folder, "wallet", 'table = "transactions"\npath = "t.jsonl"\n')
    names = ("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount")
    with (folder / "t.jsonl").open("w") as stream:
        for name, at, payer, merchant, amount in payments("payee_{:05d}", 2):
            values = (name, f"{at:%Y-%m-%dT%H:%M}+01:00", payer, merchant, amount)
            row = dict(zip(names, values, strict=True)) | {"currency": "EUR", "payee_country": "RO"}
            stream.write(json.dumps(row) + "\n")


def acquirer(folder: Path) -> None:
    """Parquet with a register of merchants, transfers, declines and refunds."""
    tables = ("transactions", "merchants", "transfers")
    manifest(folder, "acquirer", *(f'table = "{table}"\npath = "{table}.parquet"\n' for table in tables))
    rows = list(payments("M{:06d}", 3))
    kinds = ["decline" if n % 40 == 7 else "refund" if n % 60 == 1 else "purchase" for n in range(len(rows))]
    columns = dict(
        zip(("transaction_id", "occurred_at", "payer_ref", "merchant_id"), zip(*rows, strict=True), strict=False)
    )
    transactions = pa.table(
        {
            **columns,
            "amount": pa.array([f"{row[4]:.8f}" for row in rows]).cast(pa.decimal128(38, 8)),
            "currency": ["EUR"] * len(rows),
            "kind": kinds,
            "related_id": pa.array([None] * len(rows), pa.string()),
            "payer_country": ["NL" if int(row[2][2:]) % 4 else "DE" for row in rows],
        }
    )
    pq.write_table(transactions, folder / "transactions.parquet")
    pq.write_table(register(), folder / "merchants.parquet")
    pq.write_table(transfers(), folder / "transfers.parquet")


def register() -> pa.Table:
    """The merchants of the acquirer."""
    numbers = range(120)
    towns = ("Delft", "Breda", "Assen")
    return pa.table(
        {
            "merchant_id": [f"M{number:06d}" for number in numbers],
            "trading_name": [f"{'Oak Elm Fir Ash'.split()[number % 4]}side Store {number}" for number in numbers],
            "domain": [f"side-store-{number}.example" for number in numbers],
            "settlement_account": [f"NL{10 + number % 80}BANK{number:010d}" for number in numbers],
            "postal_address": [f"Canal Street {number}, {towns[number % 3]}" for number in numbers],
            "opened_on": pa.array([START.date()] * 120),
        }
    )


def transfers() -> pa.Table:
    """Where the acquirer's merchants send their money."""
    return pa.table(
        {
            "transfer_id": [f"X{number:05d}" for number in range(240)],
            "occurred_at": [START + timedelta(days=number // 2) for number in range(240)],
            "from_account": [f"NL{10 + number % 80}BANK{number % 120:010d}" for number in range(240)],
            "to_account": [f"NL{10 + number % 80}HOME{number % 120:010d}" for number in range(240)],
            "amount": [100.0 + number for number in range(240)],
            "currency": ["EUR"] * 240,
        }
    )


MEMBERS: dict[str, Callable[[Path], None]] = {"council": day_ledger, "purse": wallet, "north": acquirer}


@pytest.fixture(scope="session")
def coalition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contributions of all members."""
    folder = tmp_path_factory.mktemp("coalition") / "contributions"
    for name, make in MEMBERS.items():
        make(folder / name)
    return folder
