"""The main path of finpath as a good analyst writes it with pandas, networkx and scikit-learn: a peer to race against.

    python benchmarks/plain_python.py CONTRIBUTIONS --out FOLDER

It reads the same contribution files (Parquet and CSV whose columns have the contract's names) and does what an analyst
would: cleans and types every row, sets broken and repeated rows apart, makes the same tokens, counts features of
merchants and payers, joins accounts that share an identifier, walks from confirmed reports, compares who shares payers
with whom, asks a handful of rules and an isolation forest, and writes `findings.parquet` and `rejects.parquet`. It
leaves out what finpath does besides: evidence rows, referrals, pages, time zones, other sides of a payment, damaged
files.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import os
import re
import tomllib
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pycountry
from scipy import sparse, special
from sklearn.ensemble import IsolationForest

UNIT = "\x1f"
SCOPED = ("account", "wallet", "card_token")
REQUIRED = ("transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency")
KINDS = ("purchase", "refund", "chargeback", "representment", "reversal", "decline", "credit", "fee")
NAMED = ("transaction_id", "merchant_id", "payer_ref", "network_reference", "terminal_id", "related_id")
SHARED = ("settlement_account", "phone", "email", "principal", "registration_number", "domain")
CARD = re.compile(r"^(?:\d[ -]?){13,19}$")
HUB = 40
RARE = 6
"""Powers of ten from which an overlap is a surprise."""

BUSY = 30
"""Payers of more merchants than this are left out of the comparison of shared payers: they would explode the join."""


def main() -> None:
    """Go the whole way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("contributions", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    said = parser.parse_args()
    said.out.mkdir(parents=True, exist_ok=True)
    tables = read(said.contributions)
    taken, rejects = clean(tables["transactions"])
    taken = name(taken)
    links = link(taken)
    merchants = describe(taken, links, tables["merchants"])
    merchants["entity"] = entities(merchants, tables["merchants"])
    merchants = merchants.join(near(links, confirmed(merchants, tables["reports"])))
    merchants = merchants.join(overlaps(links, len(merchants)))
    findings = score(merchants)
    findings.to_parquet(said.out / "findings.parquet")
    rejects.to_parquet(said.out / "rejects.parquet")
    step(f"wrote {len(findings)} merchants and {len(rejects)} rejects")


def step(line: str) -> None:
    """Say what is done."""
    print(f"  {line}", flush=True)


def read(contributions: Path) -> dict[str, pd.DataFrame]:
    """Read every file of every contribution, by table."""
    found: dict[str, list[pd.DataFrame]] = {"transactions": [], "merchants": [], "reports": []}
    for path in sorted(contributions.glob("*/contribution.toml")):
        manifest = tomllib.loads(path.read_text(encoding="utf-8"))
        for entry in manifest["files"]:
            if entry["table"] not in found:
                continue
            for file in sorted(path.parent.glob(entry["path"])):
                frame = pd.read_parquet(file) if file.suffix == ".parquet" else pd.read_csv(file, dtype=str)
                frame.insert(0, "provider", manifest["provider"]["id"])
                frame["row"] = np.arange(1, len(frame) + 1)
                found[entry["table"]].append(frame)
    step("read")
    return {table: pd.concat(frames, ignore_index=True) for table, frames in found.items()}


def clean(raw: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Type every column, and set apart what is missing, broken, unknown or repeated."""
    rows = raw.copy(deep=False)
    rows["occurred_at"] = pd.to_datetime(rows["occurred_at"], utc=True, errors="coerce")
    rows["amount"] = pd.to_numeric(rows["amount"], errors="coerce")
    for column in rows.columns.intersection([*NAMED, "currency", "payer_country", "mcc", "descriptor", "kind"]):
        rows[column] = rows[column].str.strip()
    rows["kind"] = rows["kind"].fillna("purchase").str.lower()
    reason = pd.Series("", index=rows.index)
    for column in REQUIRED:
        reason = reason.mask(rows[column].isna() & (reason == ""), f"{column} is missing")
    currencies = {currency.alpha_3 for currency in pycountry.currencies}
    countries = {country.alpha_2 for country in pycountry.countries}
    reason = reason.mask(~rows["currency"].isin(currencies) & (reason == ""), "unknown currency")
    known = rows["payer_country"].isin(countries) | rows["payer_country"].isna()
    reason = reason.mask(~known & (reason == ""), "unknown country")
    reason = reason.mask(~rows["kind"].isin(KINDS) & (reason == ""), "unknown kind")
    reason = reason.mask((rows["amount"] <= 0) & (reason == ""), "amount is not above zero")
    for column in rows.columns.intersection(NAMED):
        cards = rows[column].str.fullmatch(CARD).fillna(False).astype(bool)  # noqa: FBT003
        clear = cards[cards].index[[_luhn(text) for text in rows.loc[cards, column]]]
        reason.loc[clear] = reason.loc[clear].where(reason.loc[clear] != "", f"{column} holds a card number")
    repeated = rows.duplicated(["provider", "transaction_id"]) & (reason == "")
    reason = reason.mask(repeated, "repeats an id")
    bad = reason != ""
    rejects = pd.DataFrame({"provider": rows["provider"][bad], "row": rows["row"][bad], "reason": reason[bad]})
    step("cleaned")
    return rows[~bad], rejects


def _luhn(text: str) -> bool:
    digits = [int(digit) for digit in reversed(re.sub(r"\D", "", text))]
    return sum(d if i % 2 == 0 else d * 2 - 9 * (d > 4) for i, d in enumerate(digits)) % 10 == 0  # noqa: PLR2004


def name(taken: pd.DataFrame) -> pd.DataFrame:
    """Make the payers' tokens, once for each payer, and dense numbers of payers and merchants."""
    key = base64.b64decode(os.environ["FINPATH_KEY"])
    who = ["provider", "payer_ref_kind", "payer_ref"]
    number = taken.groupby(who, sort=False).ngroup()
    payers = taken[who].loc[~number.duplicated()]
    tokens = [token(key, *row) for row in payers.itertuples(index=False)]
    code, _ = pd.factorize(np.array(tokens), sort=True)
    merchant = taken.groupby(["provider", "merchant_id"], sort=True).ngroup()
    step("named payers and merchants")
    return taken.assign(payer=code[number.to_numpy()], merchant=merchant)


def token(key: bytes, provider: str, kind: str, said: str) -> str:
    """A keyed hash, as the contract spells it."""
    scope = provider if kind in SCOPED else ""
    digest = hmac.digest(key, f"{kind}{UNIT}{scope}{UNIT}{said}".encode(), "sha256")
    return base64.b32encode(digest).decode().rstrip("=").lower()


def link(taken: pd.DataFrame) -> pd.DataFrame:
    """One row per payer and merchant."""
    bought = taken[taken["kind"] == "purchase"]
    local = bought["occurred_at"].dt.tz_convert("Europe/Amsterdam")
    bought = bought.assign(night=(local.dt.hour >= 23) | (local.dt.hour < 5))  # noqa: PLR2004
    links = bought.groupby(["payer", "merchant"], as_index=False).agg(
        payments=("amount", "size"),
        volume=("amount", "sum"),
        first=("occurred_at", "min"),
        last=("occurred_at", "max"),
        nights=("night", "sum"),
        country=("payer_country", "first"),
    )
    step(f"linked: {len(links)} links")
    return links


def describe(taken: pd.DataFrame, links: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The features of merchants and of their payers."""
    bought = taken[taken["kind"] == "purchase"]
    days = bought.assign(day=bought["occurred_at"].dt.floor("D")).groupby(["merchant", "day"]).size()
    prices = bought.groupby(["merchant", "amount"]).size()
    activity = links.groupby("payer")["merchant"].size()
    debut = links.groupby("payer")["first"].min()
    sides = links.assign(breadth=links["payer"].map(activity), debut=links["first"] == links["payer"].map(debut))
    gap = days.reset_index().groupby("merchant")["day"].diff().dt.days
    merchants = taken.groupby("merchant").agg(provider=("provider", "first"), merchant_id=("merchant_id", "first"))
    grouped, linked = bought.groupby("merchant"), sides.groupby("merchant")
    merchants["transactions"] = grouped.size()
    merchants["volume"] = grouped["amount"].sum().astype(float)
    merchants["first"], merchants["last"] = grouped["occurred_at"].min(), grouped["occurred_at"].max()
    merchants["remote"] = 1 - grouped["card_present"].mean().astype(float)
    merchants["recurring"] = grouped["recurring"].mean().astype(float)
    merchants["round"] = (bought["amount"] % 10 == 0).groupby(bought["merchant"]).mean()
    merchants["refunds"] = (taken["kind"] == "refund").groupby(taken["merchant"]).mean()
    merchants["payers"] = linked.size()
    merchants["repeat"] = (sides["payments"] > 1).groupby(sides["merchant"]).mean()
    merchants["nights"] = linked["nights"].sum() / merchants["transactions"]
    merchants["breadth"], merchants["new"] = linked["breadth"].mean(), linked["debut"].mean()
    merchants["loyal"] = (sides["breadth"] == 1).groupby(sides["merchant"]).mean()
    country = told.set_index(["provider", "merchant_id"])["country"]
    place = country.reindex(pd.MultiIndex.from_frame(merchants[["provider", "merchant_id"]])).to_numpy()
    abroad = bought["payer_country"] != pd.Series(place, merchants.index).reindex(bought["merchant"]).to_numpy()
    merchants["foreign"] = abroad.groupby(bought["merchant"]).mean()
    spread = links.groupby(["merchant", "country"]).size()
    share = spread / spread.groupby("merchant").transform("sum")
    merchants["diversity"] = 1 - (share**2).groupby("merchant").sum()
    merchants["top_price"] = prices.groupby("merchant").max() / merchants["transactions"]
    merchants["few_prices"] = prices.groupby("merchant").nlargest(3).groupby(level=0).sum() / merchants["transactions"]
    point = prices / prices.groupby("merchant").transform("sum")
    merchants["price_entropy"] = -(point * np.log(point)).groupby("merchant").sum()
    merchants["active_days"], merchants["peak_day"] = days.groupby("merchant").size(), days.groupby("merchant").max()
    merchants["longest_gap"] = gap.groupby(days.reset_index()["merchant"]).max().fillna(0)
    merchants["life"] = (merchants["last"] - merchants["first"]).dt.days + 1
    merchants["ticket"] = merchants["volume"] / merchants["transactions"]
    step("described merchants")
    return merchants


def entities(merchants: pd.DataFrame, told: pd.DataFrame) -> pd.Series:
    """Join accounts that share an identifier, unless too many do."""
    numbers = merchants.reset_index().set_index(["provider", "merchant_id"])["merchant"]
    known = told.set_index(["provider", "merchant_id"])
    graph = nx.Graph()
    graph.add_nodes_from(merchants.index)
    for column in known.columns.intersection(SHARED):
        for value, held in known[column].dropna().groupby(known[column]):
            if 1 < len(held) <= HUB:
                graph.add_edges_from((f"{column} {value}", numbers.get(account)) for account in held.index)
    label = {}
    for number, members in enumerate(nx.connected_components(graph)):
        label |= dict.fromkeys(members, number)
    step("joined accounts")
    return merchants.index.to_series().map(label)


def confirmed(merchants: pd.DataFrame, reports: pd.DataFrame) -> list[int]:
    """The merchants of confirmed reports."""
    sure = reports[reports["status"] == "confirmed"]
    meant = set(sure["merchant_id"])
    return merchants.index[merchants["merchant_id"].isin(meant)].tolist()


def near(links: pd.DataFrame, seeds: list[int]) -> pd.DataFrame:
    """Personalised PageRank from what is confirmed, against plain PageRank."""
    graph = nx.Graph()
    graph.add_edges_from(zip(links["merchant"], -1 - links["payer"], strict=True))
    step("built the graph")
    base = nx.pagerank(graph, tol=1e-10)
    rank = nx.pagerank(graph, personalization=dict.fromkeys(seeds, 1.0), tol=1e-10) if seeds else base
    merchants = [node for node in graph if node >= 0]
    lift = [rank[node] / base[node] for node in merchants]
    step("walked")
    return pd.DataFrame({"lift": lift}, index=merchants)


def overlaps(links: pd.DataFrame, merchants: int) -> pd.DataFrame:
    """The most surprising overlap of each merchant's payers with another's."""
    activity = links.groupby("payer")["merchant"].transform("size")
    few = links[activity <= BUSY]
    pays = sparse.csr_matrix(
        (np.ones(len(few)), (few["merchant"], few["payer"])), shape=(merchants, links["payer"].max() + 1)
    )
    shared = (pays @ pays.T).tocoo()
    size = np.asarray(pays.sum(axis=1)).ravel()
    onward = pays @ np.maximum(np.asarray(pays.sum(axis=0)).ravel() - 1, 0)
    keep = (shared.row != shared.col) & (shared.data >= 3)  # noqa: PLR2004
    row, column, count = shared.row[keep], shared.col[keep], shared.data[keep]
    expected = np.maximum(onward[row] * size[column], onward[column] * size[row]) / size.sum()
    surprise = -np.log10(np.maximum(special.pdtrc(count - 1, expected), 1e-300))
    pairs = pd.DataFrame({"merchant": row, "surprise": surprise, "shared": count})
    step("compared who shares payers")
    return (
        pairs[pairs["surprise"] > RARE]
        .groupby("merchant")
        .agg(surprise=("surprise", "max"), neighbours=("surprise", "size"), most_shared=("shared", "max"))
    )


def score(merchants: pd.DataFrame) -> pd.DataFrame:
    """Rules, an isolation forest, and one score from both."""
    numbers = merchants.select_dtypes("number").drop(columns=["entity"]).fillna(0)
    ranked = numbers.rank(pct=True)
    strange = -IsolationForest(n_estimators=200, random_state=0).fit(ranked).score_samples(ranked)
    rules = {
        "night": (merchants["nights"] > 0.4) & (merchants["transactions"] >= 20),  # noqa: PLR2004
        "prices": (merchants["few_prices"] > 0.8) & (merchants["transactions"] >= 20),  # noqa: PLR2004
        "foreign": (merchants["foreign"] > 0.6) & (merchants["payers"] >= 10),  # noqa: PLR2004
        "short": (merchants["life"] < 60) & (merchants["transactions"] >= 20),  # noqa: PLR2004
        "near": merchants["lift"] > 5,  # noqa: PLR2004
        "overlap": (merchants["surprise"] > 12) & (merchants["most_shared"] > 0.3 * merchants["payers"]),  # noqa: PLR2004
        "sleeper": (merchants["longest_gap"] > 60) & (merchants["peak_day"] > 10),  # noqa: PLR2004
        "strange": pd.Series(strange, merchants.index).rank(pct=True) > 0.98,  # noqa: PLR2004
    }
    weight = sum(rule.fillna(value=False).astype(float) * 2 for rule in rules.values()) - 6
    reasons = (
        pd.DataFrame(rules).fillna(value=False).apply(lambda row: [name for name, said in row.items() if said], axis=1)
    )
    found = merchants.assign(score=1 / (1 + np.exp(-weight)), reasons=reasons)
    step("scored")
    return found.sort_values(["score", "provider", "merchant_id"], ascending=[False, True, True])


if __name__ == "__main__":
    main()
