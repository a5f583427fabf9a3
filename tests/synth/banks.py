"""Four accounts at banks, each with a way of its own to say what was paid and what came back; and a wallet's export."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

AGREEMENT = """
[agreement]
id = "TEST-1"
purpose = "detect commercial child sexual exploitation"
expires_on = 2099-12-31
"""
PROVIDER = '[provider]\nid = "{id}"\nkind = "{kind}"\ncountry = "NL"\ntimezone = "Europe/Amsterdam"\n'
FILE = '\n[[files]]\ntable = "transactions"\npath = "{path}"\n'
SIGNS = """
[files.constants]
currency = "EUR"
[files.options]
negative_amount = "purchase"
"""
COLUMNS = """
[files.columns]
transaction_id = "Referentie"
occurred_at = "Datum"
payer_ref = "Rekening"
merchant_id = "Tegenpartij"
amount = ["Soll", "Haben"]
[files.constants]
currency = "EUR"
[files.options]
date_format = "%d.%m.%Y"
decimal = ","
skip_lines = "3"
"""
WORDS = """
[files.columns]
amount = "Bedrag"
[files.constants]
currency = "EUR"
[files.options]
sign = "Af Bij"
decimal = ","
"""
SHEET = """
[files.columns]
amount = ["Debit", "Credit"]
[files.options]
sheet = "Bookings"
date_format = "%d/%m/%Y"
"""
START = datetime(2025, 3, 3)  # noqa: DTZ001 - on the member's own clock
ROWS, DAYS, SHOPS, PAYERS, EVERY = 700, 120, 24, 90, 20
"""One row in so many comes back."""

NAMES = ("signs", "columns", "words", "sheet", "export")


def write(out: Path, name: str) -> Path:
    """Write the contribution of one of them."""
    members = dict(zip(NAMES, (_signs, _columns, _words, _sheet, _export), strict=True))
    folder = out / name
    folder.mkdir(parents=True)
    clause = members[name](folder, _paid(np.random.default_rng(NAMES.index(name))))
    head = PROVIDER.format(id=name, kind="wallet" if name == "export" else "bank")
    (folder / "contribution.toml").write_text(head + AGREEMENT + clause, "utf-8")
    return out


def _paid(rng: np.random.Generator) -> list[tuple[int, int, datetime, int, bool]]:
    """Draw payer, shop, moment, cents and whether they came back; people keep to shops of their own street."""
    payer = np.floor(rng.random(ROWS) ** 1.5 * PAYERS).astype(int)
    shop = (payer * SHOPS // PAYERS + np.floor(rng.normal(0, 3, ROWS)).astype(int)) % SHOPS
    seconds = np.sort(rng.integers(0, DAYS, ROWS) * 86_400 + rng.integers(7 * 3_600, 22 * 3_600, ROWS))
    cents = np.maximum(99, np.round(np.exp(rng.normal(7.5 + shop % 4 / 4, 0.7)))).astype(int)
    rows = zip(payer.tolist(), shop.tolist(), seconds.tolist(), cents.tolist(), strict=True)
    return [(p, s, START + timedelta(seconds=at), paid, i % EVERY == 7) for i, (p, s, at, paid) in enumerate(rows)]


def _signs(folder: Path, paid: list[tuple[int, int, datetime, int, bool]]) -> str:
    """What was paid is negative, with apostrophes between thousands; what came is positive."""
    lines = ["transaction_id;occurred_at;payer_ref;merchant_id;amount"]
    for i, (payer, shop, at, cents, back) in enumerate(paid):
        number = f"{cents * 40 / 100:,.2f}".replace(",", "'")
        lines.append(f"S{i:06d};{at:%Y-%m-%d %H:%M:%S};acc{payer:04d};shop-{shop:03d};{'' if back else '-'}{number}")
    (folder / "t.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return FILE.format(path="t.csv") + SIGNS


def _columns(folder: Path, paid: list[tuple[int, int, datetime, int, bool]]) -> str:
    """Two columns, below lines about who exported them."""
    lines = ["Kontoauszug", "Zeitraum;2025", "", "Referentie;Datum;Rekening;Tegenpartij;Soll;Haben"]
    for i, (payer, shop, at, cents, back) in enumerate(paid):
        number = f"{cents // 100},{cents % 100:02d}"
        sides = f";{number}" if back else f"{number};"
        lines.append(f"K{i:06d};{at:%d.%m.%Y};NR{payer:05d};Laden {shop:03d};{sides}")
    (folder / "t.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return FILE.format(path="t.csv") + COLUMNS


def _words(folder: Path, paid: list[tuple[int, int, datetime, int, bool]]) -> str:
    """A word beside the amount."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(("transaction_id", "occurred_at", "payer_ref", "merchant_id", "Bedrag", "Af Bij"))
    for i, (payer, shop, at, cents, back) in enumerate(paid):
        number = f"{cents // 100},{cents % 100:02d}"
        row = (f"W{i:06d}", f"{at:%Y%m%d}", f"R{payer:05d}", f"winkel-{shop:03d}", number, "Bij" if back else "Af")
        writer.writerow(row)
    (folder / "t.csv").write_text(out.getvalue(), "utf-8", newline="")
    return FILE.format(path="t.csv") + WORDS


def _sheet(folder: Path, paid: list[tuple[int, int, datetime, int, bool]]) -> str:
    """A workbook with two columns of numbers and real dates."""
    with xlsxwriter.Workbook(folder / "t.xlsx") as book:
        sheet, other = book.add_worksheet("Bookings"), book.add_worksheet("Notes")
        other.write(0, 0, "made by hand")
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        header = ("transaction_id", "occurred_at", "payer_ref", "merchant_id", "Debit", "Credit", "currency")
        sheet.write_row(0, 0, header)
        for i, (payer, shop, at, cents, back) in enumerate(paid, start=1):
            sheet.write_row(i, 0, (f"X{i:06d}",))
            sheet.write_datetime(i, 1, at, day)
            sheet.write_row(i, 2, (f"c{payer:05d}", f"vendor-{shop:03d}"))
            sheet.write_number(i, 5 if back else 4, cents / 100)
            sheet.write(i, 6, "EUR")
    return FILE.format(path="t.xlsx") + SHEET


def _export(folder: Path, paid: list[tuple[int, int, datetime, int, bool]]) -> str:
    """PayPal's report, which needs no mapping."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = ("Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "From Email Address")
    writer.writerow((*header, "To Email Address", "Transaction ID", "Reference Txn ID"))
    for i, (payer, shop, at, cents, back) in enumerate(paid):
        customer, seller = f"p{payer:03d}@mail.example", f"shop{shop:02d}@mail.example"
        ends = (seller, customer) if back else (customer, seller)
        kind, status, sign = "Payment Refund" if back else "Express Checkout Payment", "Completed", "-" if back else ""
        when = (f"{at:%d/%m/%Y}", f"{at:%H:%M:%S}", "CET")
        row = (*when, "Jo", kind, status, "EUR", f"{sign}{cents / 100:.2f}", *ends, f"P{i:08d}", "")
        writer.writerow(row)
    (folder / "t.csv").write_text(out.getvalue(), "utf-8")
    return FILE.format(path="t.csv")
