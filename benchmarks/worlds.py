"""Worlds that differ in kind, and what finpath sees of their merchants: made once, and kept for benchmarks.scorecard.

    FINPATH_FIELD_DATA=… python -m benchmarks.worlds WORK harbour-own-1 counter-fdh-1 first-birmingham-1 untouched-fdh-0

A cell is a family, a background and a seed. Families: `first` (finpath.synth.planting), `second`
(finpath.synth.second), `harbour`, `counter`, `quay`, `pier` and `jetty` (benchmarks/families); `untouched` plants
nothing. Backgrounds: `own` of the last five, `dense` (the same with more payments and most of them planted among),
`synthetic`, `fdh` (every ninth payer) and `birmingham`.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from finpath import conclude, synth, whole_merchants
from finpath.config import RunConfig
from finpath.config.scorecard import TRAITS
from finpath.engine import DuckDB
from finpath.ingest import Keys, LoadOptions, load
from finpath.scoring.character import ASKED
from finpath.scoring.evidence import FAMILIES
from finpath.synth.planting import plant
from finpath.synth.second import plant as second
from tests.quality.evaluation import backgrounds

FOREIGN = ("harbour", "counter", "quay", "pier", "jetty")
PAYMENTS = 200_000
DENSE = 300_000
ROOM = 0.4
"""Of a dense world, what is planted may be so large a share: else its groups have a handful of payers each."""

FEWER = 9
"""Of the Handbook's payers, every ninth: 200,000 payments."""

MANIFEST = """[provider]
id = "{provider_id}"
kind = "{kind}"
country = "{country}"
timezone = "{timezone}"
time_precision = "{time_precision}"
"""
FILE = '[[files]]\ntable = "{table}"\npath = "{table}.csv"\n'
NODES = "SELECT node FROM nodes ORDER BY merchant"
STANDING = "SELECT merchant, provider_id, merchant_id, group_id, tier, rank FROM standings ORDER BY merchant"


def make(work: Path, cell: str) -> Path:
    """Write the contributions of a cell, and truth.csv beside them, once."""
    out = work / "worlds" / cell
    if not out.exists():
        draft = work / "worlds" / f"{cell}.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        family, background, seed = cell.split("-")
        _write(draft, family, background, int(seed))
        draft.rename(out)
    return out


def _write(out: Path, family: str, background: str, seed: int) -> None:
    if family == "untouched":
        _background(out / "contributions", background, seed)
    elif family in FOREIGN:
        package = import_module(f"benchmarks.families.{family}")
        if background == "dense":
            _give_room(package.__name__)
        size = DENSE if background == "dense" else PAYMENTS
        ground = package.background(seed, size) if background in {"own", "dense"} else _frames(background)
        added, truth = package.plant(ground, seed, 1)
        joined = getattr(package, "combine", _joined)(ground, added)
        _write_frames(joined, out / "contributions")
        truth.to_csv(out / "truth.csv", index=False)
    else:
        ground = _background(out / "ground", background, seed)
        if family == "first":
            plant(ground, out / "contributions", seed=seed, camouflage=(0.3, 0.6, 0.9)[seed % 3], reports="none")
        else:
            second.plant(ground, out / "contributions", seed=seed, groups_per_kind=2)
        _join_truths(out)
        shutil.rmtree(out / "ground")


