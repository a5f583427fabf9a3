"""Ids of a staged file that something else stands for: keyed surrogates, and those whose second half the hub makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest.cards import IDENTIFIERS
from finpath.ingest.staging import StagingPlan
from finpath.ingest.surrogates import HALF_SQL, SURROGATED, Surrogates
from finpath.tables.contract import Type


def named_payees(index: int) -> str:
    """The engine's name of the surrogates of a file: what the member says, and what stands for it."""
    return f"named_{index}"


def replace_payees(engine: Engine, index: int, surrogates: Surrogates, plan: StagingPlan, rows: str) -> str:
    """SQL of the rows with a keyed surrogate for each id of who receives."""
    columns = [column.name for column in plan.present if column.name in SURROGATED]
    each = (f"SELECT DISTINCT {column} AS said FROM staged_{index}_counted" for column in columns)  # noqa: S608
    _register(engine, index, each, surrogates.name_payee)
    return _replaced(index, columns, plan, rows)


def finish_ids(engine: Engine, index: int, surrogates: Surrogates, plan: StagingPlan, rows: str) -> str:
    """SQL of the rows of a bundle with the second half of each surrogate, which the hub's key makes."""
    columns = [each.name for each in plan.present if each.name in IDENTIFIERS and each.type is Type.STRING]
    each = (
        f"SELECT DISTINCT {column} AS said FROM staged_{index}_counted WHERE fp_matches({column}, '{HALF_SQL}')"  # noqa: S608
        for column in columns
    )
    _register(engine, index, each, surrogates.finish)
    return _replaced(index, columns, plan, rows)


def _register(engine: Engine, index: int, each: Iterable[str], name: Callable[[str], str]) -> None:
    ids = " UNION ".join(each)
    said = [str(value) for (value,) in engine.rows(ids) if value is not None] if ids else []
    names = [name(value) for value in said]
    engine.register(
        named_payees(index), pa.table({"said": pa.array(said, pa.string()), "name": pa.array(names, pa.string())})
    )


def _replaced(index: int, columns: Sequence[str], plan: StagingPlan, rows: str) -> str:
    replaced = ", ".join(f"coalesce(of_{column}.name, r.{column}) AS {column}" for column in columns)
    others = ", ".join(f"r.{name}" for name in plan.staged_columns() if name not in columns)
    joins = " ".join(
        f"LEFT JOIN {named_payees(index)} AS of_{column} ON of_{column}.said = r.{column}" for column in columns
    )
    return f"SELECT {others}{', ' if replaced else ''}{replaced} FROM ({rows}) AS r {joins}"  # noqa: S608
