"""The whole way: from contributed files to a run folder with referrals."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from finpath import ingest, referral
from finpath.conclude import conclude
from finpath.config import RunConfig
from finpath.deprecated import renamed
from finpath.engine import DuckDB, Engine, Limits
from finpath.errors import ConfigError
from finpath.ingest import Contribution, LoadOptions
from finpath.notebook.progress import Progress, watch
from finpath.output.folder import Outcome, Run, state_coverage, write_atomically, write_run
from finpath.ruleset import choose


@renamed(case="config")
def run(  # noqa: PLR0913 - what goes in, where it goes, and five things a user may decide
    contributions: Path | str | Sequence[Contribution],
    out: Path | str,
    *,
    config: RunConfig | None = None,
    engine: Engine | None = None,
    limits: Limits | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Go the whole way: from contributed files to referrals.

    Args:
        contributions: A folder with one folder per member, as the data contract says; or what they hand over in memory.
        out: The run folder to write.
        config: Thresholds, tiers, review capacity, as-of date; finpath's own when None.
        engine: Where the work is done, as `Spark(session)`, closed by whoever opened it; a `DuckDB` of the run's own
            when None.
        limits: Memory, threads and temporary folder of a `DuckDB`; none of them changes a result.
        force: Replace what an earlier run left in `out`.
        progress: Told what is being done; when None, a notebook shows it.

    Returns:
        A read-only view of the run folder.

    Raises:
        ConfigError: Wrong use: no such folder, no key, an output that exists or lies among the contributions.
        NothingToDo: No valid row, or every contribution refused.
    """
    given = Path(contributions) if isinstance(contributions, Path | str) else contributions
    if isinstance(given, Path):
        _apart(given.resolve(), Path(out).resolve())
    config = config or RunConfig()
    book = choose(config, limits)
    progress = progress or watch()
    options = load_options(config, progress)
    with _open(engine, limits) as place, write_atomically(Path(out), force=force) as folder:
        ledger = ingest.load(given, engine=place, options=options)
        conclusion = conclude(ledger, config, progress, book=book)
        coverage = state_coverage(conclusion, config)
        progress("Writing referrals")
        referrals = referral.build_referrals(conclusion, coverage.lines())
        referrals = referral.trace_funds(referral.give_roles(referrals, config.roles), conclusion.payments)
        write_run(Outcome(conclusion, config, coverage, referrals), ingest.manifest_digests(given), folder)
    return Run(Path(out))


def _open(engine: Engine | None, limits: Limits | None) -> AbstractContextManager[Engine]:
    return DuckDB(limits) if engine is None else nullcontext(engine)


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
    return LoadOptions(keys, config.as_of, config.rates, roster=config.roster, progress=progress)
