"""At the hub: the tokens of a member's contributions become those of its new key, by the table that the member sent.

Each folder is as it was, or carried over, and nothing in between; the table itself is kept nowhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finpath.bundle.answer import Registry
from finpath.bundle.hold import held_why
from finpath.bundle.opened import OpenedBundle, opened_bundles
from finpath.bundle.rotated import Rotated, read_rotated, write_rotated
from finpath.bundle.rotation_table import BATCH, RotationTable, id_columns, table_files, token_columns
from finpath.engine import Workspace
from finpath.errors import ConfigError, ContributionError
from finpath.ingest.made import MadeFrom, read_footer
from finpath.output.folder.seal import digest
from finpath.output.folder.swap import swap

ASIDE = ".carrying-"
"""What the old folder is called for an instant, where this system cannot let two folders change places."""


@dataclass(frozen=True)
class CarriedOver:
    """What a rotation did.

    Args:
        folders: Contributions that were carried over.
        held: Those under a legal hold, which stay as they are.
        left: How many different tokens of the old key still stand in the member's contributions.
    """

    folders: tuple[str, ...]
    held: tuple[str, ...]
    left: int


def carry_over(rotation: OpenedBundle, table: RotationTable, contributions: Path, registry: Registry) -> CarriedOver:
    """Carry a member's contributions over; what is carried over already is left alone.

    Raises:
        ContributionError: The table would make two of a contribution's people one; nothing is touched.
    """
    mine = [
        each
        for each in opened_bundles(contributions)
        if each.manifest.provider == rotation.manifest.provider and each.manifest.kind == "contribution"
    ]
    held = [each for each in mine if held_why(each, registry.receipts)]
    free = [each for each in mine if each not in held]
    for each in free:
        _refuse_meeting(each.folder, table)
    done = [each.folder.name for each in free if _carry_folder(each, rotation.seal, table, registry)]
    left = {
        token for each in mine for path, name in table_files(each.folder) for token in _of_old_key(path, name, table)
    }
    return CarriedOver(tuple(done), tuple(each.folder.name for each in held), len(left))


def put_back(contributions: Path) -> None:
    """Put a folder back whose successor never came, since whoever carried it over was killed between the two."""
    for aside in sorted(contributions.glob(f"{ASIDE}*")):
        place = contributions / aside.name.removeprefix(ASIDE)
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)


def _refuse_meeting(folder: Path, table: RotationTable) -> None:
    """Refuse where an old identifier would become one that stands in the same contribution already.

    All of a contribution came from one key: what was carried over before is somebody else than who was not.

    Raises:
        ContributionError: One would.
    """
    old, new = np.zeros(len(table.old), dtype=bool), np.zeros(len(table.old), dtype=bool)
    ids: set[str] = set()
    for path, name in table_files(folder):
        for batch in _batches(path, name):
            for column in token_columns(batch.schema, name):
                old[table.find_old(batch.column(column))] = True
                new[table.find_new(batch.column(column))] = True
            if table.halves:
                for column in id_columns(batch.schema, name):
                    ids |= table.find_halves(batch.column(column))
    if (old & new).any() or any(half in ids and other in ids for half, other in table.halves.items()):
        raise ContributionError(
            f"The rotation makes somebody in {folder.name} another who stands there already: nobody is made another,"
            " and nothing was carried over."
        )


def _carry_folder(bundle: OpenedBundle, rotation: str, table: RotationTable, registry: Registry) -> bool:
    """Carry a folder over; says whether anything in it was to be.

    Raises:
        ConfigError: The disk does not take it; the folder is as it was.
    """
    try:
        return _write_folder(bundle, rotation, table, registry)
    except OSError as error:
        raise ConfigError(
            f"{bundle.folder} cannot be carried over: {error.strerror or error}. Make room, and open the rotation"
            " again."
        ) from None


def _write_folder(bundle: OpenedBundle, rotation: str, table: RotationTable, registry: Registry) -> bool:
    apart = Workspace(bundle.folder.parent, ".rotating-")
    try:
        draft = apart.path / bundle.folder.name
        shutil.copytree(bundle.folder, draft)
        written = [path.name for path, name in table_files(draft) if _carry_file(path, name, table)]
        if not written:
            return False
        before = read_rotated(bundle.folder, bundle.seal, (registry.key.public, *registry.trust.hub))
        files = {**(before.files if before else {}), **{name: digest(draft / name) for name in written}}
        seals = tuple(each for each in (before.rotations if before else ()) if each != rotation)
        rotated = Rotated(bundle.seal, table.keys[1], registry.today, (*seals, rotation), files)
        write_rotated(draft, rotated, registry.key)
        if not swap(draft, bundle.folder):
            aside = bundle.folder.with_name(ASIDE + bundle.folder.name)
            bundle.folder.rename(aside)
            draft.rename(bundle.folder)
            shutil.rmtree(aside)
        return True
    finally:
        apart.close()


def _carry_file(path: Path, name: str, table: RotationTable) -> bool:
    """Write a file anew with the new tokens; says whether it was to be.

    A file of the old key of which the table knows nothing stays what it is, and so does its footer.
    """
    made = _footer(path)
    if made is None or made.token_key not in table.keys or not _is_readable(path):
        return False
    draft = path.with_name(f"{path.name}.draft")
    is_new = _write_anew(path, draft, name, (made, table))
    draft.replace(path) if is_new else draft.unlink(missing_ok=True)
    return is_new


def _write_anew(path: Path, draft: Path, name: str, about: tuple[MadeFrom, RotationTable]) -> bool:
    """Write the draft of a file; says whether it is to take its place."""
    made, table = about
    carried, left = False, False
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
        footer = replace(made, token_key=table.keys[1]).to_footer()
        whole = schema.with_metadata({**(schema.metadata or {}), **footer})
        with pq.ParquetWriter(draft, whole, compression="zstd") as out:
            for batch in file.iter_batches(BATCH):
                after = _carry_batch(batch, name, table)
                carried |= not after.equals(batch)
                left |= any(_has_old(after.column(each), table) for each in token_columns(schema, name))
                out.write_table(pa.Table.from_batches([after]).replace_schema_metadata(whole.metadata), BATCH)
    return carried or (made.token_key == table.keys[0] and not left)


def _carry_batch(batch: pa.RecordBatch, name: str, table: RotationTable) -> pa.RecordBatch:
    for column in token_columns(batch.schema, name):
        batch = _put(batch, column, table.carry_tokens(batch.column(column)))
    for column in id_columns(batch.schema, name) if table.halves else ():
        batch = _put(batch, column, table.carry_ids(batch.column(column)))
    return batch


def _put(batch: pa.RecordBatch, name: str, column: pa.Array) -> pa.RecordBatch:
    place = batch.schema.get_field_index(name)
    return batch.set_column(place, batch.schema.field(place), column)


def _batches(path: Path, name: str) -> Iterator[pa.RecordBatch]:
    """The columns of a file that tokens and ids stand in; none of one that cannot be read."""
    if not _is_readable(path):
        return
    with pq.ParquetFile(path) as file:
        find = (*token_columns(file.schema_arrow, name), *id_columns(file.schema_arrow, name))
        yield from file.iter_batches(BATCH, columns=list(find))


def _is_readable(path: Path) -> bool:
    """Whether a file is whole, its texts are texts, and no two columns have one name: no run reads another either."""
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            for batch in file.iter_batches(BATCH):
                batch.validate(full=True)
    except (pa.ArrowException, OSError, ValueError):
        return False
    return len(set(names)) == len(names)


def _footer(path: Path) -> MadeFrom | None:
    try:
        return read_footer(path, path.name)
    except ContributionError:  # no run reads it
        return None


def _has_old(column: pa.Array, table: RotationTable) -> bool:
    return bool(pc.any(pc.starts_with(column, f"{table.keys[0]}:")).as_py())


def _of_old_key(path: Path, name: str, table: RotationTable) -> set[str]:
    """The tokens of the old key in a file."""
    found: set[str] = set()
    for batch in _batches(path, name):
        for column in token_columns(batch.schema, name):
            tokens = pc.unique(batch.column(column).drop_null())
            found |= set(tokens.filter(pc.starts_with(tokens, f"{table.keys[0]}:")).to_pylist())
    return found
