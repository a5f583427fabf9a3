"""What a bundle says of the files that it was made from: counted at the member, told at the hub as its word."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.engine import Engine
from finpath.errors import ContributionError
from finpath.ingest.made import DOMAIN, REJECTED, REJECTS
from finpath.ingest.source import ContributedFile
from finpath.tables.contract import TABLES

SPELLED = re.compile("[a-z2-7]{8}:[a-z2-7]{52}")
LONGEST = 400
"""Letters of a reason."""

WITH_THEIRS = """
    SELECT * FROM {own}
    UNION ALL
    SELECT row,
           CASE WHEN "column" IN :columns THEN "column" END AS "column",
           fp_first(CASE WHEN fp_card(reason) > 0 THEN fp_without_cards(reason) ELSE reason END, :longest) AS reason
    FROM theirs
"""


def add_rejects(engine: Engine, index: int, source: ContributedFile) -> int:
    """Put the rows that the member rejected beside those that are rejected here.

    Returns:
        How many rows were rejected there.

    Raises:
        ContributionError: The bundle's table of rejects is not what it should be.
    """
    made, own = source.made, f"rejects_{index}"
    if made is None or not made.rejected:
        return 0
    with engine.scratch() as scratch:
        scratch.register("theirs", _theirs(source))
        columns = tuple(column.name for column in TABLES[source.entry.table])
        scratch.make("all_rejects", WITH_THEIRS.format(own=own), {"columns": columns, "longest": LONGEST})
        engine.drop(own)
        engine.materialize(own, "SELECT * FROM all_rejects")
    return made.rejected


def told_hosts(source: ContributedFile, keys: Sequence[str]) -> dict[str, str]:
    """The tokens that a member made of the hosts of its merchants, by host.

    Args:
        source: The file.
        keys: Ids of keys that they may have been made with.

    Raises:
        ContributionError: A host has none.
    """
    if source.entry.table != "merchants":
        return {}
    path = source.request.path
    told: dict[str, str] = {}
    there = set(pq.read_schema(path).names) if source.made else set()
    if {"domain", DOMAIN} <= there:
        for batch in pq.ParquetFile(path).iter_batches(columns=["domain", DOMAIN]):
            told |= {str(host): str(token) for host, token in zip(*batch.to_pydict().values(), strict=True) if host}
    wrong = [token for token in told.values() if not SPELLED.fullmatch(token) or token[:8] not in keys]
    if wrong or (source.request.surrogates.keys.member is None and not told and "domain" in there):
        raise ContributionError(
            f"{source.path} has hosts without a token beside them; make the bundle again with finpath bundle make."
        )
    return told


def _theirs(source: ContributedFile) -> pa.Table:
    assert source.original is not None, "a bundle is a folder"  # noqa: S101
    path = source.original.parent / REJECTS
    try:
        table = pq.read_table(path, schema=REJECTED) if path.is_file() else None
    except (pa.ArrowException, OSError, ValueError):
        table = None
    if table is None:
        raise ContributionError(
            f"{source.path} had rows rejected at the member, and {REJECTS} beside it does not say which; make the"
            " bundle again with finpath bundle make."
        )
    mine = [name == source.original.name for name in table["file"].to_pylist()]
    return table.filter(pa.array(mine, pa.bool_())).select(["row", "column", "reason"])
