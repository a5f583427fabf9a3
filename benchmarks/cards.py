"""100,000 card numbers and 100,000 order numbers at the door: how many cards pass, how many honest numbers are refused.

    python -m benchmarks.cards [--numbers 100000] [--seed 1]

Each card number stands in a row of its own: in any column of any table, alone or inside a text, glued to letters, in
groups, with any sign between them, in digits of any script. It passes where it is found again, in whatever spelling, in
any value of the ledger. The exit code is 1 when one does.
"""

from __future__ import annotations

import argparse
import csv
import random
import string
import tempfile
import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.coalition import FILE, MANIFEST
from finpath.engine import DuckDB
from finpath.ingest import Keys, LoadOptions, load
from finpath.tables.contract import TABLES

GOOD: Mapping[str, str] = {
    "transaction_id": "t{}", "transfer_id": "t{}", "report_id": "r{}", "occurred_at": "2026-03-01T10:00:00Z",
    "reported_at": "2026-03-01T10:00:00Z", "payer_ref": "p{}", "merchant_id": "m{}", "from_account": "a{}",
    "to_account": "b{}", "amount": "10.00", "currency": "EUR", "source_kind": "hotline", "status": "alleged",
}  # fmt: skip
SHARES = {"transactions": 0.55, "merchants": 0.25, "transfers": 0.1, "reports": 0.1}
PREFIXES = {
    "4": (13, 16, 16, 16, 19), "51": (16,), "55": (16,), "2221": (16,), "2720": (16,), "34": (15,), "37": (15,),
    "300": (14,), "36": (14, 16), "38": (14,), "3528": (16,), "3589": (16, 19), "6011": (16,), "65": (16, 19),
    "62": (16, 17, 19), "5018": (16,), "6304": (16, 18), "6759": (13, 16, 19), "2200": (16,), "8171": (16,),
}  # fmt: skip
SIGNS = [
    *" -./_|,:;*",
    "\u00a0",
    "\u2009",
    "\u202f",
    "\u2010",
    "\u2011",
    "\u2013",
    "\u200b",
    "\u3000",
    "\t",
    " - ",
    "  ",
]
SCRIPTS = ["0123456789"] * 6 + ["０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"]  # noqa: RUF001
AROUND = [
    "{}",
    "{}",
    "card {}",
    "{} thanks",
    "REF{}",
    "{}X",
    "pan={};",
    "paid with {}, exp 12/28",
    "№{}№",
    "n {}/12/28",
]


@dataclass(frozen=True)
class Planted:
    """The rows of each table, and the numbers in them."""

    rows: Mapping[str, list[dict[str, str]]]
    numbers: frozenset[str]


