"""Looks up who paid in rows of a member's own files; only the member itself may ask."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest.contributions import stage_contributions, unpack_folder
from finpath.ingest.options import LoadOptions
from finpath.ingest.replaced_ids import named_payees
from finpath.ingest.stage import StagedFile, drop_staged
from finpath.ingest.valid_rows import NEVER, gather_valid_rows
from finpath.tables.loading import VALID

PAYERS_OF_ROWS = """
SELECT w.sha256,
       w."row",
       t.provider_id,
       t.transaction_id,
       coalesce(t.payer_ref_kind, 'account') AS kind,
       t.payer_ref,
       n.said AS payee
FROM wanted_rows        AS w
JOIN valid_transactions AS t ON t.file = w.file AND t."row" = w."row"
LEFT JOIN named_payees  AS n ON n.file = w.file AND n.name = t.merchant_id
ORDER BY w.sha256, w."row"
"""


@dataclass(frozen=True)
class OwnPayer:
    """Who paid in one row of a member's own file.

    Args:
        kind: Of the identifier: card_token, iban, account …
        payer_ref: As the member handed it in.
        payee: Who received, as the member handed it in, where a surrogate stands for it.
    """

    sha256: str
    row: int
    provider_id: str
    transaction_id: str
    kind: str
    payer_ref: str
    payee: str | None = None


def reidentify_payers(
    contributions: Path, rows: Sequence[tuple[str, int]], *, engine: Engine, options: LoadOptions
) -> tuple[OwnPayer, ...]:
    """Look into the member's own files.

    A row is named by its file's SHA-256 and its number, so that it does not matter with how many keys its token was
    made. Nothing that is read is kept.

    Args:
        contributions: A folder with the member's own contribution in it.
        rows: SHA-256 of a file, and a row of it.
        engine: A fresh one.
        options: Of the run; the keys are those of the environment.

    Raises:
        ConfigError: There is no such folder, or nothing in it.
    """
    staged = stage_contributions(engine, contributions, options)
    index = {file.source.sha256: file.index for file in staged.files}
    rows_here = sorted({(sha256, row) for sha256, row in rows if sha256 in index})
    columns = {
        "sha256": pa.array([sha256 for sha256, _ in rows_here], pa.string()),
        "file": pa.array([index[sha256] for sha256, _ in rows_here], pa.int32()),
        "row": pa.array([row for _, row in rows_here], pa.int64()),
    }
    gather_valid_rows(engine, "transactions", staged.files, NEVER)
    with engine.scratch() as scratch:
        scratch.register("wanted_rows", pa.table(columns))
        scratch.register("named_payees", _named_payees(engine, staged.files))
        payers = tuple(engine.fetch(PAYERS_OF_ROWS, OwnPayer))
    engine.drop(VALID["transactions"].name)
    for file in staged.files:
        drop_staged(engine, file.index)
    shutil.rmtree(unpack_folder(engine), ignore_errors=True)
    return payers


def _named_payees(engine: Engine, files: Sequence[StagedFile]) -> pa.Table:
    """The surrogates of all files, and what the member says in their place."""
    names: dict[tuple[int, str], str] = {}
    for file in files:
        if file.source.entry.surrogate:
            said = engine.rows(f"SELECT name, said FROM {named_payees(file.index)} ORDER BY name, said DESC")  # noqa: S608
            names |= {(file.index, str(name)): str(each) for name, each in said}
    return pa.table(
        {
            "file": pa.array([file for file, _ in names], pa.int32()),
            "name": pa.array([name for _, name in names], pa.string()),
            "said": pa.array(list(names.values()), pa.string()),
        }
    )
