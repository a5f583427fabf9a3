"""Who pays where of a table of links: on arrays where one machine holds all, else on tables."""

from __future__ import annotations

from finpath.engine.engine import Engine
from finpath.graph.kernels.arrays import incidence
from finpath.graph.kernels.incidence import Incidence


def who_pays_where(engine: Engine, table: str, merchants: int, payers: int) -> Incidence:
    """Read links as the kernels take them; use it in a with statement.

    Args:
        engine: Where the table is.
        table: Has the columns `merchant` and `payer`, each pair once, and lasts as long as the answer is used.
        merchants: How many ids of merchants there are.
        payers: The same of payers.
    """
    if engine.local:
        return incidence(engine.batches(f"SELECT merchant, payer FROM {table}"), merchants, payers)  # noqa: S608
    from finpath.graph.kernels.tables import TableIncidence  # noqa: PLC0415 - only where links are on many machines
    from finpath.graph.kernels.tables.scratch import Scratch  # noqa: PLC0415 - … as that

    return TableIncidence(Scratch(engine, table), table, merchants, payers)
