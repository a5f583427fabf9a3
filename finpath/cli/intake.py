"""`finpath intake`: where the public reports a payment page, and what the desk takes from it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import say
from finpath.cli.day import day
from finpath.cli.extra import needs
from finpath.intake.contribution import read_member
from finpath.intake.settings import read_settings
from finpath.intake.take import Desk, take
from finpath.keyring import read_identity

intake = typer.Typer(
    help="Public reports of payment pages: taken encrypted, triaged at the desk.", no_args_is_help=True
)


@intake.callback()
def about() -> None:
    """Public reports of payment pages: taken encrypted, triaged at the desk."""


@intake.command("serve")
def serve_command(
    config: Annotated[Path, typer.Option(help="The settings, intake.toml.")],
) -> None:
    """Listen for reports: a process that can write them and not read them. It needs no key but the desk's public one.

    For example: finpath intake serve --config intake.toml
    """
    settings = read_settings(config)
    with needs("intake"):
        from finpath.intake.web.serve import serve  # noqa: PLC0415 - an extra, and only for who listens
    serve(settings, lambda said: say.print(said, markup=False, soft_wrap=True))


@intake.command("take")
def take_command(
    spool: Annotated[Path, typer.Argument(help="The spool, as it came from the intake.")],
    key: Annotated[Path, typer.Option(help="What opens it, the desk's NAME.age.")],
    out: Annotated[Path, typer.Option(help="The contribution, which a run reads.")],
    triage: Annotated[Path, typer.Option(help="Where the lists are, and what you decide in them.")],
    member: Annotated[Path, typer.Option(help="The head of contribution.toml: [provider] and [agreement].")],
    decisions: Annotated[list[Path] | None, typer.Option(help="Further files of decisions.")] = None,
    answers: Annotated[Path | None, typer.Option(help="What the intake may tell those who ask, answers.csv.")] = None,
    on: Annotated[str | None, typer.Option(help="The day, as in 2026-06-30; today when left out.")] = None,
) -> None:
    """Open what came, fold what says the same, list it, and hand in what you let pass: always as alleged.

    Decide in the lists: decision is pass, close or hold, with a reason. Then call it again.

    For example: finpath intake take spool --key desk.age --out hotline --triage triage --member hotline.toml

    Exit codes: 0 done; 1 a file or a row says nothing; 2 wrong use.
    """
    today = day("--on", on) if on else dt.datetime.now(dt.UTC).date()
    more = tuple(decisions or ())
    desk = Desk(read_identity(key), triage, more, out, read_member(member), answers, today)
    done = take(spool, desk)
    for fault in done.faults:
        say.print(f"! {fault}", markup=False, soft_wrap=True)
    say.print(
        f"{done.listed:,} to decide on, {done.apart:,} apart, {done.urgent:,} of them urgent: {triage}. "
        f"{done.passed:,} in {out}.",
        markup=False,
        soft_wrap=True,
    )
    if done.faults:
        raise typer.Exit(1)
