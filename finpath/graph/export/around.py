"""The payers and merchants nearest to some merchants, up to a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.tables.graph import AROUND_MERCHANTS, AROUND_PAYERS

MOST = 100_000
"""Nodes of a graph that is handed out, unless more are asked for."""

WHOLE = """
SELECT (SELECT count(*) FROM merchant_accounts) + (SELECT count(*) FROM payers) AS nodes
"""

PAYERS = """
SELECT l.payer  AS number,
       count(*) AS ties
FROM links             AS l
JOIN around_merchants  AS m ON m.number = l.merchant
ANTI JOIN around_payers AS p ON p.number = l.payer
GROUP BY l.payer
ORDER BY ties DESC, l.payer
LIMIT :room
"""

MERCHANTS = """
SELECT l.merchant AS number,
       count(*)   AS ties
FROM links                 AS l
JOIN around_payers         AS p ON p.number = l.payer
ANTI JOIN around_merchants AS m ON m.number = l.merchant
GROUP BY l.merchant
ORDER BY ties DESC, l.merchant
LIMIT :room
"""


@dataclass(frozen=True, kw_only=True)
class Around:
    """Which part of a graph is handed out.

    Args:
        merchants: Numbers, as in the column `merchant`: they and what is around them; the whole graph when None.
        most: Nodes at most; None is no bound. Of what is equally far from the merchants, those with the most links to
            what is nearer come first.
    """

    merchants: Sequence[int] | None = None
    most: int | None = MOST


def choose(engine: Engine, around: Around) -> None:
    """Make `around_merchants` and `around_payers`, each with the column `number`.

    Raises:
        ConfigError: The whole graph is larger than asked for, a merchant does not exist, or there are too many.
    """
    if around.merchants is None:
        _whole(engine, around.most)
        return
    merchants = sorted(set(around.merchants))
    _require_known(engine, merchants, around.most)
    payers: list[int] = []
    _set_nodes(engine, merchants, payers)
    room = around.most if around.most is not None else 1 << 62
    while True:
        payers += _next(engine, PAYERS, room - len(merchants) - len(payers))
        _set_nodes(engine, merchants, payers)
        more = _next(engine, MERCHANTS, room - len(merchants) - len(payers))
        merchants += more
        _set_nodes(engine, merchants, payers)
        if not more:
            return


def _whole(engine: Engine, most: int | None) -> None:
    nodes = engine.count(WHOLE)
    if most is not None and nodes > most:
        raise ConfigError(
            f"The graph has {nodes:,} payers and merchants, and {most:,} were asked for at most: name the merchants "
            "whose neighbourhood is wanted, or allow more."
        )
    engine.make(AROUND_MERCHANTS, "SELECT merchant AS number FROM merchant_accounts")
    engine.make(AROUND_PAYERS, "SELECT payer AS number FROM payers")


def _require_known(engine: Engine, merchants: Sequence[int], most: int | None) -> None:
    there = set(engine.arrow("SELECT merchant FROM merchant_accounts")["merchant"].to_pylist())
    if strange := [number for number in merchants if number not in there]:
        raise ConfigError(f"There is no merchant number {strange[0]}: take numbers from the table merchants.")
    if most is not None and len(merchants) > most:
        raise ConfigError(f"{len(merchants):,} merchants are named, and {most:,} nodes were asked for at most.")


def _next(engine: Engine, sql: str, room: int) -> list[int]:
    found: list[int] = engine.arrow(sql, {"room": room}).column(0).to_pylist() if room > 0 else []
    return found


def _set_nodes(engine: Engine, merchants: Sequence[int], payers: Sequence[int]) -> None:
    engine.load(AROUND_MERCHANTS, pa.table({"number": pa.array(merchants, pa.int64())}))
    engine.load(AROUND_PAYERS, pa.table({"number": pa.array(payers, pa.int64())}))
