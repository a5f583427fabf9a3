"""Loads the contributions of all members into one ledger."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Sequence

import pyarrow as pa

from finpath.engine import Engine
from finpath.errors import NothingToDo
from finpath.ingest import coverage
from finpath.ingest.clocks import payer_clocks
from finpath.ingest.contributions import StagedContributions, stage_contributions, unpack_folder
from finpath.ingest.contributors import write_contributors
from finpath.ingest.currency import write_daily_rates
from finpath.ingest.duplicates import find_duplicates
from finpath.ingest.identities import name_controllers, name_payers
from finpath.ingest.in_memory import Contributions
from finpath.ingest.ledger import Ledger, Provider
from finpath.ingest.options import LoadOptions
from finpath.ingest.plausible import describe_failures, describe_oddities
from finpath.ingest.providers import describe_providers, has_two_sides
from finpath.ingest.reasons import count_reasons
from finpath.ingest.rejects import write_rejects
from finpath.ingest.stage import drop_staged
from finpath.ingest.standing_keys import key_notes
from finpath.ingest.tables import write_accounts, write_rest, write_transactions
from finpath.ingest.tokens import Tokens
from finpath.ingest.valid_rows import gather_valid_rows
from finpath.tables.contract import TABLES
from finpath.tables.ledger import DAILY_RATES, FILES, PAYER_CLOCKS, PROVIDERS
from finpath.tables.loading import ACCOUNTS, CONFLICTS, CONTROLLER_NAMES, JUDGED, PAYER_IDS, PAYER_NAMES, TAKEN, VALID


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
        shutil.rmtree(unpack_folder(engine), ignore_errors=True)


def _load(contributions: Contributions, engine: Engine, options: LoadOptions) -> Ledger:
    staged = _stage(engine, contributions, options)
    as_of = _as_of(engine, staged)
    options.progress("Looking for duplicates and conflicts")
    providers = describe_providers(engine, staged.manifests, staged.files)
    _take(engine, staged, as_of, options)
    rate_notes, rates = write_daily_rates(engine)
    options.progress("Writing the ledger")
    side_notes = _write(engine, staged, providers)
    files = coverage.count_files(engine, staged.files, as_of)
    row_reasons = count_reasons(engine, staged.files)
    notes = (
        *coverage.agreement_notes(providers),
        *staged.notes,
        *coverage.horizon_notes(files, staged.reached),
        *side_notes,
        *describe_oddities(engine),
        *coverage.file_notes(engine, staged.files, files),
        *coverage.oddity_notes(row_reasons),
        *key_notes(engine, staged.files, options.keys),
        *rate_notes,
    )
    unmet = (*coverage.unmet_expectations(engine, staged.files, files), *describe_failures(engine, files))
    _tidy(engine, staged)
    return Ledger(
        engine=engine,
        as_of=as_of,
        providers=providers,
        files=files,
        refusals=staged.refusals,
        notes=notes,
        supplied=coverage.columns_by_provider(staged.files),
        over_limit=coverage.files_over_limit(staged.files, files, options.max_reject_share),
        unmet=unmet,
        withdrawals=staged.withdrawals,
        reasons=row_reasons,
        rates=rates,
        facilitators=options.roster.facilitators if options.roster else (),
    )


def _stage(engine: Engine, contributions: Contributions, options: LoadOptions) -> StagedContributions:
    """Stage what comes in; of what does not, nothing is kept."""
    staged = stage_contributions(engine, contributions, options)
    if options.kept:
        options.kept.forget_others(staged.files)
    return staged


def _write(engine: Engine, staged: StagedContributions, providers: Sequence[Provider]) -> tuple[str, ...]:
    """Make the relations of the ledger; answers what is to be said of payments that both sides tell of."""
    write_accounts(engine)
    notes = write_transactions(engine, _rows(staged), two_sides=has_two_sides(providers, staged.files))
    write_contributors(engine, providers)
    write_rest(engine)
    write_rejects(engine, staged.files)
    return notes


def _hosts(staged: StagedContributions) -> dict[tuple[str, str], str]:
    """The tokens that members made of hosts."""
    return {(file.manifest.provider_id, host): token for file in staged.files for host, token in file.hosts.items()}


def _as_of(engine: Engine, staged: StagedContributions) -> dt.datetime:
    """The date of the ledger.

    Raises:
        NothingToDo: Nothing came in.
    """
    if staged.as_of is not None and any(file.rows > file.rejected for file in staged.files if file.table != "rates"):
        return staged.as_of
    why = " ".join(refusal.reason for refusal in staged.refusals)
    if not staged.files:
        why = " ".join((why, *(withdrawal.sentence for withdrawal in staged.withdrawals)))
        outcome = "refused or withdrawn" if staged.withdrawals else "refused"
        raise NothingToDo(f"Every contribution was {outcome}. {why}")
    raise NothingToDo(f"No row of any contribution is valid: {_first_fault(engine, staged)} {why}".strip())


def _rows(staged: StagedContributions) -> int:
    """How many payments there are at most."""
    return sum(file.rows - file.rejected for file in staged.files if file.table == "transactions")


def _first_fault(engine: Engine, staged: StagedContributions) -> str:
    """One row that was not taken and why, so that its sender knows where to begin."""
    for file in staged.files:
        faults = engine.rows(f'SELECT row, "column", reason FROM {file.rejects} ORDER BY row, "column" LIMIT 1')  # noqa: S608
        for row, column, reason in faults:
            return f"in {file.source.path}, row {row}, column {column}: {reason}"
    remarks = [f"{file.source.path}: {remark}" for file in staged.files for remark in file.remarks]
    return " ".join(["the files hold no rows. Send files that do.", *remarks])


def _take(engine: Engine, staged: StagedContributions, as_of: dt.datetime, options: LoadOptions) -> None:
    """Leave one row of each id, in `taken_<table>`, and give every identifier its token."""
    tokens = Tokens(options.keys, _hosts(staged))
    rows = [(file.index, file.manifest.provider_id, file.source.path, file.source.sha256) for file in staged.files]
    kinds = {"file": pa.int32(), "provider_id": pa.string(), "path": pa.string(), "sha256": pa.string()}
    columns = zip(kinds.items(), zip(*rows, strict=True), strict=True)
    engine.load(FILES, pa.table({name: pa.array(column, kind) for (name, kind), column in columns}))
    for table in TABLES:
        gather_valid_rows(engine, table, staged.files, as_of)
        find_duplicates(engine, table, tokens)
    options.progress("Naming payers and merchants")
    engine.load(PAYER_CLOCKS, payer_clocks(staged.manifests))
    name_payers(engine, tokens)
    name_controllers(engine, tokens)


def _tidy(engine: Engine, staged: StagedContributions) -> None:
    """Forget what no later step needs: above all the staged rows, which hold identifiers as they were contributed."""
    for table in TABLES:
        engine.drop(*(each[table].name for each in (TAKEN, VALID, JUDGED, CONFLICTS)))
    engine.drop(*(each.name for each in (PAYER_NAMES, PAYER_IDS, CONTROLLER_NAMES, ACCOUNTS)))
    engine.drop(*(each.name for each in (PROVIDERS, PAYER_CLOCKS, DAILY_RATES, FILES)))
    for file in staged.files:
        drop_staged(engine, file.index)
