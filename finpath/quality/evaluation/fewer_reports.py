"""How much is found when fewer reports are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest import Ledger
from finpath.quality.evaluation.bench import Bench
from finpath.quality.evaluation.detection import touched
from finpath.quality.evaluation.intervals import Interval, over_merchants
from finpath.quality.evaluation.measures import Bools, measure
from finpath.quality.evaluation.trial import NOTHING, Trial, lay_beside
from finpath.quality.evaluation.truth import Truth
from finpath.tables.ledger import REPORTS

LIVE = """
SELECT DISTINCT merchant,
       reporter_id,
       report_id
FROM known
ORDER BY merchant, reporter_id, report_id
"""

KEPT = """
SELECT r.*
FROM all_reports AS r
ANTI JOIN dropped_reports AS d ON d.reporter_id = r.reporter_id AND d.report_id = r.report_id
"""

DROPPED = pa.schema([("reporter_id", pa.string()), ("report_id", pa.string())])


@dataclass(frozen=True)
class Level:
    """How the product does with some of the reports, over the same merchants at every level.

    Args:
        reports: Which are left: as given, half, one per group, none.
        left: How many reported planted merchants still are.
        average_precision, interval, precision_100: On merchants that no report named to begin with.
        groups, groups_touched: Planted groups, and those with a merchant in the first 100.
    """

    reports: str
    left: int
    average_precision: float
    interval: Interval
    precision_100: float
    groups: int
    groups_touched: int


def fewer_reports(bench: Bench, ledger: Ledger, truth: Truth, given: Trial) -> tuple[Level, ...]:
    """Take reports away, and conclude again each time; nothing where no planted merchant is reported.

    Args:
        bench: How trials are run.
        ledger: Loaded and concluded with all reports; they are all there again at the end.
        truth: The known answer.
        given: The trial with all reports.
    """
    engine = ledger.engine
    live = engine.arrow(LIVE).to_pylist()
    named = np.zeros(len(given.group), np.bool_)
    named[[row["merchant"] for row in live]] = True
    named &= given.planted
    if not named.any():
        return ()
    levels = [_level("as given", named, given, given)]
    with engine.scratch() as scratch:
        scratch.make("all_reports", "SELECT * FROM reports")
        for name, share in SHARES.items():
            bench.progress(f"Taking reports away: {name} left")
            kept = _draw_kept(given, named, share)
            gone = [row for row in live if name == "none" or (named & ~kept)[row["merchant"]]]
            _drop(engine, gone, everything=name == "none")
            bench.conclude(ledger)
            levels.append(_level(name, kept, lay_beside(engine, truth), given))
        engine.make(REPORTS, "SELECT * FROM all_reports")
    return tuple(levels)


SHARES: dict[str, Callable[[int], int]] = {
    "half": lambda reported: (reported + 1) // 2,
    "one per group": lambda reported: min(reported, 1),
    "none": lambda _: 0,
}
"""Of so many reported merchants of a group, so many keep their reports."""


def _draw_kept(given: Trial, named: Bools, share: Callable[[int], int]) -> Bools:
    chance = np.random.default_rng(0)
    kept = np.zeros(len(named), np.bool_)
    for group in np.unique(given.group[named]):
        members = np.flatnonzero(named & (given.group == group))
        kept[chance.permutation(members)[: share(len(members))]] = True
    return kept


def _drop(engine: Engine, gone: list[dict[str, str]], *, everything: bool) -> None:
    if everything:
        engine.make(REPORTS, "SELECT * FROM all_reports WHERE FALSE")
        return
    rows = [{name: row[name] for name in DROPPED.names} for row in gone]
    with engine.scratch() as scratch:
        scratch.register("dropped_reports", pa.Table.from_pylist(rows, schema=DROPPED))
        engine.make(REPORTS, KEPT)


def _level(name: str, kept: Bools, trial: Trial, given: Trial) -> Level:
    left = trial.where(~given.reported)
    measured = measure(left.score, left.group != NOTHING)
    found = touched(left)
    return Level(
        reports=name,
        left=int(kept.sum()),
        average_precision=measured.average_precision,
        interval=over_merchants(left.score, left.group),
        precision_100=measured.precision[100],
        groups=found.groups,
        groups_touched=found.at[100],
    )
