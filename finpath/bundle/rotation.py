"""At the member: each token that it has handed in, as the old key made it and as the new one does, as a bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.bundle.make import MadeBundle, Sender, write_bundle
from finpath.bundle.manifest import BundleManifest, terms_digest
from finpath.bundle.rotation_table import (
    BATCH,
    NAME,
    SCHEMA,
    id_columns,
    read_rotation,
    table_files,
    token_columns,
    write_rotation,
)
from finpath.engine import Engine, Workspace
from finpath.errors import ConfigError, ContributionError
from finpath.ingest import Keys, LoadOptions
from finpath.ingest.hand_over import HandedOver, hand_over
from finpath.ingest.surrogates import HALF
from finpath.ingest.tokens import key_id

Opener = Callable[[], AbstractContextManager[Engine]]
"""Makes a fresh engine; each contribution is read with its own."""


def rotate_tokens(
    contributions: Sequence[Path], old: bytes, sender: Sender, *, engine: Opener, options: LoadOptions
) -> MadeBundle:
    """Make the bundle of a rotation: the table of what its member has handed in, from the old key to the new.

    Each contribution goes through the door twice, once with each key; what stands in the same place is the same.

    Args:
        contributions: The member's own folders, as they were when their bundles were made.
        old: The key that those tokens were made with.
        sender: Who makes it, and for whom.
        engine: What they are read with.
        options: The key of today, and the day.

    Raises:
        ConfigError: A contribution would be refused, they are of several members, or the keys are one.
    """
    keys = key_id(old), key_id(options.keys.member_key)
    if keys[0] == keys[1]:
        raise ConfigError(f"The old key and the new one are both {keys[0]}: name the key that tokens had before.")

    def fill(folder: Path) -> BundleManifest:
        made: list[HandedOver] = []
        rows = write_rotation(_pairs(contributions, made, (old, options), folder, engine), folder / NAME)
        try:
            read_rotation(folder / NAME, keys)
        except ContributionError as error:
            raise ConfigError(f"The folders are not as they were handed in: {error}") from None
        agreement = made[0].manifest.agreement
        assert agreement is not None, "the gate lets nobody in without an agreement"  # noqa: S101
        return BundleManifest(
            kind="rotation",
            provider=made[0].manifest.provider_id,
            folder=contributions[0].resolve().name,
            to=sender.to,
            sequence=1,
            previous="",
            made_on=sender.today,
            finpath=metadata.version("finpath"),
            token_key=keys[1],
            old_token_key=keys[0],
            agreement=agreement.id,
            agreement_sha256=terms_digest(agreement),
            rows={"rotation": rows},
        )

    return write_bundle(sender, fill)


def _pairs(
    contributions: Sequence[Path],
    made: list[HandedOver],
    keys: tuple[bytes, LoadOptions],
    folder: Path,
    engine: Opener,
) -> Iterator[pa.Table]:
    """What stands in the same place of the same contribution with each of the two keys."""
    old, options = keys
    before = replace(options, keys=Keys(old))
    for contribution in contributions:
        apart = Workspace(folder.parent, ".rotating-")
        try:
            for name, each in (("old", before), ("new", options)):
                place = apart.path / name
                place.mkdir()
                with engine() as fresh:
                    made.append(hand_over(contribution, place, engine=fresh, options=each))
            if made[-1].manifest.provider_id != made[0].manifest.provider_id:
                raise ConfigError(
                    f"{contribution} is of another member than {contributions[0]}: rotate each by itself."
                )
            for path, table in table_files(apart.path / "old"):
                yield from _pair_up(path, apart.path / "new" / path.name, table)
        finally:
            apart.close()


def _pair_up(old: Path, new: Path, table: str) -> Iterator[pa.Table]:
    with pq.ParquetFile(old) as before, pq.ParquetFile(new) as after:
        tokens, ids = (find(before.schema_arrow, table) for find in (token_columns, id_columns))
        columns = [*tokens, *ids]
        batches = (file.iter_batches(BATCH, columns=columns) for file in (before, after))
        for one, other in zip(*batches, strict=True):
            for name in tokens:
                yield _paired(one.column(name), other.column(name))
            for name in ids:
                yield _halves(one.column(name), other.column(name))


def _paired(old: pa.Array, new: pa.Array) -> pa.Table:
    """The pairs of two columns, each once."""
    both = pa.table([old.drop_null(), new.drop_null()], schema=SCHEMA)
    return both.group_by(["old", "new"]).aggregate([]).select(["old", "new"])


def _halves(old: pa.Array, new: pa.Array) -> pa.Table:
    """The surrogates in two columns of ids; where no id differs, there are none."""
    pairs = {
        (one[0], another[0])
        for text, other in set(zip(old.to_pylist(), new.to_pylist(), strict=True))
        if text != other
        for one, another in zip(HALF.finditer(text), HALF.finditer(other), strict=True)
        if one[0] != another[0]
    }
    columns = list(zip(*sorted(pairs), strict=True)) or [(), ()]
    return pa.table([pa.array(list(column), pa.string()) for column in columns], schema=SCHEMA)
