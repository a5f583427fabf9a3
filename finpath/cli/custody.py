"""`finpath custody`: who did what when, and whether the record of it is as it was written."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from finpath.bundle.opened import opened_bundles
from finpath.bundle.where import find_token
from finpath.bundle.where_in_runs import RunStanding, find_in_runs, spell_token
from finpath.bundle.witness import Witness, find_witnesses
from finpath.cli.console import JSON, answer
from finpath.custody import read_chain
from finpath.errors import ConfigError
from finpath.ingest.keys import HUB, read_keys
from finpath.keyring import read_trust

custody = typer.Typer(help="The log of what was made, taken, called back and purged.", no_args_is_help=True)


@custody.callback()
def about() -> None:
    """The log of what was made, taken, called back and purged."""


@custody.command("where")
def where_command(
    token: Annotated[str, typer.Argument(help="The token, as its member makes it and its bundle holds it.")],
    contributions: Annotated[Path, typer.Option(help="Where bundles were opened to.")],
    receipts: Annotated[Path, typer.Option(help="Where receipts and legal holds are.")],
    runs: Annotated[Path | None, typer.Option(help="A folder of run folders, to be looked through as well.")] = None,
    as_json: JSON = False,
) -> None:
    """Say where a token stands, and what a legal hold exempts from erasure: for a data subject's request.

    The member that was asked knows the person's token; the hub cannot make it. With --runs, it is also said which runs
    read rows with it, and whether one of their files holds it: as the member makes it, and, where FINPATH_HUB_KEY is
    set, as the hub does.

    For example: finpath custody where k3f2:abcdef --contributions contributions --receipts receipts --runs runs
    """
    found = list(find_token(token, contributions, receipts))
    looked = _look_through(token, contributions, {each.folder for each in found}, runs) if runs else []
    if as_json:
        rows = [asdict(each) for each in found]
        answer({"contributions": rows, "runs": [asdict(each) for each in looked]} if runs else rows)
        return
    for each in found:
        exempt = f"; held {each.held}" if each.held else ""
        sys.stdout.write(f"{each.folder}/{each.table}, {each.column}: {each.rows:,} rows{exempt}\n")
    if not found:
        sys.stdout.write("It stands in no contribution that was opened here.\n")
    if runs:
        sys.stdout.write("".join(_describe_runs(looked, runs)))


def _look_through(token: str, contributions: Path, folders: set[str], runs: Path) -> list[RunStanding]:
    """Look for a token in run folders.

    Raises:
        ConfigError: There is no such folder.
    """
    if not runs.is_dir():
        raise ConfigError(f"There is no folder {runs}: name the one that run folders lie in.")
    hub = read_keys(os.environ).hub if os.environ.get(HUB) else None
    bundles = [each for each in opened_bundles(contributions) if each.folder.name in folders]
    return list(find_in_runs(spell_token(token, hub), bundles, runs))


def _describe_runs(looked: list[RunStanding], runs: Path) -> Iterator[str]:
    for each in looked:
        read = f"read rows with it of {', '.join(each.read)}" if each.read else "read no contribution with it"
        holds = f"holds it in {', '.join(each.files)}" if each.files else "holds it in none of its files"
        opaque = f" ({each.opaque} pictures and PDFs were not looked into)" if each.opaque else ""
        yield f"run {each.run}: {read}; {holds}{opaque}\n"
    if not looked:
        yield f"No run in {runs} read rows with it, and none holds it.\n"
    if not os.environ.get(HUB):
        yield f"Looked for as the member makes it alone: with {HUB}, also as a run of the hub would spell it.\n"


@custody.command("verify")
def verify_command(
    log: Annotated[Path, typer.Argument(help="custody.jsonl of an outbox, or beside the hub's receipts.")],
    witness: Annotated[
        list[Path] | None, typer.Option(help="Receipts, opened bundles or folders of them, that bear heads of the log.")
    ] = None,
    trust: Annotated[
        Path | None, typer.Option(help="The roster, coalition.toml: whose signatures on witnesses count.")
    ] = None,
) -> None:
    """Say whether a log is as it was written: edited, missing, reordered, truncated or forked, and where.

    With a roster, each witness is held against its signature. One whose signature is false counts for nothing and is
    named; one that cannot be checked counts, and is named too.

    For example: finpath custody verify receipts/custody.jsonl --witness receipts-that-members-kept
    --trust coalition.toml

    Exit codes: 0 it is as it was written; 1 it is not, or a witness is not as it was signed; 2 wrong use.
    """
    if not log.is_file():
        raise ConfigError(f"There is no log {log}: name a custody.jsonl.")
    roster = read_trust(trust) if trust else None
    found = [each for place in witness or () for each in find_witnesses(place, roster)]
    chain, counting = read_chain(log), [each for each in found if not each.is_false]
    faults = chain.faults([(each.path.name, each.head) for each in counting])
    for fault in faults:
        sys.stdout.write(f"{fault.kind}: {fault.sentence}\n")
    if not faults:
        seen = f"as {len(counting)} witnesses saw them" if witness else "as far as it shows without a witness"
        sys.stdout.write(f"All {len(chain.lines)} entries are as they were written, and {seen}.\n")
    for each in sorted((each for each in found if each.why), key=lambda each: (each.why, each.path)):
        sys.stdout.write(_describe_witness(each))
    if faults or len(counting) < len(found):
        raise typer.Exit(1)


def _describe_witness(witness: Witness) -> str:
    if witness.is_false:
        return f"The witness {witness.path} counts for nothing: {witness.why}.\n"
    return f"The signature of {witness.path} could not be checked: {witness.why}.\n"
