"""SQL over a table of links answers what sparse arrays answer: counts exactly, probabilities to 1e-9."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from finpath.engine import DuckDB, Engine, Limits, Table
from finpath.engine.engine import Params
from finpath.engine.portable import faults
from finpath.graph.kernels import (
    Blocks,
    Crowds,
    Incidence,
    Overlap,
    OverlapLimits,
    Pairs,
    blocks,
    incidence,
    likeliest_paths,
    origins,
    outsiders,
    overlap,
    walk,
)
from finpath.graph.kernels.tables import TableIncidence
from finpath.graph.kernels.tables.scratch import Scratch
from finpath.tables.overlap import OUTSIDER_LINKS
from tests.graph.kernels.same import same

MERCHANTS, PAYERS = 8, 11
LINKS = st.sets(st.tuples(st.integers(0, MERCHANTS - 1), st.integers(0, PAYERS - 1)), min_size=1, max_size=60)
NEAR = st.sets(st.tuples(st.integers(0, MERCHANTS - 1), st.integers(0, MERCHANTS - 1)), max_size=30)
LIMITS = (
    OverlapLimits(shared=1, nearest=99, false_discoveries=1e9),
    OverlapLimits(shared=1, nearest=2, false_discoveries=1e9),
    OverlapLimits(shared=2, nearest=3, steps=80, false_discoveries=1e9, hint=0.1),
    OverlapLimits(shared=2, steps=5, false_discoveries=0.01, hint=0.1),
)
FEW = settings(max_examples=12)
LinkPairs = set[tuple[int, int]]


class Told(DuckDB):
    """An engine that notes what it is asked."""

    def __init__(self) -> None:
        super().__init__(Limits(threads=2))
        self.asked: set[str] = set()

    def materialize(self, name: str, sql: str, params: Params | None = None, *, size: int = 0) -> Table:
        self.asked.add(sql)
        return super().materialize(name, sql, params, size=size)

    def arrow(self, sql: str, params: Params | None = None) -> pa.Table:
        self.asked.add(sql)
        return super().arrow(sql, params)

    def batches(self, sql: str, params: Params | None = None) -> Iterator[pa.RecordBatch]:
        self.asked.add(sql)
        return super().batches(sql, params)


@pytest.fixture(scope="module")
def engine() -> Iterator[Told]:
    with Told() as engine:
        yield engine
        assert not {fault for sql in engine.asked for fault in faults(sql)}


@dataclass(frozen=True)
class Both:
    """The same links twice."""

    arrays: Incidence
    tables: Incidence


@contextmanager
def both(engine: Engine, pairs: LinkPairs, merchants: int = MERCHANTS, payers: int = PAYERS) -> Iterator[Both]:
    merchant, payer = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    rows = pa.table({"merchant": merchant, "payer": payer})
    engine.register("who_paid", rows)
    with TableIncidence(Scratch(engine, "who_paid"), "who_paid", merchants, payers) as tables:
        yield Both(incidence(rows.to_batches(), merchants, payers), tables)
    assert [str(name) for (name,) in engine.rows("SELECT table_name FROM duckdb_tables()")] == ["who_paid"]


@given(LINKS)
@FEW
def test_counts(engine: Told, pairs: LinkPairs) -> None:
    with both(engine, pairs) as links:
        one, two = links.arrays, links.tables
        assert (one.merchants, one.payers, one.links) == (two.merchants, two.payers, two.links)
        assert np.array_equal(one.popularity, two.popularity)
        assert all(map(np.array_equal, one.activities(), two.activities()))
        assert np.array_equal(one.reach(one), two.reach(two))
        asked = np.array([5, 2, 7])
        same(one.visits(asked), two.visits(asked))


@pytest.mark.parametrize("limits", LIMITS)
@given(LINKS)
@FEW
def test_overlap(engine: Told, limits: OverlapLimits, pairs: LinkPairs) -> None:
    with both(engine, pairs) as links:
        same(overlap(links.arrays, limits), overlap(links.tables, limits))


@given(LINKS, NEAR, st.integers(1, 3))
@FEW
def test_outsiders_and_crowds_of_them(engine: Told, pairs: LinkPairs, near: LinkPairs, at_home: int) -> None:
    matrix = np.zeros((MERCHANTS, MERCHANTS), np.float32)
    for one, other in near:
        matrix[one, other] = 1
    owner, asked = np.array([6, 1, 3]), Pairs(np.array([0, 1, 5]), np.array([2, 0, 6]))
    with both(engine, pairs) as links:
        found: list[Overlap] = []
        kept = []
        for who in (links.arrays, links.tables):
            rest = outsiders(who, sparse.csr_array(matrix), at_home)
            found += [overlap(rest, LIMITS[0], Crowds(rest.part(owner), owner))]
            found += [overlap(who, LIMITS[2], Crowds(rest.both(asked), asked.one))]
            rest.keep(engine, OUTSIDER_LINKS, np.array([1, 2, 6]))
            kept.append(engine.rows("SELECT merchant, payer FROM outsider_links ORDER BY merchant, payer"))
        engine.drop("outsider_links")
        same(found[0], found[2])
        same(found[1], found[3])
        assert kept[0] == kept[1]


@given(LINKS, st.permutations(range(MERCHANTS)))
@FEW
def test_walks_and_ways_back(engine: Told, pairs: LinkPairs, order: list[int]) -> None:
    with both(engine, pairs) as links:
        starts = np.array(sorted(m for m in order[:3] if links.arrays.popularity[m]), np.int64)
        targets, seeds = np.array(sorted(order[3:])), np.zeros(MERCHANTS)
        if not len(starts):
            return
        seeds[starts] = 1
        one, two = (walk(who, seeds) for who in (links.arrays, links.tables))
        same(one, two)
        assert two.lift == pytest.approx(one.lift, rel=1e-9, abs=1e-9)
        shares = origins(links.arrays, starts, targets, one)
        assert origins(links.tables, starts, targets, two) == pytest.approx(shares, abs=2e-9)
        same(
            likeliest_paths(links.arrays, starts, targets, shares),
            likeliest_paths(links.tables, starts, targets, shares),
        )


@given(LINKS, st.lists(st.integers(0, 2), min_size=MERCHANTS, max_size=MERCHANTS), st.floats(0.01, 1.0))
@FEW
def test_blocks(engine: Told, pairs: LinkPairs, group: list[int], least: float) -> None:
    with both(engine, pairs) as links:
        found: list[Blocks] = [blocks(who, np.array(group), least) for who in (links.arrays, links.tables)]
        same(*found)


def test_nobody_pays_anybody(engine: Told) -> None:
    with both(engine, set()) as links:
        same(overlap(links.arrays), overlap(links.tables))
        none = np.array([], np.int64)
        assert not len(likeliest_paths(links.tables, none, np.array([0]), np.zeros((0, 1))).target)
        assert not len(blocks(links.tables, np.zeros(MERCHANTS, np.int64)).merchant)
