"""`finpath rules backtest`: what another case file would make of the same payments."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.case import config_of
from finpath.cli.console import say, tell
from finpath.quality import backtest
from finpath.quality.backtest.compare import Backtest, BacktestRequest
from finpath.quality.calibration import read_decisions


def backtest_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member.")],
    before: Annotated[Path, typer.Option(help="The case file of today.")],
    after: Annotated[Path, typer.Option(help="The case file to compare it with.")],
    out: Annotated[Path, typer.Option(help="Folder for the page.")],
    decisions: Annotated[
        Path | None, typer.Option(help="CSV of known cases: provider_id, merchant_id, decision, decided_on.")
    ] = None,
    threshold: Annotated[
        str | None, typer.Option(help="rule.threshold: show its whole curve, as in night_payments.excess.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier backtest left.")] = False,
) -> None:
    """Ask two case files of the same payments: alerts by rule, overlap, precision on known cases, a whole curve.

    For example: finpath rules backtest contributions --before case.toml --after tried.toml --out backtest
    """
    backtest.require_vacant(out, force=force)
    asked = BacktestRequest(
        before=config_of(before, None),
        after=config_of(after, None),
        names=(before.name, after.name),
        decisions=read_decisions(decisions) if decisions else None,
        threshold=threshold,
    )
    with say.status("starting") as status:
        result = backtest.backtest(contributions, asked, progress=lambda step: tell(status.update, step))
    page = backtest.write(result, out, force=force)
    sys.stdout.write("\n".join([*_summarise(result), "", f"Open {page}"]) + "\n")


def _summarise(result: Backtest) -> list[str]:
    changed = [each for each in result.rules if each.what or each.before != each.after]
    looked = [row for row in result.tiers if row[0] in {"refer", "review"}]
    named = sum(row[1] for row in looked), sum(row[2] for row in looked)
    lines = [
        f"{each.rule_id}: {_count(each.before)} → {_count(each.after)} alerts, {each.both} of both"
        f"{f' ({each.what})' if each.what else ''}"
        for each in changed
    ]
    lines.append(f"At refer or review: {named[0]} → {named[1]} merchants, {result.kept} of both.")
    if result.named_before and result.named_after:
        shares = [_share(each.precision) for each in (result.named_before, result.named_after)]
        lines.append(f"Of those decided on, confirmed: {shares[0]} → {shares[1]}.")
    return lines


def _count(alerts: int | None) -> str:
    return "off" if alerts is None else f"{alerts:,}"


def _share(share: float | None) -> str:
    return "nobody decided on any" if share is None else f"{share:.0%}"
