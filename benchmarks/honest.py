"""Every figure of docs/quality.md and of fairness on worlds by others: measured once a world, and kept.

    FINPATH_FIELD_DATA=… python -m benchmarks.honest WORK                  # all worlds, all parts: hours on two cores
    FINPATH_FIELD_DATA=… python -m benchmarks.honest WORK --parts look harbour-own-1
    python -m benchmarks.honest_tables WORK                                # what is there so far, as tables

Worlds are cells of benchmarks.worlds, each of about 200,000 payments at most. Parts of a world:

- `look`: loaded once, without any report. What is seen of every merchant is kept as Parquet, with the scorecard in
  force and with an empty one; all methods side by side. The other parts and every table start from that.
- `reports`: half of each planted group is reported by a hotline, as the second planter's hotline does it: finpath
  beside PageRank, which needs reports; then fewer and fewer reports.
- `delay`: as of six dates. `leave_out`: without each member, where there are several.

`camouflage` plants with finpath's own planter into untouched worlds, hidden better and better; no other planter has
such an option. Everything is kept below WORK/honest under a fingerprint of finpath's code, and a run goes on where it
was stopped.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import stories, worlds
from benchmarks.planted import HOTLINE, fingerprint
from finpath.conclude import Conclusion
from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard
from finpath.quality.evaluation.bench import Bench, TrialTask, without
from finpath.quality.evaluation.delay import as_of_dates, delay
from finpath.quality.evaluation.fewer_reports import fewer_reports
from finpath.quality.evaluation.leave_out import leave_out, members
from finpath.quality.evaluation.methods import PRODUCT, ground, methods
from finpath.quality.evaluation.methods.pagerank import PAGERANK
from finpath.quality.evaluation.planting import hidden
from finpath.quality.evaluation.rounds import play
from finpath.quality.evaluation.trial import Trial, lay_beside
from finpath.quality.evaluation.truth import Planted, Truth
from finpath.scoring.evidence import ADDITIVE, FAMILIES
from finpath.synth.second import reports
from tests.running import KEY

WORLDS = (
    "harbour-own-1",
    "harbour-fdh-1",
    "counter-own-1",
    "quay-own-1",
    "pier-own-1",
    "jetty-own-1",
    "jetty-own-2",
    "jetty-own-3",
    "first-synthetic-1",
    "second-birmingham-1",
    "second-fdh-1",
)
HIDDEN = ("untouched-harbour-1", "untouched-synthetic-1")
LEVELS = (0.0, 0.25, 0.5, 0.75, 0.9)
DATES = 6

NO_CARD = Scorecard("none", ())
"""Rules alone: what a case file with an empty card gives."""

SPANS = "SELECT first_seen, last_seen FROM merchants ORDER BY merchant"


@dataclass(frozen=True)
class Place:
    """Where the parts of one world are kept."""

    work: Path
    kept: Path
    cell: str

    def keep(self, part: str, make: Callable[[], object]) -> None:
        """Measure a part, unless it is there."""
        path = self.kept / self.cell / f"{part}.json"
        if path.exists():
            return
        said(f"{self.cell}: {part}")
        started = time.monotonic()
        made = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".unfinished")
        told = {"seconds": round(time.monotonic() - started, 1), "made": made}
        draft.write_text(json.dumps(told, indent=1, default=str) + "\n", encoding="utf-8")
        draft.rename(path)

    @property
    def seen(self) -> Path:
        """What is seen of every merchant."""
        return self.kept / self.cell / "seen.parquet"

    def task(self) -> TrialTask:
        """The world without any report, and what is planted in it."""
        world = worlds.make(self.work, self.cell)
        contributions = world / "contributions"
        if (contributions / HOTLINE).exists():
            silent = world / "silent"
            if not silent.exists():
                without(contributions, frozenset({HOTLINE}), silent)
            contributions = silent
        return TrialTask(contributions, truth_of(world / "truth.csv"))


def truth_of(path: Path) -> Truth:
    """What is planted, twins left out, nothing of it reported."""
    rows = pd.read_csv(path, dtype=str).drop_duplicates(["provider_id", "merchant_id"])
    if "role" in rows:
        rows = rows[rows["role"] == "planted"]
    return {
        (row.provider_id, row.merchant_id): Planted(row.group, row.typology, reported=False)
        for row in rows.itertuples()
    }


def look(bench: Bench, place: Place) -> object:
    """Load a world once, without any report: everything that is seen of its merchants, and all methods."""
    task = place.task()
    with bench.load(task.contributions) as ledger:
        found = bench.conclude(ledger)
        trial = lay_beside(ledger.engine, task.truth)
        spans = ledger.engine.arrow(SPANS).to_pandas()
        played = play(ground(ledger.engine, found, trial), methods(), bench.progress)
        dates, folders, as_of = as_of_dates(ledger, DATES), members(ledger), ledger.as_of
        bare = replace(bench, case=RunConfig(scorecard=NO_CARD))
        alone = bare.conclude(ledger)
        seen = _seen(trial, found).assign(
            **spans,
            score_without_card=alone.scores.shared.score,
            tier_without_card=lay_beside(ledger.engine, task.truth).tier,
        )
    told = stories.kept(place.kept.parent / "stories", place.cell)
    seen["story"] = [told.get(account) for account in trial.accounts]
    place.seen.parent.mkdir(parents=True, exist_ok=True)
    seen.assign(world=place.cell).to_parquet(place.seen)
    return {
        "round": asdict(played),
        "as_of": as_of.isoformat(),
        "dates": [date.isoformat() for date in dates],
        "folders": {name: sorted(handed_in) for name, handed_in in folders.items()},
    }


def _seen(trial: Trial, found: Conclusion) -> pd.DataFrame:
    weights, own = found.scores.shared.weights, found.scores.own.weights
    independent = np.array([family not in ADDITIVE for family in FAMILIES])
    strongest = np.where(independent[:, None], weights, 0.0).argmax(axis=0)
    rules = np.full(len(trial.score), "", object)
    nats = np.zeros(len(trial.score))
    for finding in found.findings:
        heard = finding.origin.family not in ADDITIVE and not finding.origin.shadow
        weight = finding.origin.weight * finding.score if heard else 0.0
        if weight > nats[finding.merchant]:
            rules[finding.merchant], nats[finding.merchant] = finding.origin.id, weight
    return pd.DataFrame(asdict(trial)).assign(
        nats=found.scores.shared.total,
        own_nats=own.sum(axis=0),
        strongest=np.array(FAMILIES)[strongest],
        rule=rules,
        **{f"nats {family}": weights[row] for row, family in enumerate(FAMILIES)},
    )


def trial_of(seen: pd.DataFrame) -> Trial:
    """The trial of a look, as it was."""
    names = ("provider", "merchant_id", "score", "tier", "category", "group", "typology", "reported", "first_day")
    columns = {name: seen[name].to_numpy() for name in names}
    texts = ("provider", "merchant_id", "tier", "category", "group", "typology")
    return Trial(**{name: each.astype(np.str_) if name in texts else each for name, each in columns.items()})


def with_reports(bench: Bench, place: Place) -> object:
    """Let a hotline report half of each group, and take the reports away again."""
    task, seen = place.task(), pd.read_parquet(place.seen)
    planted = seen[(seen["group"] != "") & seen["first_seen"].notna()]
    rows = list(zip(zip(planted["provider"], planted["merchant_id"], strict=True), planted["group"], strict=True))
    chance = np.random.default_rng(1)
    chosen = reports.choose([(account, group, "") for account, group in rows], "half", chance)
    spans = zip(planted["first_seen"], planted["last_seen"], strict=True)
    known = [
        reports.Known(account, group, *(each.to_datetime64().astype("datetime64[s]") for each in span))
        for (account, group), span in zip(rows, spans, strict=True)
        if account in chosen
    ]
    truth = {account: replace(one, reported=account in chosen) for account, one in task.truth.items()}
    with bench.folder() as folder:
        both = without(task.contributions, frozenset(), folder / "contributions")
        reports.write(both, known, [], chance)
        with bench.load(both) as ledger:
            found = bench.conclude(ledger)
            trial = lay_beside(ledger.engine, truth)
            asked = [each for each in methods() if each.name in {PRODUCT.name, PAGERANK.name}]
            played = play(ground(ledger.engine, found, trial), asked, bench.progress)
            levels = fewer_reports(bench, ledger, truth, trial)
    return {"round": asdict(played), "levels": [asdict(level) for level in levels]}


def delayed(bench: Bench, place: Place) -> object:
    """Look as of each date."""
    told = _looked(place)
    dates = tuple(dt.datetime.fromisoformat(date) for date in told["dates"])
    found = delay(bench, place.task(), trial_of(pd.read_parquet(place.seen)), dates)
    return asdict(found) if found else None


def left_out(bench: Bench, place: Place) -> object:
    """Leave each member out."""
    folders = {name: frozenset(handed_in) for name, handed_in in _looked(place)["folders"].items()}
    trial = trial_of(pd.read_parquet(place.seen))
    return [asdict(one) for one in leave_out(bench, place.task(), trial, folders)]


def _looked(place: Place) -> dict[str, object]:
    return json.loads((place.kept / place.cell / "look.json").read_text(encoding="utf-8"))["made"]


PARTS: dict[str, Callable[[Bench, Place], object]] = {
    "look": look,
    "reports": with_reports,
    "delay": delayed,
    "leave_out": left_out,
}


def camouflage(bench: Bench, place: Place, level: float) -> object:
    """Plant with finpath's own planter, hidden so well."""
    world = worlds.make(place.work, place.cell)
    known = world / "ground-truth.csv"
    task = TrialTask(world / "contributions", truth_of(known) if known.exists() else {})
    return asdict(hidden(bench, task, (level,))[0])


def said(line: str) -> None:
    """Tell how far it is, with the time."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure what is asked for and not there yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("cells", nargs="*", default=WORLDS)
    parser.add_argument("--parts", nargs="+", choices=(*PARTS, "camouflage"), default=(*PARTS, "camouflage"))
    asked = parser.parse_args()
    os.environ.setdefault("FINPATH_KEY", KEY)
    kept, bench = asked.work / "honest" / fingerprint("finpath"), Bench()
    for part in (each for each in PARTS if each in asked.parts):
        for cell in asked.cells:  # a part of all worlds after the other: there is something of everything early
            place = Place(asked.work, kept, cell)
            place.keep(part, lambda part=part, place=place: PARTS[part](bench, place))
    for cell in HIDDEN if "camouflage" in asked.parts else ():
        for level in LEVELS:
            place = Place(asked.work, kept, cell)
            place.keep(f"camouflage-{level}", lambda level=level, place=place: camouflage(bench, place, level))


if __name__ == "__main__":
    main()
