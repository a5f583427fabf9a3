"""Tests of the worlds: the same twice, in the contract's form, twins enough, and nothing in form that tells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import pier
from pier.model import MERCHANT_COLUMNS, TRANSACTION_COLUMNS

SIZE = 40_000
POOR = ["provider_id", "transaction_id", "occurred_at", "payer_ref", "payer_ref_kind", "merchant_id", "amount", 
        "currency", "kind"]
KEY = ["provider_id", "merchant_id"]


@pytest.fixture(scope="module")
def world() -> tuple[pier.Coalition, pier.Coalition, pd.DataFrame]:
    """A background, what is added, and the answer."""
    honest = pier.background(3, SIZE)
    return honest, *pier.plant(honest, 4, 2)


def poor(honest: pier.Coalition, day: bool) -> pier.Coalition:
    """A single member with the least columns, and no table of merchants."""
    rows = honest.transactions[honest.transactions["provider_id"] == "quay"][POOR].reset_index(drop=True)
    members = honest.members[honest.members["provider_id"] == "quay"].reset_index(drop=True)
    if day:
        rows["occurred_at"] = rows["occurred_at"].to_numpy().astype("datetime64[D]").astype("datetime64[s]")
        members = members.assign(kind="issuer", time_precision="day")
    return pier.Coalition(members, honest.merchants.iloc[:0], rows)


def test_same_seed_same_frames(world: tuple[pier.Coalition, pier.Coalition, pd.DataFrame]) -> None:
    """Background and plant are determined by their seeds."""
    honest, added, answer = world
    again = pier.background(3, SIZE)
    pd.testing.assert_frame_equal(honest.transactions, again.transactions)
    pd.testing.assert_frame_equal(honest.merchants, again.merchants)
    more, key = pier.plant(again, 4, 2)
    pd.testing.assert_frame_equal(added.transactions, more.transactions)
    pd.testing.assert_frame_equal(added.merchants, more.merchants)
    pd.testing.assert_frame_equal(answer, key)


def test_columns_and_ids(world: tuple[pier.Coalition, pier.Coalition, pd.DataFrame]) -> None:
    """The columns are the contract's, ids are unique, amounts positive, days within the member's."""
    honest, added, _ = world
    assert list(honest.transactions.columns) == ["provider_id", *TRANSACTION_COLUMNS]
    assert list(honest.merchants.columns) == ["provider_id", *MERCHANT_COLUMNS]
    assert list(added.transactions.columns) == list(honest.transactions.columns)
    assert list(added.merchants.columns) == list(honest.merchants.columns)
    both = pd.concat([honest.transactions, added.transactions], ignore_index=True)
    assert not both.duplicated(["provider_id", "transaction_id"]).any()
    assert both["amount"].gt(0).all() and str(both["occurred_at"].dtype) == "datetime64[s]"
    assert not pd.concat([honest.merchants, added.merchants]).duplicated(KEY).any()
    last = pd.to_datetime(honest.members.set_index("provider_id")["last_day"])
    assert (both["occurred_at"].dt.normalize() <= both["provider_id"].map(last)).all()
    answers = both.dropna(subset=["related_id"])
    assert answers["related_id"].isin(set(both["transaction_id"])).mean() > .9


def test_twins_and_share(world: tuple[pier.Coalition, pier.Coalition, pd.DataFrame]) -> None:
    """At least as many twin accounts as planted, of every typology that is there; no more than the share."""
    honest, added, answer = world
    counts = answer.groupby(["typology", "role"]).size().unstack(fill_value=0)
    assert (counts["twin"] >= counts["planted"]).all() and len(counts) >= 3
    assert len(added.transactions) <= pier.SHARE * len(honest.transactions)
    paid = set(map(tuple, added.transactions[KEY].to_numpy()))
    assert set(map(tuple, answer[KEY].to_numpy())) == paid


@pytest.mark.parametrize("day", [False, True])
def test_poor_background(world: tuple[pier.Coalition, pier.Coalition, pd.DataFrame], day: bool) -> None:
    """A single member with the least columns gets groups in its own form."""
    honest = poor(world[0], day)
    added, answer = pier.plant(honest, 9, 1)
    assert len(answer) and list(added.transactions.columns) == POOR and not len(added.merchants)
    assert len(added.transactions) <= pier.SHARE * len(honest.transactions)
    if day:
        assert (added.transactions["occurred_at"].dt.normalize() == added.transactions["occurred_at"]).all()


def form(honest: pier.Coalition, added: pier.Coalition) -> pd.DataFrame:
    """What form shows of each account: ids, missing columns, decimals, and the first day."""
    rows = pd.concat([honest.transactions, added.transactions], ignore_index=True)
    rows = rows.sort_values(["provider_id", "occurred_at", "transaction_id"], kind="stable").reset_index(drop=True)
    cents = (rows["amount"] * 100).round().astype(int) % 100
    table = pd.DataFrame({f"none {c}": rows[c].isna() for c in TRANSACTION_COLUMNS if rows[c].isna().any()})
    table = table.assign(whole=cents == 0, half=cents == 50, below=cents.isin([95, 99]), place=rows.index % 2,
                         longer=rows["transaction_id"].str.len(), head=rows["transaction_id"].str[3].map(ord),
                         tail=rows["transaction_id"].str[-1].map(ord), payer=rows["payer_ref"].str[5].map(ord),
                         number=rows["merchant_id"].str[4].map(ord), end=rows["merchant_id"].str[-1].map(ord),
                         width=rows["merchant_id"].str.len(), first=rows["occurred_at"].to_numpy().astype("int64"))
    means = table.astype(float).groupby([rows["provider_id"], rows["merchant_id"]]).mean()
    means["first"] = rows.groupby(KEY)["occurred_at"].min().to_numpy().astype("datetime64[D]").astype(int)
    details = pd.concat([honest.merchants, added.merchants]).set_index(KEY)
    lacks = details.isna().astype(float).add_prefix("lacks ").reindex(means.index).fillna(.5)
    return pd.concat([means, lacks], axis=1)


def area(x: np.ndarray, y: np.ndarray, fold: np.ndarray) -> float:
    """Area under the curve of a logistic regression, on plantings that it was not fitted to."""
    x = np.column_stack([(x - x.mean(0)) / (x.std(0) + 1e-9), np.ones(len(x))])
    scores = np.zeros(len(x))
    for part in np.unique(fold):
        weights, inside = np.zeros(x.shape[1]), fold != part
        for _ in range(300):
            chance = 1 / (1 + np.exp(-x[inside] @ weights))
            weights -= .5 * (x[inside].T @ (chance - y[inside]) / inside.sum() + .02 * weights)
        scores[~inside] = x[~inside] @ weights
    order = pd.Series(scores).rank().to_numpy()
    good = int(y.sum())
    return float((order[y == 1].sum() - good * (good + 1) / 2) / (good * (len(y) - good)))


def compared(honest: pier.Coalition, added: pier.Coalition, answer: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Form of the planted accounts, and of four honest ones each of the same member that are as new."""
    table = form(honest, added)
    counts = pd.concat([honest.transactions, added.transactions]).groupby(KEY).size().reindex(table.index)
    hosts = answer["typology"].eq("laundering")
    planted = pd.MultiIndex.from_frame(answer.loc[answer["role"].eq("planted") & ~hosts, KEY])
    others = table[~table.index.isin(pd.MultiIndex.from_frame(answer[KEY])) & (counts >= 8)]
    chosen: dict[tuple[str, str], None] = {}
    for key in planted:
        kin = others.loc[key[0]]
        near = (kin["first"] - table.loc[key, "first"]).abs().sort_values(kind="stable")
        chosen.update(((key[0], m), None) for m in near.index[:4])
    return table.loc[planted], table.loc[list(chosen)]


def test_form_does_not_tell() -> None:
    """A logistic regression on form, fitted to three worlds, is about as good as chance in the fourth."""
    parts, truth, fold = [], [], []
    for seed in range(11, 15):
        honest = pier.background(seed, SIZE)
        for side, label in zip(compared(honest, *pier.plant(honest, seed + 40, 2)), (1, 0)):
            parts.append(side)
            truth += [label] * len(side)
            fold += [seed] * len(side)
    found = area(pd.concat(parts).fillna(0.).to_numpy(float), np.array(truth), np.array(fold))
    assert found < .62, found