def _give_room(package: str) -> None:
    """Let a family plant more: each has the share as a constant of one module."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{package}.") and hasattr(module, "SHARE"):
            module.SHARE = ROOM


def _join_truths(out: Path) -> None:
    """What finpath.synth planted in its own background is planted too, in groups of its own."""
    known = out / "ground-truth.csv"
    if known.exists():
        before = pd.read_csv(known, dtype=str)
        before["group"] += " (background)"
        both = pd.concat([pd.read_csv(out / "truth.csv", dtype=str), before])
        both.to_csv(out / "truth.csv", index=False, quoting=csv.QUOTE_MINIMAL)


def _background(out: Path, name: str, seed: int) -> Path:
    if name == "synthetic":
        synth.write(out, seed=seed, payers=4000, merchants=1200, days=120)
        (out.parent / "truth.csv").rename(out.parent / "ground-truth.csv")
    elif name == "birmingham":
        backgrounds.birmingham(out)
    elif name == "fdh":
        folder = out / "fdh"
        folder.mkdir(parents=True)
        (folder / "contribution.toml").write_text(backgrounds.FDH, encoding="utf-8")
        pq.write_table(_fewer(), folder / "transactions.parquet")
    else:
        _write_frames(import_module(f"benchmarks.families.{name}").background(seed, PAYMENTS), out)
    return out


def _fewer() -> object:
    table = pq.read_table(backgrounds.field_data() / "fdh" / "transactions.parquet")
    return table.filter(np.asarray(table["CUSTOMER_ID"]).astype(np.int64) % FEWER == 0)


def _frames(name: str) -> object:
    """The two backgrounds of others as a foreign family takes them."""
    coalition = import_module("benchmarks.families.harbour").Coalition
    member, payments = _handbook() if name == "fdh" else _city()
    payments.insert(0, "provider_id", member["provider_id"])
    payments["payer_ref_kind"] = "card_token"
    members = pd.DataFrame([{**member, "last_day": payments["occurred_at"].max()}])
    return coalition(members, pd.DataFrame(columns=["provider_id", "merchant_id"]), payments)


def _handbook() -> tuple[dict[str, str], pd.DataFrame]:
    raw = _fewer().to_pandas()
    payments = pd.DataFrame(
        {
            "transaction_id": raw["TRANSACTION_ID"].astype(str),
            "occurred_at": pd.to_datetime(raw["TX_DATETIME"]).astype("datetime64[s]"),
            "payer_ref": raw["CUSTOMER_ID"].astype(str),
            "merchant_id": raw["TERMINAL_ID"].astype(str),
            "amount": raw["TX_AMOUNT"].astype(float),
            "currency": "EUR",
            "kind": "purchase",
        }
    )
    zone, kind = "Europe/Brussels", "acquirer"
    return _member("fdh", kind, "BE", zone) | {"time_precision": "second"}, payments


def _city() -> tuple[dict[str, str], pd.DataFrame]:
    raw = pd.read_csv(backgrounds.field_data() / "birmingham" / "transactions.csv.gz", dtype=str)
    day = pd.to_datetime(raw["trans_date"], format="%d/%m/%Y", errors="coerce")
    amount = pd.to_numeric(raw["amount"], errors="coerce")
    known = raw[["merchant", "card_last4", "directorate"]].notna().all(axis=1) & day.notna() & amount.notna()
    raw, day, amount = (each[known & (amount != 0)] for each in (raw, day, amount))
    payments = pd.DataFrame(
        {
            "transaction_id": [f"r{row}" for row in range(len(raw))],
            "occurred_at": day.astype("datetime64[s]").to_numpy(),
            "payer_ref": (raw["card_last4"] + "|" + raw["directorate"]).to_numpy(),
            "merchant_id": raw["merchant"].to_numpy(),
            "amount": amount.abs().to_numpy(),
            "currency": "GBP",
            "kind": np.where(amount < 0, "refund", "purchase"),
        }
    )
    return _member("birmingham", "issuer", "GB", "Europe/London") | {"time_precision": "day"}, payments


def _member(name: str, kind: str, country: str, zone: str) -> dict[str, str]:
    return {"provider_id": name, "kind": kind, "country": country, "timezone": zone}


def _joined(ground: object, added: object) -> object:
    """A coalition with more rows, in an order that tells nothing."""
    merchants = pd.concat([ground.merchants, added.merchants], ignore_index=True)
    payments = pd.concat([ground.transactions, added.transactions], ignore_index=True)
    return dataclasses.replace(
        ground,
        merchants=merchants.sort_values(["provider_id", "merchant_id"]),
        transactions=payments.sort_values(["provider_id", "occurred_at", "transaction_id"]),
    )


def _write_frames(coalition: object, out: Path) -> None:
    for member in coalition.members.to_dict("records"):
        folder = out / member["provider_id"]
        folder.mkdir(parents=True)
        parts = [MANIFEST.format(**member) + backgrounds.AGREEMENT]
        for table in ("transactions", "merchants"):
            rows = getattr(coalition, table)
            rows = rows[rows["provider_id"] == member["provider_id"]].drop(columns="provider_id")
            rows = rows.dropna(axis=1, how="all")
            if len(rows) and len(rows.columns) > 1:
                _spelled(rows, member["time_precision"]).to_csv(folder / f"{table}.csv", index=False)
                parts.append(FILE.format(table=table))
        (folder / "contribution.toml").write_text("\n".join(parts), encoding="utf-8")


def _spelled(rows: pd.DataFrame, precision: str) -> pd.DataFrame:
    if "occurred_at" not in rows:
        return rows
    form = "%Y-%m-%d" if precision == "day" else "%Y-%m-%dT%H:%M:%SZ"
    return rows.assign(
        occurred_at=rows["occurred_at"].dt.strftime(form), amount=rows["amount"].map(lambda each: f"{each:.2f}")
    )


def look(work: Path, cell: str) -> Path:
    """Keep what finpath sees of each merchant of a cell: weights by family, traits, the answer."""
    out = work / "seen" / f"{cell}.parquet"
    if out.exists():
        return out
    out.parent.mkdir(parents=True, exist_ok=True)
    world = make(work, cell)
    with DuckDB() as engine:
        ledger = load(world / "contributions", engine=engine, options=LoadOptions(Keys(bytes(range(32)))))
        traits, whole = (
            None,
            whole_merchants.see_whole(ledger, RunConfig(), conclude.choose(RunConfig()), lambda _: None),
        )
        if len(whole.node):
            traits = engine.arrow(ASKED).to_pandas().iloc[whole.node].reset_index(drop=True)
        concluded = conclude.conclude(ledger, RunConfig())
        traits = engine.arrow(ASKED).to_pandas() if traits is None else traits
        seen = engine.arrow(STANDING).to_pandas()
    seen = seen.join(traits[["compared", *(trait.name for trait in TRAITS)]].astype(float))
    for family, weights in zip(FAMILIES, concluded.scores.shared.weights, strict=True):
        seen[f"nats {family}"] = weights
    seen = _answered(seen, world / "truth.csv").assign(world=cell)
    seen.to_parquet(out)
    return out


def _answered(seen: pd.DataFrame, truth: Path) -> pd.DataFrame:
    if not truth.exists():
        return seen.assign(group=None, typology=None, role=None)
    known = pd.read_csv(truth, dtype=str).drop_duplicates(["provider_id", "merchant_id"])
    known["role"] = known.get("role", "planted")
    return seen.merge(
        known[["provider_id", "merchant_id", "group", "typology", "role"]],
        how="left",
        on=["provider_id", "merchant_id"],
    )


def main() -> None:
    """Make and look at cells."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("cells", nargs="+")
    asked = parser.parse_args()
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    for cell in asked.cells:
        sys.stdout.write(f"{look(asked.work, cell)}\n")


if __name__ == "__main__":
    main()
