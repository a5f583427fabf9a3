"""`finpath desk`: where people decide about cases, and release with four eyes."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.cli.day import day
from finpath.cli.desk_exchange import COMMANDS
from finpath.cli.desk_keep import desk_purge
from finpath.cli.desk_lists import desk_deconflict
from finpath.cli.extra import needs
from finpath.errors import ConfigError

if TYPE_CHECKING:
    from finpath.desk.desk import Desk

desk = typer.Typer(
    help="The case desk: look, decide with a reason, approve with four eyes, release.", no_args_is_help=False
)

HOME = Annotated[Path, typer.Option(help="The desk's folder: database, key and desk.toml. Made where there is none.")]
CONFIG = Annotated[Path, typer.Option(help="The desk's configuration.")]
PASSWORD = "FINPATH_DESK_PASSWORD"  # noqa: S105 - the name of a variable, no password


def _open(config: Path) -> Desk:
    with needs("desk"):
        from finpath.desk.desk import open_desk  # noqa: PLC0415 - an extra
    return open_desk(config)


@desk.callback(invoke_without_command=True)
def desk_alone(context: typer.Context, home: HOME = Path("desk")) -> None:
    """Open a desk for one person, on this machine alone: it prepares, and approves nothing.

    For example: finpath desk land run --config desk/desk.toml, then finpath desk --home desk
    """
    os.umask(0o077)  # whatever a desk writes is its owner's alone
    if context.invoked_subcommand is not None:
        return
    with needs("desk"):
        from finpath.desk.desk import open_desk  # noqa: PLC0415 - an extra
        from finpath.desk.home import alone, make_home  # noqa: PLC0415
        from finpath.desk.web.app import make_app, one_time_secret  # noqa: PLC0415
        from finpath.desk.web.serve import serve  # noqa: PLC0415
    opened = open_desk(make_home(home), alone=True)
    person, secret = alone(opened.store), one_time_secret()
    sys.stdout.write(f"Open this address once:\n{opened.config.public_origin}/enter/{secret}\nEnd with Ctrl-C.\n")
    sys.stdout.flush()
    serve(make_app(opened, [(secret, person)]), opened.config.host, opened.config.port)


@desk.command("serve")
def desk_serve(config: CONFIG) -> None:
    """Serve a desk to several people, who sign in.

    For example: finpath desk serve --config desk/desk.toml
    """
    opened = _open(config)
    from finpath.desk.hits.find import find_hits  # noqa: PLC0415 - an extra
    from finpath.desk.web.app import make_app  # noqa: PLC0415
    from finpath.desk.web.serve import serve  # noqa: PLC0415

    opened.tidy()
    with contextlib.suppress(ConfigError):  # a run whose folder is gone: its pages say so
        find_hits(opened.store, "hub")  # where the desk was killed between a landing and this
    say.print(f"The desk is at {opened.config.public_origin}")
    serve(make_app(opened), opened.config.host, opened.config.port)


@desk.command("new")
def desk_new(home: Annotated[Path, typer.Argument(help="Its folder.")]) -> None:
    """Make the folder of a desk: a key, a configuration and an empty database.

    For example: finpath desk new desk
    """
    with needs("desk"):
        from finpath.desk.home import make_home  # noqa: PLC0415 - an extra
    path = make_home(home)
    say.print(f"The desk is in {home}: look at {path.name}, keep desk.key apart from every backup.")


@desk.command("land")
def desk_land(
    run: Annotated[Path, typer.Argument(help="The run folder; it stays where it is.")],
    config: CONFIG,
    as_json: JSON = False,
) -> None:
    """Land a run: its seal is verified, its groups are laid onto cases by the accounts that they have in common.

    For example: finpath desk land run --config desk/desk.toml
    """
    landing = _open(config).land("console", run)
    if as_json:
        answer({"run": landing.run, "changes": dict(landing.changes), "was_there": landing.was_there})
        return
    sys.stdout.write("".join(f"{sentence}\n" for sentence in landing.sentences) or "The run has no case.\n")


@desk.command("files")
def desk_files(
    config: CONFIG,
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Write what people decided as the files that the next run reads: decisions.csv, suppressions.toml, roles.toml.

    For example: finpath desk files --config desk/desk.toml --out decided
    """
    opened = _open(config)
    from finpath.desk.cases.next_run import write_files  # noqa: PLC0415 - an extra

    written = write_files(opened.store, "console", out, force=force)
    if as_json:
        answer({"entries": dict(written.entries), "left_out": list(written.left_out)})
        return
    for name, entries in written.entries.items():
        sys.stdout.write(f"{name}: {entries}\n")
    for sentence in written.left_out:
        say.print(f"! {sentence}", markup=False, soft_wrap=True)


