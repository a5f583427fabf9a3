"""A number of transactions in; out comes the contribution of one acquirer of that size, and a hotline's.

Skewed as trade is: few merchants take most payments, few payers make most of them, and most payments stay in the
payer's region. A ring of merchants that share their payers is hidden in it. Where cases are asked for, each is a site
with a busy honest shop beside it (`benchmarks.sites`), so that there is something to write up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from benchmarks import sites
from benchmarks.sites import Cases

CHUNK = 1_000_000
DAYS = 180
START = np.datetime64("2026-01-01", "us")
COUNTRIES = np.array(["NL", "DE", "BE", "FR", "GB", "ES"])
MCCS = np.array(["5411", "5812", "5999", "5732", "5651", "7372", "5331", "5942"])
PER_PAYER, PER_MERCHANT, PER_REGION = 20, 500, 100
RING, RING_PAYERS = 8, 400
REPORTED = 3

Ints = npt.NDArray[np.int64]

MANIFEST = """[provider]
id = "{name}"
kind = "{kind}"
country = "NL"
timezone = "Europe/Amsterdam"

[agreement]
id = "RACE-1"
purpose = "detect commercial child sexual exploitation"
legal_basis = "information-sharing partnership"
expires_on = 2027-12-31
dpia_reference = "RACE-1"
supervisor_notice = "RACE-1"
"""
FILE = '\n[[files]]\ntable = "{table}"\npath = "{path}"\n'


@dataclass(frozen=True)
class Size:
    """How much of everything there is."""

    transactions: int
    payers: int
    merchants: int
    cases: int = 0
    per_case: int = 10_000

    @classmethod
    def scaled(cls, transactions: int) -> Size:
        """A payer makes 20 payments on average, and a merchant takes 500."""
        return cls(transactions, max(transactions // PER_PAYER, 1_000), max(transactions // PER_MERCHANT, 200))

    def with_cases(self, count: int, per_case: int = 10_000) -> Size:
        """As many payments in all, of which those of cases are a part."""
        return replace(self, transactions=self.transactions - count * per_case, cases=count, per_case=per_case)

    @property
    def name(self) -> str:
        """Of the folder."""
        scaled = Size.scaled(self.transactions) == replace(self, cases=0, per_case=10_000)
        sides = "" if scaled else f"-{self.payers}-{self.merchants}"
        return f"contributions-{self.transactions}{sides}" + (f"-{self.cases}x{self.per_case}" if self.cases else "")

    @property
    def sites(self) -> Cases:
        """The cases in it."""
        return Cases(self.cases, self.per_case, self.merchants, self.payers)

    @property
    def regions(self) -> int:
        """A hundred merchants are a region."""
        return max(self.merchants // PER_REGION, 1)


def write(size: Size, folder: Path) -> Path:
    """Write the contributions below a folder, unless they are there; they are the same each time.

    Returns:
        The folder of all contributions.
    """
    made = folder / size.name
    if (made / "hotline" / "contribution.toml").is_file():
        return made
    acquirer, hotline = made / "acquirer", made / "hotline"
    acquirer.mkdir(parents=True, exist_ok=True)
    hotline.mkdir(exist_ok=True)
    _payments(size, acquirer / "transactions.parquet")
    pq.write_table(_merchants(size), acquirer / "merchants.parquet")
    pc_csv.write_csv(_reports([*range(REPORTED), *size.sites.reported]), hotline / "reports.csv")
    files = {name: FILE.format(table=name, path=f"{name}.parquet") for name in ("transactions", "merchants")}
    if size.cases:
        pq.write_table(sites.transfers(size.sites), acquirer / "transfers.parquet")
        files["transfers"] = FILE.format(table="transfers", path="transfers.parquet")
    _say(acquirer, "acquirer", "".join(files.values()))
    _say(hotline, "hotline", FILE.format(table="reports", path="reports.csv"))
    return made


def _say(folder: Path, kind: str, files: str) -> None:
    (folder / "contribution.toml").write_text(MANIFEST.format(name=folder.name, kind=kind) + files, encoding="utf-8")


def _payments(size: Size, path: Path) -> None:
    chunks = _chunks(size)
    first = next(chunks)
    with pq.ParquetWriter(path, first.schema) as writer:
        writer.write_table(first)
        for chunk in chunks:
            writer.write_table(chunk)
        if size.cases:
            writer.write_table(_of_sites(size))


def _chunks(size: Size) -> Iterator[pa.Table]:
    chance = np.random.default_rng(7)
    activity = np.cumsum(chance.lognormal(0, 1, size.payers))
    for start in range(0, size.transactions, CHUNK):
        count = min(CHUNK, size.transactions - start)
        payer = np.searchsorted(activity, chance.random(count) * activity[-1]).astype(np.int64)
        merchant = _popular(chance, size, payer)
        ring = chance.random(count) < RING * PER_MERCHANT / 2 / size.transactions
        merchant[ring] = chance.integers(0, RING, ring.sum())
        payer[ring] = chance.integers(0, RING_PAYERS, ring.sum())
        yield _table(chance, size, np.arange(start, start + count), (payer, merchant))


def _popular(chance: np.random.Generator, size: Size, payer: Ints) -> Ints:
    """Seven in ten payments stay in the payer's region; anywhere, few merchants are popular."""
    count = len(payer)
    anywhere = (size.merchants * chance.random(count) ** 3).astype(np.int64)
    region = payer % size.regions
    nearby = (PER_REGION * chance.random(count) ** 2).astype(np.int64) * size.regions + region
    local = chance.random(count) < 0.7  # noqa: PLR2004
    return np.where(local, np.minimum(nearby, size.merchants - 1), anywhere)


