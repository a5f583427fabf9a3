"""The lines of the coverage statement: what was taken of each file, and what was left out or is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from finpath.engine import Engine
from finpath.ingest import expected
from finpath.ingest.columns import list_names
from finpath.ingest.expected import Expectations, FileRows
from finpath.ingest.horizon import LATE
from finpath.ingest.ledger import Provider, SourceFile
from finpath.ingest.reasons import Reason
from finpath.ingest.stage import StagedFile
from finpath.ingest.unused import meaningful_columns
from finpath.ingest.valid_rows import count_later, latest_instant
from finpath.tables.loading import JUDGED

SUPERSEDED = """
    SELECT file,
           by_file,
           count(*) AS rows
    FROM {judged}
    WHERE by_file IS NOT NULL
    GROUP BY file, by_file
    ORDER BY file, by_file
"""

MALFORMED = """
    SELECT provider_id,
           kind,
           count(DISTINCT token) AS times
    FROM {names}
    WHERE NOT normal
    GROUP BY provider_id, kind
    ORDER BY provider_id, kind
"""

UNDESCRIBED = """
    SELECT a.provider_id,
           count(*)                                AS named,
           count(*) FILTER (WHERE NOT a.described) AS silent
    FROM merchant_accounts AS a
    JOIN (SELECT DISTINCT merchant FROM transactions) AS paid ON paid.merchant = a.merchant
    GROUP BY a.provider_id
    HAVING count(*) FILTER (WHERE NOT a.described) > 0
    ORDER BY a.provider_id
"""


def count_files(engine: Engine, files: Sequence[StagedFile], as_of: dt.datetime) -> tuple[SourceFile, ...]:
    """What became of the rows of every file."""
    verdicts: dict[tuple[int, str], int] = {}
    for table in sorted({file.table for file in files}):
        sql = f"SELECT file, verdict, count(*) AS times FROM {JUDGED[table].name} GROUP BY file, verdict"  # noqa: S608
        verdicts |= {(row["file"], row["verdict"]): row["times"] for row in engine.arrow(sql).to_pylist()}
    return tuple(_source_file(file, verdicts, count_later(engine, file, as_of)) for file in files)


def _source_file(file: StagedFile, verdicts: Mapping[tuple[int, str], int], after: int) -> SourceFile:
    conflicts, duplicates, superseded = (
        verdicts.get((file.index, verdict), 0) for verdict in ("conflict", "duplicate", "superseded")
    )
    rejected = file.rejected + conflicts
    return SourceFile(
        index=file.index,
        provider_id=file.manifest.provider_id,
        path=file.source.path,
        sha256=file.source.sha256,
        table=file.table,
        rows=file.rows,
        taken=file.rows - rejected - duplicates - superseded - after,
        rejected=rejected,
        duplicates=duplicates,
        superseded=superseded,
        later=after,
    )


def columns_by_provider(files: Sequence[StagedFile]) -> dict[str, frozenset[str]]:
    """The columns that each provider fills."""
    filled: dict[str, frozenset[str]] = {}
    for file in files:
        if file.manifest.agreement is None:
            continue  # the rates of the run are nobody's
        columns = {f"{file.table}.{column}" for column in file.filled}
        filled[file.manifest.provider_id] = filled.get(file.manifest.provider_id, frozenset()) | columns
    return filled


def file_notes(engine: Engine, files: Sequence[StagedFile], counts: Sequence[SourceFile]) -> tuple[str, ...]:
    """Lines for the coverage statement, in the order of the files."""
    lines = [line for file, count in zip(files, counts, strict=True) for line in _notes_of_file(file, count)]
    superseded = _corrections(engine, files)
    return (*lines, *superseded, *_undescribed_merchants(engine), *_malformed_identifiers(engine))


def horizon_notes(counts: Sequence[SourceFile], reached: dt.datetime | None) -> tuple[str, ...]:
    """Why rows are too late where nobody named an as-of date.

    Args:
        counts: What became of the rows of every file.
        reached: How far two organisations reach; None where somebody named the date.
    """
    late = [count for count in counts if count.later]
    if reached is None or not late:
        return ()
    rows = sum(count.later for count in late)
    note = (
        f"{rows:,} rows of {', '.join(count.path for count in late)} are more than {LATE.days} days later than "
        f"{reached.date()}, which two organisations reached (or the only one with payments), and do not count: "
        "correct their dates, or name an as-of date to take them."
    )
    return (note,)


def _corrections(engine: Engine, files: Sequence[StagedFile]) -> Iterator[str]:
    """Whose rows a correction supersedes, and where it stands: across folders, that is the word of an id."""
    by_index = {file.index: file for file in files}
    for table in sorted({file.table for file in files}):
        sql = SUPERSEDED.format(judged=JUDGED[table].name)
        for index, other, rows in engine.rows(sql):
            file, by = by_index[int(str(index))], by_index[int(str(other))]
            across = file.manifest.folder != by.manifest.folder and not file.manifest.organisation
            word = "; that both are one member's was taken at its word" if across else ""
            yield f"{file.source.path}: {rows} rows are superseded by {by.source.path}{word}."


def oddity_notes(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Lines for rows that were taken and are odd."""
    kept = (one for one in reasons if one.kept)
    return tuple(f"{one.file}: {one.column} of {one.rows} rows {one.reason}; they were kept." for one in kept)