@desk.command("add-person")
def desk_add_person(
    login: Annotated[str, typer.Argument(help="How they sign in.")],
    config: CONFIG,
    name: Annotated[str, typer.Option(help="What others see.")],
    org: Annotated[str, typer.Option(help="Their organisation, as the roster names it.")],
    role: Annotated[list[str] | None, typer.Option(help="A role; may stand several times.")] = None,
    tlp: Annotated[str, typer.Option(help="The strictest label that they may see.")] = "amber+strict",
    country: Annotated[list[str] | None, typer.Option(help="Whose law they work under; all when left out.")] = None,
    team: Annotated[list[str] | None, typer.Option(help="A team they work in.")] = None,
    until: Annotated[str | None, typer.Option(help="Their last day, as in 2027-06-30.")] = None,
) -> None:
    """Add somebody, with a first password of their own: drawn and shown once, or FINPATH_DESK_PASSWORD.

    A login oidc:SUBJECT is of somebody who signs in by the identity provider, without a password.

    Whoever has this machine makes the first people. Later roles are proposed by one administrator and approved by
    another.

    For example: finpath desk add-person ada --config desk/desk.toml --name Ada --org hub --role analyst
    """
    opened = _open(config)
    from finpath.desk.people.identity_provider import LOGIN  # noqa: PLC0415 - an extra
    from finpath.desk.people.passwords import set_password  # noqa: PLC0415
    from finpath.desk.people.person import CONSOLE, Place, add_person, grant  # noqa: PLC0415

    given, by_provider = os.environ.get(PASSWORD, ""), login.startswith(LOGIN)
    password = given or secrets.token_urlsafe(12)
    last = day("--until", until).isoformat() if until else None
    with opened.store.act() as acting:
        place = Place(org, tuple(country or ()), tuple(team or ()), tlp, last)
        person = add_person(acting, CONSOLE, login, name=name, place=place)
        for each in role or []:
            grant(acting, person, each, CONSOLE, CONSOLE)
        if not by_provider:
            set_password(acting, CONSOLE, login, password)
    if not given and not by_provider:
        sys.stdout.write(f"{password}\n")
    say.print(f"{login} can sign in{'' if by_provider else '; have them change the password, under Your key'}.")


@desk.command("end-person")
def desk_end_person(login: Annotated[str, typer.Argument(help="Who works here no more.")], config: CONFIG) -> None:
    """End somebody's sessions, tokens, roles and logins at once; what they did stays under their name.

    For example: finpath desk end-person ada --config desk/desk.toml
    """
    opened = _open(config)
    from finpath.desk.people.person import CONSOLE, end_person, person_of  # noqa: PLC0415 - an extra

    with opened.store.act() as acting:
        end_person(acting, CONSOLE, person_of(acting.db, login))
    say.print(f"{login} cannot sign in any more.")


@desk.command("token")
def desk_token(
    login: Annotated[str, typer.Argument(help="For whom the program acts.")],
    config: CONFIG,
    until: Annotated[str, typer.Option(help="The last day that it holds, as in 2027-06-30.")],
    scope: Annotated[list[str], typer.Option(help="What it may do: see, land, decide, note, export, audit.")],
) -> None:
    """Make a token for another program: it does what its scopes say, as far as that person may, and never approves.

    For example: finpath desk token ada --config desk/desk.toml --scope see --scope land --until 2027-06-30
    """
    opened = _open(config)
    from finpath.desk.people.person import CONSOLE, person_of  # noqa: PLC0415 - an extra
    from finpath.desk.web.api import new_token  # noqa: PLC0415

    with opened.store.act() as acting:
        secret = new_token(acting, CONSOLE, person_of(acting.db, login), scope, day("--until", until))
    sys.stdout.write(f"{secret}\n")


