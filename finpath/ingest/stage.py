"""Stages a file: a table of typed columns, the row number, and a number whose bits are the row's faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyarrow as pa

from finpath.engine import Batches, Engine
from finpath.errors import ContributionError, EngineError
from finpath.ingest.cards import REASONS, TRACK
from finpath.ingest.columns import find_columns
from finpath.ingest.forbidden import refuse_clear, refuse_forbidden, refuse_partial
from finpath.ingest.format import Records
from finpath.ingest.made import MadeFrom
from finpath.ingest.manifest import Manifest
from finpath.ingest.members_word import add_rejects, told_hosts
from finpath.ingest.replaced_ids import finish_ids, named_payees, replace_payees
from finpath.ingest.sniff import find_hints
from finpath.ingest.source import ContributedFile
from finpath.ingest.staging import StagingPlan
from finpath.ingest.validate import EARLY, LATE, MISSING, NO_SIGN, NOTHING, OTHER_CURRENCY, TWO_AMOUNTS
from finpath.tables.contract import TABLES, Type

REJECTS = """
    SELECT staged.row,
           meanings.column,
           meanings.reason
    FROM staged
    JOIN meanings ON (staged.faults & meanings.bit) <> 0
    WHERE staged.faults <> 0
"""
MEANINGS = pa.schema([("bit", pa.int64()), ("column", pa.string()), ("reason", pa.string())])
LOST = pa.schema([("row", pa.int64()), ("column", pa.string()), ("reason", pa.string())])

CORRECTED = 1_000
"""What a correction stands above: all that formats say of their files."""


@dataclass(frozen=True)
class FileReading:
    """A file that is being read.

    Args:
        engine: Where it goes.
        index: Its number.
        manifest: Whose it is.
        source: The file.
    """

    engine: Engine
    index: int
    manifest: Manifest
    source: ContributedFile

    @property
    def raw(self) -> str:
        """The engine's name of the records as they are."""
        return f"raw_{self.index}"

    @cached_property
    def records(self) -> Records:
        """How its records are read.

        Raises:
            ContributionError: The file as a whole is not what it says.
        """
        return self.source.records()


@dataclass(frozen=True)
class StagedFile:
    """A file whose rows the engine holds.

    Args:
        index: The number of the file.
        manifest: Whose it is.
        source: The file.
        rows: How many records it has.
        rejected: How many of them have a fault.
        filled: The contract columns that hold something.
        rounded: Rows with an amount of more than eight decimals.
        unused: The provider's columns that were left out.
        row_ids: Whether row numbers serve as ids.
        masked: Rows with a text in which a card number was masked.
        fine: Rows with an amount of more decimals than its currency has.
        remarks: What the format has to say of the file.
        sided: Whether its rows say how far from the payee they were told.
        standing: Of two files with the same id, the rows of the one that stands higher count.
        hosts: Tokens that the member made of hosts, by host.
    """

    index: int
    manifest: Manifest
    source: ContributedFile
    rows: int
    rejected: int
    filled: frozenset[str]
    rounded: int
    unused: tuple[str, ...]
    row_ids: bool
    masked: int = 0
    fine: int = 0
    remarks: tuple[str, ...] = ()
    sided: bool = False
    standing: int = 0
    hosts: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The contract's table that the file feeds."""
        return self.source.entry.table

    @property
    def name(self) -> str:
        """The engine's name of the staged rows."""
        return f"staged_{self.index}"

    @property
    def rejects(self) -> str:
        """The engine's name of the rejects of this file."""
        return f"rejects_{self.index}"


def drop_staged(engine: Engine, index: int) -> None:
    """Drop everything that the engine holds of a staged file: it has identifiers as they were handed in."""
    name = f"staged_{index}"
    engine.drop(name, f"{name}_counted", f"rejects_{index}", f"raw_{index}", named_payees(index))


def announce(engine: Engine, readings: Sequence[FileReading]) -> None:
    """Tell the engine which files will be staged, in their order."""
    engine.announce(_program_scans(readings))


