"""Large rings of equal sites come out whole, whatever their size; districts of a city do not."""

from __future__ import annotations

import functools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.spatial import cKDTree

from finpath.graph.kernels import Incidence, blocks, gather, incidence, overlap
from finpath.graph.kernels.closed import closed

SHOPS, PEOPLE = 1_000, 12_000
Pairs = tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]


@functools.cache
def city(seed: int, reach: float) -> Pairs:
    """People buy at six shops near their homes."""
    chance = np.random.default_rng(seed)
    shop, home = (chance.random((count, 2)) for count in (SHOPS, PEOPLE))
    near = [np.array(some, np.int64) for some in cKDTree(shop).query_ball_point(home, reach)]
    bought = [chance.permutation(some)[:6] for some in near]
    return np.concatenate(bought), np.repeat(np.arange(PEOPLE), [len(some) for some in bought])


def ring(seed: int, sites: int, customers: int, known: int, bought: int = 2) -> Pairs:
    """Customers from anywhere know some of the sites, and buy at honest shops from anywhere too."""
    chance = np.random.default_rng(seed)
    payer = chance.choice(PEOPLE, customers, replace=False)
    there = [SHOPS + chance.choice(sites, min(known, sites), replace=False) for _ in payer]
    here = [chance.choice(SHOPS, bought, replace=False) for _ in payer]
    merchant = np.concatenate([np.concatenate(both) for both in zip(there, here, strict=True)])
    return merchant, np.repeat(payer, min(known, sites) + bought)


def links_of(*parts: Pairs) -> Incidence:
    merchant, payer = (np.concatenate(side) for side in zip(*parts, strict=True))
    batch = pa.RecordBatch.from_pydict({"merchant": merchant, "payer": payer})
    return incidence([batch], int(merchant.max()) + 1, PEOPLE)


def groups(links: Incidence) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return gather(overlap(links).hints, links.merchants)


@pytest.mark.parametrize("sites", [10, 20, 50, 200])
@pytest.mark.parametrize("known", ["half", "all"])
def test_a_ring_of_equal_sites_comes_out_whole(sites: int, known: str) -> None:
    links = links_of(city(1, 0.07), ring(2, sites, 24, sites // 2 if known == "half" else sites))
    group = groups(links)
    own = group[SHOPS:]
    assert (own == own[0]).all()
    assert not (group[:SHOPS] == own[0]).any()
    found = blocks(links, group)
    assert set(range(SHOPS, SHOPS + sites)) == set(found.merchant[found.merchant >= SHOPS].tolist())
    assert len(set(found.block[found.merchant >= SHOPS].tolist())) == 1


@given(st.integers(8, 120), st.integers(0, 5), st.integers(1, 1_000))
@settings(max_examples=25, deadline=None)
def test_of_whatever_size_and_with_whatever_camouflage(sites: int, bought: int, seed: int) -> None:
    links = links_of(city(1, 0.07), ring(seed, sites, 40, max(sites // 2, 4), bought))
    group = groups(links)
    own, size = np.unique(group[SHOPS:], return_counts=True)
    assert size.max() >= 0.9 * sites
    assert (group[:SHOPS] == own[size.argmax()]).sum() <= 0.1 * sites


@pytest.mark.parametrize("reach", [0.03, 0.07, 0.2, 0.4])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_district_of_a_city_is_no_group(reach: float, seed: int) -> None:
    assert np.bincount(groups(links_of(city(seed, reach)))).max() <= 13


def test_who_is_much_closer_stays_apart_from_the_town_around() -> None:
    chance = np.random.default_rng(3)
    town = [chance.choice(60, 8, replace=False) for _ in range(600)]
    sites = [60 + chance.choice(8, 4, replace=False) for _ in range(40)]
    merchant = np.concatenate([*town, *sites])
    payer = np.concatenate([np.repeat(np.arange(600), 8), np.repeat(chance.choice(600, 40, replace=False), 4)])
    elsewhere = (np.random.default_rng(4).integers(68, 400, 9_000), 600 + np.repeat(np.arange(3_000), 3))
    group = groups(links_of((merchant, payer), elsewhere))
    assert set(group[60:68].tolist()) == {60}
    assert not (group[:60] == 60).any()


def equal(sites: int, tied: float, seed: int) -> sparse.csr_array:
    """Ties of some pairs, each the same part of what its ends have."""
    chance = np.random.default_rng(seed)
    upper = np.triu(chance.random((sites, sites)) < tied, 1).astype(np.float64)
    ties = upper + upper.T
    whole = np.maximum(ties.sum(axis=1), 1)
    return sparse.csr_array(ties / np.sqrt(np.outer(whole, whole)))


@given(st.integers(14, 90), st.floats(0.4, 1.0), st.integers(0, 99), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_names_do_not_matter(sites: int, tied: float, seed: int, names: int) -> None:
    ties = sparse.csr_array(sparse.block_diag([equal(sites, tied, seed), equal(20, 1.0, seed)]))
    renamed = np.random.default_rng(names).permutation(ties.shape[0])
    plain, other = closed(ties), closed(ties[renamed][:, renamed])
    assert ((plain[renamed][:, None] == plain[renamed][None, :]) == (other[:, None] == other[None, :])).all()
    assert len(set(plain.tolist())) == 2


def test_a_chain_has_far_ends_and_a_market_is_too_large() -> None:
    chain = sparse.diags_array([0.5, 0.5], offsets=[1, -1], shape=(60, 60)).tocsr()
    assert len(set(closed(chain).tolist())) == 60
    assert len(set(closed(equal(401, 1.0, 1)).tolist())) == 401
    assert len(set(closed(equal(400, 1.0, 1)).tolist())) == 1


def test_no_ties_no_groups() -> None:
    assert closed(sparse.csr_array((3, 3))).tolist() == [0, 1, 2]
