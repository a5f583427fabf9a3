"""`finpath desk match`: whether cases of this desk meet another desk's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.cli.extra import needs


def desk_match(
    partner: Annotated[str, typer.Option("--with", help="The org of the partner, as desk.toml names it.")],
    config: Annotated[Path, typer.Option(help="The desk's configuration.")],
    as_json: JSON = False,
) -> None:
    """Ask a partner's desk whether its cases meet those here: hashes under a key of one session, and nothing else.

    Its answer is taken by finpath desk receive. Then both owners see the hit, and say whether they talk.

    For example: finpath desk match --with hub-south --config desk/desk.toml
    """
    with needs("desk"):
        from finpath.desk.desk import open_desk  # noqa: PLC0415 - an extra
        from finpath.desk.exchange.send import file_name  # noqa: PLC0415
    opened = open_desk(config)
    asked = opened.match(partner, "console")
    if as_json:
        answer({"seal": asked.seal, "cases": asked.cases, "hashes": asked.hashes, "too_large": asked.large})
        return
    path = opened.hub.outbox / file_name(asked.seal, partner)
    said = f"{asked.cases:,} cases, {asked.hashes:,} hashes with those that fill up: send {path}."
    say.print(said, markup=False, soft_wrap=True)
    if asked.large:
        say.print(f"! {asked.large:,} cases have too many keys, and are not asked about.", markup=False, soft_wrap=True)
