"""Tests of the package: form, determinism, twins, and that nothing in form tells."""

import numpy as np
import pandas as pd
import pytest

from counter import Coalition, background, plant
from counter.frames import MEMBER_COLUMNS, MERCHANT_COLUMNS, TRANSACTION_COLUMNS

KINDS = {"purchase", "refund", "chargeback", "representment", "reversal", "decline", "credit", "fee"}


@pytest.fixture(scope="module")
def world() -> Coalition:
    """Return a background of moderate size."""
    return background(3, 50_000)


@pytest.fixture(scope="module")
def planted(world: Coalition) -> tuple[Coalition, pd.DataFrame]:
    """Return what is added to it, and the answer."""
    return plant(world, 11, 2)


def poor(world: Coalition) -> Coalition:
    """Return a single acquirer with nothing but what the contract demands."""
    keep = [
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
    rows = world.transactions[world.transactions["provider_id"] == "issuer-a"][keep].copy()
    rows["provider_id"] = "alone"
    fact = ("alone", "acquirer", "NL", "Europe/Amsterdam", "second", None)
    members = pd.DataFrame([fact], columns=list(MEMBER_COLUMNS))
    merchants = pd.DataFrame(columns=["provider_id", "merchant_id"], dtype=object)
    return Coalition(members, merchants, rows.reset_index(drop=True))


def daily(world: Coalition) -> Coalition:
    """Return an issuer alone that knows the day only and no category."""
    rows = world.transactions[world.transactions["provider_id"] == "issuer-c"].copy()
    rows["mcc"] = None
    members = world.members[world.members["provider_id"] == "issuer-c"].reset_index(drop=True)
    return Coalition(members, world.merchants.iloc[:0], rows.reset_index(drop=True))


def test_the_same_seed_gives_the_same_frames() -> None:
    """Determinism of both functions."""
    one, two = background(5, 12_000), background(5, 12_000)
    for name in ("members", "merchants", "transactions"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))
    (a, x), (b, y) = plant(one, 2, 1), plant(two, 2, 1)
    pd.testing.assert_frame_equal(a.transactions, b.transactions)
    pd.testing.assert_frame_equal(a.merchants, b.merchants)
    pd.testing.assert_frame_equal(x, y)


