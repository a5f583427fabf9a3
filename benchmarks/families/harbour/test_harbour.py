"""Tests of the generator: determinism, columns, twins, form, poor backgrounds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from harbour import Coalition, background, plant
from harbour.model import MEMBER_COLUMNS, MERCHANT_COLUMNS, TRANSACTION_COLUMNS

POOR = "provider_id transaction_id occurred_at payer_ref payer_ref_kind merchant_id amount currency kind".split()


@pytest.fixture(scope="module")
def world() -> Coalition:
    """A small harbour."""
    return background(5, 60_000)


def poor_world(kind: str, rows: int, day: bool, seed: int = 1) -> Coalition:
    """One member that says next to nothing, and whose ids just count."""
    rng = np.random.default_rng(seed)
    second = np.sort(rng.integers(1_700_000_000, 1_700_000_000 + 150 * 86_400, rows))
    second = second // 86_400 * 86_400 if day else second
    shop = (rng.pareto(0.8, rows) * 8).astype(int) % 600
    frame = pd.DataFrame(
        {
            "provider_id": "one",
            "transaction_id": [f"T{i:07d}" for i in range(rows)],
            "occurred_at": second.astype("datetime64[s]"),
            "payer_ref": [f"card{i}" for i in rng.integers(0, 4000, rows)],
            "payer_ref_kind": "card_token",
            "merchant_id": [f"M{i:06d}" for i in shop],
            "amount": np.exp(rng.normal(3, 1, rows)).round(2) + 0.01,
            "currency": "EUR",
            "kind": rng.choice(["purchase", "refund"], rows, p=[0.98, 0.02]),
        }
    )
    last = pd.Timestamp(int(second.max()), unit="s").normalize()
    row = ("one", kind, "NL", "Europe/Amsterdam", "day" if day else "second", last)
    members = pd.DataFrame([row], columns=MEMBER_COLUMNS)
    return Coalition(members, pd.DataFrame(columns=MERCHANT_COLUMNS), frame)


def test_the_same_seed_gives_the_same_frames() -> None:
    """Background and plant are determined by their seeds; another seed gives another world."""
    one, two = background(3, 8000), background(3, 8000)
    pd.testing.assert_frame_equal(one.transactions, two.transactions)
    pd.testing.assert_frame_equal(one.merchants, two.merchants)
    first, second = plant(one, 4, 1), plant(two, 4, 1)
    pd.testing.assert_frame_equal(first[0].transactions, second[0].transactions)
    pd.testing.assert_frame_equal(first[1], second[1])
    assert not background(4, 8000).transactions["amount"].equals(one.transactions["amount"])


def test_columns_are_the_contracts(world: Coalition) -> None:
    """All columns are there, texts are texts, and ids are unique within a member."""
    rows = world.transactions
    assert list(rows.columns) == TRANSACTION_COLUMNS and list(world.merchants.columns) == MERCHANT_COLUMNS
    assert list(world.members.columns) == MEMBER_COLUMNS
    assert rows["occurred_at"].dtype == "datetime64[s]" and (rows["amount"] > 0).all()
    assert not rows.duplicated(["provider_id", "transaction_id"]).any()
    assert not world.merchants.duplicated(["provider_id", "merchant_id"]).any()
    for frame in (rows.drop(columns=["amount", "occurred_at"]), world.merchants):
        assert frame.stack(future_stack=True).dropna().map(type).eq(str).all()
    known = rows[rows["related_id"].notna()].merge(
        rows, left_on=["provider_id", "related_id"], right_on=["provider_id", "transaction_id"]
    )
    assert len(known) == rows["related_id"].notna().sum()
    assert world.merchants["domain"].dropna().str.endswith(".example").all()


def test_payers_are_found_at_several_members(world: Coalition) -> None:
    """Some references join across members, others are known at one only."""
    rows = world.transactions.drop_duplicates(["provider_id", "payer_ref"])
    members = rows.groupby(["payer_ref_kind", "payer_ref"])["provider_id"].nunique()
    assert set(rows["payer_ref_kind"]) <= {"par", "card_token", "wallet"}
    assert (members.drop("par", level=0, errors="ignore") == 1).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_twins_are_at_least_as_many(world: Coalition, seed: int) -> None:
    """Of every typology; all accounts of the answer have payments, ids are new, and the plant is small."""
    added, answer = plant(world, seed, 2)
    count = answer.groupby(["typology", "role"]).size().unstack(fill_value=0)
    assert (count["twin"] >= count["planted"]).all() and (count["planted"] >= 2).all()
    assert len(count) == 13
    assert not answer.duplicated(["provider_id", "merchant_id"]).any()
    both = pd.concat([world.transactions, added.transactions])
    assert not both.duplicated(["provider_id", "transaction_id"]).any()
    assert 0.005 < len(added.transactions) / len(world.transactions) <= 0.031
    paid = set(zip(added.transactions["provider_id"], added.transactions["merchant_id"]))
    assert set(zip(answer["provider_id"], answer["merchant_id"])) <= paid
    sheets = pd.concat([world.merchants, added.merchants])
    assert not sheets.duplicated(["provider_id", "merchant_id"]).any()


def test_only_filled_columns_are_filled(world: Coalition) -> None:
    """A member's empty columns stay empty, and nothing is later than its last day."""
    added, _ = plant(world, 9, 2)
    for old, new in ((world.transactions, added.transactions), (world.merchants, added.merchants)):
        filled = old.notna().groupby(old["provider_id"]).any()
        more = new.notna().groupby(new["provider_id"]).any()
        assert not (more & ~filled.loc[more.index]).any().any()
    ends = added.transactions.groupby("provider_id")["occurred_at"].max()
    last = world.members.set_index("provider_id")["last_day"] + pd.Timedelta(days=1)
    assert (ends <= last.loc[ends.index]).all()


