"""`finpath bundle`: contributions on their way from a member's door to the hub, and back."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.bundle.make import Sender, make_bundle, recall_bundle
from finpath.bundle.open import Hub, check_receipt, open_bundle
from finpath.bundle.trace import trace_compromised
from finpath.cli import retention
from finpath.cli.console import MEMORY, say
from finpath.cli.rotate import ENOUGH, describe_rotation, rotate_command
from finpath.engine import DuckDB, Limits
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import LoadOptions, read_keys
from finpath.keyring import read_identity, read_recipient, read_signer, read_trust

bundle = typer.Typer(
    help="Hand over what is pseudonymised, signed and encrypted; take it, answer it, call it back.",
    no_args_is_help=True,
)

SIGN = Annotated[Path, typer.Option(help="The signing key, NAME.sign of `finpath keys pair`.")]
TO = Annotated[str, typer.Option(help="For whom: the hub's NAME.age.pub.")]
TRUST = Annotated[Path, typer.Option(help="The roster, coalition.toml: which key speaks for whom.")]


@bundle.command("make")
def make_command(
    contribution: Annotated[Path, typer.Argument(help="Your folder, with its contribution.toml.")],
    sign: SIGN,
    to: TO,
    out: Annotated[Path, typer.Option(help="Where bundles wait to be sent.")],
    memory_limit: MEMORY = ENOUGH,
    threads: Annotated[int | None, typer.Option(help="CPU threads; all when left out.")] = None,
    temp_dir: Annotated[Path | None, typer.Option(help="Where temporary data goes.")] = None,
) -> None:
    """Make a bundle of a contribution: checked, with tokens in place of identifiers, signed, and encrypted for the hub.

    Nothing is sent; the file is for you to hand over.

    For example: finpath bundle make acquirer-north --sign north.sign --to hub.age.pub --out outbox
    """
    if not contribution.is_dir():
        raise ConfigError(f"There is no folder {contribution}: name the one with your contribution.toml.")
    today = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    sender = Sender(read_signer(sign), read_recipient(to), out, today.date())
    options = LoadOptions(read_keys(os.environ), as_of=today)
    limits = Limits(memory=memory_limit, threads=threads, temp_dir=temp_dir)
    with say.status("making a bundle"), DuckDB(limits) as engine:
        made = make_bundle(contribution, sender, engine=engine, options=options)
    rows = ", ".join(f"{count:,} {table}" for table, count in made.manifest.rows.items())
    say.print(
        f"Wrote {made.path}: bundle {made.manifest.sequence} with {rows}; {made.manifest.rejected:,} rows rejected."
    )
    say.print(f"Seal {made.seal}\nTerms of the agreement {made.manifest.agreement_sha256}", soft_wrap=True)


@bundle.command("open")
def open_command(
    bundles: Annotated[list[Path], typer.Argument(help="What came: b-….age.")],
    key: Annotated[Path, typer.Option("--with", help="What opens them, the hub's NAME.age.")],
    sign: SIGN,
    trust: TRUST,
    out: Annotated[Path, typer.Option(help="The contributions, which a run reads.")],
    receipts: Annotated[Path, typer.Option(help="Where receipts go, and the hub's log.")],
    accept_gap: Annotated[str, typer.Option(help="Why a bundle that is missing is not waited for.")] = "",
) -> None:
    """Take bundles, in the order in which they were made; each is taken whole, or refused with its reason.

    For example: finpath bundle open inbox/*.age --with hub.age --sign hub.sign --trust coalition.toml
    --out contributions --receipts receipts

    Exit codes: 0 all were taken; 1 one was refused; 2 wrong use.
    """
    today = dt.datetime.now(dt.UTC).date()
    hub = Hub(read_identity(key), read_signer(sign), read_trust(trust), out, receipts, today, accept_gap)
    waiting = list(bundles)
    while True:  # a shell's order is not theirs: what must wait is tried again after the others
        refused: dict[Path, str] = {}
        for path in waiting:
            try:
                done = open_bundle(path, hub)
                made = done.bundle.manifest
                say.print(f"{path}: {done.kind}, bundle {made.sequence} of {made.provider}")
                if done.carried:
                    say.print(describe_rotation(done.carried), markup=False, soft_wrap=True)
            except ContributionError as error:
                refused[path] = str(error)
        if not refused or len(refused) == len(waiting):
            break
        waiting = list(refused)
    for path, why in refused.items():
        say.print(f"! {path}: {why}", markup=False, soft_wrap=True)
    if refused:
        raise typer.Exit(1)


@bundle.command("check")
def check_command(
    made: Annotated[Path, typer.Argument(help="A bundle in your outbox.")],
    receipt: Annotated[Path, typer.Option(help="What the hub answered: r-….toml, with its .minisig beside it.")],
    trust: TRUST,
) -> None:
    """Hold a receipt against the bundle that it answers: the hub's signature, the seal and the counts.

    For example: finpath bundle check outbox/b-0123456789ab.age --receipt r-0123456789ab-taken.toml
    --trust coalition.toml
    """
    hub = read_trust(trust).hub
    if not hub:
        raise ConfigError(f"The roster {trust} names no key of the hub: write sign below [hub].")
    found = check_receipt(made, receipt, hub)
    until = f", kept until {found.kept_until}" if found.kept_until else ""
    left = "" if found.left is None else f", and {found.left:,} tokens of the old key still stand"
    say.print(
        f"The hub says {found.kind} on {found.on}: {found.rows:,} rows{left}{until}; its log stood at"
        f" {found.head[:20]}…"
    )


@bundle.command("recall")
def recall_command(
    seal: Annotated[str, typer.Argument(help="The seal of the bundle, or how it begins.")],
    reason: Annotated[str, typer.Option(help="Why; the coverage of later runs says it.")],
    sign: SIGN,
    to: TO,
    out: Annotated[Path, typer.Option(help="The outbox in which it lies.")],
) -> None:
    """Call a bundle back: the hub that opens the recall removes what it had taken, and answers that it did.

    For example: finpath bundle recall 0123456789ab --reason "sent by mistake" --sign north.sign --to hub.age.pub
    --out outbox
    """
    today = dt.datetime.now(dt.UTC).date()
    made = recall_bundle(seal, reason, Sender(read_signer(sign), read_recipient(to), out, today))
    say.print(f"Wrote {made.path}: a recall of {made.manifest.recalls}", soft_wrap=True)


bundle.command("rotate")(rotate_command)
bundle.command("hold")(retention.hold_command)
bundle.command("free")(retention.free_command)
bundle.command("purge")(retention.purge_command)


@bundle.command("trace")
def trace_command(
    contributions: Annotated[Path, typer.Argument(help="Where bundles were opened to.")],
    trust: TRUST,
    runs: Annotated[Path | None, typer.Option(help="A folder of run folders, to be looked through as well.")] = None,
) -> None:
    """Say which bundles, runs and referrals rest on a key that the roster says is compromised, or knows no more.

    For example: finpath bundle trace contributions --trust coalition.toml --runs runs

    Exit codes: 0 nothing does; 1 something does; 2 wrong use.
    """
    if not contributions.is_dir():
        raise ConfigError(f"There is no folder {contributions}: name the one that bundles were opened to.")
    found = list(trace_compromised(contributions, read_trust(trust), runs))
    for each in found:
        made = each.bundle.manifest
        sys.stdout.write(f"{each.bundle.folder.name}: bundle {made.sequence} of {made.made_on}; its key {each.why}\n")
        sys.stdout.write("".join(f"  run {name}\n" for name in each.runs))
        sys.stdout.write("".join(f"  referral {name}\n" for name in each.referrals))
    if found:
        raise typer.Exit(1)
    sys.stdout.write("No bundle rests on a key that is compromised or unknown.\n")
