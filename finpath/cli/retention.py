"""`finpath bundle hold`, `free` and `purge`: how long the hub keeps what members handed in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from finpath.bundle.answer import Registry
from finpath.bundle.hold import find_bundle, free, hold
from finpath.bundle.purge import purge
from finpath.cli.console import JSON, answer, say
from finpath.cli.day import day
from finpath.keyring import read_signer, read_trust

CONTRIBUTIONS = Annotated[Path, typer.Argument(help="Where bundles were opened to.")]
SEAL = Annotated[str, typer.Argument(help="The seal of the bundle, or how it begins.")]
RECEIPTS = Annotated[Path, typer.Option(help="Where receipts are, and the hub's log.")]
BY = Annotated[str, typer.Option(help="Who orders it.")]
REASON = Annotated[str, typer.Option(help="Why, for whoever asks later.")]


def hold_command(contributions: CONTRIBUTIONS, seal: SEAL, receipts: RECEIPTS, by: BY, reason: REASON) -> None:
    """Put a bundle under a legal hold: it stays beyond its time, and so do runs that rest on it.

    For example: finpath bundle hold contributions 0123456789ab --receipts receipts --by "Court of Y" --reason "Case 7"
    """
    today = dt.datetime.now(dt.UTC).date()
    path = hold(find_bundle(contributions, seal), receipts, {"by": by, "reason": reason}, today)
    say.print(f"Held: {path}")


def free_command(contributions: CONTRIBUTIONS, seal: SEAL, receipts: RECEIPTS, by: BY, reason: REASON) -> None:
    """Free a bundle that is held: the next purge takes it when its time is over.

    For example: finpath bundle free contributions 0123456789ab --receipts receipts --by "Court of Y" --reason "Ended"
    """
    free(find_bundle(contributions, seal), receipts, {"by": by, "reason": reason})
    say.print("Freed.")


def purge_command(
    contributions: CONTRIBUTIONS,
    receipts: RECEIPTS,
    sign: Annotated[Path, typer.Option(help="The hub's signing key, NAME.sign.")],
    trust: Annotated[Path, typer.Option(help="The roster, coalition.toml.")],
    runs: Annotated[Path | None, typer.Option(help="A folder of run folders; those that rest on it go too.")] = None,
    kept: Annotated[Path | None, typer.Option(help="What finpath run --kept keeps: it goes too.")] = None,
    on: Annotated[str | None, typer.Option(help="The day, as in 2026-06-30; today when left out.")] = None,
    as_json: JSON = False,
) -> None:
    """Remove what may be kept no longer: the contribution, and each run that rests on it; a receipt says so.

    Copies elsewhere, as packages that were sent and backups, cannot be reached from here.

    For example: finpath bundle purge contributions --receipts receipts --sign hub.sign --trust coalition.toml
    --runs runs
    """
    today = day("--on", on) if on else dt.datetime.now(dt.UTC).date()
    done = list(purge(contributions, runs, Registry(read_signer(sign), read_trust(trust), receipts, today), kept))
    if as_json:
        answer(
            [
                {
                    "folder": each.bundle.folder.name,
                    "seal": each.bundle.seal,
                    "kept_until": each.until,
                    "held": each.held,
                    "runs": list(each.runs),
                    "kept_runs": list(each.kept_runs),
                }
                for each in done
            ]
        )
        return
    for each in done:
        name = f"{each.bundle.folder.name}, kept until {each.until}"
        say.print(f"{name}: stays, held {each.held}" if each.held else f"{name}: gone", markup=False)
        for run in each.runs:
            say.print(f"  run {run}: gone", markup=False)
        for run in each.kept_runs:
            say.print(f"  run {run}: stays", markup=False)
    if not done:
        say.print("Nothing has been kept for too long.")
    say.print("Not reached from here: packages that were sent, copies of run folders, and backups.")
