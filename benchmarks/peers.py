"""finpath's kernels against GPL and proprietary peers on the same links, in CPU seconds of one run.

    python -m venv peers && peers/bin/pip install -r benchmarks/peers.txt
    python -m benchmarks.peers --python peers/bin/python --work FOLDER [--links 2000000]

Three lines: the walk with building, from seeds and from everywhere, against igraph's personalized_pagerank, and the
largest difference; blocks, against rgmining-fraudar on half as many links with a ring of merchants planted, and both
F1; for each payment, who paid whom in the day before it, against Snap ML's graph feature preprocessor on a tenth. Each
peer is a process of its own, one after the other.
"""

from __future__ import annotations

import argparse
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

from finpath.engine import DuckDB
from finpath.graph.kernels import SparseIncidence, blocks, gather, incidence, overlap, walk

Arrays = dict[str, np.ndarray]
RING, RING_PAYERS, RING_SHARE = 8, 400, 0.25
SIDE = Path(__file__).with_name("peers_side.py")

WINDOWS = """
SELECT number,
       count(*)               OVER of_merchant AS degree_in,
       count(DISTINCT payer)  OVER of_merchant AS fan_in,
       sum(cents)             OVER of_merchant AS total_in,
       min(cents)             OVER of_merchant AS least_in,
       max(cents)             OVER of_merchant AS most_in,
       sum(cents * cents)     OVER of_merchant AS squares_in,
       count(*)                  OVER of_payer AS degree_out,
       count(DISTINCT merchant)  OVER of_payer AS fan_out,
       sum(cents)                OVER of_payer AS total_out,
       min(cents)                OVER of_payer AS least_out,
       max(cents)                OVER of_payer AS most_out,
       sum(cents * cents)        OVER of_payer AS squares_out
FROM paid
WINDOW of_merchant AS (PARTITION BY merchant ORDER BY moment RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW),
       of_payer    AS (PARTITION BY payer    ORDER BY moment RANGE BETWEEN 86400 PRECEDING AND CURRENT ROW)
"""