def _program_scans(readings: Sequence[FileReading]) -> Iterator[tuple[str, Batches]]:
    """The files that programs read, up to one that is refused: none after it is asked for."""
    for reading in readings:
        try:
            scan = reading.records.scan
        except ContributionError:  # said when its turn comes
            return
        if isinstance(scan, Batches):
            yield reading.raw, scan


def stage(reading: FileReading) -> StagedFile:
    """Read a file once into typed columns; where single records are broken, read what is left.

    Raises:
        ContributionError: The file as a whole is not what it says.
    """
    try:
        staged = _read_or_salvage(reading)
    except ContributionError:
        reading.source.check_unchanged()  # what was taken away while it was read looks like damage
        raise
    reading.source.check_unchanged()
    return staged


def _read_or_salvage(reading: FileReading) -> StagedFile:
    source = reading.source
    try:
        return _read_records(reading, reading.records)
    except EngineError as error:
        if not error.file_fault:
            raise
    try:
        records = source.salvage()
        if records is not None:
            return _read_records(reading, records)
    except EngineError as error:
        if not error.file_fault:
            raise
    raise ContributionError(f"{source.path} cannot be read: it is damaged. Write it anew and send it again.")


def _read_records(reading: FileReading, records: Records) -> StagedFile:
    engine, source, raw = reading.engine, reading.source, reading.raw
    columns = find_columns(source.entry, records, source.path)
    refuse_partial(source.entry, source.path)
    refuse_clear(source.entry, columns.values, source.request.surrogates.keys)
    engine.scan(raw, records.scan)
    refuse_forbidden(engine, raw, records, source.path)
    hints = find_hints(engine, raw, (reading.manifest, source), columns)
    plan = StagingPlan(raw, TABLES[source.entry.table], records, columns, hints)
    _write(reading, plan)
    if _is_doubtful(reading, plan):
        # What a sample said of dates and decimals does not hold for all rows: ask all of them.
        plan = replace(plan, hints=find_hints(engine, raw, (reading.manifest, source), columns, all_rows=True))
        if plan.hints != hints:
            _write(reading, plan)
    _refuse_tracks(reading, plan)
    _reject(reading, plan)
    staged = replace(_count(reading, plan), remarks=(*engine.remarks(raw), *plan.hints.remarks))
    staged = replace(staged, hosts=told_hosts(source, plan.hints.made) if source.entry.has_tokens else {})
    return staged if source.made is None else _with_members_word(staged, source.made, reading)


def _with_members_word(staged: StagedFile, made: MadeFrom, reading: FileReading) -> StagedFile:
    """A file of a bundle, with what the member counted in the file that it was made from."""
    rejected = add_rejects(reading.engine, reading.index, reading.source)
    known = {column.name for column in TABLES[staged.table]}
    return replace(
        staged,
        rows=max(made.rows, staged.rows + rejected),
        rejected=staged.rejected + rejected,
        rounded=staged.rounded + made.rounded,
        masked=staged.masked + made.masked,
        filled=frozenset(made.filled) & known,
        unused=(*made.unused, *staged.unused),
        remarks=(*made.remarks, *staged.remarks),
        row_ids=made.row_ids,
    )


def _write(reading: FileReading, plan: StagingPlan) -> None:
    keep = reading.engine.materialize if plan.records.row else reading.engine.numbered
    keep(f"staged_{reading.index}_counted", plan.staging_sql(), size=plan.records.scan.size)
    name = f"staged_{reading.index}"
    row = "row" if plan.records.row else "position AS row"
    row += ", side" if plan.records.side else ", CAST(NULL AS INTEGER) AS side"
    rows = f"SELECT {row}, {plan.contract_columns()}, rounded, masked, fine, timed, faults FROM {name}_counted"  # noqa: S608
    made, about = reading.source.made, (reading.engine, reading.index, reading.source.request.surrogates)
    if made is not None:
        rows = finish_ids(*about, plan, rows) if made.halves else rows
    elif plan.hints.surrogate:
        rows = replace_payees(*about, plan, rows)
    reading.engine.view(name, rows)