def _table(chance: np.random.Generator, size: Size, number: Ints, sides: tuple[Ints, Ints]) -> pa.Table:
    count, (payer, merchant) = len(number), sides
    remote = merchant % 3 == 0
    return pa.table(
        {
            "transaction_id": _named("t", number),
            "occurred_at": _instants(chance, merchant, count),
            "payer_ref": _named("card-", payer),
            "payer_ref_kind": pa.array(np.full(count, "card_token")),
            "payer_country": pa.array(_country(np.where(payer % 20, payer % size.regions, payer // 20))),
            "merchant_id": _named("m", merchant),
            "amount": _amounts(chance, merchant, count),
            "currency": pa.array(np.full(count, "EUR")),
            "kind": pa.array(np.where(chance.random(count) < 0.02, "refund", "purchase")),  # noqa: PLR2004
            "network_reference": _named("arn", number + 10**9),
            "terminal_id": _named("term", merchant * 4 + number % 4),
            "rail": pa.array(np.full(count, "card")),
            "mcc": pa.array(MCCS[merchant % len(MCCS)]),
            "descriptor": _named("SHOP ", merchant),
            "card_present": pa.array(~remote),
            "recurring": pa.array(remote & (payer % 5 == 0)),
        }
    )


def _of_sites(size: Size) -> pa.Table:
    """The payments of cases, in the same columns."""
    rows = sites.payments(size.sites)
    number = size.transactions + np.arange(len(rows.merchant))
    table = _table(np.random.default_rng(13), size, number, (rows.payer, rows.merchant))
    instead = {
        "occurred_at": pa.array(START + rows.second.astype("timedelta64[s]"), pa.timestamp("us", "UTC")),
        "amount": pc.cast(pa.array(rows.cents / 100), pa.decimal128(18, 2)),
        "kind": pa.array(np.where(rows.refund, "refund", "purchase")),
        "card_present": pa.array((rows.merchant - size.merchants) % sites.ACCOUNTS == sites.ACCOUNTS - 1),
    }
    for name, column in instead.items():
        table = table.set_column(table.schema.get_field_index(name), name, column)
    return table


def _country(region: Ints) -> npt.NDArray[np.str_]:
    """Two regions of three are of one country."""
    return COUNTRIES[np.where(region % 3 < 2, 0, region % 6)]  # noqa: PLR2004


def _named(prefix: str, number: Ints) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.cast(pa.array(number), pa.string()), "")


def _instants(chance: np.random.Generator, merchant: Ints, count: int) -> pa.Array:
    """By day and evening; one merchant in fifty at any hour."""
    hour = np.where(merchant % 50 == 0, chance.uniform(0, 24, count), 8 + 14 * chance.beta(2, 2, count))
    seconds = chance.integers(0, DAYS, count) * 86_400 + (hour * 3_600).astype(np.int64)
    return pa.array(START + seconds.astype("timedelta64[s]"), pa.timestamp("us", "UTC"))


def _amounts(chance: np.random.Generator, merchant: Ints, count: int) -> pa.Array:
    """Baskets end in any cent; one merchant in thirty has a list of five prices."""
    basket = np.maximum((100 * chance.lognormal(3, 0.8, count)).astype(np.int64), 1)
    listed = 495 + 1_000 * (1 + (merchant * 7 + chance.integers(0, 5, count)) % 20)
    cents = np.where(merchant % 30 == 0, listed, basket)
    return pc.cast(pa.array(cents / 100), pa.decimal128(18, 2))


def _merchants(size: Size) -> pa.Table:
    number = np.arange(size.merchants + sites.ACCOUNTS * size.cases)
    ring = number < RING
    held = np.where(ring, number // 2, number)
    own = _named("account ", held - (held % 50 == 1))
    shared = [sites.settlement(merchant, size.sites) for merchant in number[size.merchants :].tolist()]
    return pa.table(
        {
            "merchant_id": _named("m", number),
            "legal_name": _named("Company ", number),
            "mcc": pa.array(MCCS[number % len(MCCS)]),
            "country": pa.array(_country(number % size.regions)),
            "settlement_account": pa.concat_arrays([own.slice(0, size.merchants), pa.array(shared, pa.string())]),
            "phone": _named("+3120", 1_000_000 + number),
            "domain": pc.binary_join_element_wise(_named("shop", number), "example", "."),
        }
    )


def _reports(merchants: Sequence[int]) -> pa.Table:
    number = np.array(merchants)
    return pa.table(
        {
            "report_id": _named("r", number),
            "source_kind": pa.array(["hotline"] * len(number)),
            "status": pa.array(["confirmed"] * len(number)),
            "reported_at": pa.array(["2026-06-01T12:00:00Z"] * len(number)),
            "provider_id": pa.array(["acquirer"] * len(number)),
            "merchant_id": _named("m", number),
        }
    )
