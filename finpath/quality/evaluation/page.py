"""The page of an evaluation, and a JSON file that says the same."""

from __future__ import annotations

import datetime as dt
import json
import math
from dataclasses import asdict
from pathlib import Path

from finpath.output.folder import Study
from finpath.presentation.page import environment
from finpath.quality.evaluation import curves
from finpath.quality.evaluation.evaluate import Evaluation
from finpath.quality.evaluation.measures import CAPACITIES

STUDY = Study("an evaluation", "index.html", "evaluation.json", shared_name=True)

CATEGORIES = 12
"""Categories on the page; the JSON holds all."""

NOTICE = (
    "Figures on planted structures say how this version fares on these plants and this background. They do not say how"
    " many real cases there are, or that an unflagged merchant is clean."
)


def page(evaluation: Evaluation) -> str:
    """The page: opens from disk, asks nothing of any network, needs no script."""
    played = evaluation.methods
    template = environment("finpath.quality.evaluation").get_template("evaluation.html.j2")
    return template.render(
        told=evaluation,
        played=played,
        notice=NOTICE,
        charts=curves.charts(played),
        bars=curves.bars(played),
        role=lambda one: curves.role(played, one),
        frame=curves,
        capacities=CAPACITIES,
        alarms=_alarming(evaluation),
        categories=len(played.alarms) - 1,
    )


def figures(evaluation: Evaluation) -> str:
    """The JSON: every figure, null where there is none."""
    return json.dumps(_to_json(asdict(evaluation)), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def vacant(out: Path, *, force: bool) -> None:
    """Make sure that an evaluation may be written there.

    Raises:
        ConfigError: It may not.
    """
    STUDY.check_vacant(out, force=force)


def write(evaluation: Evaluation, out: Path, *, force: bool = False) -> Path:
    """Write both into a folder.

    Returns:
        The page.

    Raises:
        ConfigError: The folder holds something else, or cannot be written.
    """
    return STUDY.write(page(evaluation), figures(evaluation), out, force=force)


def _alarming(evaluation: Evaluation) -> list[object]:
    """Of all, and of the categories with most alarms."""
    everyone, *by_category = evaluation.methods.alarms
    return [everyone, *[one for one in by_category if one.flagged][:CATEGORIES]]


def _to_json(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _to_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(one) for one in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    return value.isoformat() if isinstance(value, dt.date) else value
