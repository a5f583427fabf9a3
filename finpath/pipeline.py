"""The whole way: from contributed files, or a table that nobody has described, to a run folder with referrals."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from finpath import ingest
from finpath.config import RunConfig
from finpath.deprecated import renamed
from finpath.engine import DuckDB, Engine, Limits
from finpath.errors import ConfigError, NothingToDo
from finpath.ingest import Contribution, Ledger, LoadOptions
from finpath.ingest.description import TableDescription
from finpath.ingest.frames import Frame
from finpath.ingest.kept_files import KeptFiles
from finpath.ingest.keys import HUB, MEMBER, MEMBER_FILE, write_new_key
from finpath.ingest.recognise import Taken, take
from finpath.kept_run import Kept, KeptRun, finish, next_free
from finpath.notebook.progress import Progress, follow
from finpath.output.folder import write_atomically
from finpath.rules.session_rules import GivenRules, read_given_rules
from finpath.ruleset import choose

RUN, KEY = "finpath-run", "finpath.key"
"""Where a run goes, and the key that was made for it, where nobody says."""

COUNTS = """
SELECT count(*),
       count(DISTINCT merchant),
       count(DISTINCT payer),
       count(CASE WHEN kind = 'purchase' THEN 1 END)
FROM transactions
"""

Data = Path | str | Frame | Contribution | Sequence[Contribution]
"""Folders of members; what they hand over in memory; or what nobody has described: a table, a file, a folder."""


@renamed(case="config")
def run(  # noqa: PLR0913 - what goes in, where it goes, and what a user may decide
    contributions: Data,
    out: Path | str | None = None,
    *,
    config: RunConfig | None = None,
    engine: Engine | None = None,
    limits: Limits | None = None,
    force: bool = False,
    progress: Progress | None = None,
    rules: GivenRules = (),
    keep: bool | None = None,
    kept: Path | str | None = None,
    **described: Unpack[TableDescription],
) -> KeptRun:
    """Go the whole way: from payments to referrals.

    Args:
        contributions: A folder with one folder per member, as the data contract says; what they hand over in memory;
            or payments that nobody has described: a frame of pandas or polars, a table of Arrow, a file (text,
            workbook, Parquet) or a folder of files. Of those it is guessed what each column is, as `finpath init` does.
        out: The run folder to write; `finpath-run` here, or the next number of it, when None.
        config: Thresholds, tiers, review capacity, as-of date; finpath's own when None.
        engine: Where the work is done, as `Spark(session)`, closed by whoever opened it; a `DuckDB` of the run's own
            when None.
        limits: Memory, threads and temporary folder of a `DuckDB`; none of them changes a result.
        force: Replace what an earlier run left in `out`.
        progress: Told what is being done; when None, a notebook shows it, and a script writes it on standard error.
        rules: Rules of your own besides: classes in a list, or SQL by name.
        keep: Keep the graph in memory, so that the run can be asked for payments and be scored again; when None, it
            is kept of payments that were in memory or that nobody has described.
        kept: A folder where files that were read once are kept, encrypted: the next run with it reads new ones alone,
            and writes the same bytes. It may be deleted at any time; what is no file of this run goes from it.
        described: What nobody can guess of such payments: `TableDescription` lists it.

    Returns:
        A read-only view of the run folder.

    Raises:
        ConfigError: Wrong use: no such folder, no key, an output that exists or lies among the contributions; or
            something cannot be known of the payments, and the message names the argument that says it.
        NothingToDo: No valid row, or every contribution refused.
    """
    taken = take(contributions, described)
    target = Path(out) if out is not None else next_free(Path(RUN))
    if isinstance(taken.contributions, Path):
        _apart(taken.contributions.resolve(), target.resolve())
    config = config or RunConfig()
    config = replace(config, given_rules=(*config.given_rules, *read_given_rules(rules)))
    book = choose(config, limits)
    progress = progress or follow()
    options = _options(config, taken, described, target.with_name(KEY), progress)
    if kept is not None:
        options = replace(options, kept=kept_files(Path(kept), taken.contributions, target, options.keys))
    keeps = taken.in_memory if keep is None else keep
    with _open(engine, limits, keeps=keeps) as place, write_atomically(target, force=force) as folder:
        ledger = _load(taken, place, options)
        held = Kept(ledger, None, config, ingest.manifest_digests(taken.contributions, place))
        held = finish(held, book, folder, progress)
    done = KeptRun(target, held if keeps else None)
    progress(f"Wrote {done}")
    return done


def load(
    contributions: Data,
    *,
    engine: Engine | None = None,
    options: LoadOptions | None = None,
    **described: Unpack[TableDescription],
) -> Ledger:
    """Read payments into a ledger, and check every row.

    Args:
        contributions: As for `run`.
        engine: Where the ledger's tables go; a `DuckDB` of the ledger's own when None.
        options: Keys, as-of date, rates, and who hears of the progress; the keys of the environment when None.
        described: As for `run`.

    Raises:
        ConfigError: As for `run`.
        NothingToDo: Every contribution was refused, or no valid row is left.
    """
    taken = take(contributions, described)
    options = options or _options(RunConfig(), taken, described, Path(KEY), follow())
    if engine is not None:
        return _load(taken, engine, options)
    own = DuckDB()
    try:
        return _load(taken, own, options)
    except BaseException:
        own.close()
        raise


def _load(taken: Taken, engine: Engine, options: LoadOptions) -> Ledger:
    """Read, say how many there are, and that payments which nobody described hold any that somebody made."""
    for line in taken.lines:
        options.progress(line)
    try:
        ledger = ingest.load(taken.contributions, engine=engine, options=options)
    except NothingToDo as error:
        raise NothingToDo(taken.in_arguments(str(error))) from None
    ((payments, merchants, payers, purchases),) = engine.rows(COUNTS)
    options.progress(f"Read {payments:,} payments by {payers:,} payers at {merchants:,} merchants")
    if taken.lines and not purchases:
        raise NothingToDo(
            f"All {payments:,} payments are credits or refunds, and none is a purchase, so there is nobody to look at."
            ' Where positive amounts are what was paid, say negative_amount="refund"; else hand over the debits too.'
        )
    return ledger


def _options(
    config: RunConfig, taken: Taken, described: TableDescription, key: Path, progress: Progress
) -> LoadOptions:
    """How payments are loaded; of those that nobody has described, a key is made where nobody names one."""
    if not taken.lines or ((os.environ.get(MEMBER) or os.environ.get(MEMBER_FILE)) and "key" not in described):
        return load_options(config, progress)
    file = Path(described.get("key", key))
    if not file.exists():
        write_new_key(file)
        progress(f"Made a key, {file}: keep it secret, and use it again, so that names stay the same")
    environment: Mapping[str, str] = {MEMBER_FILE: str(file), HUB: os.environ.get(HUB, "")}
    keys = ingest.read_keys(environment)
    return _load_with(keys, config, progress)


def _open(engine: Engine | None, limits: Limits | None, *, keeps: bool) -> AbstractContextManager[Engine]:
    """The engine of a run: somebody's, which stays open; its own, which is closed unless its tables are kept."""
    if engine is not None:
        return nullcontext(engine)
    return _OpenUnlessItFails(DuckDB(limits)) if keeps else DuckDB(limits)


