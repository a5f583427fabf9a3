"""`finpath desk receive`: what one desk sends another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.cli.extra import needs

CONFIG = Annotated[Path, typer.Option(help="The desk's configuration.")]


def desk_receive(
    file: Annotated[Path, typer.Argument(help="What a partner has sent.")],
    config: CONFIG,
    accept_gap: Annotated[str, typer.Option(help="Why what is missing before it will not come.")] = "",
    as_json: JSON = False,
) -> None:
    """Take what a partner's desk has sent: a case, a question, a warning, an answer, a receipt, a recall.

    For example: finpath desk receive e-0123456789ab-hub-north.age --config desk/desk.toml
    """
    with needs("desk"):
        from finpath.desk.desk import open_desk  # noqa: PLC0415 - an extra
    taken = open_desk(config).receive(file, accept_gap)
    if as_json:
        answer({"kind": taken.kind, "sender": taken.sender, "said": taken.sentence})
        return
    say.print(taken.sentence, markup=False, soft_wrap=True)


COMMANDS = {"receive": desk_receive}