def _refuse_tracks(reading: FileReading, plan: StagingPlan) -> None:
    """Take nothing of a file with what stands on a card's magnetic stripe: whoever exports it must not have it.

    Raises:
        ContributionError: A row has such data.
    """
    bits = {bit: check.column for bit, check in plan.faults() if check.reason == REASONS[TRACK]}
    sql = f"SELECT row, faults FROM staged_{reading.index} WHERE (faults & {sum(bits)}) <> 0 ORDER BY row LIMIT 1"  # noqa: S608
    for record in reading.engine.arrow(sql).to_pylist():
        row, column = record["row"], next(name for bit, name in bits.items() if record["faults"] & bit)
        raise ContributionError(
            f"{reading.source.path} holds track data of a card (row {row}, column {column}); "
            "it must not be kept after authorisation: leave it out at its source, and destroy this file."
        )


def _is_doubtful(reading: FileReading, plan: StagingPlan) -> bool:
    """Say whether dates or amounts are there that were not read; one that is missing or zero says nothing of how."""
    columns = {column.name for column in plan.columns if column.type in (Type.INSTANT, Type.DATE, Type.MONEY)}
    harmless = (MISSING, NOTHING, EARLY, LATE, OTHER_CURRENCY, TWO_AMOUNTS, NO_SIGN, *REASONS.values())
    bits = sum(bit for bit, check in plan.faults() if check.column in columns and check.reason not in harmless)
    faults = f"SELECT count(*) FROM staged_{reading.index} WHERE (faults & {bits}) <> 0"  # noqa: S608
    return reading.engine.count(faults) > 0


def _reject(reading: FileReading, plan: StagingPlan) -> None:
    engine = reading.engine
    meanings = [(bit, check.column, check.reason) for bit, check in plan.faults()]
    unreadable = [(row, None, reason) for row, reason in sorted(plan.records.unreadable.items())]
    with engine.scratch() as scratch:
        scratch.register("meanings", _table(MEANINGS, meanings))
        scratch.register("lost", _table(LOST, unreadable))
        scratch.view("staged", f"SELECT row, faults FROM staged_{reading.index}")  # noqa: S608
        engine.materialize(f"rejects_{reading.index}", f"{REJECTS} UNION ALL SELECT * FROM lost")  # noqa: S608


def _table(schema: pa.Schema, rows: Sequence[tuple[int, str | None, str]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(list(column), kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.table(arrays, schema=schema)


def _count(reading: FileReading, plan: StagingPlan) -> StagedFile:
    columns = [column.name for column in plan.present]
    filled_counts = ", ".join(f"count({column}) AS filled_{column}" for column in columns)
    counts = reading.engine.arrow(
        "SELECT count(*) AS every_row, count(*) FILTER (WHERE faults <> 0) AS faulty, "  # noqa: S608
        "count(*) FILTER (WHERE rounded) AS rounded_ones, count(*) FILTER (WHERE masked AND faults = 0) AS masks, "
        f"count(*) FILTER (WHERE fine AND faults = 0) AS fines, {filled_counts} FROM staged_{reading.index}"
    )
    rows, rejected, rounded, masked, fine, *filled = (int(column[0].as_py()) for column in counts.columns)
    return StagedFile(
        index=reading.index,
        manifest=reading.manifest,
        source=reading.source,
        rows=rows + len(plan.records.unreadable),
        rejected=rejected + len(plan.records.unreadable),
        filled=frozenset(column for column, count in zip(columns, filled, strict=True) if count),
        rounded=rounded,
        masked=masked,
        fine=fine,
        unused=plan.sources.unused,
        row_ids=plan.sources.row_ids,
        sided=plan.records.side is not None,
        standing=CORRECTED if reading.source.entry.corrects else plan.records.standing,
    )
