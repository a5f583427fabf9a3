"""Blocks are found through camouflage, and only there; what is said of them agrees with brute force."""

from __future__ import annotations

import importlib
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from finpath.graph.kernels import Blocks, OverlapLimits, SparseIncidence, blocks, gather, incidence, overlap

LINKS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 11)), min_size=8, max_size=60)
SELLER = list(range(300, 308))
Pairs = set[tuple[int, int]]


def links_of(pairs: Pairs, merchants: int = 8, payers: int = 12) -> SparseIncidence:
    merchant, payer = zip(*sorted(pairs), strict=True)
    return incidence([pa.RecordBatch.from_pydict({"merchant": merchant, "payer": payer})], merchants, payers)


def surprises(pairs: Pairs, members: list[int]) -> dict[int, float]:
    """By hand: how improbable it is that each member shares so much with the others."""
    degree, size = Counter(payer for _, payer in pairs), Counter(merchant for merchant, _ in pairs)
    met = Counter(payer for merchant, payer in pairs if merchant in members)
    told = {}
    for member in members:
        payers = [payer for merchant, payer in pairs if merchant == member]
        others = sum(size[other] for other in members if other != member)
        found = np.floor(np.round(sum(np.log2(met[payer]) for payer in payers), 9))
        expected = sum(np.log2(1 + (degree[payer] - 1) * others / len(pairs)) for payer in payers)
        told[member] = -np.log10(stats.poisson.sf(found - 1, expected)) if found and expected else 0.0
    return told


@given(LINKS, st.floats(0.01, 1.5))
@settings(max_examples=80, deadline=None)
def test_what_is_left_is_what_peeling_by_hand_leaves(pairs: Pairs, least: float) -> None:
    members = sorted({merchant for merchant, _ in pairs})
    told = surprises(pairs, members)
    while len(members) > 1 and min(round(value, 9) for value in told.values()) < least:
        members.remove(min(members, key=lambda member: (round(told[member], 9), member)))
        told = surprises(pairs, members)
    group = np.where(np.isin(np.arange(8), [merchant for merchant, _ in pairs]), 0, np.arange(8) + 8)
    found = blocks(links_of(pairs), group, least)
    assert found.merchant.tolist() == (members if len(members) > 1 else [])
    if len(members) > 1:
        assert found.surprise == pytest.approx([told[member] for member in members], abs=1e-6)
        assert found.density[0] == pytest.approx(np.mean([told[member] for member in members]), abs=1e-6)
        met = Counter(payer for merchant, payer in pairs if merchant in members)
        assert found.payers.tolist() == [sum(count > 1 for count in met.values())]
        shared = [sum(met[payer] > 1 for merchant, payer in pairs if merchant == member) for member in members]
        assert found.shared.tolist() == shared


def city(seed: int, seller: int = 0) -> tuple[Pairs, np.random.Generator]:
    """Thirty towns of ten shops and forty people, who buy in their own town; some also pay a seller of eight sites."""
    chance = np.random.default_rng(seed)
    town = {(10 * t + int(s), 40 * t + p) for t in range(30) for p in range(40) for s in chance.choice(10, 5)}
    customers = chance.choice(1200, seller, replace=False)
    sites = {(int(s), int(c)) for c in customers for s in chance.choice(SELLER, 3, replace=False)}
    return town | sites, chance


def find(pairs: Pairs) -> Blocks:
    links = links_of(pairs, 320, 1200)
    return blocks(links, gather(overlap(links).hints, 320))


def of(found: Blocks, number: int) -> list[int]:
    return [int(merchant) for merchant in found.merchant[found.block == number]]


def test_a_seller_is_found_most_of_whose_sites_share_hardly_anybody_two_by_two() -> None:
    pairs, _ = city(3, seller=25)
    kept = overlap(links_of(pairs, 320, 1200), OverlapLimits())
    assert (kept.crowd >= SELLER[0]).sum() < len(SELLER) * (len(SELLER) - 1) / 2
    found = find(pairs)
    own = {int(found.block[place]) for place in np.flatnonzero(found.merchant >= 300)}
    assert set(found.merchant[np.isin(found.block, list(own))].tolist()) <= set(SELLER)
    assert len(set(found.merchant.tolist()) & set(SELLER)) >= 6
    assert max(found.meeting_ratio[list(own)]) < 3


@pytest.mark.parametrize("bought", [0, 2, 5])
def test_camouflage_as_large_as_all_else_does_not_hide_a_block(bought: int) -> None:
    pairs, chance = city(4, seller=60)
    customers = sorted({payer for merchant, payer in pairs if merchant >= 300})
    pairs |= {(int(s), payer) for payer in customers for s in chance.choice(300, bought, replace=False)}
    found = find(pairs)
    whole = [number for number in range(len(found.payers)) if of(found, number) == SELLER]
    assert len(whole) == 1
    assert found.density[whole[0]] > 8
    assert found.meeting_ratio[whole[0]] < 3


def test_towns_are_found_as_places_where_payers_meet_outside_too_or_not_at_all() -> None:
    found = find(city(5)[0])
    for number in range(len(found.payers)):
        assert len(of(found, number)) == 10 or found.meeting_ratio[number] > 8


def test_the_largest_groups_are_left_out_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = {(m, p) for m in (0, 1) for p in range(3)} | {(m, p) for m in (2, 3, 4) for p in range(4, 10)}
    group = np.array([0, 0, 2, 2, 2, 5, 6, 7])
    module = importlib.import_module("finpath.graph.kernels.blocks")
    everything = blocks(links_of(pairs), group, 0.01)
    monkeypatch.setattr(module, "LINKS", 10)
    bounded = blocks(links_of(pairs), group, 0.01)
    assert (everything.merchant.tolist(), everything.unpeeled) == ([0, 1, 2, 3, 4], 0)
    assert (bounded.merchant.tolist(), bounded.unpeeled) == ([0, 1], 1)


def test_chance_alone_makes_no_block() -> None:
    chance = np.random.default_rng(6)
    merchants, payers = chance.integers(0, 320, 6000), chance.integers(0, 1200, 6000)
    assert not len(find(set(zip(merchants.tolist(), payers.tolist(), strict=True))).payers)


@given(st.permutations(range(40)))
@settings(max_examples=15, deadline=None)
def test_names_do_not_matter(moved: list[int]) -> None:
    pairs, _ = city(4, seller=40)
    place = np.concatenate([np.arange(280), 280 + np.array(moved)])
    plain = find(pairs)
    renamed = find({(int(place[merchant]), 1199 - payer) for merchant, payer in pairs})
    # Towns are tied so evenly that names may decide between equals; the seller is not.
    sites = {int(place[merchant]) for merchant in SELLER}
    assert SELLER in [of(plain, number) for number in range(len(plain.payers))]
    assert sites in [set(of(renamed, number)) for number in range(len(renamed.payers))]