def drawn(count: int, seed: int = 5) -> Arrays:
    """Skewed links: few merchants take most payments, few payers make most of them."""
    chance = np.random.default_rng(seed)
    merchants, payers = max(count // 50, 200), max(count // 3, 1_000)
    activity = np.cumsum(chance.lognormal(0, 1, payers))
    payer = np.searchsorted(activity, chance.random(2 * count) * activity[-1])
    merchant = (merchants * chance.random(2 * count) ** 3).astype(np.int64)
    _, first = np.unique(payers * merchant + payer, return_index=True)
    kept = np.sort(chance.permutation(first)[:count])
    seeds = chance.choice(merchants, 20, replace=False)
    return {
        "merchant": merchant[kept], "payer": payer[kept], "seeds": seeds,
        "merchants": np.array(merchants), "payers": np.array(payers),
    }  # fmt: skip


def planted(links: Arrays, seed: int = 6) -> Arrays:
    """The same with a ring of new merchants that share payers who buy elsewhere too."""
    chance = np.random.default_rng(seed)
    crowd = chance.choice(int(links["payers"]), RING_PAYERS, replace=False)
    pays = chance.random((RING, RING_PAYERS)) < RING_SHARE
    site, customer = np.nonzero(pays)
    merchants = int(links["merchants"])
    merchant = np.concatenate([links["merchant"], merchants + site])
    payer = np.concatenate([links["payer"], crowd[customer]])
    return links | {"merchant": merchant, "payer": payer, "merchants": np.array(merchants + RING)}


def timed(links: Arrays, seed: int = 7) -> Arrays:
    """Links as payments of thirty days, in the order of time."""
    chance = np.random.default_rng(seed)
    at = np.sort(chance.integers(0, 30 * 86_400, len(links["merchant"])))
    return links | {"at": at, "amount": chance.integers(100, 10_000, len(at)) / 100}


def incidence_of(links: Arrays) -> SparseIncidence:
    """The links as the kernels take them, from Arrow; the arrays are not copied."""
    columns = [pa.array(links["merchant"]), pa.array(links["payer"])]
    batch = pa.RecordBatch.from_arrays(columns, ["merchant", "payer"])
    return incidence([batch], int(links["merchants"]), int(links["payers"]))


def theirs(said: argparse.Namespace, peer: str, links: Arrays) -> Arrays:
    """A peer's answer, from a process in its own environment."""
    source, target = said.work / f"{peer}-links.npz", said.work / f"{peer}-answer.npz"
    np.savez(source, **links)
    subprocess.run([said.python, str(SIDE), peer, str(source), str(target)], check=True)  # noqa: S603 - what the user names
    with np.load(target) as file:
        return dict(file)


def cpu(step: Callable[[], Arrays]) -> tuple[float, Arrays]:
    """CPU seconds of a step, its threads included."""
    begin = time.process_time()
    answer = step()
    return time.process_time() - begin, answer


def walked(links: Arrays) -> Arrays:
    """Finpath's walk, building included."""
    seeds = np.zeros(int(links["merchants"]))
    seeds[links["seeds"]] = 1
    found = walk(incidence_of(links), seeds)
    return {"near": found.near, "base": found.base}


def peeled(links: Arrays) -> Arrays:
    """Finpath's blocks, with the overlaps and hints that they are gathered from; the densest of them."""
    matrix = incidence_of(links)
    found = blocks(matrix, gather(overlap(matrix).hints, matrix.merchants))
    densest = int(np.argmax(found.density)) if len(found.density) else -1
    return {"merchants": found.merchant[found.block == densest]}


def windowed(links: Arrays) -> Arrays:
    """Payers, payments and amounts of each payment's merchant and payer in the day before it, by SQL in the engine."""
    cents = np.round(links["amount"] * 100).astype(np.int64)
    rows = pa.table(
        {
            "merchant": links["merchant"],
            "payer": links["payer"],
            "moment": links["at"],
            "cents": cents,
            "number": np.arange(len(cents)),
        }
    )
    with DuckDB() as engine:
        engine.register("paid", rows)
        engine.materialize("windows", WINDOWS)
        return {"columns": np.array(len(engine.table("windows").columns) - 1)}


def f1(found: np.ndarray, links: Arrays) -> float:
    """Of the planted merchants."""
    ring = set(range(int(links["merchants"]) - RING, int(links["merchants"])))
    hit = len(ring & set(found.tolist()))
    return 2 * hit / (len(ring) + len(found)) if len(found) else 0.0


def main() -> None:
    """Race, and print a line for each peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True, help="of the environment that holds the peers")
    parser.add_argument("--work", type=Path, required=True, help="where links and answers are kept")
    parser.add_argument("--links", type=int, default=2_000_000)
    said = parser.parse_args()
    said.work.mkdir(parents=True, exist_ok=True)
    print(f"{'':<24}{'links':>10}{'ours s':>9}{'theirs s':>9}{'times':>8}")
    links = drawn(said.links)
    took, ours = cpu(lambda: walked(links))
    peer = theirs(said, "igraph", links)
    apart = max(np.abs(ours[name] - peer[name]).max() for name in ("near", "base"))
    show("walk, igraph", links, (took, peer), f"largest difference {apart:.1e}")
    ring = planted(drawn(said.links // 2))
    took, ours = cpu(lambda: peeled(ring))
    peer = theirs(said, "fraudar", ring)
    scores = f"F1 {f1(ours['merchants'], ring):.2f} against {f1(peer['merchants'], ring):.2f}"
    show("blocks, rgmining-fraudar", ring, (took, peer), scores)
    day = timed(drawn(said.links // 10))
    took, ours = cpu(lambda: windowed(day))
    peer = theirs(said, "snapml", day)
    show("one day, Snap ML", day, (took, peer), f"{int(ours['columns'])} features against {int(peer['columns']) - 5}")


def show(name: str, links: Arrays, took: tuple[float, Arrays], told: str) -> None:
    """Print a line of the table."""
    ours, peer = took[0], float(took[1]["cpu"])
    print(f"{name:<24}{len(links['merchant']):>10,}{ours:>9.2f}{peer:>9.2f}{peer / ours:>8.1f}   {told}", flush=True)


if __name__ == "__main__":
    main()