@pytest.mark.parametrize("kind, day", [("acquirer", False), ("issuer", True), ("wallet", False), ("remitter", True)])
def test_poor_backgrounds(kind: str, day: bool) -> None:
    """A single member with eight columns is enough."""
    poor = poor_world(kind, 20_000, day)
    for columns in (list(poor.transactions.columns), POOR):
        thin = Coalition(poor.members, poor.merchants, poor.transactions[columns])
        added, answer = plant(thin, 2, 2)
        assert list(added.transactions.columns) == columns and not len(added.merchants)
        count = answer["role"].value_counts()
        assert count["twin"] >= count["planted"] >= 20
        assert added.transactions.notna().all().all()
        if day:
            assert (added.transactions["occurred_at"].dt.hour == 0).all()


def _facts(rows: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """What form says about each account: id, order, missing values, decimals, first day."""
    rows = rows.sort_values(["provider_id", "occurred_at"], kind="stable").reset_index(drop=True)
    keys = [rows["provider_id"], rows["merchant_id"]]
    cents = (rows["amount"] * 100).round().astype(int) % 100
    form = pd.DataFrame(
        {
            "c00": cents == 0,
            "c99": cents == 99,
            "c95": cents == 95,
            "c50": cents == 50,
            "tenth": cents % 10 == 0,
            "second": rows["occurred_at"].dt.second,
            "length": rows["payer_ref"].str.len(),
            "digits": rows["transaction_id"].str.count(r"\d") / rows["transaction_id"].str.len(),
            "end": rows["transaction_id"].str[-1].map(ord),
            "third": rows["transaction_id"].str[2].map(ord),
        }
    ).astype(float)
    gaps = rows.drop(columns=["provider_id", "merchant_id"]).isna().add_prefix("no_").astype(float)
    facts = pd.concat([form, gaps], axis=1).groupby(keys).mean()
    facts["first"] = rows["occurred_at"].groupby(keys).min().astype("int64") / 86_400
    sheet = sheets.set_index(["provider_id", "merchant_id"])
    kind = sheet["kind"].reindex(facts.index).fillna("merchant")
    there = sheet.notna().astype(float).drop(columns=["closed_on", "close_reason"]).reindex(facts.index).fillna(0)
    place = pd.Series(np.arange(len(sheet)), sheet.index).groupby(level=0).rank(pct=True)
    place = place.reindex(facts.index).fillna(0.5)
    facts = pd.concat([facts, there.add_prefix("has_")], axis=1).assign(place=place.to_numpy(), kind=kind.to_numpy())
    ids = facts.index.get_level_values(1)
    facts["id_digits"], facts["id_end"] = ids.str.count(r"\d"), ids.str[-1].map(ord)
    facts["id_mid"] = ids.str[4].map(ord)
    return facts


def _matched(world: Coalition, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Form of planted accounts, and of up to six honest ones of the same member and kind that are as new."""
    added, answer = plant(world, seed, 2)
    sheets = pd.concat([world.merchants, added.merchants]).sort_values(["provider_id", "merchant_id"])
    facts = _facts(pd.concat([world.transactions, added.transactions], ignore_index=True), sheets)
    new = answer[(answer["role"] == "planted") & (answer["typology"] != "laundered")]
    chosen = pd.MultiIndex.from_frame(new[["provider_id", "merchant_id"]])
    honest = facts.drop(index=chosen)
    rng = np.random.default_rng(seed)
    rows, label = [], []
    for key in chosen:
        mine = facts.loc[key]
        alike = honest.loc[[key[0]]]
        alike = alike[(alike["kind"] == mine["kind"]) & ((alike["first"] - mine["first"]).abs() < 15)]
        take = alike.iloc[rng.permutation(len(alike))[:6]]
        if len(take):
            rows.extend([mine.drop("kind").to_numpy(float), *take.drop(columns="kind").to_numpy(float)])
            label.extend([1.0] + [0.0] * len(take))
    return np.array(rows), np.array(label)


def _auc(score: np.ndarray, label: np.ndarray) -> float:
    """The chance that a planted account scores above an honest one."""
    rank = pd.Series(score).rank().to_numpy()
    ones = label.sum()
    return float((rank[label == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(label) - ones)))


def _fitted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of a ridge logistic regression."""
    weight = np.zeros(x.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ weight, -30, 30)))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 3 * np.eye(x.shape[1])
        weight -= np.linalg.solve(hessian, x.T @ (p - y) + 3 * weight)
    return weight


def form_auc(seeds: range, payments: int) -> tuple[float, int]:
    """How well form alone tells planted accounts, in worlds that it has not seen."""
    parts = [_matched(background(seed, payments), seed) for seed in seeds]
    scores, labels = [], []
    for out, (x, y) in enumerate(parts):
        xs = np.concatenate([p[0] for i, p in enumerate(parts) if i != out])
        ys = np.concatenate([p[1] for i, p in enumerate(parts) if i != out])
        mean, spread = xs.mean(0), xs.std(0) + 1e-6
        train = np.column_stack([np.ones(len(xs)), (xs - mean) / spread])
        test = np.column_stack([np.ones(len(x)), ((x - mean) / spread).clip(-5, 5)])
        scores.append(test @ _fitted(train, ys))
        labels.append(y)
    return _auc(np.concatenate(scores), np.concatenate(labels)), int(sum(label.sum() for label in labels))


def test_form_does_not_tell() -> None:
    """Ids, order, missing values, decimals and first days do not tell planted from honest accounts."""
    auc, planted = form_auc(range(20, 25), 40_000)
    assert planted > 150
    assert 0.4 < auc < 0.6
