"""`finpath desk purge`: how long cases are kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.cli.extra import needs


def desk_purge(config: Annotated[Path, typer.Option(help="The desk's configuration.")], as_json: JSON = False) -> None:
    """Propose the purge of cases that are kept too long, and end what earlier purges left. Two people approve each.

    For example: finpath desk purge --config desk/desk.toml
    """
    with needs("desk"):
        from finpath.desk.desk import open_desk  # noqa: PLC0415 - an extra
        from finpath.desk.retention.told import told_left  # noqa: PLC0415
    opened = open_desk(config)
    proposed = opened.tidy()
    left = told_left(opened.store)
    if as_json:
        answer({"proposed": proposed, "left": left})
        return
    sys.stdout.write(f"Proposed {proposed:,} purges.\n")
    for sentence in left:
        say.print(f"! {sentence}", markup=False, soft_wrap=True)
