"""Tests of the package: determinism, the contract's columns, twins, form, and poor backgrounds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from quay import Coalition, background, plant
from quay.model import MERCHANT_COLUMNS, TRANSACTION_COLUMNS
from quay.shapes import like_a_card

KINDS = {"purchase", "refund", "chargeback", "representment", "reversal", "decline", "credit", "fee"}


@pytest.fixture(scope="module")
def world() -> Coalition:
    """Return one honest world."""
    return background(3, 40_000)


@pytest.fixture(scope="module")
def planted(world: Coalition) -> tuple[Coalition, pd.DataFrame]:
    """Return what is planted into it."""
    return plant(world, 8, 1)


def poor() -> Coalition:
    """Return an acquirer that knows next to nothing, and describes no merchant."""
    full = background(4, 40_000)
    rows = full.transactions[full.transactions["provider_id"] == "acq-harbour"]
    rows = rows[rows["kind"] == "purchase"]
    names = [
        "provider_id",
        "transaction_id",
        "occurred_at",
        "payer_ref",
        "payer_ref_kind",
        "merchant_id",
        "amount",
        "currency",
        "kind",
    ]
    members = full.members[full.members["provider_id"] == "acq-harbour"].reset_index(drop=True)
    return Coalition(members, full.merchants.iloc[:0], rows[names].reset_index(drop=True))


def plain_issuer() -> Coalition:
    """Return an issuer that knows days only, whose other columns are there and empty."""
    full = background(5, 40_000)
    rows = full.transactions[full.transactions["provider_id"] == "iss-meadow"].reset_index(drop=True).copy()
    rows["occurred_at"] = rows["occurred_at"].dt.floor("D").astype("datetime64[s]")
    for name in ("mcc", "network_reference", "acquirer_id", "descriptor", "payer_ref_kind"):
        rows[name] = pd.Series([None] * len(rows), dtype=object)
    members = full.members[full.members["provider_id"] == "iss-meadow"].reset_index(drop=True).copy()
    members["time_precision"] = pd.Series(["day"], dtype=object)
    return Coalition(members, pd.DataFrame({"provider_id": pd.Series([], dtype=object)}), rows)


def test_same_seed_same_frames(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Check that chance comes from the seed alone."""
    again = background(3, 40_000)
    for name in ("members", "merchants", "transactions"):
        pd.testing.assert_frame_equal(getattr(world, name), getattr(again, name))
    added, answer = plant(world, 8, 1)
    pd.testing.assert_frame_equal(added.transactions, planted[0].transactions)
    pd.testing.assert_frame_equal(added.merchants, planted[0].merchants)
    pd.testing.assert_frame_equal(answer, planted[1])
    assert not background(9, 5_000).transactions.equals(background(10, 5_000).transactions)


