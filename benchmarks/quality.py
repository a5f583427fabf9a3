"""How much finpath finds, on three backgrounds, with two planters, over many seeds: one table.

    FINPATH_FIELD_DATA=… python -m benchmarks.quality WORK --seeds 10

Backgrounds: `synthetic` (finpath.synth), `fdh` (simulated cards of the Fraud Detection Handbook) and `birmingham`
(a city's purchase cards). The last two are payments of others, read from the folder that FINPATH_FIELD_DATA names.

Planters: `first` is finpath.synth's; `second` (finpath/synth/second) was written by somebody who
has read neither the first nor the detectors. finpath.synth plants while it makes a background, so with the second
planter on `synthetic` both answers are joined.

Reports: `none` has no report at all, `half` has reports of half of each group. On the synthetic background the first
planter's own hotline stands in for `half`: it confirms about one in seven.

Every cell (planter, background, reports, seed) is planted once and measured once. Both are kept below WORK, each under
a fingerprint of the code that made it: a run that was stopped goes on where it was, and a run after a change measures
anew what was planted before. Seeds are worked through one by one, so there is something of everything early.

The columns: average precision on merchants that nobody reported, with its 95 % interval (over seeds; over groups and
merchants where there is one seed); precision in the first 100; the average precision of the best single method and how
many times better the product is; of gradient boosting that is shown the answer of other groups; planted merchants to be
found; then the share of each typology within the first 100. At the end, for each background as it came: innocent
merchants at `refer`, and at `refer` or `review`, per 10,000.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.planted import BACKGROUNDS, PLANTERS, REPORTS, Cell, Shelf, Sizes, fingerprint, shelf
from finpath.errors import FinpathError
from finpath.quality.evaluation.alarms import false_alarms
from finpath.quality.evaluation.bench import Bench
from finpath.quality.evaluation.intervals import over_seeds
from finpath.quality.evaluation.planting import play_task
from finpath.quality.evaluation.rounds import Round
from tests.running import KEY

BOOSTED = "gradient boosting with labels"
HALF = 0.5


@dataclass(frozen=True)
class Figures:
    """What the table needs of one cell."""

    average_precision: float
    interval: tuple[float, float]
    precision_100: float
    methods: dict[str, float]
    typologies: dict[str, float]
    planted: float
    groups: int
    groups_touched: int
    refer_per_10000: float
    seconds: float


@dataclass(frozen=True)
class Named:
    """Innocent merchants that are named on a background as it came."""

    merchants: int
    refer_per_10000: float
    flagged_per_10000: float


def measure(plants: Shelf, results: Path, cell: Cell) -> Figures:
    """The figures of a cell."""
    kept = results / f"{cell.name}.json"
    if not kept.exists():
        said(f"{cell.name}: planting")
        task = plants.plant(cell)
        said(f"{cell.name}: measuring")
        started = time.monotonic()
        keep(kept, figures(play_task(Bench(), task), time.monotonic() - started))
    return Figures(**json.loads(kept.read_text(encoding="utf-8")))


def figures(played: Round, seconds: float) -> Figures:
    """What the table needs of a round."""
    return Figures(
        average_precision=played.product.average_precision,
        interval=played.product.interval,
        precision_100=played.product.precision[100],
        methods={one.method: one.average_precision for one in played.methods},
        typologies={one.name: one.first for one in played.typologies},
        planted=played.unreported,
        groups=played.touched.groups,
        groups_touched=played.touched.at[100],
        refer_per_10000=played.alarms[0].referred_per_10000,
        seconds=round(seconds, 1),
    )


def untouched(plants: Shelf, results: Path, name: str, seed: int) -> Named:
    """Who is named on a background as it came; innocent merchants only, where it brings plants of its own."""
    kept = results / f"untouched-{name}-{seed}.json"
    if not kept.exists():
        said(f"{name} as it came, seed {seed}: measuring")
        alarms = false_alarms(Bench().trial(plants.background(name, seed)))[0]
        keep(kept, Named(alarms.merchants, alarms.referred_per_10000, alarms.flagged_per_10000))
    return Named(**json.loads(kept.read_text(encoding="utf-8")))


def keep(path: Path, result: Figures | Named) -> None:
    """Keep a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".unfinished")
    draft.write_text(json.dumps(asdict(result), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.rename(path)


def said(line: str) -> None:
    """Tell how far it is, with the time: such runs take hours."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)


def pooled(tables: Sequence[dict[str, float]]) -> dict[str, float]:
    """The mean of each of several figures over the seeds that have it."""
    names = sorted({name for table in tables for name in table})
    return {name: float(np.nanmean([table[name] for table in tables if name in table])) for name in names}


def over(results: Sequence[Figures], figure: Callable[[Figures], float]) -> float:
    """The mean of a figure over the seeds."""
    return float(np.nanmean([figure(one) for one in results]))


def line(name: str, results: Sequence[Figures]) -> str:
    """One cell of the table over its seeds, and below it the typologies, `<` where less than half is found."""
    values = [one.average_precision for one in results]
    low, high = over_seeds(values) if len(values) > 1 else results[0].interval
    methods = pooled([one.methods for one in results])
    single = max((name for name in methods if name not in {"finpath", BOOSTED}), key=lambda name: methods[name])
    typologies = pooled([one.typologies for one in results])
    shares = "  ".join(f"{kind} {share:.2f}{'' if share >= HALF else ' <'}" for kind, share in typologies.items())
    average = f"{np.mean(values):.3f} ({low:.2f} to {high:.2f})"
    ratio = float(np.mean(values)) / max(methods[single], 1e-9)
    return (
        f"{name:44} {average:22} {over(results, lambda one: one.precision_100):6.2f} "
        f"{methods[single]:6.3f} {ratio:5.1f}x {methods.get(BOOSTED, float('nan')):7.3f} "
        f"{over(results, lambda one: one.planted):8.0f} {len(results):6d}  {single}\n"
        f"    first 100: {shares}"
    )


def show(table: dict[str, list[Figures]], named: dict[str, list[Named]]) -> None:
    """Print everything."""
    print(f"{'':44} {'average precision':22}  P@100 single  times  labels  planted  seeds  best single method")
    for name in sorted(table):
        print(line(name, table[name]))
    print(f"\n{'background as it came':44} merchants   at refer per 10,000   at refer or review per 10,000")
    for name, seeds in named.items():
        merchants = np.mean([one.merchants for one in seeds])
        refer, flagged = (
            np.mean([getattr(one, f"{tier}_per_10000") for one in seeds]) for tier in ("refer", "flagged")
        )
        print(f"{name:44} {merchants:9.0f}   {refer:19.2f}   {flagged:29.2f}")


def asked() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path, help="folder for planted contributions and results")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=1, help="seeds below were looked at while rules were weighed")
    parser.add_argument("--planters", nargs="+", choices=PLANTERS, default=PLANTERS)
    parser.add_argument("--backgrounds", nargs="+", choices=BACKGROUNDS, default=BACKGROUNDS)
    parser.add_argument("--reports", nargs="+", choices=REPORTS, default=REPORTS)
    parser.add_argument("--payers", type=int, default=20_000, help="of the synthetic background")
    parser.add_argument("--merchants", type=int, default=2_500, help="of the synthetic background")
    parser.add_argument("--days", type=int, default=180, help="of the synthetic background")
    return parser.parse_args()


def main() -> None:
    """Measure what is asked for, and print the table."""
    want = asked()
    if set(want.backgrounds) != {"synthetic"} and "FINPATH_FIELD_DATA" not in os.environ:
        sys.exit("fdh and birmingham are payments of others: name their folder in FINPATH_FIELD_DATA.")
    os.environ.setdefault("FINPATH_KEY", KEY)
    plants = shelf(want.work, Sizes(want.payers, want.merchants, want.days))
    # Taken once: what is in memory is what was on the disk at the start, whatever is edited meanwhile.
    results = want.work / "measured" / f"{fingerprint('finpath')}-{plants.folder.name}"
    table: dict[str, list[Figures]] = {}
    named: dict[str, list[Named]] = {}
    for seed in range(want.first_seed, want.first_seed + want.seeds):
        for name in want.backgrounds:
            if name == "synthetic" or seed == want.first_seed:
                named.setdefault(name, []).append(untouched(plants, results, name, seed))
            for cell in (Cell(planter, name, reports, seed) for planter in want.planters for reports in want.reports):
                table.setdefault(cell.line, []).append(measure(plants, results, cell))
    show(table, named)


if __name__ == "__main__":
    try:
        main()
    except FinpathError as error:
        sys.exit(str(error))
