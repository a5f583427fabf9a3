"""From a table, a file or a folder of files that nobody has described to the contribution of one member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from finpath.errors import ConfigError, ContributionError
from finpath.ingest.columns import ROW, list_names
from finpath.ingest.description import TableDescription, check_description, given_of
from finpath.ingest.frames import Frame, distinct_texts, table_of
from finpath.ingest.in_memory import Contribution
from finpath.ingest.places import country_of, currency_of, zone_of
from finpath.ingest.preview import Preview, preview_file, preview_table
from finpath.ingest.proposal import MERCHANTS, PAYMENTS, Claims, OpenQuestion, Proposal
from finpath.ingest.propose import propose, propose_names
from finpath.ingest.sides import BOTH_SIDES

TRIAL = {"id": "TRIAL", "purpose": "detect commercial child sexual exploitation", "legal_basis": "trial on own data"}
"""The agreement of a member that looks at its own payments."""

OWN = "own"
"""The id of a member that nobody has named."""


@dataclass(frozen=True)
class MemberPlace:
    """Where a member is, and whose clock its files tell; empty where nobody can know."""

    country: str
    timezone: str


def describe(data: Frame | Path, said: TableDescription) -> tuple[Contribution, tuple[Proposal, ...]]:
    """Make a contribution of one member of what nobody has described.

    Args:
        data: Payments: a table in memory, a file, or a folder of files.
        said: What somebody says of them.

    Returns:
        The contribution, and what each table was taken for.

    Raises:
        ConfigError: Something cannot be known: the message names the arguments that say it.
    """
    check_description(said)
    tables = dict(_tables(data, said))
    if not tables:
        raise ConfigError(f"{data} holds no file: name a folder with exports, or one of them.")
    sheet = said.get("reading", {}).get("sheet", "")
    proposals = propose_all([look_at(rows, name, sheet) for name, rows in tables.items()], said)
    if all(each.table != PAYMENTS for each in proposals):
        raise ConfigError(
            f"{proposals[0].name} looks like a table of merchants: hand over payments, and it beside as merchants=."
        )
    place = place_of(proposals, MemberPlace(said.get("country", ""), said.get("timezone", "")))
    _ask(proposals, place)
    provider = {
        "id": said.get("provider", OWN),
        "kind": said.get("kind", BOTH_SIDES),
        "country": place.country,
        "timezone": place.timezone,
    }
    named = dict(_with_names(tables, proposals))
    entries = {name: {"table": each.table, **each.fields()} for name, each in zip(named, proposals, strict=True)}
    return Contribution(provider, TRIAL, named, entries), proposals


def _with_names(
    tables: Mapping[str, Frame | Path], proposals: Sequence[Proposal]
) -> Iterator[tuple[str, Frame | Path]]:
    """The tables, and once more those out of which names are read: of a table in memory, each name once."""
    yield from tables.items()
    for number, each in enumerate(proposals[len(tables) :], start=1):
        rows = tables[each.name]
        columns = [name for column in each.columns for name in column.theirs]
        distinct = rows if isinstance(rows, Path) else distinct_texts(table_of(rows, each.name), columns)
        yield f"{MERCHANTS}-{number}", distinct


def place_of(proposals: Sequence[Proposal], said: MemberPlace) -> MemberPlace:
    """Where a member is, as far as somebody says or its tables tell: a country has a clock, and a clock a country."""
    payments = [each for each in proposals if each.table == PAYMENTS]
    countries = {country for each in payments for country in each.countries}
    country = said.country or country_of(said.timezone) or (countries.pop() if len(countries) == 1 else "")
    zones = {each.zone for each in payments if each.zone}
    zone = said.timezone or (zones.pop() if len(zones) == 1 else "") or (zone_of(country) if country else "") or ""
    if not zone and not any(each.is_local for each in payments):
        zone = "UTC"
    return MemberPlace(country, zone)


def _tables(data: Frame | Path, said: TableDescription) -> Iterator[tuple[str, Frame | Path]]:
    if isinstance(data, Path) and data.is_dir():
        yield from ((path.name, path) for path in sorted(data.iterdir()) if path.is_file() and path.name[0] != ".")
    else:
        yield (data.name if isinstance(data, Path) else PAYMENTS), data
    if "merchants" in said:
        given = said["merchants"]
        yield MERCHANTS, Path(given) if isinstance(given, str | Path) else given


def propose_all(previews: Sequence[Preview], said: TableDescription) -> tuple[Proposal, ...]:
    """What each table is taken for.

    Raises:
        ConfigError: One has no rows, or lacks a column that nothing but a column can stand for.
    """
    proposals = [_propose(preview, said) for preview in previews]
    if all(each.table == PAYMENTS for each in proposals):
        pairs = zip(previews, proposals, strict=True)
        named = (propose_names(preview, each, _claims(said, preview)) for preview, each in pairs if not each.form)
        proposals += [each for each in named if each is not None]
    return tuple(proposals)


def _propose(preview: Preview, said: TableDescription) -> Proposal:
    if not preview.form and not (preview.header and preview.rows):
        lacking = "rows" if preview.header else "columns"
        raise ConfigError(f"{preview.name}: the table has no {lacking}, so there is nothing to read.")
    is_second = preview.name == MERCHANTS and "merchants" in said
    kind = said.get("kind", BOTH_SIDES)
    proposal = propose(preview, Claims(kind=kind) if is_second else _claims(said, preview))
    if unmapped := [name for name in proposal.missing if name not in ("currency", "payer_ref")]:
        raise ConfigError(
            f"{preview.name} has no column that is clearly the {unmapped[0]} (its columns:"
            f' {list_names(preview.header)}). Name it: columns={{"{unmapped[0]}": "…"}}, or on the command line'
            f" --column {unmapped[0]}=…; or say what stands for all rows with constants= or --constant."
        )
    return proposal


def _claims(said: TableDescription, preview: Preview) -> Claims:
    return given_of(said, {*preview.header, ROW}, preview.name)


def look_at(rows: Frame | Path, name: str, sheet: str = "") -> Preview:
    """The first rows of a table or a file.

    Raises:
        ConfigError: It is none.
    """
    try:
        return preview_file(rows, sheet) if isinstance(rows, Path) else preview_table(table_of(rows, name), name)
    except ContributionError as error:
        raise ConfigError(str(error)) from None


def questions_of(proposals: Sequence[Proposal], place: MemberPlace) -> Iterator[OpenQuestion]:
    """What nobody can know but who is asked: each once, and first where the member is, which answers others."""
    if not place.country:
        ask = "In which country is the member (two letters)?"
        yield OpenQuestion("country", "does not say where its member is", ask, "DE")
    elif not place.timezone:
        yield OpenQuestion("timezone", "tells times without a zone", "Whose clock do the files tell?", "Europe/Berlin")
    for each in {each.argument: each for proposal in proposals for each in proposal.questions}.values():
        likely = currency_of(place.country) if each.argument == "currency" else each.otherwise
        yield replace(each, otherwise=likely)


def _ask(proposals: Sequence[Proposal], place: MemberPlace) -> None:
    questions = list(questions_of(proposals, place))
    if questions:
        lacks = ", and ".join(
            f'{each.lacks} (say {each.argument}="{each.otherwise}", or what is right)' for each in questions
        )
        raise ConfigError(f"{proposals[0].name} {lacks}.")
