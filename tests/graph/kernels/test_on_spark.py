"""The kernels' SQL answers on Spark what it answers on DuckDB, and what sparse arrays answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pytest

from finpath.engine import Engine
from finpath.graph.kernels import (
    Crowds,
    Incidence,
    OverlapLimits,
    Pairs,
    blocks,
    incidence,
    likeliest_paths,
    origins,
    overlap,
    walk,
)
from finpath.graph.kernels.tables import TableIncidence
from finpath.graph.kernels.tables.scratch import Scratch
from tests.graph.kernels.same import same

pytestmark = pytest.mark.spark

MERCHANTS, PAYERS, LINKS = 200, 1500, 6000
NEARBY = OverlapLimits(shared=2, nearest=5, steps=40_000, false_discoveries=1e9, hint=0.1)
STARTS, TARGETS = np.array([3, 50, 120]), np.array([5, 7, 100, 199])
SEEDS = np.bincount(STARTS, minlength=MERCHANTS).astype(np.float64)


def crowds(links: Incidence) -> tuple[object, ...]:
    every = np.repeat(np.arange(MERCHANTS), 3)
    rest = links.outsiders(Pairs(every, (every + np.tile([1, 2, 3], MERCHANTS)) % MERCHANTS), 1)
    both = links.both(Pairs(STARTS, TARGETS[:3]))
    apart = overlap(rest, NEARBY, Crowds(rest.part(TARGETS), TARGETS))
    return apart, overlap(links, NEARBY, Crowds(both, STARTS))


def back(links: Incidence) -> tuple[object, ...]:
    found = walk(links, SEEDS)
    shares = origins(links, STARTS, TARGETS, found)
    return found, likeliest_paths(links, STARTS, TARGETS, np.round(shares, 6))


KERNELS: dict[str, Callable[[Incidence], tuple[object, ...]]] = {
    "overlap": lambda links: (overlap(links, NEARBY),),
    "blocks": lambda links: (blocks(links, np.arange(MERCHANTS) // 20 * 20, 0.5),),
    "crowds": crowds,
    "back": back,
}


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    chance = np.random.default_rng(3)
    drawn = np.stack([(chance.random(LINKS) ** 2 * MERCHANTS).astype(np.int64), chance.integers(0, PAYERS, LINKS)])
    merchant, payer = np.unique(drawn, axis=1)
    return pa.table({"merchant": merchant, "payer": payer})


@pytest.fixture(scope="module")
def tables(spark: Engine, rows: pa.Table) -> Iterator[Incidence]:
    spark.register("who_paid", rows)
    with TableIncidence(Scratch(spark, "who_paid"), "who_paid", MERCHANTS, PAYERS) as tables:
        yield tables
    spark.drop("who_paid")


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_same_as_arrays(tables: Incidence, rows: pa.Table, kernel: str) -> None:
    arrays = incidence(rows.to_batches(), MERCHANTS, PAYERS)
    for ours, theirs in zip(KERNELS[kernel](arrays), KERNELS[kernel](tables), strict=True):
        same(ours, theirs)