def luhn(number: str) -> str:
    """The number with its check digit."""
    digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number))]
    return number + str(-sum(digit // 10 + digit % 10 for digit in digits) % 10)


def card(chance: random.Random) -> str:
    """A number that a scheme could issue."""
    prefix = chance.choice(list(PREFIXES))
    length = chance.choice(PREFIXES[prefix])
    return luhn(prefix + "".join(chance.choices(string.digits, k=length - len(prefix) - 1)))


def written(number: str, chance: random.Random) -> str:
    """The number as somebody may write it."""
    size = chance.choice([len(number), 4, 4, 4, 6, 5, 3])
    groups = [number[at : at + size] for at in range(0, len(number), size)]
    script = str.maketrans(string.digits, chance.choice(SCRIPTS))
    return chance.choice(AROUND).format(chance.choice(SIGNS).join(groups).translate(script))


def plant(count: int, chance: random.Random) -> Planted:
    """Rows of every table, each with a card number in one column."""
    rows, numbers = {}, set()
    for table, share in SHARES.items():
        columns = [column.name for column in TABLES[table]]
        rows[table] = [
            {name: GOOD[name].format(n) for name in columns if name in GOOD} for n in range(int(count * share))
        ]
        for row in rows[table]:
            number = card(chance)
            numbers.add(number)
            row[chance.choice(columns)] = written(number, chance)
    return Planted(rows, frozenset(numbers))


def hand_in(rows: Mapping[str, list[dict[str, str]]], folder: Path) -> Path:
    """Write the tables as one contribution, with a good row in front of each.

    Returns:
        The folder of all contributions.
    """
    home = folder / "contributions" / "north"
    home.mkdir(parents=True)
    said = MANIFEST.format(name="north", kind="vasp")
    for table, every in rows.items():
        columns = [column.name for column in TABLES[table]]
        with (home / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, restval="")
            writer.writeheader()
            writer.writerow({name: GOOD[name].format("good") for name in columns if name in GOOD})
            writer.writerows(every)
        options = 'date_format = "%Y-%m-%d"\n' if table == "merchants" else ""
        said += FILE.format(table=table, path=f"{table}.csv") + f'[files.options]\ndecimal = "."\n{options}'
    (home / "contribution.toml").write_text(said, encoding="utf-8")
    return home.parent


def passed(contributions: Path, numbers: frozenset[str]) -> Counter[str]:
    """Load them; how many of the numbers stand in each table of the ledger, and how many rows were rejected."""
    found: Counter[str] = Counter()
    with DuckDB() as engine:
        ledger = load(contributions, engine=engine, options=LoadOptions(Keys(b"k" * 32)))
        found["rejected"] = sum(file.rejected for file in ledger.files)
        found["refused"] = len(ledger.refusals)
        for (table,) in engine.rows("SELECT table_name FROM information_schema.tables"):
            for row in engine.rows(f"SELECT * FROM {table}"):  # noqa: S608 - the ledger's own tables
                found[f"in {table}"] += any(number in numbers for value in row for number in _numbers(value))
    return found


def _numbers(value: object) -> Iterable[str]:
    """Every run of 13 to 19 digits in a value, whatever stands between them."""
    digits = "".join(
        str(unicodedata.digit(letter)) for letter in str(value) if unicodedata.digit(letter, None) is not None
    )
    return (digits[at : at + size] for size in range(13, 20) for at in range(len(digits) - size + 1))


def _digits(count: int) -> Callable[[random.Random, int], str]:
    return lambda chance, _: "".join(chance.choices(string.digits, k=count))


ORDERS: Mapping[str, Callable[[random.Random, int], str]] = {
    "counted, 10 digits": lambda _, n: str(1_000_000_000 + n),
    "day and count": lambda _, n: f"20260301-{n:06}",
    "letters, year, count": lambda _, n: f"ORD-2026-{n:09}",
    "counted, 16 digits": lambda _, n: str(1_000_000_000_000_000 + n),
    "day, time and count": lambda _, n: f"20260301101500{n:05}",
    "UUID": lambda chance, _: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    "SHA-256": lambda chance, _: f"{chance.getrandbits(256):064x}",
    "acquirer's reference, 23 digits": lambda chance, _: "7" + _digits(22)(chance, 0),
    "retrieval reference, 12 digits": _digits(12),
    "random, 13 digits": _digits(13),
    "random, 15 digits": _digits(15),
    "random, 16 digits": _digits(16),
    "random, 18 digits": _digits(18),
}


def taken(count: int, chance: random.Random, folder: Path) -> Mapping[str, tuple[int, int]]:
    """Honest numbers as ids of transactions: how many of each kind there are, and how many are refused as cards."""
    kinds = list(ORDERS)
    rows = [
        {
            name: said.format(n)
            for name, said in GOOD.items()
            if name in {column.name for column in TABLES["transactions"]}
        }
        | {"related_id": ORDERS[kinds[n % len(kinds)]](chance, n)}
        for n in range(count)
    ]
    with DuckDB() as engine:
        load(hand_in({"transactions": rows}, folder), engine=engine, options=LoadOptions(Keys(b"k" * 32)))
        rejected = {int(str(row)) - 2 for (row,) in engine.rows("SELECT DISTINCT row FROM rejects")}
    every, lost = (Counter(kinds[n % len(kinds)] for n in numbers) for numbers in (range(count), rejected))
    return {kind: (every[kind], lost[kind]) for kind in kinds}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--numbers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    said = parser.parse_args()
    chance = random.Random(said.seed)  # noqa: S311 - numbers for a test
    with tempfile.TemporaryDirectory() as folder:
        planted = plant(said.numbers, chance)
        found = passed(hand_in(planted.rows, Path(folder) / "cards"), planted.numbers)
        orders = taken(said.numbers, chance, Path(folder) / "orders")
    through = sum(times for place, times in found.items() if place.startswith("in "))
    print(f"card numbers: {said.numbers:,} planted, {found['rejected']:,} rows rejected, {through} passed")
    print(
        "\n".join(f"  {times} {place}" for place, times in sorted(found.items()) if times and place.startswith("in "))
    )
    lost = sum(times for _, times in orders.values())
    print(f"order numbers: {said.numbers:,}, {lost:,} wrongly taken for cards ({100 * lost / said.numbers:.2f} %)")
    for kind, (every, times) in orders.items():
        print(f"  {kind:<34}{every:>8,}{times:>8,}{100 * times / every:>8.2f} %")
    raise SystemExit(through > 0 or found["refused"] > 0)


if __name__ == "__main__":
    main()
