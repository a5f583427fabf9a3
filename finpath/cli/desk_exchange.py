"""`finpath desk share`, `ask`, `warn`, `recall` and `receive`: what one desk sends another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.cli.desk_match import desk_match
from finpath.cli.extra import needs

if TYPE_CHECKING:
    from finpath.desk.desk import Desk
    from finpath.desk.policy.may import Person

CONFIG = Annotated[Path, typer.Option(help="The desk's configuration.")]
CASE = Annotated[str, typer.Argument(help="The case, c-….")]
BY = Annotated[str, typer.Option(help="The login of who proposes it; that it was typed here stands in the chain.")]


def desk_share(
    case: CASE, config: CONFIG, partner: Annotated[str, typer.Option("--with", help="The org of a partner.")], by: BY
) -> None:
    """Propose to give a case to a partner's desk; somebody else approves it with a key.

    For example: finpath desk share c-0123456789abcdef0123 --with hub-south --by ada --config desk/desk.toml
    """
    share = _propose(config, by, case, ("case", partner, ""))
    say.print(f"Proposed as {share}: somebody else approves it, under To approve.", markup=False)


def desk_warn(
    case: CASE, config: CONFIG, partner: Annotated[str, typer.Option("--whom", help="The org of a partner.")], by: BY
) -> None:
    """Propose to warn a partner of the keys of a case whose release was approved: this desk is told hit or no hit.

    For example: finpath desk warn c-0123456789abcdef0123 --whom hub-south --by ada --config desk/desk.toml
    """
    share = _propose(config, by, case, ("warning", partner, ""))
    say.print(f"Proposed as {share}: somebody else approves it, under To approve.", markup=False)


def desk_ask(
    case: CASE,
    config: CONFIG,
    partner: Annotated[str, typer.Option("--of", help="The org of a partner.")],
    question: Annotated[str, typer.Option(help="owner, purpose, payments, factors or analysis.")],
    by: BY,
) -> None:
    """Ask a member, through its desk, about its own accounts in a case; the question is in the outbox then.

    For example: finpath desk ask c-0123456789abcdef0123 --of hub-south --question owner --by ada
    --config desk/desk.toml
    """
    share = _propose(config, by, case, ("question", partner, question))
    say.print(f"Asked, as {share}: the question lies in the outbox, and a person sends it.", markup=False)


def desk_recall(share: Annotated[str, typer.Argument(help="What was given, s-….")], config: CONFIG, by: BY) -> None:
    """Call back what a partner was given: its desk purges it, and says so.

    For example: finpath desk recall s-0123456789abcdef0123 --by ada --config desk/desk.toml
    """
    opened, person = _person(config, by)
    from finpath.desk.exchange.give import call_back  # noqa: PLC0415 - an extra

    call_back(opened.store, opened.partners(), person, share)
    opened.sweep()
    say.print("Called back: the recall lies in the outbox, and a person sends it.")


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


def _person(config: Path, login: str) -> tuple[Desk, Person]:
    """The desk, and for whom somebody at its machine acts; that they did stands in the chain."""
    with needs("desk"):
        from finpath.desk.chain import day_of  # noqa: PLC0415 - an extra
        from finpath.desk.desk import open_desk  # noqa: PLC0415
        from finpath.desk.errors import DeniedError  # noqa: PLC0415
        from finpath.desk.people.person import CONSOLE, find_person, person_of  # noqa: PLC0415
    opened = open_desk(config)
    with opened.store.act() as acting:
        found = find_person(acting.db, person_of(acting.db, login), day_of(acting.db))
        if found is None:
            raise DeniedError(f"{login} works here no more.")
        acting.enter(CONSOLE, "signed_in", f"person:{found.id}")
    return opened, found


def _propose(config: Path, by: str, case: str, wish: tuple[str, str, str]) -> str:
    opened, person = _person(config, by)
    from finpath.desk.exchange.give import Wish, propose_share  # noqa: PLC0415 - an extra

    share = propose_share(opened.store, opened.partners(), person, case, Wish(*wish))
    opened.sweep()
    return share


COMMANDS: Mapping[str, Callable[..., None]] = {
    "share": desk_share, "ask": desk_ask, "warn": desk_warn, "recall": desk_recall, "receive": desk_receive,
    "match": desk_match,
}  # fmt: skip
