"""`finpath refer`: from a run folder, what each recipient may see, as a package of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath import dissemination as recipients
from finpath.cli.console import JSON, answer, say
from finpath.dissemination.write import folder_name as folder_of
from finpath.dissemination.write import select_recipient
from finpath.output.folder import Run, write_atomically


def refer_command(
    run: Annotated[Path, typer.Argument(help="The run folder.")],
    routing: Annotated[Path, typer.Option(help="The routing table: who may be sent what.")],
    out: Annotated[Path, typer.Option(help="The folder to write the packages to.")],
    to: Annotated[str | None, typer.Option(help="One recipient of the table; all when left out.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Write what each recipient may see: safeguarding first. Nothing is ever sent; a person does that, after looking.

    For example: finpath refer run --routing routing.toml --out packages
    """
    table = recipients.read_routing(routing)
    packed = recipients.build_packages(Run(run), table)
    packed = select_recipient(packed, to) if to else packed
    with write_atomically(out, force=force) as place:
        recipients.write_packages(packed, table, place)
    if as_json:
        answer(_to_record(packed))
        return
    for number, package in enumerate(packed.packages, 1):
        line = f"{folder_of(number, package)}  TLP:{package.tlp.upper()}  {len(package.files)} file(s)  {package.kind}"
        sys.stdout.write(f"{line}\n")
    for sentence in packed.unsent:
        say.print(f"! {sentence}", markup=False, soft_wrap=True)
    if not packed.packages:
        sys.stdout.write("Nobody is sent anything.\n")


def _to_record(packed: recipients.PackageSet) -> dict[str, object]:
    """What was written, for another program."""
    packages = [
        {"folder": folder_of(number, each), "kind": each.kind, "tlp": each.tlp, "files": sorted(each.files)}
        for number, each in enumerate(packed.packages, 1)
    ]
    return {"packages": packages, "unsent": list(packed.unsent)}
