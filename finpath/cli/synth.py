"""`finpath synth` and `finpath plant`: payments with a known answer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from finpath import synth
from finpath.cli.console import JSON, answer, say


def synth_command(
    out: Annotated[Path, typer.Argument(help="Folder for the contributions; the truth goes beside it.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 7,
    payers: Annotated[int, typer.Option(min=500)] = 20_000,
    merchants: Annotated[int, typer.Option(min=200)] = 2_500,
    days: Annotated[int, typer.Option(min=60)] = 180,
    as_json: JSON = False,
) -> None:
    """Make a synthetic coalition with a known answer, to learn and to test on.

    For example: finpath synth contributions --seed 7
    """
    truth = synth.write(out, seed=seed, payers=payers, merchants=merchants, days=days)
    if as_json:
        answer({"contributions": str(out), "truth": str(truth)})
        return
    say.print(f"Wrote five contributions to {out}, and the truth beside it.")


def plant_command(
    contributions: Annotated[Path, typer.Argument(help="A folder with one folder per member; it is not touched.")],
    out: Annotated[Path, typer.Option(help="Folder for the copy with structures planted in it.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")],
    groups_per_kind: Annotated[int, typer.Option(min=1, help="Groups of each of the six kinds.")] = 2,
    camouflage: Annotated[float, typer.Option(help="How well they imitate what is around: 0 not, 1 perfectly.")] = 0.5,
    reports: Annotated[str, typer.Option(help="Of each group, report none, one or half of the accounts.")] = "one",
    as_json: JSON = False,
) -> None:
    """Plant structures with a known answer into anybody's contributions, to measure what is found in real traffic.

    What was handed in is copied as it is. What is planted stands in files of its own: in CSV, JSON Lines and Parquet as
    the provider writes them, and for every other format as CSV.

    For example: finpath plant contributions --out planted --seed 1
    """
    with say.status("planting"):
        truth = synth.plant(
            contributions,
            out,
            seed=seed,
            groups_per_kind=groups_per_kind,
            camouflage=camouflage,
            reports=reports,
        )
    if as_json:
        answer({"contributions": str(out), "truth": str(truth)})
        return
    say.print(f"Wrote contributions with plants to {out}, and what is planted to {truth}.", markup=False)
