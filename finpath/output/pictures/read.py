"""Reads the pictures and neighbours that a run folder keeps, and the row of `findings.parquet` of each."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.errors import ConfigError
from finpath.output.explanation import FOLDER
from finpath.output.explanation.store import find_merchant
from finpath.output.pictures.gallery import Account, Gallery, build_gallery
from finpath.output.pictures.picture import MerchantPicture
from finpath.output.pictures.record import MOST, NEIGHBOURS, PICTURES

LISTED = ["provider_id", "merchant_id", "rank", "tier", "score", "reasons", "payers", "transactions", "name"]


def read_picture(run: Path, merchant: str) -> tuple[Account, MerchantPicture]:
    """The picture of one merchant.

    Raises:
        ConfigError: The run has no such merchant, or keeps no picture of it.
    """
    account = find_account(run, merchant)
    filters = [("provider_id", "=", account[0]), ("merchant_id", "=", account[1])]
    pictures = pq.read_table(_existing_file(run, PICTURES), filters=filters)["picture"].to_pylist()
    if not pictures or pictures[0] is None:
        raise ConfigError(
            f"The run keeps no picture of {'/'.join(account)}: it has those of the first {MOST:,} by rank that took a"
            " payment, and none of the lane protect. run.explain() tells of all."
        )
    return account, MerchantPicture.from_json(pictures[0])


def read_name(run: Path, account: Account) -> str | None:
    """What its provider calls a merchant; None of a payee, and of whom a run must not name."""
    name = read_findings(run).get(account, {}).get("name")
    return None if name is None else str(name)


def read_neighbours(run: Path) -> Gallery:
    """Whom each merchant is tied to; no pictures."""
    return build_gallery(
        pq.read_table(_existing_file(run, PICTURES)).slice(0, 0), pq.read_table(_existing_file(run, NEIGHBOURS))
    )


def read_findings(run: Path) -> dict[Account, dict[str, object]]:
    """What the run found of each merchant, by provider and merchant id."""
    file = run / "findings.parquet"
    known = set(pq.read_schema(file).names)  # a run of an earlier finpath has no names
    rows: pa.Table = pq.read_table(file, columns=[name for name in LISTED if name in known])
    return {(row["provider_id"], row["merchant_id"]): row for row in rows.to_pylist()}


def find_account(run: Path, merchant: str) -> Account:
    """The one account that a name means.

    Raises:
        ConfigError: No such merchant; the message names those that are most like it.
    """
    store, _ = find_merchant(run, merchant)
    return store.provider_id, store.merchant_id


def _existing_file(run: Path, name: str) -> Path:
    file = run / FOLDER / name
    if not file.is_file():
        raise ConfigError(f"{run} was written by a finpath that kept no pictures: run again, with --force.")
    return file
