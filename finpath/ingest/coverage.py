"""Staged files and verdicts in, what the coverage statement says of them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from finpath.engine import Engine
from finpath.ingest.ledger import SourceFile
from finpath.ingest.stage import Staged
from finpath.ingest.valid import later


def files(engine: Engine, staged: Sequence[Staged], as_of: dt.datetime) -> tuple[SourceFile, ...]:
    """What became of the rows of every file."""
    verdicts: dict[tuple[int, str], int] = {}
    for table in sorted({file.table for file in staged}):
        counted = engine.rows(f"SELECT file, verdict, count(*) FROM judged_{table} GROUP BY file, verdict")  # noqa: S608
        verdicts |= {(int(str(file)), str(verdict)): int(str(times)) for file, verdict, times in counted}
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
        columns = {f"{file.table}.{column}" for column in file.filled}
        found[file.manifest.provider_id] = found.get(file.manifest.provider_id, frozenset()) | columns
    return found


def notes(engine: Engine, staged: Sequence[Staged], counted: Sequence[SourceFile]) -> tuple[str, ...]:
    """Lines for the coverage statement, in the order of the files."""
    return tuple(line for file, count in zip(staged, counted, strict=True) for line in _lines(file, count)) + tuple(
        _unspelled(engine)
    )


def _lines(staged: Staged, counted: SourceFile) -> Iterator[str]:
    path = staged.source.path
    if staged.unused:
        yield f"{path}: not used are the columns {', '.join(staged.unused)}."
    if staged.rounded:
        yield f"{path}: amounts of {staged.rounded} rows were rounded to eight decimals."
    if counted.duplicates:
        yield f"{path}: {counted.duplicates} rows repeat another in every column and count once."
    if counted.superseded:
        yield f"{path}: {counted.superseded} rows are superseded by a correction."
    if counted.later:
        yield f"{path}: {counted.later} rows are later than the as-of date and do not count."
    agreement = staged.manifest.agreement
    if agreement is not None and agreement.dpia_reference is None:
        yield f"{path}: the agreement names no data protection impact assessment; release is blocked."
    if agreement is not None and agreement.supervisor_notice is None:
        yield f"{path}: the agreement names no notice to the supervisor; release is blocked."


def _unspelled(engine: Engine) -> Iterator[str]:
    for names in ("payer_names", "controller_names"):
        sql = f"SELECT provider_id, kind, count(*) FROM {names} WHERE NOT normal GROUP BY provider_id, kind ORDER BY 1, 2"  # noqa: S608
        for provider, kind, times in engine.rows(sql):
            yield f"{provider}: {times} values of kind {kind} could not be normalised and were hashed as they stand."
