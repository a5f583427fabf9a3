"""The door of ingest, at the member: its contribution becomes tables of tokens, as a bundle holds them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from finpath.engine import Engine
from finpath.errors import ConfigError
from finpath.ingest.columns import ROW as ROW_IDS
from finpath.ingest.contributions import stage_contributions, unpack_folder
from finpath.ingest.first_halves import joins_of_names, name_first_halves
from finpath.ingest.keys import Keys
from finpath.ingest.made import DOMAIN, MADE, ODD, OPTION, REJECTED, REJECTS, ROW, SIDE, TIMED, MadeFrom
from finpath.ingest.manifest import NAME, FileEntry, Manifest
from finpath.ingest.options import LoadOptions
from finpath.ingest.stage import StagedFile, drop_staged
from finpath.ingest.surrogates import HALF_SQL
from finpath.ingest.tokens import key_id
from finpath.tables.contract import TABLES, Column, Type
from finpath.tables.loading import MADE_NAMES

BATCH = 1 << 17
"""Rows of a group in a file: few enough to be held, whatever comes in."""

MADE_ROWS = """
    SELECT {values}
    FROM {staged} AS staged
    {joins}
    WHERE staged.faults = 0
    ORDER BY staged.row
"""

ARROW = {
    Type.STRING: pa.string(),
    Type.TOKEN: pa.string(),
    Type.INSTANT: pa.timestamp("us", "UTC"),
    Type.DATE: pa.date32(),
    Type.MONEY: pa.decimal128(38, 8),
    Type.BOOL: pa.bool_(),
}
EXPECTED = {
    "max_reject_share": "max_reject_share",
    "min_rows": "min_rows",
    "max_rows": "max_rows",
    "until": "expect_until",
}


@dataclass(frozen=True)
class HandedOver:
    """What was made of a contribution.

    Args:
        manifest: What the member says of it.
        token_key: The id of the key that the tokens were made with.
        rows: By table, how many passed the door.
        rejected: How many did not.
    """

    manifest: Manifest
    token_key: str
    rows: Mapping[str, int]
    rejected: int


def hand_over(contribution: Path, out: Path, *, engine: Engine, options: LoadOptions) -> HandedOver:
    """Write what passes the door of a member's contribution, with tokens for all that needs one.

    Args:
        contribution: The folder of one member, with its contribution.toml.
        out: An empty folder.
        engine: A fresh one.
        options: The members' key, and the day that the agreement must reach.

    Raises:
        ConfigError: The contribution would be refused, and why.
    """
    alone = unpack_folder(engine) / "alone"
    alone.mkdir()
    (alone / contribution.name).symlink_to(contribution.resolve(), target_is_directory=True)
    staged = stage_contributions(engine, alone, replace(options, halves=True, roster=None))
    if staged.refusals or staged.withdrawals or not staged.contributions:
        why = [each.reason for each in staged.refusals] + [each.sentence for each in staged.withdrawals]
        raise ConfigError(" ".join(why) or f"{contribution} holds nothing to hand over.")
    (one,) = staged.contributions
    key = key_id(options.keys.member_key)
    rejects: list[pa.Table] = []
    rows: dict[str, int] = {}
    for number, file in enumerate(one.files):
        name = f"{one.manifest.files.index(file.source.entry) + 1:03}-{file.table}-{number + 1:05}.parquet"
        _write_rows(engine, file, options.keys, out / name)
        rejects.append(_rejects(engine, file, name))
        rows[file.table] = rows.get(file.table, 0) + file.rows - file.rejected
        drop_staged(engine, file.index)
    pq.write_table(pa.concat_tables(rejects), out / REJECTS, compression="zstd")
    (out / NAME).write_text(_manifest_text(one.manifest), encoding="utf-8")
    shutil.rmtree(unpack_folder(engine), ignore_errors=True)
    return HandedOver(one.manifest, key, rows, sum(file.rejected for file in one.files))


def _write_rows(engine: Engine, file: StagedFile, keys: Keys, path: Path) -> None:
    filled = {*file.filled, *_made_kinds(engine, file)}
    columns = [column for column in TABLES[file.table] if column.name in filled or column.required]
    columns = [column for column in columns if not (file.row_ids and column is TABLES[file.table][0])]
    named = [column for column in columns if _has_token(file, column)]
    name_first_halves(engine, file, named, keys)
    sql = MADE_ROWS.format(
        values=", ".join(_values(file, columns)), staged=file.name, joins=joins_of_names(file, named)
    )
    made = _made_from(engine, file, columns, key_id(keys.member_key))
    _write(engine, sql, _schema(file, columns).with_metadata(made.to_footer()), path)
    engine.drop(MADE_NAMES.name)


def _made_kinds(engine: Engine, file: StagedFile) -> tuple[str, ...]:
    """The column of kinds, where the sign of an amount made some that no column of the file says."""
    if "kind" not in {column.name for column in TABLES[file.table]}:
        return ()
    made = engine.rows(f"SELECT 1 FROM {file.name} WHERE faults = 0 AND kind IS NOT NULL LIMIT 1")  # noqa: S608
    return ("kind",) if made else ()


def _has_token(file: StagedFile, column: Column) -> bool:
    """Whether a token is made of a column; a host is needed in clear as well, and has its token beside it."""
    return column.type is Type.TOKEN or (file.table == "merchants" and column.name == "domain")


def _values(file: StagedFile, columns: Sequence[Column]) -> list[str]:
    odd = [column.name for column in TABLES[file.table] if column.type is Type.TOKEN]
    here = {column.name for column in columns}
    bits = [
        f"CASE WHEN NOT of_{name}.normal THEN {1 << place} ELSE 0 END" for place, name in enumerate(odd) if name in here
    ]
    beside = [f"staged.row AS {ROW}", f"staged.timed AS {TIMED}"]
    beside += [f"staged.side AS {SIDE}"] if file.sided else []
    beside += [f"CAST({' + '.join(bits)} AS BIGINT) AS {ODD}"] if bits else []
    beside += [f"of_domain.token AS {DOMAIN}"] if _tells_hosts(file, columns) else []
    return beside + [
        f"of_{column.name}.token AS {column.name}" if column.type is Type.TOKEN else f"staged.{column.name}"
        for column in columns
    ]


def _tells_hosts(file: StagedFile, columns: Sequence[Column]) -> bool:
    return any(column.name == "domain" and _has_token(file, column) for column in columns)


def _schema(file: StagedFile, columns: Sequence[Column]) -> pa.Schema:
    beside = [pa.field(ROW, pa.int64()), pa.field(TIMED, pa.bool_())]
    beside += [pa.field(SIDE, pa.int32())] if file.sided else []
    beside += [pa.field(ODD, pa.int64())] if any(column.type is Type.TOKEN for column in columns) else []
    beside += [pa.field(DOMAIN, pa.string())] if _tells_hosts(file, columns) else []
    return pa.schema([*beside, *(pa.field(column.name, ARROW[column.type]) for column in columns)])


def _made_from(engine: Engine, file: StagedFile, columns: Sequence[Column], key: str) -> MadeFrom:
    ids = [column.name for column in columns if column.type is Type.STRING and column.name.endswith("_id")]
    halves = " OR ".join(
        f"fp_matches({name}, '{HALF_SQL}')"
        for name in (*ids, "network_reference")
        if name in {column.name for column in columns}
    )
    found = bool(halves) and bool(engine.rows(f"SELECT 1 FROM {file.name} WHERE {halves} LIMIT 1"))  # noqa: S608
    return MadeFrom(
        path=file.source.path.partition("/")[2],
        sha256=file.source.sha256,
        content=file.source.content,
        rows=file.rows,
        rejected=file.rejected,
        rounded=file.rounded,
        masked=file.masked,
        standing=0 if file.source.entry.corrects else file.standing,
        row_ids=file.row_ids,
        halves=found,
        token_key=key,
        filled=tuple(sorted(file.filled)),
        unused=file.unused,
        remarks=file.remarks,
    )


def _write(engine: Engine, sql: str, schema: pa.Schema, path: Path) -> None:
    plain = pa.schema([field.with_type(_naive(field.type)) for field in schema])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in engine.batches(sql):
            table = pa.Table.from_batches([batch]).cast(plain).cast(schema.remove_metadata())
            writer.write_table(table.replace_schema_metadata(schema.metadata), row_group_size=BATCH)


def _naive(kind: pa.DataType) -> pa.DataType:
    return pa.timestamp("us") if pa.types.is_timestamp(kind) else kind


def _rejects(engine: Engine, file: StagedFile, name: str) -> pa.Table:
    found = engine.arrow(f'SELECT row, "column", reason FROM {file.rejects} ORDER BY row, "column", reason')  # noqa: S608
    count = found.num_rows
    columns = [pa.array([name] * count, pa.string()), pa.array([file.source.sha256] * count, pa.string())]
    return pa.table([*columns, *(found[each] for each in ("row", "column", "reason"))], names=REJECTED.names).cast(
        REJECTED
    )


def _manifest_text(manifest: Manifest) -> str:
    """The contribution.toml of a bundle: the member's own, with files of tokens in place of its files."""
    agreement = manifest.agreement
    assert agreement is not None, "the gate lets nobody in without an agreement"  # noqa: S101
    provider = {
        "id": manifest.provider_id,
        "kind": manifest.kind,
        "country": manifest.country,
        "timezone": manifest.timezone,
        "time_precision": manifest.time_precision,
    }
    parts = ["[provider]", *_lines(provider), "", "[agreement]", *_lines(vars(agreement))]
    for number, entry in enumerate(manifest.files, start=1):
        parts += ["", "[[files]]", *_lines(_entry(number, entry)), "", "[files.options]", f'{OPTION} = "{MADE}"']
        if any(ROW_IDS in names for names in entry.columns.values()):
            parts += ["", "[files.columns]", f'{TABLES[entry.table][0].name} = "{ROW_IDS}"']
    return "\n".join(parts) + "\n"


def _entry(number: int, entry: FileEntry) -> dict[str, object]:
    expected = {name: getattr(entry.expectations, own) for own, name in EXPECTED.items()}
    return {
        "table": entry.table,
        "path": f"{number:03}-{entry.table}-*.parquet",
        "handed_in": entry.path,
        "format": "parquet",
        "mode": "correct" if entry.corrects else None,
        "surrogate": entry.surrogate or None,
        **expected,
    }


def _lines(values: Mapping[str, object]) -> list[str]:
    """Lines of TOML; a day stands as it is, everything else as JSON writes it."""
    return [f"{name} = {_literal(value)}" for name, value in values.items() if value is not None]


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | float) else str(value)
