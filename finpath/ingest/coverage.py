"""Staged files and verdicts in, what the coverage statement says of them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from finpath.engine import Engine
from finpath.ingest.columns import listed
from finpath.ingest.ledger import Provider, SourceFile
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
        if file.manifest.agreement is None:
            continue  # the rates of the run are nobody's
        columns = {f"{file.table}.{column}" for column in file.filled}
        found[file.manifest.provider_id] = found.get(file.manifest.provider_id, frozenset()) | columns
    return found


def notes(engine: Engine, staged: Sequence[Staged], counted: Sequence[SourceFile]) -> tuple[str, ...]:
    """Lines for the coverage statement, in the order of the files."""
    lines = [line for file, count in zip(staged, counted, strict=True) for line in _lines(file, count)]
    return (*lines, *_unspelled(engine))


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
    if staged.chances:
        yield f"{path}: {', '.join(staged.chances)} look like card numbers only by chance and were taken."
    if staged.rounded:
        yield f"{path}: amounts of {staged.rounded} rows were rounded to eight decimals."
    if counted.duplicates:
        yield f"{path}: {counted.duplicates} rows repeat another in every column and count once."
    if counted.superseded:
        yield f"{path}: {counted.superseded} rows are superseded by a correction."
    if counted.later:
        yield f"{path}: {counted.later} rows are later than the as-of date and do not count."


def _unspelled(engine: Engine) -> Iterator[str]:
    for names in ("payer_names", "controller_names"):
        sql = (
            f"SELECT provider_id, kind, count(*) FROM {names} WHERE NOT normal GROUP BY provider_id, kind ORDER BY 1, 2"  # noqa: S608
        )
        for provider, kind, times in engine.rows(sql):
            yield f"{provider}: {times} values of kind {kind} could not be normalised and were hashed as they stand."