@desk.command("custody")
def desk_custody(config: CONFIG, out: Annotated[Path, typer.Option(help="The log to write.")]) -> None:
    """Write the desk's chain of custody as a log, for finpath custody verify.

    For example: finpath desk custody --config desk/desk.toml --out custody.jsonl
    """
    opened = _open(config)
    from finpath.desk.chain import write_log  # noqa: PLC0415 - an extra

    chain = write_log(opened.store, out)
    say.print(f"Wrote {chain.head.n:,} entries to {out}.")
    if faults := chain.faults():
        raise ConfigError(faults[0].sentence)


KEYS = Annotated[
    Path | None,
    typer.Option(help="The file of the cases' keys. [default: desk.toml's key_backup, else beside the zip]"),
]


@desk.command("backup")
def desk_backup(
    config: CONFIG, out: Annotated[Path, typer.Option(help="The zip to write.")], keys: KEYS = None
) -> None:
    """Write the database as one file. No key is in it: those of cases go into one file of their own, which is replaced.

    For example: finpath desk backup --config desk/desk.toml --out desk-2026-11-30.zip
    """
    opened = _open(config)
    from finpath.desk.backup import write_backup  # noqa: PLC0415 - an extra

    rows = write_backup(opened.store, "console", out, keys or opened.config.key_backup)
    say.print(f"Wrote {rows:,} rows to {out}, and the cases' keys apart: keep that file's newest state, and no other.")


desk.command("deconflict")(desk_deconflict)
desk.command("purge")(desk_purge)
for name, command in COMMANDS.items():
    desk.command(name)(command)


@desk.command("restore")
def desk_restore(backup: Annotated[Path, typer.Argument(help="The zip.")], config: CONFIG, keys: KEYS = None) -> None:
    """Put a backup into an empty database, SQLite or PostgreSQL, and verify its chain.

    For example: finpath desk restore desk-2026-11-30.zip --config new/desk.toml
    """
    with needs("desk"):
        from finpath.desk.backup import restore_backup  # noqa: PLC0415 - an extra
        from finpath.desk.config import read_desk_config  # noqa: PLC0415
        from finpath.desk.store.seals import read_desk_key  # noqa: PLC0415
        from finpath.desk.store.store import Store  # noqa: PLC0415
    read = read_desk_config(config)
    store = Store(read.database, read_desk_key(read.key_file))
    restored = restore_backup(store, backup, keys or read.key_backup)
    gone = f" {restored.left_out:,} cases were purged since, and stay so." if restored.left_out else ""
    say.print(f"Restored {restored.rows:,} rows; the chain is whole.{gone}")


@desk.command("upgrade")
def desk_upgrade(config: CONFIG) -> None:
    """Bring the desk's tables to this version of finpath; make them where there are none.

    For example: finpath desk upgrade --config desk/desk.toml
    """
    with needs("desk"):
        from finpath.desk.config import read_desk_config  # noqa: PLC0415 - an extra
        from finpath.desk.home import upgrade  # noqa: PLC0415
    before, after = upgrade(read_desk_config(config))
    say.print(f"The tables are of version {after}{'' if before == after else f'; they were of {before or 0}'}.")


@desk.command("demo")
def desk_demo(
    run: Annotated[Path, typer.Argument(help="A run folder, as make demo leaves it.")], home: HOME = Path("demo/desk")
) -> None:
    """Make a desk to look at, with three people and a decided case, and serve it.

    For example: finpath desk demo demo/run --home demo/desk
    """
    with needs("desk"):
        from finpath.desk.demo import PEOPLE, make_demo  # noqa: PLC0415 - an extra
        from finpath.desk.web.app import make_app  # noqa: PLC0415
        from finpath.desk.web.serve import serve  # noqa: PLC0415
    made = make_demo(home, run)
    config = made.desk.config
    people = ", ".join(f"{login} ({', '.join(roles)})" for login, (_, roles) in PEOPLE.items())
    sys.stdout.write(f"Open {config.public_origin} and sign in as {people}.\nThe password of all is {made.password}\n")
    sys.stdout.flush()
    serve(make_app(made.desk), config.host, config.port)
