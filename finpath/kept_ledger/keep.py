"""Reads contributions into a folder that is kept: checked, with tokens alone, encrypted, and its graph with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path

from finpath import graph, ingest
from finpath.config import RunConfig
from finpath.engine import DuckDB, Engine, Limits
from finpath.engine.lineage import reads
from finpath.errors import EngineError
from finpath.ingest import Contribution
from finpath.ingest.sealed_table import derive_key, write_table
from finpath.kept_ledger.asked import digest_of_identities, digest_of_rates, digest_of_roster
from finpath.kept_ledger.record import FORMAT, LedgerRecord, write_record
from finpath.kept_run import Kept
from finpath.notebook.progress import Progress, follow
from finpath.output.folder import write_atomically
from finpath.output.folder.seal import seal_folder
from finpath.pipeline import kept_files, load_options
from finpath.testing.relations import RELATIONS

SALT = 16
"""Bytes, by chance, for each ledger."""

TABLES = "tables"
"""The folder of the tables."""


def keep_ledger(  # noqa: PLR0913 - what goes in, where it goes, and what a user may decide
    contributions: Path | str | tuple[Contribution, ...],
    into: Path | str,
    *,
    config: RunConfig | None = None,
    limits: Limits | None = None,
    force: bool = False,
    progress: Progress | None = None,
    kept: Path | str | None = None,
) -> Path:
    """Read contributions once, and keep what was read: `score` needs no file of a member any more.

    What is kept is what a run holds after the door: rows that were taken, with tokens in place of identifiers, and
    the graph. It is encrypted under the keys that the tokens were made with.

    Args:
        contributions: As for `run`: a folder with one folder per member, or what they hand over in memory.
        into: The folder to write.
        config: Its as-of date, rates and roster decide what is read, its decisions on identities how accounts join.
        limits: As for `run`.
        force: Replace what an earlier call left there.
        progress: Told what is being done; as for `run` when None.
        kept: As for `run`: files that were read once, of which new ones alone are read.

    Raises:
        ConfigError: As for `run`.
        NothingToDo: As for `run`.
    """
    config, told = config or RunConfig(), progress or follow()
    given = Path(contributions) if isinstance(contributions, str) else contributions
    options = load_options(config, told)
    if kept is not None:
        options = replace(options, kept=kept_files(Path(kept), given, Path(into), options.keys))
    with DuckDB(limits) as engine, write_atomically(Path(into), force=force) as folder:
        ledger = ingest.load(given, engine=engine, options=options)
        payments = graph.build(ledger, overrides=config.identities, progress=told)
        told("Keeping the ledger")
        salt = secrets.token_bytes(SALT)
        views = _find_views(engine)
        tables = _write_tables(engine, folder / TABLES, derive_key(options.keys, salt), views)
        read = Kept(ledger, payments, config, ingest.manifest_digests(given, engine))
        write_record(_to_record(read, (tables, views), salt), options.keys, folder)
        seal_folder(folder)
    return Path(into)


def _find_views(engine: Engine) -> dict[str, str]:
    """Relations that are worked out from others which are kept each time that they are read; the SELECT of each."""
    found: dict[str, str] = {}
    kept = {name for name in RELATIONS if _has(engine, name)}
    apart = kept - engine.definitions().keys()
    for name, sql in engine.definitions().items():
        if name in kept and reads(sql).tables <= apart | found.keys():
            found[name] = sql
    return found


def _write_tables(engine: Engine, folder: Path, key: bytes, views: Mapping[str, str]) -> dict[str, int]:
    """Write every other relation that a ledger and its graph have, and count their rows."""
    folder.mkdir()
    return {
        name: write_table(engine, f'SELECT * FROM "{name}"', folder / f"{name}.parquet", key)  # noqa: S608 - a relation of ours
        for name in RELATIONS
        if name not in views and _has(engine, name)
    }


def _has(engine: Engine, name: str) -> bool:
    try:
        return bool(engine.table(name).columns)
    except EngineError:
        return False


def _to_record(read: Kept, relations: tuple[Mapping[str, int], Mapping[str, str]], salt: bytes) -> LedgerRecord:
    ledger, config, (tables, views) = read.ledger, read.config, relations
    return LedgerRecord(
        format=FORMAT,
        finpath=metadata.version("finpath"),
        salt=salt.hex(),
        as_of=ledger.as_of,
        asked_as_of=config.as_of,
        rates=digest_of_rates(config),
        roster=digest_of_roster(config),
        identities=digest_of_identities(config),
        caps=read.payments.caps if read.payments else (),
        statements=read.statements,
        tables=tables,
        views=tuple(views.items()),
        providers=ledger.providers,
        files=ledger.files,
        refusals=ledger.refusals,
        notes=ledger.notes,
        supplied={provider: tuple(sorted(columns)) for provider, columns in ledger.supplied.items()},
        over_limit=ledger.over_limit,
        unmet=ledger.unmet,
        withdrawals=ledger.withdrawals,
        reasons=ledger.reasons,
        quoted=ledger.rates,
        facilitators=ledger.facilitators,
    )
