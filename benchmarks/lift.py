"""How much each rule says: the lift of every rule, on three backgrounds, with both planters.

    FINPATH_FIELD_DATA=… python -m benchmarks.lift WORK --seeds 2
    python docs/rules_page.py

The lift of a rule is how much more often a planted merchant is among those that it finds (a score of 0.3 or more) than
among all merchants. Merchants that a report names are left out: they need no finding. Half of the accounts of each
group are reported, so that rules on reports have something to go by. Counts are added up over seeds; the interval is
Wilson's for the share of planted ones among those found, over the share among all. A rule that finds nobody has none.

Plants are kept below WORK, as `benchmarks.quality` keeps them; the result is docs/lift.json, which the reference of the
rules shows.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.planted import BACKGROUNDS, PLANTERS, ROOT, Cell, Shelf, Sizes, shelf
from benchmarks.quality import said
from finpath import graph, rules
from finpath.quality.calibration.measures import wilson
from finpath.quality.evaluation.bench import Bench, TrialTask
from tests.running import KEY

FROM = 0.3
OUT = ROOT / "docs" / "lift.json"

Row = dict[str, str | float | int | None]


def counts(task: TrialTask) -> tuple[Counter[str], Counter[str], int, int]:
    """Of a cell: planted found and all found, by rule; planted and all merchants."""
    with Bench().load(task.contributions) as ledger:
        built = graph.build(ledger)
        asked = ledger.engine.rows(
            "SELECT provider_id, merchant_id, merchant FROM merchants WHERE reported = 0 ORDER BY merchant"
        )
        number = {int(str(row[2])): (str(row[0]), str(row[1])) for row in asked}
        planted = {merchant for merchant, account in number.items() if account in task.truth}
        found = {(one.origin.id, one.merchant) for one in rules.run(built, rules.catalogue())[0] if one.score >= FROM}
    hit = Counter(rule for rule, merchant in found if merchant in planted)
    named = Counter(rule for rule, merchant in found if merchant in number)
    return hit, named, len(planted), len(number)


def line(cells: Iterator[tuple[Counter[str], Counter[str], int, int]]) -> dict[str, Row]:
    """One background and planter, added up over seeds: a row for each rule."""
    hit, named = Counter[str](), Counter[str]()
    planted, merchants = 0, 0
    for some_hit, some_named, some_planted, some in cells:
        hit, named = hit + some_hit, named + some_named
        planted, merchants = planted + some_planted, merchants + some
    return {rule.id: _row(hit[rule.id], named[rule.id], planted / merchants) for rule in rules.catalogue()}


def _row(hit: int, named: int, base: float) -> Row:
    if not named:
        return {"lift": None, "low": None, "high": None, "merchants": 0}
    low, high = wilson(hit, named)
    return {
        "lift": round(hit / named / base, 1),
        "low": round(low / base, 1),
        "high": round(high / base, 1),
        "merchants": named,
    }


def cells(
    plants: Shelf, planter: str, background: str, seeds: range
) -> Iterator[tuple[Counter[str], Counter[str], int, int]]:
    """The counts of each seed."""
    for seed in seeds:
        cell = Cell(planter, background, "half", seed)
        said(cell.name)
        yield counts(plants.plant(cell))


def main() -> None:
    """Measure every rule everywhere, and write it down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path, help="folder for planted contributions")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--first-seed", type=int, default=101)
    want = parser.parse_args()
    if "FINPATH_FIELD_DATA" not in os.environ:
        sys.exit("fdh and birmingham are payments of others: name their folder in FINPATH_FIELD_DATA.")
    os.environ.setdefault("FINPATH_KEY", KEY)
    plants = shelf(want.work, Sizes(20_000, 2_500, 180))
    seeds = range(want.first_seed, want.first_seed + want.seeds)
    told: dict[str, list[Row]] = {rule.id: [] for rule in rules.catalogue()}
    for background in BACKGROUNDS:
        for planter in PLANTERS:
            for rule, row in line(cells(plants, planter, background, seeds)).items():
                told[rule].append({"background": background, "planter": planter, **row})
    OUT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
