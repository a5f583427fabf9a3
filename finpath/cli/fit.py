"""`finpath fit`: a scorecard for one's own payments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.case import config_of
from finpath.cli.console import JSON, MEMORY, answer, say, tell
from finpath.config import named_card
from finpath.config.scorecard import card_text
from finpath.engine import Limits
from finpath.errors import ConfigError


def fit_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member.")],
    out: Annotated[
        Path | None, typer.Option(help="The card to write; the one that the case file names, when left out.")
    ] = None,
    worlds: Annotated[int, typer.Option(min=2, help="Worlds to learn from, of each family that plants.")] = 2,
    config: Annotated[Path | None, typer.Option(help="A case file, as for a run; its card is in force.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Nothing later counts, as in 2026-06-30.")] = None,
    memory_limit: MEMORY = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a card that is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Learn a scorecard's weights on your own payments, around the card in force, and write what holds.

    Structures are planted into copies of the payments, as several authors think of them. Nobody has approved the new
    card: finpath scorecard edit does.

    For example: finpath fit coalition --out card.toml
    """
    from finpath.quality.fit import FitPlan, fit, fitted_record, tell_fit  # noqa: PLC0415 - slow to load

    card = out or (named_card(config) if config else None)
    if card is None:
        raise ConfigError(
            "Say where the card goes: --out card.toml, or --config with a case file that names a scorecard."
        )
    if card.exists() and not force:
        raise ConfigError(f"{card} is there already: name another file, or add --force.")
    with say.status("starting") as status:
        found = fit(
            contributions,
            plan=FitPlan(worlds),
            case=config_of(config, as_of),
            limits=Limits(memory=memory_limit, threads=threads),
            progress=lambda step: tell(status.update, step),
        )
    if not found.why_not:
        card.write_text(card_text(found.after), encoding="utf-8")
    if as_json:
        answer(fitted_record(found))
        return
    sys.stdout.write(tell_fit(found))
    if found.why_not:
        sys.stdout.write("Nothing was written.\n")
        return
    sys.stdout.write(f"Written to {card}. Nobody has approved it: finpath scorecard edit {card} --approve NAME …\n")
