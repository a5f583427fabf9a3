"""`finpath init`: from files that nobody has described to a folder that is ready to run."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from finpath.cli.console import say
from finpath.engine import DuckDB, Engine
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import LoadOptions, load, read_keys
from finpath.ingest.describe import MemberPlace, look_at, place_of, propose_all, questions_of
from finpath.ingest.description import TableDescription, check_description
from finpath.ingest.keys import MEMBER_FILE, write_new_key
from finpath.ingest.proposal import Proposal
from finpath.tables.contract import PROVIDER_KINDS

MANIFEST = """[provider]
id = "{id}"
kind = "{kind}"
country = "{country}"
timezone = "{timezone}"

[agreement]
id = "TRIAL"
purpose = "detect commercial child sexual exploitation"
legal_basis = "trial on own data"

"""

ROWS = """
SELECT t.transaction_id,
       t.occurred_at,
       a.merchant_id,
       t.amount,
       t.currency,
       t.kind
FROM transactions      AS t
JOIN merchant_accounts AS a ON a.merchant = t.merchant
ORDER BY t.file, t.row
LIMIT 10
"""

SUMS = """
SELECT kind,
       currency,
       fp_quarter_start(fp_quarter_number(occurred_at)) AS at,
       count(*)                                         AS payments,
       sum(amount)                                      AS amount
FROM transactions
GROUP BY kind, currency, fp_quarter_start(fp_quarter_number(occurred_at))
"""

HOURS = "%Y-%m-%d %H:%M:%S"


def init_command(
    files: Annotated[list[Path], typer.Argument(help="Exports with a header: payments of one member.")],
    out: Annotated[Path, typer.Option(help="The folder to make; it must not be there.")] = Path("finpath-trial"),
    member: Annotated[str, typer.Option("--id", help="The member's id.")] = "own",
    kind: Annotated[str, typer.Option(help=f"What the member is: {', '.join(PROVIDER_KINDS)}.")] = "bank",
    country: Annotated[str, typer.Option(help="Two letters: where it is.")] = "",
    timezone: Annotated[str, typer.Option(help="Whose clock the files tell, as in Europe/Berlin.")] = "",
    column: Annotated[list[str], typer.Option(help="A column that is not found by name: ours=theirs.")] = [],  # noqa: B006 - typer copies it
    constant: Annotated[list[str], typer.Option(help="What holds for all rows: currency=EUR.")] = [],  # noqa: B006
    option: Annotated[list[str], typer.Option(help="How files are read: decimal=, or sheet=Sales.")] = [],  # noqa: B006
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; what is assumed is said.")] = False,
) -> None:
    """Look at files, propose what their columns are, show how they would be read, and make a folder ready to run.

    For example: finpath init umsaetze.csv --country DE --timezone Europe/Berlin --constant currency=EUR
    """
    if out.exists():
        raise ConfigError(f"{out} exists: name a folder that is not there with --out.")
    if kind not in PROVIDER_KINDS:
        raise ConfigError(f"--kind is {kind!r}: {', '.join(PROVIDER_KINDS)} are known.")
    asked = _Asked(yes)
    said = _describe_table(kind, column, constant, option)
    proposals, place = _answer(files, said, MemberPlace(country, timezone), asked)
    zone = _zone(place.timezone)
    manifest = MANIFEST.format(id=member, kind=kind, country=place.country, timezone=zone.key)
    folder = out / "contributions" / member
    folder.mkdir(parents=True)
    for path in files:
        shutil.copyfile(path, folder / path.name)
    (folder / "contribution.toml").write_text(
        manifest + "\n".join(each.entry() for each in proposals), encoding="utf-8", newline="\n"
    )
    write_new_key(out / "key")
    _show(proposals, asked.assumed)
    _show_as_read(out, zone)
    sys.stdout.write(
        f"\nLook at {folder / 'contribution.toml'}, and mend what is wrong. Then:\n"
        f"  FINPATH_KEY_FILE={out / 'key'} finpath run {out / 'contributions'} --out {out / 'run'}\n"
    )


class _Asked:
    """Asks what cannot be known, or assumes it and remembers that."""

    def __init__(self, silent: bool) -> None:
        self.silent = silent or not sys.stdin.isatty()
        self.assumed: list[str] = []

    def answer(self, what: str, given: str, question: str, otherwise: str) -> str:
        """Give what was said, asked, or assumed."""
        if given:
            return given
        if not self.silent:
            return str(typer.prompt(question, default=otherwise))
        self.assumed.append(f"{what}: {otherwise}")
        return otherwise


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(f"{name!r} is no time zone: write one as in Europe/Berlin.") from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise ConfigError(f"{text!r} says nothing: write name=value, as in currency=EUR.")
    return name.strip(), value.strip()


def _describe_table(
    kind: str, columns: Sequence[str], constants: Sequence[str], options: Sequence[str]
) -> TableDescription:
    """What the command line says of the files; a constant that is a column's name is that column."""
    return {
        "kind": kind,
        "columns": dict(map(_pair, columns)),
        "constants": dict(map(_pair, constants)),
        "reading": dict(map(_pair, options)),
    }