def test_columns_of_the_contract(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Check names, types, codes and ids."""
    for held in (world, planted[0]):
        rows = held.transactions
        assert list(rows.columns) == ["provider_id", *TRANSACTION_COLUMNS]
        assert list(held.merchants.columns) == ["provider_id", *MERCHANT_COLUMNS]
        assert rows["occurred_at"].dtype == "datetime64[s]" and rows["amount"].dtype == float
        assert (rows["amount"] > 0).all() and set(rows["kind"]) <= KINDS
        assert not any(like_a_card(text) for text in rows["merchant_id"].unique())
        empty = held.merchants.isna() & held.merchants.map(lambda value: value is not None)
        assert not empty.to_numpy().any()
    both = pd.concat([world.transactions, planted[0].transactions])
    assert not both.duplicated(["provider_id", "transaction_id"]).any()
    every = pd.concat([world.merchants, planted[0].merchants])
    assert not every.duplicated(["provider_id", "merchant_id"]).any()
    answered = set(both["transaction_id"])
    assert set(planted[0].transactions["related_id"].dropna()) <= answered


def test_last_days_and_share(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Check that nothing is later than its member's last day, and little is added."""
    zones = world.members.set_index("provider_id")
    rows = planted[0].transactions
    last = rows["provider_id"].map(zones["last_day"]) + pd.Timedelta(days=1, hours=3)
    assert (rows["occurred_at"] <= last).all()
    assert len(rows) <= 0.033 * len(world.transactions)


def test_both_sides_agree(planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Check that an acquirer and an issuer tell the same of one payment."""
    rows = planted[0].transactions.dropna(subset=["network_reference"])
    ours = rows[rows["provider_id"] == "acq-harbour"].set_index("network_reference")
    theirs = rows[rows["provider_id"].str.startswith("iss")].set_index("network_reference")
    both = ours.join(theirs, suffixes=("", "_other"), how="inner")
    assert len(both) > 20
    assert (both["amount"] == both["amount_other"]).all() and (both["merchant_id"] == both["merchant_id_other"]).all()
    assert (both["acquirer_id"] == both["acquirer_id_other"]).all()
    par = both[(both["payer_ref_kind"] == "par") & (both["payer_ref_kind_other"] == "par")]
    assert (par["payer_ref"] == par["payer_ref_other"]).all()


def test_twins_at_least_as_many(planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Check the answer."""
    answer = planted[1]
    assert not answer.duplicated(["provider_id", "merchant_id"]).any()
    count = answer["role"].value_counts()
    assert count["twin"] >= count["planted"] > 20
    assert answer[answer["role"] == "planted"]["typology"].nunique() == 16
    paid = set(zip(planted[0].transactions["provider_id"], planted[0].transactions["merchant_id"]))
    assert set(zip(answer["provider_id"], answer["merchant_id"])) <= paid


@pytest.mark.parametrize("make", [poor, plain_issuer])
def test_poor_backgrounds(make: Callable[[], Coalition]) -> None:
    """Check that sellers can be planted where next to nothing is known."""
    held = make()
    added, answer = plant(held, 2, 1)
    assert list(added.transactions.columns) == list(held.transactions.columns)
    assert set(answer["role"]) == {"planted", "twin"} and answer["typology"].nunique() >= 5
    count = answer["role"].value_counts()
    assert count["twin"] >= count["planted"]
    for name in held.transactions.columns:
        if held.transactions[name].isna().all():
            assert added.transactions[name].isna().all(), name
    if held.members["time_precision"][0] == "day":
        assert (added.transactions["occurred_at"].dt.floor("D") == added.transactions["occurred_at"]).all()


def forms(rows: pd.DataFrame, merchants: pd.DataFrame) -> pd.DataFrame:
    """Return for each account what its form alone tells."""
    rows = rows.sort_values(["provider_id", "occurred_at"], kind="stable").reset_index(drop=True)
    key = [rows["provider_id"], rows["merchant_id"]]
    cents = np.round(rows["amount"] * 100).astype(int)
    parts = {f"gap_{name}": rows[name].isna().astype(float) for name in rows.columns[3:]}
    parts["whole"], parts["tenths"] = (cents % 100 == 0).astype(float), (cents % 10 == 0).astype(float)
    parts["nines"] = (cents % 100 == 99).astype(float)
    parts["id_head"] = rows["transaction_id"].str[:2].map(lambda text: sum(map(ord, text))).astype(float)
    parts["id_tail"] = rows["transaction_id"].str[-2:].map(lambda text: sum(map(ord, text))).astype(float)
    made = pd.DataFrame(parts).groupby(key).mean()
    made["first"] = rows.groupby(key)["occurred_at"].min().astype("int64") / 86400
    ids = made.index.get_level_values("merchant_id")
    made["sum"] = [sum(map(ord, text)) / len(text) for text in ids]
    made["head"], made["tail"] = [ord(text[0]) for text in ids], [ord(text[-1]) for text in ids]
    held = merchants.set_index(["provider_id", "merchant_id"])
    for name in held.columns:
        if not name.startswith("clos"):
            made[f"paper_{name}"] = held[name].isna().reindex(made.index).astype(float).fillna(2.0)
    return made


def area(score: np.ndarray, label: np.ndarray) -> float:
    """Return the area under the curve."""
    rank = pd.Series(score).rank().to_numpy()
    good = label.sum()
    return float((rank[label].sum() - good * (good + 1) / 2) / (good * (~label).sum()))


def fit(table: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Fit a logistic regression by gradient steps, both classes weighing the same."""
    weight, each = np.zeros(table.shape[1]), np.where(label, 0.5 / label.sum(), 0.5 / (~label).sum())
    for _ in range(400):
        chance = 1 / (1 + np.exp(-table @ weight))
        weight -= 0.5 * (table.T @ (each * (chance - label)) + 0.003 * weight)
    return weight


def test_form_does_not_tell() -> None:
    """Check that ids, gaps, decimals and first days do not tell planted accounts from honest ones that are as new."""
    tables, labels, turn = [], [], []
    for seed in range(3):
        honest = background(50 + seed, 40_000)
        added, answer = plant(honest, seed, 1)
        rows = pd.concat([honest.transactions, added.transactions])
        made = forms(rows, pd.concat([honest.merchants, added.merchants]))
        role = answer.set_index(["provider_id", "merchant_id"])["role"].reindex(made.index)
        old = made.index.isin(pd.MultiIndex.from_frame(honest.transactions[["provider_id", "merchant_id"]]))
        planted = ((role == "planted") & ~old).to_numpy()
        keep = (made["first"] > made["first"].min() + 20).to_numpy()
        member = made.index.get_level_values("provider_id")
        centred = made - made.groupby(member).transform("mean")
        tables.append(
            (centred / made.groupby(member).transform("std").replace(0, 1).fillna(1))[keep].fillna(0).to_numpy()
        )
        labels.append(planted[keep])
        turn.append(np.full(int(keep.sum()), seed))
    table, label, fold = np.vstack(tables), np.concatenate(labels), np.concatenate(turn)
    table = np.clip(table, -4, 4)
    found = [
        area(table[fold == one] @ fit(table[fold != one], label[fold != one]), label[fold == one]) for one in range(3)
    ]
    assert 0.38 < np.mean(found) < 0.62, found
