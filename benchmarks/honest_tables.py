"""The tables of what benchmarks.honest has measured so far, for docs/quality.md and docs/model-card.md.

python -m benchmarks.honest_tables WORK
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import fairness
from benchmarks.honest import HIDDEN, LEVELS, WORLDS
from benchmarks.planted import fingerprint
from benchmarks.reliability import RARE, Bin, bins, precision_within, stands_for
from finpath.quality.evaluation.intervals import Interval, over_merchants
from finpath.quality.evaluation.measures import Floats, measure, ranked

SINGLE = ("isolation forest", "ECOD", "COPOD", "FRAUDAR")
PAGERANK = "personalised PageRank"
BOOSTED = "gradient boosting with labels"
UNKNOWN = "-"
WRITERS = {
    "planters beside the detectors": ("first", "second"),
    "others, with a part in the choice": ("harbour", "counter", "quay"),
    "sealed": ("pier", "jetty"),
}
"""Families of worlds, by what their authors knew and what the card was chosen on."""

PLANTED = "planted, beside them"


class Measured:
    """What is kept of all worlds."""

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        self.cells = [cell for cell in WORLDS if (kept / cell / "look.json").exists()]

    def part(self, cell: str, part: str) -> dict:
        """One part of one world; empty where it was not measured."""
        path = self.kept / cell / f"{part}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def seen(self, cell: str) -> pd.DataFrame:
        """Every merchant of one world."""
        return pd.read_parquet(self.kept / cell / "seen.parquet")


def methods(told: Measured) -> Iterator[Sequence[str]]:
    """Average precision with its interval, beside other methods."""
    yield ("world", "planted", "of", "finpath", "rules alone", *SINGLE, "PageRank, half reported", "with labels")
    for cell in told.cells:
        seen, look, reported = told.seen(cell), told.part(cell, "look"), told.part(cell, "reports")
        by_name = _by_name(look)
        rank = _by_name(reported).get(PAGERANK) if reported else None
        alone = seen["score_without_card"].to_numpy()
        group = seen["group"].to_numpy().astype(np.str_)
        rules = measure(alone, group != "").average_precision
        yield (
            cell,
            str(int((group != "").sum())),
            str(len(seen)),
            _with(by_name["finpath"]["average_precision"], by_name["finpath"]["interval"]),
            _with(rules, over_merchants(alone, group)),
            *(f"{by_name[name]['average_precision']:.2f}" if name in by_name else UNKNOWN for name in SINGLE),
            f"{rank['average_precision']:.2f}" if rank else UNKNOWN,
            f"{by_name[BOOSTED]['average_precision']:.2f}" if BOOSTED in by_name else UNKNOWN,
        )


def _by_name(part: dict) -> dict[str, dict]:
    return {one["method"]: one for one in part["made"]["round"]["methods"]}


def capacity(told: Measured) -> Iterator[Sequence[str]]:
    """Precision in the first 100, as it is and where one in a thousand is planted; days to the first flag."""
    yield ("world", "first 100", "one in a thousand", "an innocent is", "flagged", "days", "quartiles", "step")
    for cell in told.cells:
        seen, late = told.seen(cell), told.part(cell, "delay").get("made")
        group = seen["group"].to_numpy().astype(np.str_)
        score = seen["score"].to_numpy()
        hit = group[ranked(score)] != ""
        one = np.ones(len(hit))
        days = (UNKNOWN,) * 4
        if late:
            low, high = late["quartile_days"]
            days = (
                f"{late['flagged']} of {late['merchants']}",
                f"{late['median_days']:.0f}",
                f"{low:.0f} to {high:.0f}",
                f"{late['step_days']:.0f}",
            )
        yield (
            cell,
            _with(precision_within(hit, one), over_merchants(score, group, figure=precision_within)),
            _with(_rare(hit, one), over_merchants(score, group, figure=_rare)),
            f"{stands_for(hit, one, RARE):.1f}",
            *days,
        )


def _rare(hit: np.ndarray, weight: Floats) -> float:
    return precision_within(hit, weight, prevalence=RARE)


def typologies(told: Measured) -> Iterator[Sequence[str]]:
    """Of each typology, the share within the first 100."""
    yield ("world", "planted: within the first 100")
    for cell in told.cells:
        kinds = told.part(cell, "look")["made"]["round"]["typologies"]
        ordered = sorted(kinds, key=lambda one: (-one["first"], one["name"]))
        yield (cell, "; ".join(f"{one['name']} {one['merchants']}: {one['first']:.2f}" for one in ordered))


def reliable(told: Measured) -> Iterator[Sequence[str]]:
    """What the score says beside what was planted, by who wrote the world."""
    yield ("worlds", "score from", "planted", "innocent", "score says", "as they are", "at the prior", "nats", "earned")
    for name, families in WRITERS.items():
        every = [told.seen(cell) for cell in told.cells if cell.split("-")[0] in families]
        if every:
            seen = pd.concat(every)
            for one in bins(seen["score"].to_numpy(), (seen["group"] != "").to_numpy()):
                yield (name, f"{one.least:g}", str(one.planted), str(one.innocent), *_figures(one))


def _figures(one: Bin) -> tuple[str, ...]:
    shares = (f"{value:.3f}" for value in (one.said, one.share, one.at_prior))
    return (*shares, f"{one.nats_said:+.1f}", f"{one.nats_earned:+.1f}")


def levels(told: Measured) -> Iterator[Sequence[str]]:
    """Reports taken away, over the merchants that none named to begin with."""
    yield ("world", "to be found", "half reported", "a quarter", "one per group", "none")
    for cell in told.cells:
        part = told.part(cell, "reports")
        if part:
            one = part["made"]
            found = (_with(level["average_precision"], level["interval"]) for level in one["levels"])
            yield (cell, str(int(one["round"]["unreported"])), *found)


def members(told: Measured) -> Iterator[Sequence[str]]:
    """What is lost of the others' without each member."""
    yield ("world", "member", "others' planted", "together", "apart", "loss")
    for cell in told.cells:
        for one in told.part(cell, "leave_out").get("made") or ():
            figures = (f"{one[name]:.2f}" for name in ("together", "apart", "loss"))
            yield (cell, one["provider"], str(one["unreported"]), *figures)


