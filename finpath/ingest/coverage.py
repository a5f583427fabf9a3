"""Staged files and verdicts in, what the coverage statement says of them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from finpath.engine import Engine
from finpath.ingest import expected
from finpath.ingest.columns import listed
from finpath.ingest.expected import Counted, Expected
from finpath.ingest.ledger import Provider, SourceFile
from finpath.ingest.reasons import Reason
from finpath.ingest.stage import Staged
from finpath.ingest.valid_rows import later, latest
from finpath.tables.ledger import JUDGED

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


def files(engine: Engine, staged: Sequence[Staged], as_of: dt.datetime) -> tuple[SourceFile, ...]:
    """What became of the rows of every file."""
    verdicts: dict[tuple[int, str], int] = {}
    for table in sorted({file.table for file in staged}):
        sql = f"SELECT file, verdict, count(*) AS times FROM {JUDGED[table].name} GROUP BY file, verdict"  # noqa: S608
        verdicts |= {(row["file"], row["verdict"]): row["times"] for row in engine.arrow(sql).to_pylist()}
    return tuple(_file(file, verdicts, later(engine, file, as_of)) for file in staged)


def _file(staged: Staged, verdicts: Mapping[tuple[int, str], int], after: int) -> SourceFile:
    conflicts, duplicates, superseded = (
        verdicts.get((staged.index, verdict), 0) for verdict in ("conflict", "duplicate", "superseded")
    )
    rejected = staged.rejected + conflicts
    return SourceFile(
        index=staged.index,
        provider_id=staged.manifest.provider_id,
        path=staged.source.path,
        sha256=staged.source.sha256,
        table=staged.table,
        rows=staged.rows,
        taken=staged.rows - rejected - duplicates - superseded - after,
        rejected=rejected,
        duplicates=duplicates,
        superseded=superseded,
        later=after,
    )


def supplied(staged: Sequence[Staged]) -> dict[str, frozenset[str]]:
    """The columns that each provider fills."""
    found: dict[str, frozenset[str]] = {}
    for file in staged:
        if file.manifest.agreement is None:
            continue  # the rates of the run are nobody's
        columns = {f"{file.table}.{column}" for column in file.filled}
        found[file.manifest.provider_id] = found.get(file.manifest.provider_id, frozenset()) | columns
    return found


def notes(engine: Engine, staged: Sequence[Staged], counted: Sequence[SourceFile]) -> tuple[str, ...]:
    """Lines for the coverage statement, in the order of the files."""
    lines = [line for file, count in zip(staged, counted, strict=True) for line in _lines(file, count)]
    return (*lines, *_undescribed(engine), *_unspelled(engine))


def odd(found: Sequence[Reason]) -> tuple[str, ...]:
    """Lines for rows that were taken and are odd."""
    kept = (one for one in found if one.kept)
    return tuple(f"{one.file}: {one.column} of {one.rows} rows {one.reason}; they were kept." for one in kept)


def over_limit(staged: Sequence[Staged], counted: Sequence[SourceFile], share: float) -> tuple[SourceFile, ...]:
    """Files in which more rows were rejected than their manifest allows, or else the run."""
    return tuple(
        count
        for file, count in zip(staged, counted, strict=True)
        if count.rejected > _allowed(file.source.entry.expected, share) * count.rows
    )


def _allowed(expects: Expected, share: float) -> float:
    return share if expects.max_reject_share is None else expects.max_reject_share


def unmet(engine: Engine, staged: Sequence[Staged], counted: Sequence[SourceFile]) -> tuple[str, ...]:
    """What members expected of their files and did not come true."""
    entries = {id(file.source.entry): file.source.entry for file in staged}
    lines: list[str] = []
    for key, entry in entries.items():
        pairs = [(one, count) for one, count in zip(staged, counted, strict=True) if id(one.source.entry) == key]
        asked = entry.expected.until is not None
        days = filter(None, (latest(engine, one) for one, _ in pairs if asked))
        rows = [Counted(count.path, count.rows) for _, count in pairs]
        lines += expected.unmet(entry.expected, rows, max(days, default=None))
    return tuple(lines)


def agreements(providers: Sequence[Provider]) -> tuple[str, ...]:
    """What the agreements leave out: it blocks release, not analysis."""
    papers = ("data protection impact assessment", "notice to the supervisor")
    return tuple(
        f"{provider.id}: agreement {provider.agreement.id} names no {paper}; release is blocked."
        for provider in providers
        for paper, said in zip(
            papers, (provider.agreement.dpia_reference, provider.agreement.supervisor_notice), strict=True
        )
        if said is None
    )


def _lines(staged: Staged, counted: SourceFile) -> Iterator[str]:
    path = staged.source.path
    yield from (f"{path}: {remark}" for remark in staged.remarks)
    if staged.unused:
        yield f"{path}: not used are the columns {listed(staged.unused)}."
    if staged.masked:
        yield f"{path}: card numbers in texts of {staged.masked} rows were masked."
    if staged.rounded:
        yield f"{path}: amounts of {staged.rounded} rows were rounded to eight decimals."
    if counted.duplicates:
        yield f"{path}: {counted.duplicates} rows repeat another in every column and count once."
    if counted.superseded:
        yield f"{path}: {counted.superseded} rows are superseded by a correction."
    if counted.later:
        yield f"{path}: {counted.later} rows are later than the as-of date and do not count."


def _undescribed(engine: Engine) -> Iterator[str]:
    """Merchants that payments name and no row describes: whatever asks for a name or an account is blind to them."""
    for provider, named, silent in engine.rows(UNDESCRIBED):
        whom = "none of the" if named == silent else f"not {silent} of the"
        yield f"{provider} describes {whom} {named} merchants that its payments name."


def _unspelled(engine: Engine) -> Iterator[str]:
    for names in ("payer_names", "controller_names"):
        sql = (
            f"SELECT provider_id, kind, count(*) FROM {names} WHERE NOT normal GROUP BY provider_id, kind ORDER BY 1, 2"  # noqa: S608
        )
        for provider, kind, times in engine.rows(sql):
            yield f"{provider}: {times} values of kind {kind} could not be normalised and were hashed as they stand."