def _answer(
    files: Sequence[Path], said: TableDescription, place: MemberPlace, asked: _Asked
) -> tuple[tuple[Proposal, ...], MemberPlace]:
    """Propose, ask what no file says, and propose with the answers; each file is looked at once."""
    check_description(said)
    sheet = said["reading"].get("sheet", "")
    previews = [look_at(path, path.name, sheet) for path in files]
    proposals = propose_all(previews, said)
    while questions := list(questions_of(proposals, place_of(proposals, place))):
        first = questions[0]
        answer = asked.answer(first.argument, "", first.ask, first.otherwise)
        if first.argument in ("country", "timezone"):
            place = replace(place, **{first.argument: answer})
        else:
            said = {**said, first.argument: answer}  # type: ignore[misc] # a question is called as an argument is
            check_description(said)
            proposals = propose_all(previews, said)
    return proposals, place_of(proposals, place)


def _show(proposals: Sequence[Proposal], assumed: Sequence[str]) -> None:
    for each in proposals:
        form = f", as {each.form} files say it themselves" if each.form else ""
        sys.stdout.write(f"{each.name}: {each.table}{form}\n")
        for column in each.columns:
            source = " and ".join(column.theirs) or f"always {column.constant}"
            sys.stdout.write(f"  {column.ours:16} ← {source}  ({column.why})\n")
        for name, (value, why) in each.options.items():
            sys.stdout.write(f"  {name} = {value}  ({why})\n")
        if each.surrogate:
            sys.stdout.write("  surrogate = true  (who receives is written as an IBAN or e-mail address)\n")
        if each.unused:
            sys.stdout.write(f"  not read: {', '.join(each.unused)}\n")
    for line in assumed:
        say.print(f"! Assumed, since nobody said: {line}", markup=False, soft_wrap=True)


def _show_as_read(out: Path, zone: ZoneInfo) -> None:
    """Load the proposal as a run does, and show what came of it."""
    with DuckDB() as engine:
        keys = read_keys({MEMBER_FILE: str(out / "key")})
        try:
            ledger = load(out / "contributions", engine=engine, options=LoadOptions(keys))
        except ContributionError as error:
            raise ConfigError(str(error)) from None
        for refusal in ledger.refusals:
            say.print(f"! {refusal.reason}", markup=False, soft_wrap=True)
        first = engine.rows(ROWS)
        rows = [(name, _local(at, zone), shop, _money(amount), *rest) for name, at, shop, amount, *rest in first]
        sys.stdout.write("\nThe first ten as they are read, by the member's clock:\n")
        sys.stdout.writelines(f"  {line}\n" for line in _table(rows))
        sys.stdout.write("\nBy kind, currency and month:\n")
        sys.stdout.writelines(f"  {line}\n" for line in _table(_months(engine, zone)))
        if rejected := engine.count("SELECT count(*) FROM rejects"):
            sys.stdout.write(f"\n{rejected} rows are rejected: rejects.parquet of a run says why.\n")
        for note in ledger.notes:
            say.print(f"! {note}", markup=False, soft_wrap=True)


def _months(engine: Engine, zone: ZoneInfo) -> list[tuple[object, ...]]:
    payments: dict[tuple[str, str, str], int] = defaultdict(int)
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for kind, currency, at, count, amount in engine.rows(SUMS):
        place = (str(kind), str(currency), _local(at, zone)[:7])
        payments[place] += int(str(count))
        sums[place] += Decimal(str(amount))
    return [(*place, payments[place], _money(sums[place])) for place in sorted(sums)]


def _local(at: object, zone: ZoneInfo) -> str:
    moment = at if isinstance(at, dt.datetime) else dt.datetime.fromisoformat(str(at))
    return moment.replace(tzinfo=dt.UTC).astimezone(zone).strftime(HOURS)


def _money(amount: object) -> str:
    return f"{Decimal(str(amount)):,.2f}"


def _table(rows: Sequence[tuple[object, ...]]) -> Iterator[str]:
    texts = [[str(value) for value in row] for row in rows]
    widths = [max(len(row[place]) for row in texts) for place in range(len(texts[0]))] if texts else []
    return ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in texts)