def test_columns_are_the_contracts(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Columns, types, code lists; ids are unique and sums above zero."""
    added, _ = planted
    for part in (world, added):
        assert tuple(part.transactions.columns) == TRANSACTION_COLUMNS
        assert tuple(part.merchants.columns) == MERCHANT_COLUMNS
        assert part.transactions["occurred_at"].dtype == "datetime64[s]"
        assert (part.transactions["amount"] > 0).all() and set(part.transactions["kind"]) <= KINDS
        for name in set(TRANSACTION_COLUMNS) - {"amount", "occurred_at"}:
            values = part.transactions[name].to_numpy(dtype=object)
            assert all(v is None or isinstance(v, str) for v in values), name
        domains = part.merchants["domain"].dropna()
        assert domains.str.endswith(".example").all()
    both = pd.concat([world.transactions, added.transactions])
    assert not both.duplicated(["provider_id", "transaction_id"]).any()
    merchants = pd.concat([world.merchants, added.merchants])
    assert not merchants.duplicated(["provider_id", "merchant_id"]).any()


def test_size_and_twins(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """About three payments in a hundred at most, and twins at least as many as planted."""
    added, answer = planted
    assert len(added.transactions) <= 0.034 * len(world.transactions)
    count = answer["role"].value_counts()
    assert count["twin"] >= count["planted"] > 50
    assert answer["typology"].nunique() == 13
    assert not answer.duplicated(["provider_id", "merchant_id"]).any()


def test_a_seller_is_seen_by_all_issuers_of_his_payers(planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Card acceptors of the answer stand at several issuers, under one acquirer; both sides share references."""
    added, answer = planted
    cards = answer[answer["provider_id"].str.startswith("issuer")]
    assert (cards.groupby("merchant_id")["provider_id"].nunique() > 1).mean() > 0.3
    rows = added.transactions[added.transactions["merchant_id"].isin(cards["merchant_id"])]
    assert (rows.groupby("merchant_id")["acquirer_id"].nunique() == 1).all()
    mine = added.transactions[added.transactions["provider_id"] == "acquirer-a"]
    others = rows[rows["provider_id"].isin(["issuer-a", "issuer-b"])]
    both = mine.merge(others, on=["merchant_id", "amount", "occurred_at", "kind"])
    assert len(both) > 0.1 * len(mine) > 0


def test_only_what_is_filled(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Columns that a member leaves out stay out, days stay days, nobody goes beyond a last day."""
    added, _ = planted
    for provider, rows in added.transactions.groupby("provider_id"):
        old = world.transactions[world.transactions["provider_id"] == provider]
        empty = [c for c in TRANSACTION_COLUMNS if old[c].isna().all()]
        assert rows[empty].isna().all().all()
        last = world.members.set_index("provider_id").at[provider, "last_day"]
        assert rows["occurred_at"].max() < pd.Timestamp(last) + pd.Timedelta(days=1)
    days = added.transactions[added.transactions["provider_id"] == "issuer-c"]["occurred_at"]
    assert (days == days.dt.normalize()).all()


@pytest.mark.parametrize("make", [poor, daily])
def test_poor_backgrounds(world: Coalition, make) -> None:
    """A single acquirer with the least columns, and an issuer with days only, can be planted."""
    base = make(world)
    added, answer = plant(base, 4, 1)
    assert list(added.transactions.columns) == list(base.transactions.columns)
    count = answer["role"].value_counts()
    assert count["twin"] >= count["planted"] > 8 and answer["typology"].nunique() >= 7
    assert len(added.transactions) <= max(0.035 * len(base.transactions), 700)
    known = base.transactions["payer_ref"]
    assert added.transactions["payer_ref"].isin(set(known)).mean() > 0.6


def _form(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what only form tells of each account: ids, order, missingness, decimals, first day."""
    rows = rows.sort_values(["provider_id", "occurred_at", "transaction_id"], kind="stable").reset_index(drop=True)
    cents = np.round(rows["amount"] * 100) % 100
    name, payer, number = rows["merchant_id"], rows["payer_ref"], rows["transaction_id"]
    facts = {
        "id length": name.str.len(),
        "id digits": name.str.count(r"\d"),
        "id head": name.str[:1].map(ord),
        "id tail": name.str[-1:].map(ord),
        "payer digits": payer.str.count(r"\d"),
        "payer length": payer.str.len(),
        "payer head": payer.str[:1].map(ord),
        "row digits": number.str.count(r"\d"),
        "row tail": number.str[-1:].map(ord),
        "row order": number.groupby(rows["provider_id"]).rank(pct=True)
        - rows.groupby("provider_id").cumcount() / rows.groupby("provider_id")["amount"].transform("size"),
        "whole": cents == 0,
        "nines": cents.isin([99, 95]),
        "half": cents == 50,
        "long": (rows["amount"] * 100 - np.round(rows["amount"] * 100)).abs() > 1e-6,
        "day": rows["occurred_at"].astype("int64"),
    } | {f"no {c}": rows[c].isna() for c in TRANSACTION_COLUMNS if c not in ("related_id", "terminal_id")}
    frame = pd.DataFrame(facts).astype(float)
    frame["n"], frame["far"] = 1.0, (rows["card_present"].fillna("x") == "false").astype(float)
    keys = [rows["provider_id"], rows["merchant_id"]]
    how = {c: "mean" for c in frame.columns} | {"day": "min", "n": "sum"}
    return frame.groupby(keys).agg(how)


def _auc(score: np.ndarray, truth: np.ndarray) -> float:
    """Return the chance that a planted account scores above an honest one."""
    rank = pd.Series(score).rank().to_numpy()
    ones = truth.sum()
    return float((rank[truth].sum() - ones * (ones + 1) / 2) / (ones * (len(truth) - ones)))


def _told(form: pd.DataFrame, truth: np.ndarray, groups: pd.Series, rng: np.random.Generator) -> float:
    """Return the AUC of a logistic regression on groups that it did not learn from (five parts)."""
    names = form.index.get_level_values(1)
    codes, _ = pd.factorize(pd.Series(names).map(groups).fillna(pd.Series(names)))
    part, score = rng.integers(0, 5, codes.max() + 1)[codes], np.zeros(len(truth))
    features = form.drop(columns=["n", "far"]).to_numpy()
    for fold in range(5):
        learn = part != fold
        mean, scale = features[learn].mean(axis=0), features[learn].std(axis=0) + 1e-9
        x = np.clip((features - mean) / scale, -4, 4)
        weights, bias = np.zeros(x.shape[1]), 0.0
        for _ in range(300):
            p = 1 / (1 + np.exp(-(x[learn] @ weights + bias)))
            gap = p - truth[learn]
            weights -= 0.3 * (x[learn].T @ gap / learn.sum() + 0.02 * weights)
            bias -= 0.3 * gap.mean()
        score[~learn] = x[~learn] @ weights + bias
    return _auc(score, truth)


def _matched(form: pd.DataFrame, truth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return planted accounts and honest ones of the same member that are as new, as large, and as far."""
    provider = form.index.get_level_values(0).to_numpy()
    chosen: set[int] = set()
    for at in np.flatnonzero(truth):
        near = (provider == provider[at]) & ~truth
        near &= (np.abs(form["day"] - form["day"].iat[at]) < 12 * 86_400).to_numpy()
        near &= (np.abs(np.log(form["n"] / form["n"].iat[at])) < 0.7).to_numpy() & (
            np.abs(form["far"] - form["far"].iat[at]) < 0.5
        ).to_numpy()
        free = [i for i in np.flatnonzero(near) if i not in chosen]
        if free:
            chosen |= {at, *rng.choice(free, min(2, len(free)), replace=False).tolist()}
    return np.array(sorted(chosen))


def test_form_does_not_tell(world: Coalition, planted: tuple[Coalition, pd.DataFrame]) -> None:
    """Ids, order, missingness, decimals and first days do not tell planted accounts from honest ones as new."""
    added, answer = planted
    form = _form(pd.concat([world.transactions, added.transactions], ignore_index=True))
    key = pd.MultiIndex.from_frame(answer.loc[answer["role"] == "planted", ["provider_id", "merchant_id"]])
    truth, rng = form.index.isin(key), np.random.default_rng(1)
    rows = _matched(form, truth, rng)
    groups = answer.drop_duplicates("merchant_id").set_index("merchant_id")["group"]
    told = _told(form.iloc[rows], truth[rows], groups, rng)
    assert truth[rows].sum() > 60
    assert told < 0.63, told
