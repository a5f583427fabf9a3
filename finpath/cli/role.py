"""`finpath role`: a person says what somebody is in a case; until then, everybody is unknown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pyarrow.compute as pc
import typer

from finpath.cli.console import JSON, answer
from finpath.cli.day import day
from finpath.config import Given, GivenRole, Role, read_roles
from finpath.config.roles import role_of, write_role
from finpath.errors import ConfigError
from finpath.output.folder import Run


def role_command(
    merchant: Annotated[str, typer.Argument(help="provider/merchant, as the run names it.")],
    role: Annotated[str, typer.Argument(help=f"One of: {', '.join(Role)}.")],
    run: Annotated[Path, typer.Option(help="The run folder that names the merchant.")],
    by: Annotated[str, typer.Option(help="Who says so.")],
    why: Annotated[str, typer.Option(help="The reason, for whoever asks later.")],
    on: Annotated[str, typer.Option(help="The day of the decision, as in 2026-06-30.")],
    to: Annotated[Path, typer.Option(help="The file that the case file names.")] = Path("roles.toml"),
    as_json: JSON = False,
) -> None:
    """Give somebody a role in its case: it stands in referrals with your name and reason.

    Add the file to the case file: roles = "roles.toml". To undo it, delete its entry. A possible victim is for
    safeguarding from the next run on, and never the subject of a referral.

    For example: finpath role acquirer-north/4711 "unwitting intermediary" --run run --by a.reviewer
    --why "Only the building is shared." --on 2026-06-30
    """
    told = GivenRole(*_account(Run(run), merchant), role_of(role, "finpath role"), Given(by, day("--on", on), why))
    if not by.strip() or not why.strip():
        raise ConfigError("A role has somebody who gives it and a reason: say them with --by and --why.")
    if to.exists() and told.account in {each.account for each in read_roles(to)}:
        raise ConfigError(f"{to} has a role for {merchant} already: delete its entry first, so that one role holds.")
    with to.open("a", encoding="utf-8") as file:
        file.write(("\n" if to.stat().st_size else "") + write_role(told))
    if as_json:
        answer({"merchant": merchant, "role": told.role.value, "file": str(to)})
        return
    sys.stdout.write(f'{merchant}: {told.role.value}. Name the file in the case file: roles = "{to.name}"\n')


def _account(run: Run, merchant: str) -> tuple[str, str]:
    provider, _, name = merchant.partition("/")
    if not run.findings.filter((pc.field("provider_id") == provider) & (pc.field("merchant_id") == name)).num_rows:
        raise ConfigError(
            f"The run has no merchant {merchant}: name it as its findings.parquet does, provider/merchant."
        )
    return provider, name
