"""Where the money of new merchants goes, in the provider's own transfers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finpath.synth.second.book import present
from finpath.synth.second.draft import joined, put
from finpath.synth.second.manifest import declare
from finpath.synth.second.mint import Mint
from finpath.synth.second.register import Register
from finpath.synth.second.sheet import Sheet, extra_path, read, write
from finpath.synth.second.written import Amounts, Times, read_money, read_times

CURRENCY, SOURCE, GOAL = "currency", "from_account", "to_account"


@dataclass(frozen=True)
class Transfer:
    """One sweep of a settlement account."""

    at: np.datetime64
    source: str
    goal: str
    amount: float
    currency: str


def settle(register: Register) -> int:
    """Send on what new merchants received, in a rhythm of their own; how many transfers were written."""
    draft, manifest = register.draft, register.draft.book.manifest
    sheets = [read(manifest.folder, spec) for spec in manifest.of("transfers")]
    if not sheets or not register.entries or not draft.lots:
        return 0
    sheet = max(sheets, key=lambda sheet: sheet.table.num_rows)
    transfers = _transfers(register, Mint(_accounts(sheet), draft.rng))
    if not transfers or not sheet.table.num_rows:
        return 0
    path = extra_path(manifest.folder, sheet.spec)
    write(Sheet(sheet.spec, sheet.form, _table(register, sheet, transfers)), manifest.folder / path)
    declare(manifest.folder, sheet.spec, path)
    return len(transfers)


def _accounts(sheet: Sheet) -> list[str]:
    columns = [sheet.table[name].cast(pa.string()) for kind in (SOURCE, GOAL) for name in present(sheet, kind)[:1]]
    return sorted({text for column in columns for text in pc.unique(column).to_pylist() if text})


def _transfers(register: Register, goals: Mint) -> list[Transfer]:
    payments = joined(register.draft.lots)
    own: dict[str, str] = {}
    found: list[Transfer] = []
    for code in register.entries:
        source = register.account(code)
        got = (payments.merchant == code) & (payments.answers < 0) & ~payments.refused
        if not source or not got.any():
            continue
        goal = own.get(source) or own.setdefault(source, goals.fresh(source))
        currency = _currency(register, int(payments.model[np.flatnonzero(got)[0]]))
        sweeps = _sweeps(register, payments.at[got], payments.amount[got])
        found += [Transfer(at, source, goal, amount, currency) for at, amount in sweeps]
    return sorted(found, key=lambda transfer: (transfer.at, transfer.source, transfer.amount))


def _currency(register: Register, row: int) -> str:
    book = register.draft.book
    found = book.texts(CURRENCY, np.array([row]))
    return found[0] if found else book.spec.constants.get(CURRENCY, "")


def _sweeps(register: Register, at: Times, amounts: Amounts) -> list[tuple[np.datetime64, float]]:
    rng, last = register.draft.rng, register.draft.book.span[1]
    every, kept = int(rng.choice([1, 3, 7, 7, 14, 30])), float(rng.uniform(0.75, 0.98))
    slots = at.astype("datetime64[D]").astype("int64") // every
    places = 2 if (amounts % 1).any() else 0
    sums: list[tuple[np.datetime64, float]] = []
    for slot in np.unique(slots):
        day = np.datetime64((int(slot) + 1) * every, "D").astype("datetime64[us]")
        moment = day + np.timedelta64(int(rng.integers(8 * 3600, 18 * 3600)), "s")
        if moment <= last:
            sums.append((moment, max(1.0, round(float(amounts[slots == slot].sum()) * kept, places))))
    return sums


def _table(register: Register, sheet: Sheet, transfers: list[Transfer]) -> pa.Table:
    rng, precision = register.draft.rng, register.draft.book.manifest.precision
    table = sheet.table.take(pa.array(rng.integers(sheet.table.num_rows, size=len(transfers))))
    at, amount = present(sheet, "occurred_at")[0], present(sheet, "amount")[0]
    _, clock = read_times(sheet.table[at], sheet.spec.option("date_format", ""), precision)
    _, money = read_money(sheet.table[amount], sheet.spec.option("decimal", "."))
    times = np.array([transfer.at for transfer in transfers], "datetime64[us]")
    amounts = np.array([transfer.amount for transfer in transfers])
    like = table[at].cast(pa.string()).to_pylist()
    table = put(table, at, clock.write(times, table.schema.field(at).type, like))
    table = put(table, amount, money.write(amounts, table.schema.field(amount).type))
    texts = {
        SOURCE: [transfer.source for transfer in transfers],
        GOAL: [transfer.goal for transfer in transfers],
        CURRENCY: [transfer.currency for transfer in transfers],
        "transfer_id": _ids(register, sheet, len(transfers)),
    }
    for name, values in texts.items():
        for column in present(sheet, name)[:1]:
            table = put(table, column, values)
    return table


def _ids(register: Register, sheet: Sheet, count: int) -> list[str]:
    columns = [sheet.table[name].cast(pa.string()) for name in present(sheet, "transfer_id")[:1]]
    mint = Mint([text for column in columns for text in column.drop_null().to_pylist()], register.draft.rng)
    return [mint.fresh() for _ in range(count)]
