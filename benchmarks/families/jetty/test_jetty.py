"""Tests of the generator: same twice, the contract's form, enough twins, and nothing in form that tells."""

from __future__ import annotations

import form
import numpy as np
import pandas as pd
import pytest

import jetty
from jetty.model import ANSWER_COLUMNS, MEMBER_COLUMNS, MERCHANT_COLUMNS, TRANSACTION_COLUMNS
from jetty.plans import CATALOGUE
from jetty.plant import SHARE

SEEDS = (1, 3)
WORLDS = {seed: jetty.background(seed, 60_000) for seed in SEEDS}
PLANTED = {seed: jetty.plant(WORLDS[seed], seed, 1) for seed in SEEDS}


def same(one: jetty.Coalition, two: jetty.Coalition) -> bool:
    """Whether two coalitions are equal in every frame."""
    return all(getattr(one, name).equals(getattr(two, name)) for name in ("members", "merchants", "transactions"))


def test_same_seed_gives_the_same_and_another_does_not() -> None:
    one, two = jetty.background(5, 8_000), jetty.background(5, 8_000)
    assert same(one, two)
    first, second = jetty.plant(one, 7, 1), jetty.plant(two, 7, 1)
    assert same(first[0], second[0]) and first[1].equals(second[1])
    assert not first[1].equals(jetty.plant(one, 8, 1)[1])
    assert len(jetty.background(6, 8_000).merchants) != len(one.merchants)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_contracts_form(seed: int) -> None:
    for world in (WORLDS[seed], PLANTED[seed][0]):
        rows = world.transactions
        assert tuple(rows.columns) == TRANSACTION_COLUMNS
        assert tuple(world.merchants.columns) == MERCHANT_COLUMNS
        assert tuple(world.members.columns) == MEMBER_COLUMNS
        assert rows["occurred_at"].dtype == np.dtype("datetime64[s]")
        assert (rows["amount"] > 0).all()
        required = ["transaction_id", "payer_ref", "merchant_id", "currency"]
        assert rows[required].notna().all().all()
        assert set(rows["kind"].dropna()) <= {"purchase", "refund", "chargeback", "decline"}
        assert world.merchants["domain"].dropna().str.endswith(".example").all()
    last = WORLDS[seed].members.set_index("provider_id")["last_day"]
    added = PLANTED[seed][0].transactions
    assert (added["occurred_at"] <= pd.to_datetime(added["provider_id"].map(last)) + pd.Timedelta(days=2)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_ids_are_unique_and_related_ids_are_known(seed: int) -> None:
    whole = jetty.combine(WORLDS[seed], PLANTED[seed][0])
    assert len(whole.transactions) == len(WORLDS[seed].transactions) + len(PLANTED[seed][0].transactions)
    assert not whole.transactions.duplicated(["provider_id", "transaction_id"]).any()
    assert not whole.merchants.duplicated(["provider_id", "merchant_id"]).any()
    known = set(whole.transactions["transaction_id"])
    assert set(PLANTED[seed][0].transactions["related_id"].dropna()) <= known


@pytest.mark.parametrize("seed", SEEDS)
def test_answer_has_twins_enough_within_the_share(seed: int) -> None:
    added, answer = PLANTED[seed]
    assert tuple(answer.columns) == ANSWER_COLUMNS
    assert not answer.duplicated(["provider_id", "merchant_id"]).any()
    roles = answer["role"].value_counts()
    assert roles["twin"] >= roles["planted"]
    planted = set(answer.loc[answer["role"] == "planted", "typology"])
    assert len(planted) >= 12
    assert planted == {name.split("/")[0] for name in answer.loc[answer["role"] == "twin", "typology"]}
    old = set(zip(WORLDS[seed].transactions["provider_id"], WORLDS[seed].transactions["merchant_id"]))
    assert not old & set(zip(answer["provider_id"], answer["merchant_id"]))
    count = len(added.transactions)
    assert 0 < count <= SHARE * (count + len(WORLDS[seed].transactions))


def test_catalogue_has_twins_for_all() -> None:
    assert len(CATALOGUE) >= 12 and all(typology.twins for typology in CATALOGUE)


def test_nothing_in_form_tells() -> None:
    found: list[float] = []
    for seed in SEEDS:
        added, answer = PLANTED[seed]
        whole = jetty.combine(WORLDS[seed], added)
        for provider, own in answer.set_index("merchant_id").groupby("provider_id"):
            if len(own) < 60:
                continue
            table = form.features(whole, str(provider))
            truth = table.index.isin(own.index)
            group = np.arange(len(table)).astype(str).astype(object)
            group[truth] = own["group"].reindex(table.index[truth])
            found.append(form.judged(table, truth, group))
    assert found and np.mean(found) < 0.6 and max(found) < 0.7


def poor(world: jetty.Coalition, day: bool, dense: bool) -> jetty.Coalition:
    """One member of a coalition with few columns, no merchants, perhaps days only and ids without gaps."""
    rows = world.transactions[world.transactions["provider_id"] == world.members["provider_id"].iloc[-1]].head(9_000).copy()
    for column in TRANSACTION_COLUMNS:
        if column not in ("provider_id", "transaction_id", "occurred_at", "payer_ref", "merchant_id", "amount", "currency"):
            rows[column] = None
    if day:
        rows["occurred_at"] = rows["occurred_at"].dt.floor("D").astype("datetime64[s]")
    if dense:
        rows["transaction_id"] = [f"{number:07d}" for number in range(len(rows))]
    members = world.members.tail(1).assign(time_precision="day" if day else "second")
    return jetty.Coalition(members.reset_index(drop=True), world.merchants.iloc[:0], rows.reset_index(drop=True))


@pytest.mark.parametrize(("day", "dense"), [(True, False), (False, True), (True, True)])
def test_works_on_poor_coalitions(day: bool, dense: bool) -> None:
    world = poor(WORLDS[3], day, dense)
    added, answer = jetty.plant(world, 2, 1)
    assert len(answer) and len(added.merchants) == 0
    rows = added.transactions
    assert rows[["kind", "mcc", "purpose_text", "payer_country"]].isna().all().all()
    assert not set(rows["transaction_id"]) & set(world.transactions["transaction_id"])
    if day:
        assert (rows["occurred_at"] == rows["occurred_at"].dt.floor("D")).all()
    bare = jetty.Coalition(world.members, pd.DataFrame(), world.transactions.iloc[:, :9])
    assert len(jetty.plant(bare, 2, 1)[1]) and len(jetty.combine(bare, jetty.plant(bare, 2, 1)[0]).transactions) > len(bare.transactions)
