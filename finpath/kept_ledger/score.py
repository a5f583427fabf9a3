"""From a kept ledger to a run folder: other rules, thresholds, cards and suppressions, and no file is read."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from finpath import ingest
from finpath.config import RunConfig
from finpath.engine import DuckDB, Engine, Limits
from finpath.errors import ConfigError
from finpath.graph import PaymentGraph
from finpath.graph.column_coverage import supplied
from finpath.ingest import Keys, Ledger
from finpath.ingest.sealed_table import UnreadableTableError, derive_key, read_table
from finpath.kept_ledger.asked import digest_of_identities, held_to
from finpath.kept_ledger.keep import TABLES
from finpath.kept_ledger.record import LedgerRecord, read_record
from finpath.kept_run import Kept, KeptRun, finish
from finpath.notebook.progress import Progress, follow
from finpath.output.folder import write_atomically
from finpath.rules.session_rules import GivenRules, read_given_rules
from finpath.ruleset import choose


def score(  # noqa: PLR0913 - what goes in, where it goes, and what a user may decide
    ledger: Path | str | Ledger,
    out: Path | str,
    *,
    config: RunConfig | None = None,
    rules: GivenRules = (),
    limits: Limits | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> KeptRun:
    """Ask rules of a kept ledger, weigh, and write a run folder with the bytes of a run on its contributions.

    Args:
        ledger: The folder that `keep_ledger` or `finpath ingest` wrote; or a ledger in memory, whose manifest then
            lacks what members say of their contributions.
        out: The run folder to write.
        config: Thresholds, tiers, review capacity, scorecard, suppressions, roles, decisions on identities; its
            as-of date, rates and roster must be those that the ledger was read with.
        rules: Rules of your own besides: classes in a list, or SQL by name.
        limits: As for `run`.
        force: Replace what an earlier run left in `out`.
        progress: Told what is being done; as for `run` when None.

    Raises:
        ConfigError: It is no kept ledger, or one of another key or version, or damaged; or the configuration asks for
            what must be read anew.
        RuleError: A rule is wrong.
    """
    config, told = config or RunConfig(), progress or follow()
    config = replace(config, given_rules=(*config.given_rules, *read_given_rules(rules)))
    book = choose(config, limits)
    if isinstance(ledger, Ledger):
        with write_atomically(Path(out), force=force) as folder:
            finish(Kept(ledger, None, config, {}), book, folder, told)
        return KeptRun(Path(out), None)
    keys = ingest.read_keys(os.environ)
    record = read_record(Path(ledger), keys)
    config = held_to(record, config)
    with DuckDB(limits) as engine, write_atomically(Path(out), force=force) as folder:
        told("Opening the ledger")
        payments = open_kept(Path(ledger), record, keys, engine)
        kept = Kept(record.ledger(engine), None, config, record.statements)
        same = record.identities == digest_of_identities(config)
        finish(kept, book, folder, told, graph=payments if same else None)
    done = KeptRun(Path(out), None)
    told(f"Wrote {done}")
    return done


def open_kept(place: Path, record: LedgerRecord, keys: Keys, engine: Engine) -> PaymentGraph:
    """Give an engine the tables of a kept ledger.

    Raises:
        ConfigError: A table cannot be read.
    """
    key = derive_key(keys, bytes.fromhex(record.salt))
    for name in record.tables:
        path = place / TABLES / f"{name}.parquet"
        try:
            read_table(engine, name, path, key)
        except UnreadableTableError:
            raise ConfigError(
                f"{path} of the kept ledger cannot be read: it is damaged. Read the contributions anew with finpath"
                " ingest, and --force."
            ) from None
    for name, sql in record.views:
        engine.view(name, sql)
    return PaymentGraph(engine, supplied(record.ledger(engine)), record.caps)