def files_over_limit(files: Sequence[StagedFile], counts: Sequence[SourceFile], share: float) -> tuple[SourceFile, ...]:
    """Files in which more rows were rejected than their manifest allows, or else the run."""
    return tuple(
        count
        for file, count in zip(files, counts, strict=True)
        if count.rejected > _reject_limit(file.source.entry.expectations, share) * count.rows
    )


def _reject_limit(expectations: Expectations, share: float) -> float:
    return share if expectations.max_reject_share is None else expectations.max_reject_share


def unmet_expectations(engine: Engine, files: Sequence[StagedFile], counts: Sequence[SourceFile]) -> tuple[str, ...]:
    """What members expected of their files and did not come true."""
    entries = {id(file.source.entry): file.source.entry for file in files}
    lines: list[str] = []
    for key, entry in entries.items():
        pairs = [(one, count) for one, count in zip(files, counts, strict=True) if id(one.source.entry) == key]
        has_deadline = entry.expectations.until is not None
        days = filter(None, (latest_instant(engine, one) for one, _ in pairs if has_deadline))
        rows = [FileRows(count.path, count.rows) for _, count in pairs]
        lines += expected.describe_unmet(entry.expectations, rows, max(days, default=None))
    return tuple(lines)


def agreement_notes(providers: Sequence[Provider]) -> tuple[str, ...]:
    """What the agreements leave out: it blocks release, not analysis."""
    papers = ("data protection impact assessment", "notice to the supervisor")
    return tuple(
        f"{provider.id}: agreement {provider.agreement.id} names no {paper}; release is blocked."
        for provider in providers
        for paper, reference in zip(
            papers, (provider.agreement.dpia_reference, provider.agreement.supervisor_notice), strict=True
        )
        if reference is None
    )


def _notes_of_file(file: StagedFile, count: SourceFile) -> Iterator[str]:
    path = file.source.path
    yield from (f"{path}: {remark}" for remark in file.remarks)
    if file.unused:
        yield f"{path}: not used are the columns {list_names(file.unused)}."
    if file.table in ("transactions", "transfers"):
        yield from (f"{path}: the column {note}" for note in meaningful_columns(file.unused))
    if file.masked:
        yield f"{path}: card numbers in texts of {file.masked} rows were masked."
    if file.rounded:
        yield f"{path}: amounts of {file.rounded} rows were rounded to eight decimals."
    if count.duplicates:
        yield f"{path}: {count.duplicates} rows repeat another in every column and count once."
    if count.later:
        yield f"{path}: {count.later} rows are later than the as-of date and do not count."


def _undescribed_merchants(engine: Engine) -> Iterator[str]:
    """Merchants that payments name and no row describes: whatever asks for a name or an account is blind to them."""
    for provider, total, undescribed in engine.rows(UNDESCRIBED):
        whom = "none of the" if total == undescribed else f"not {undescribed} of the"
        yield f"{provider} describes {whom} {total} merchants that its payments name."


def _malformed_identifiers(engine: Engine) -> Iterator[str]:
    for names in ("payer_names", "controller_names"):
        for provider, kind, times in engine.rows(MALFORMED.format(names=names)):
            yield f"{provider}: {times} values of kind {kind} could not be normalised and were hashed as they stand."
