"""A run folder in; out come the pictures and neighbours that it keeps, and the row of `findings.parquet` of each."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.errors import ConfigError
from finpath.output.explanation import FOLDER
from finpath.output.explanation.store import find
from finpath.output.pictures.gallery import Account, Gallery, gallery
from finpath.output.pictures.picture import Picture
from finpath.output.pictures.record import MOST, NEIGHBOURS, PICTURES

LISTED = ["provider_id", "merchant_id", "rank", "tier", "score", "reasons", "payers", "transactions"]


def picture(run: Path, merchant: str) -> tuple[Account, Picture]:
    """The picture of one merchant.

    Raises:
        ConfigError: The run has no such merchant, or keeps no picture of it.
    """
    account = named(run, merchant)
    mine = [("provider_id", "=", account[0]), ("merchant_id", "=", account[1])]
    kept = pq.read_table(_kept(run, PICTURES), filters=mine)["picture"].to_pylist()
    if not kept or kept[0] is None:
        raise ConfigError(
            f"The run keeps no picture of {'/'.join(account)}: it has those of the first {MOST:,} by rank that took a"
            " payment, and none of the lane protect. run.explain() tells of all."
        )
    return account, Picture.from_json(kept[0])


def neighbours(run: Path) -> Gallery:
    """Whom each merchant is tied to; no pictures."""
    return gallery(pq.read_table(_kept(run, PICTURES)).slice(0, 0), pq.read_table(_kept(run, NEIGHBOURS)))


def findings(run: Path) -> dict[Account, dict[str, object]]:
    """What the run found of each merchant, by provider and merchant id."""
    rows: pa.Table = pq.read_table(run / "findings.parquet", columns=LISTED)
    return {(row["provider_id"], row["merchant_id"]): row for row in rows.to_pylist()}


def named(run: Path, merchant: str) -> Account:
    """The one account that a name means.

    Raises:
        ConfigError: No such merchant; the message names those that are most like it.
    """
    store, _ = find(run, merchant)
    return store.provider_id, store.merchant_id


def _kept(run: Path, name: str) -> Path:
    file = run / FOLDER / name
    if not file.is_file():
        raise ConfigError(f"{run} was written by a finpath that kept no pictures: run again, with --force.")
    return file
