"""The page of a backtest, and a JSON file that says the same."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from finpath.output.folder import Study
from finpath.presentation.page import environment
from finpath.quality.backtest import picture
from finpath.quality.backtest.compare import Backtest

STUDY = Study("a backtest", "backtest.html", "backtest.json")

MOVES = 100
"""Merchants on the page; the JSON holds all."""

NOTICE = (
    "A backtest says what two sets of thresholds make of the same payments. Past decisions are about merchants that"
    " somebody chose to look at: precision is of those alone, and recall is of what is known."
)


def page(backtest: Backtest) -> str:
    """The page: opens from disk, asks nothing of any network, needs no script."""
    return (
        environment("finpath.quality.backtest")
        .get_template("backtest.html.j2")
        .render(
            told=backtest,
            moves=backtest.moves[:MOVES],
            pictures=picture.draw(backtest.curve) if backtest.curve else (),
            frame=picture,
            notice=NOTICE,
        )
    )


def figures(backtest: Backtest) -> str:
    """The JSON: every figure, and every merchant that moved."""
    return json.dumps(asdict(backtest), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def require_vacant(out: Path, *, force: bool) -> None:
    """Make sure that a backtest may be written there.

    Raises:
        ConfigError: It may not.
    """
    STUDY.check_vacant(out, force=force)


def write(backtest: Backtest, out: Path, *, force: bool = False) -> Path:
    """Write both into a folder.

    Returns:
        The page.

    Raises:
        ConfigError: The folder holds something else, or cannot be written.
    """
    return STUDY.write(page(backtest), figures(backtest), out, force=force)
