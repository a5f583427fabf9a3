"""`finpath desk deconflict`: the list that an authority makes, and a desk asks before a release."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import say
from finpath.cli.extra import needs
from finpath.presentation.text import count_of


def desk_deconflict(
    accounts: Annotated[Path, typer.Argument(help="One account a line, as provider/merchant.")],
    authority: Annotated[str, typer.Option(help="Whose list it is.")],
    key: Annotated[Path, typer.Option(help="The key that the authority and the hub share: 64 hexadecimal digits.")],
    out: Annotated[Path, typer.Option(help="The list to write; `minisign -S` signs it.")],
) -> None:
    """Write a de-confliction list: keyed hashes of accounts that a release would disturb.

    For example: finpath desk deconflict accounts.txt --authority "Police" --key police.key --out police.toml
    """
    with needs("desk"):
        from finpath.desk.policy.deconflict import read_accounts, write_list  # noqa: PLC0415 - an extra
        from finpath.desk.store.seals import read_secret  # noqa: PLC0415
    names = read_accounts(accounts)
    made_on = dt.datetime.now(dt.UTC).date()
    out.write_bytes(write_list(authority, names, read_secret(key, "key of a de-confliction list"), made_on))
    say.print(f"{count_of(len(names), 'account')}: sign it with minisign -S -m {out}")
