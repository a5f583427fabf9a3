"""Three small members with ways of their own: what a planter must write like."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

AGREEMENT = """
[agreement]
id = "TEST-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "test"
expires_on = 2099-12-31
"""
PROVIDER = '[provider]\nid = "{id}"\nkind = "{kind}"\ncountry = "{country}"\ntimezone = "{zone}"\n'
OFFICE = """
[[files]]
table = "transactions"
path = "cartes-*.csv.zst"
[files.columns]
transaction_id = "@row"
occurred_at = "jour"
payer_ref = ["carte", "équipe"]
merchant_id = "commerçant"
amount = "montant"
[files.constants]
currency = "EUR"
payer_ref_kind = "card_token"
[files.options]
delimiter = ";"
decimal = ","
encoding = "cp1252"
date_format = "%d/%m/%Y"
negative_amount = "refund"
"""
PLAIN = '\n[[files]]\ntable = "{table}"\npath = "{path}"\n'
START = datetime(2025, 3, 3)  # noqa: DTZ001 - on the member's own clock
DAYS, SHOPS, CARDS = 120, 40, 160
FRONT = "Golden Silver River Harbor Maple Cedar Royal Little".split()
BACK = "Bakery Books Garden Market Sports Travel".split()


def write(out: Path) -> Path:
    """Write the contributions of an office, a wallet and an acquirer."""
    for number, (name, member) in enumerate({"office": _office, "wallet": _wallet, "shops": _acquirer}.items()):
        folder = out / name
        folder.mkdir(parents=True)
        member(folder, np.random.default_rng(number))
    return out


def _paid(rng: np.random.Generator, count: int) -> list[tuple[int, int, datetime, int]]:
    """Draw card, shop, moment and cents; people keep to shops of their own street."""
    card = np.floor(rng.random(count) ** 1.5 * CARDS).astype(int)
    shop = (card * SHOPS // CARDS + np.floor(rng.normal(0, 3, count)).astype(int)) % SHOPS
    seconds = rng.integers(0, DAYS, count) * 86_400 + rng.integers(7 * 3_600, 22 * 3_600, count)
    cents = np.maximum(99, np.round(np.exp(rng.normal(7.5 + shop % 4 / 4, 0.7)))).astype(int)
    rows = zip(card.tolist(), shop.tolist(), np.sort(seconds).tolist(), cents.tolist(), strict=True)
    return [(c, s, START + timedelta(seconds=at), paid) for c, s, at, paid in rows]


def _office(folder: Path, rng: np.random.Generator) -> None:
    """Days only, decimal commas, two columns that make a card, an old encoding, compressed; refunds are negative."""
    manifest = PROVIDER.format(id="office", kind="issuer", country="FR", zone="Europe/Paris")
    (folder / "contribution.toml").write_text(manifest + 'time_precision = "day"\n' + AGREEMENT + OFFICE, "utf-8")
    names = [f"{FRONT[i % 8]} {BACK[i % 6]} {1000 + i * 37}" for i in range(SHOPS)]
    for part in (1, 2):
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(("jour", "commerçant", "carte", "montant", "service", "équipe"))
        for card, shop, at, cents in _paid(rng, 900):
            sum_ = f"{'-' if rng.random() < 0.03 else ''}{cents // 100},{cents % 100:02d}"
            team = f"équipe {card % 5}"
            row = (at.strftime("%d/%m/%Y"), names[shop], f"****{1000 + card * 41}", sum_, f"S{shop % 7}", team)
            writer.writerow(row)
        path = folder / f"cartes-{part}.csv.zst"
        path.write_bytes(zstandard.ZstdCompressor().compress(out.getvalue().encode("cp1252")))


def _wallet(folder: Path, rng: np.random.Generator) -> None:
    """JSON Lines with numbers, milliseconds since 1970, persons who receive."""
    manifest = PROVIDER.format(id="wallet", kind="wallet", country="GB", zone="Europe/London")
    entries = "".join(PLAIN.format(table=t, path=f"{t}.jsonl") for t in ("transactions", "merchants"))
    (folder / "contribution.toml").write_text(manifest + AGREEMENT + entries, "utf-8")
    lines = [
        {
            "transaction_id": f"W{i:07d}",
            "occurred_at": int(at.timestamp()) * 1_000,
            "payer_ref": f"+4477009{card:05d}",
            "payer_ref_kind": "phone",
            "merchant_id": f"p_{shop * 7919 % 10_007:05d}",
            "amount": cents / 100,
            "currency": "GBP",
        }
        for i, (card, shop, at, cents) in enumerate(_paid(rng, 1_500))
    ]
    shops = [
        {
            "merchant_id": f"p_{i * 7919 % 10_007:05d}",
            "kind": "payee" if i % 2 else "merchant",
            "trading_name": f"{FRONT[i % 8]} {BACK[i % 6]}",
            "opened_on": "2024-05-06",
            "phone": f"+4477008{i:05d}",
        }
        for i in range(SHOPS)
    ]
    for name, rows in (("transactions", lines), ("merchants", shops)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, "utf-8")


def _acquirer(folder: Path, rng: np.random.Generator) -> None:
    """Typed Parquet, serial numbers, a phone that the wallet knows too."""
    manifest = PROVIDER.format(id="shops", kind="acquirer", country="GB", zone="Europe/London")
    entry = PLAIN.format(table="transactions", path="transactions.parquet")
    (folder / "contribution.toml").write_text(manifest + AGREEMENT + entry, "utf-8")
    paid = _paid(rng, 1_500)
    table = pa.table(
        {
            "transaction_id": pa.array(range(5_000, 5_000 + len(paid)), pa.int64()),
            "occurred_at": pa.array([at for _, _, at, _ in paid], pa.timestamp("ms")),
            "payer_ref": pa.array([f"+4477009{card:05d}" for card, _, _, _ in paid]),
            "payer_ref_kind": pa.array(["phone"] * len(paid)).dictionary_encode(),
            "merchant_id": pa.array([shop for _, shop, _, _ in paid], pa.int32()),
            "amount": pa.array([cents / 100 for *_, cents in paid], pa.float64()),
            "currency": pa.array(["GBP"] * len(paid)),
            "mcc": pa.array([5_411 + shop % 3 for _, shop, _, _ in paid], pa.int16()),
            "terminal_id": pa.array([f"T{shop:03d}{card % 2}" for card, shop, _, _ in paid]),
            "card_present": pa.array([shop % 3 == 0 for _, shop, _, _ in paid]),
        }
    )
    pq.write_table(table, folder / "transactions.parquet", compression="zstd")