class _OpenUnlessItFails(AbstractContextManager[Engine]):
    """An engine that is closed when the run fails; else whoever holds its tables holds it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Engine:
        return self._engine

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self._engine.close()


def kept_files(folder: Path, contributions: object, out: Path, keys: ingest.Keys) -> KeptFiles:
    """The folder of kept files, beside what goes in and what comes out.

    Raises:
        ConfigError: It lies in one of them, or one of them in it.
    """
    for place in (out.resolve(), *([contributions.resolve()] if isinstance(contributions, Path) else [])):
        if folder.resolve().is_relative_to(place) or place.is_relative_to(folder.resolve()):
            raise ConfigError(f"The kept files {folder} and {place} overlap: name a folder beside them.")
    return KeptFiles(folder, keys)


def _apart(contributions: Path, out: Path) -> None:
    """No run is taken for a contribution, and no contribution is replaced with a run."""
    if out.is_relative_to(contributions) or contributions.is_relative_to(out):
        raise ConfigError(f"The output {out} and the contributions {contributions} overlap: name a folder beside them.")


def load_options(config: RunConfig, progress: Progress = lambda _: None) -> LoadOptions:
    """How contributions are loaded for a configuration, with the keys that the environment names.

    Raises:
        ConfigError: No key, or one that is none.
    """
    keys = ingest.read_keys(os.environ)
    return _load_with(keys, config, progress)


def _load_with(keys: ingest.Keys, config: RunConfig, progress: Progress) -> LoadOptions:
    return LoadOptions(
        keys, config.as_of, config.rates, roster=config.roster, left_out=config.left_out, progress=progress
    )