def camouflage(told: Measured) -> Iterator[Sequence[str]]:
    """Camouflage growing."""
    yield ("background", "camouflage", "average precision", "first 100", "best single")
    for cell in HIDDEN:
        for level in LEVELS:
            one = told.part(cell, f"camouflage-{level}").get("made")
            if one:
                found = _with(one["average_precision"], one["interval"])
                yield (cell, f"{level:g}", found, f"{one['precision_100']:.2f}", f"{one['best_single']:.2f}")


def fair(told: Measured) -> Iterator[Sequence[str]]:
    """Innocent merchants named, by group: before / after, and upper ends."""
    yield ("group", "innocent", "refer", "review", "watch", "protect", "refer at most", "refer or review at most")
    seen = fairness.grouped(pd.concat([told.seen(cell) for cell in told.cells]))
    has = seen.loc[seen["group_named"] != fairness.REST, "world"].unique()
    inside = seen["world"].isin(has)
    planted = pd.concat([told.seen(cell) for cell in has]).query("group != ''").assign(group_named=PLANTED)
    yield from _fair("", planted, (PLANTED,))
    told_apart = seen["story"].fillna("") != ""
    yield from _fair("all: ", seen[inside], fairness.GROUPS)
    yield from _fair("of a known kind: ", seen[inside & told_apart], fairness.GROUPS)
    yield from _fair("by category or rail: ", seen[inside & ~told_apart], fairness.GROUPS)
    yield from _fair("worlds without such groups: ", seen[~inside], fairness.GROUPS)
    for cell in has:
        yield from _fair(f"{cell}: ", seen[seen["world"] == cell], fairness.GROUPS)


def _fair(where: str, seen: pd.DataFrame, groups: Sequence[str]) -> Iterator[Sequence[str]]:
    for one in (each for each in fairness.count(seen, groups) if each.merchants):
        both = (f"{one.before[tier]} → {one.after[tier]}" for tier in fairness.TIERS)
        ends = (f"{100 * end:.2f} %" for end in (one.refer_at_most, one.review_at_most))
        yield (f"{where}{one.group}", str(one.merchants), *both, *ends)


def why(told: Measured) -> Iterator[Sequence[str]]:
    """Innocent merchants at `refer` or `review` with the card, by group, kind, strongest family and rule."""
    yield ("group", "world", "kind", "tier", "strongest family", "strongest rule of its own", "merchants")
    seen = fairness.grouped(pd.concat([told.seen(cell) for cell in told.cells]))
    named = seen[seen["tier"].isin(["refer", "review"])].copy()
    named["story"] = named["story"].fillna("(category " + named["category"] + ")")
    columns = ["group_named", "world", "story", "tier", "strongest", "rule"]
    for key, rows in named.groupby(columns):
        yield (*key, str(len(rows)))


def _with(value: float, interval: Interval) -> str:
    return f"{value:.2f} ({interval[0]:.2f} to {interval[1]:.2f})"


TABLES = (methods, capacity, typologies, reliable, levels, members, camouflage, fair, why)


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--kept", help="The fingerprint of the code that measured; of the code as it is when left out.")
    parser.add_argument("--only", choices=[table.__name__ for table in TABLES])
    asked = parser.parse_args()
    told = Measured(asked.work / "honest" / (asked.kept or fingerprint("finpath")))
    for table in TABLES:
        if asked.only in {None, table.__name__}:
            head, *rows = table(told)
            sys.stdout.write(f"\n{table.__doc__}\n\n| {' | '.join(head)} |\n|{'---|' * len(head)}\n")
            sys.stdout.writelines(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
