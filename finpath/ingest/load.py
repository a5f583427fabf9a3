"""The contributions of all members in, one ledger out."""

from __future__ import annotations

import datetime as dt
import shutil

import pyarrow as pa

from finpath.engine import Engine
from finpath.errors import NothingToDo
from finpath.ingest import coverage
from finpath.ingest.clocks import clocks
from finpath.ingest.contributions import Admitted, admitted, unpacked
from finpath.ingest.currency import daily_rates
from finpath.ingest.duplicates import judge
from finpath.ingest.identities import name_controllers, name_payers
from finpath.ingest.in_memory import Contributions
from finpath.ingest.ledger import Ledger, Provider
from finpath.ingest.options import LoadOptions
from finpath.ingest.providers import describe, two_sides
from finpath.ingest.reasons import reasons
from finpath.ingest.rejects import write_rejects
from finpath.ingest.stage import forget
from finpath.ingest.tables import write_accounts, write_rest, write_transactions
from finpath.ingest.tokens import Tokens
from finpath.ingest.valid_rows import gather
from finpath.tables.contract import TABLES
from finpath.tables.ledger import (
    ACCOUNTS,
    CONFLICTS,
    CONTROLLER_NAMES,
    DAILY_RATES,
    FILES,
    JUDGED,
    PAYER_CLOCKS,
    PAYER_IDS,
    PAYER_NAMES,
    PROVIDERS,
    TAKEN,
    VALID,
)


def load(contributions: Contributions, *, engine: Engine, options: LoadOptions) -> Ledger:
    """Load every contribution below a folder, or in memory.

    Args:
        contributions: One folder in it for each member; or what they hand over in memory.
        engine: Where the ledger's tables go.
        options: Keys, as-of date, rates, and who hears of the progress.

    Raises:
        ConfigError: There is no such folder, or it is empty.
        NothingToDo: Every contribution was refused, or no valid row is left.
    """
    try:
        return _load(contributions, engine, options)
    finally:
        shutil.rmtree(unpacked(engine), ignore_errors=True)


def _load(contributions: Contributions, engine: Engine, options: LoadOptions) -> Ledger:
    came = admitted(engine, contributions, options)
    as_of = _as_of(engine, came)
    options.progress("Looking for duplicates and conflicts")
    _take(engine, came, as_of)
    options.progress("Naming payers and merchants")
    providers = _name(engine, came, Tokens(options.keys))
    rate_notes, rates = daily_rates(engine)
    options.progress("Writing the ledger")
    write_accounts(engine)
    write_transactions(engine, _rows(came), two_sides=two_sides(providers, came.files))
    write_rest(engine)
    write_rejects(engine, came.files)
    files = coverage.files(engine, came.files, as_of)
    found = reasons(engine, came.files)
    notes = (
        *coverage.agreements(providers),
        *coverage.notes(engine, came.files, files),
        *coverage.odd(found),
        *rate_notes,
    )
    unmet = coverage.unmet(engine, came.files, files)
    _tidy(engine, came)
    return Ledger(
        engine=engine,
        as_of=as_of,
        providers=providers,
        files=files,
        refusals=came.refusals,
        notes=notes,
        supplied=coverage.supplied(came.files),
        over_limit=coverage.over_limit(came.files, files, options.max_reject_share),
        unmet=unmet,
        withdrawals=came.withdrawals,
        reasons=found,
        rates=rates,
    )


def _name(engine: Engine, came: Admitted, tokens: Tokens) -> tuple[Provider, ...]:
    """Say who the providers are, and give every identifier its token."""
    providers = describe(engine, came.manifests, came.files)
    engine.load(PAYER_CLOCKS, clocks(came.manifests))
    name_payers(engine, tokens)
    name_controllers(engine, tokens)
    return providers


def _as_of(engine: Engine, came: Admitted) -> dt.datetime:
    """The date of the ledger.

    Raises:
        NothingToDo: Nothing came in.
    """
    if came.as_of is not None and any(file.rows > file.rejected for file in came.files if file.table != "rates"):
        return came.as_of
    why = " ".join(refusal.reason for refusal in came.refusals)
    if not came.files:
        why = " ".join((why, *(gone.sentence for gone in came.withdrawals)))
        became = "refused or withdrawn" if came.withdrawals else "refused"
        raise NothingToDo(f"Every contribution was {became}. {why}")
    raise NothingToDo(f"No row of any contribution is valid: {_first_fault(engine, came)} {why}".strip())


def _rows(came: Admitted) -> int:
    """How many payments there are at most."""
    return sum(file.rows - file.rejected for file in came.files if file.table == "transactions")


def _first_fault(engine: Engine, came: Admitted) -> str:
    """One row that was not taken and why, so that its sender knows where to begin."""
    for file in came.files:
        found = engine.rows(f'SELECT row, "column", reason FROM {file.rejects} ORDER BY row, "column" LIMIT 1')  # noqa: S608
        for row, column, reason in found:
            return f"in {file.source.path}, row {row}, column {column}: {reason}"
    remarks = [f"{file.source.path}: {remark}" for file in came.files for remark in file.remarks]
    return " ".join(["the files hold no rows. Send files that do.", *remarks])


def _take(engine: Engine, came: Admitted, as_of: dt.datetime) -> None:
    """Leave one row of each id, in `taken_<table>`."""
    rows = [(file.index, file.manifest.provider_id, file.source.path, file.source.sha256) for file in came.files]
    kinds = {"file": pa.int32(), "provider_id": pa.string(), "path": pa.string(), "sha256": pa.string()}
    columns = zip(kinds.items(), zip(*rows, strict=True), strict=True)
    engine.load(FILES, pa.table({name: pa.array(column, kind) for (name, kind), column in columns}))
    for table in TABLES:
        gather(engine, table, came.files, as_of)
        judge(engine, table)


def _tidy(engine: Engine, came: Admitted) -> None:
    """Forget what no later step needs: above all the staged rows, which hold identifiers as they were contributed."""
    for table in TABLES:
        engine.drop(*(each[table].name for each in (TAKEN, VALID, JUDGED, CONFLICTS)))
    engine.drop(*(each.name for each in (PAYER_NAMES, PAYER_IDS, CONTROLLER_NAMES, ACCOUNTS)))
    engine.drop(*(each.name for each in (PROVIDERS, PAYER_CLOCKS, DAILY_RATES, FILES)))
    for file in came.files:
        forget(engine, file.index)
