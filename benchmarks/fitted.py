"""Does a card that was fitted to payments do better on what others plant into the same payments?

    python -m benchmarks.fitted WORK harbour counter

For each family of benchmarks/families: its honest background of 200,000 payments; `finpath fit` on it, which plants by
finpath's own families and knows nothing of this one, by all of them and by each alone; then the background with this
family's structures and honest twins in it, with the card in force and with the fitted ones, even where `fit` refuses
them. Printed are what `fit` says, and the average precision of each card.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.worlds import make
from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard, card_text, read_card, standard_card
from finpath.quality.evaluation.bench import Bench
from finpath.quality.evaluation.measures import average_precision
from finpath.quality.fit import FitPlan, fit, tell_fit
from finpath.synth.planter import Planter, planters
from tests.running import KEY

STANDING = "SELECT provider_id, merchant_id, score FROM standings ORDER BY merchant"
FAMILIES = ("harbour", "counter", "quay")
"""Those that had a part in the choice of the card; nothing is learned where a sealed one was made, either."""


def fitted(work: Path, cell: str, planted_by: Sequence[Planter]) -> Scorecard:
    """The card that `fit` learns on a family's background, approved of or not; kept, with what it says."""
    kept = work / "fitted" / f"{cell}-{'-'.join(planter.name for planter in planted_by)}.toml"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        began, plan = time.process_time(), FitPlan(planters=tuple(planted_by))
        found = fit(make(work, f"untouched-{cell}") / "contributions", plan=plan, progress=told)
        said = f"{tell_fit(found)}{time.process_time() - began:.0f} CPU seconds\n"
        kept.with_suffix(".txt").write_text(said, encoding="utf-8")
        kept.write_text(card_text(found.after), encoding="utf-8")
    print(f"\n{kept.stem}\n{kept.with_suffix('.txt').read_text(encoding='utf-8')}", flush=True)
    return read_card(kept)


def told(step: str) -> None:
    """Say how far it is."""
    print(step, file=sys.stderr, flush=True)


def precisions(world: Path, cards: Mapping[str, Scorecard]) -> dict[str, float]:
    """The average precision of each card in one planted world, read once."""
    truth = pd.read_csv(world / "truth.csv", dtype=str)
    planted = set(
        truth.loc[truth["role"] == "planted", ["provider_id", "merchant_id"]].itertuples(index=False, name=None)
    )
    found: dict[str, float] = {}
    with Bench(RunConfig()).load(world / "contributions") as ledger:
        payments = None
        for name, card in cards.items():
            payments = Bench().weighing(card).conclude(ledger, payments).payments
            standing = ledger.engine.arrow(STANDING).to_pandas()
            accounts = standing[["provider_id", "merchant_id"]].itertuples(index=False, name=None)
            answer = np.array([account in planted for account in accounts])
            order = np.argsort(-np.round(standing["score"].to_numpy(), 9), kind="stable")
            found[name] = round(average_precision(answer[order], np.ones(len(order))), 4)
    return found


def main() -> None:
    """Fit, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("families", nargs="+", choices=FAMILIES)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ.setdefault("FINPATH_KEY", KEY)
    for family in asked.families:
        cell = f"{family}-{asked.seed}"
        cards = {"in force": standard_card(), "fitted": fitted(asked.work, cell, planters())}
        cards |= {f"by {each.name} alone": fitted(asked.work, cell, (each,)) for each in planters()}
        found = precisions(make(asked.work, f"{family}-own-{asked.seed}"), cards)
        print(json.dumps({"family": family, "seed": asked.seed, **found}), flush=True)


if __name__ == "__main__":
    main()
