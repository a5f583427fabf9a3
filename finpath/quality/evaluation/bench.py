"""Ledgers and trials of an evaluation: the pipeline without its folder, again and again."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from finpath import ingest, pipeline
from finpath.conclude import Conclusion, conclude
from finpath.config import RunConfig
from finpath.config.scorecard import Scorecard
from finpath.engine import DuckDB, Limits, Workspace
from finpath.graph import PaymentGraph
from finpath.ingest import Ledger
from finpath.notebook.progress import Progress
from finpath.quality.evaluation.trial import Trial, lay_beside
from finpath.quality.evaluation.truth import Truth


def _silent(line: str) -> None:
    del line


@dataclass(frozen=True)
class TrialTask:
    """Contributions, and what is planted in them."""

    contributions: Path
    truth: Truth


@dataclass(frozen=True)
class Bench:
    """Where and how trials are run.

    Args:
        case: What a user decides.
        limits: Memory, threads, temporary folder.
        progress: Told what is being done.
    """

    case: RunConfig = field(default_factory=RunConfig)
    limits: Limits = field(default_factory=Limits)
    progress: Progress = _silent

    @contextmanager
    def load(self, contributions: Path) -> Iterator[Ledger]:
        """Load contributions; the ledger is gone afterwards."""
        with DuckDB(self.limits) as engine:
            yield ingest.load(contributions, engine=engine, options=pipeline.load_options(self.case))

    def conclude(self, ledger: Ledger, payments: PaymentGraph | None = None) -> Conclusion:
        """Go from a ledger to tiers, as a run does; with its graph, where it was built already."""
        return conclude(ledger, self.case, payments=payments)

    def trial(self, task: TrialTask) -> Trial:
        """Go from contributions to scores, beside the known answer."""
        with self.load(task.contributions) as ledger:
            self.conclude(ledger)
            return lay_beside(ledger.engine, task.truth)

    def at(self, as_of: dt.datetime) -> Bench:
        """The same at another date: nothing later counts."""
        return replace(self, case=replace(self.case, as_of=as_of))

    def weighing(self, card: Scorecard) -> Bench:
        """The same with another scorecard in force."""
        return replace(self, case=replace(self.case, scorecard=card))

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder for contributions that only an evaluation needs."""
        workspace = Workspace(self.limits.temp_dir)
        try:
            yield workspace.path
        finally:
            workspace.close()


def without(contributions: Path, folders: frozenset[str], out: Path) -> Path:
    """The contributions without some folders; the files are shared, not copied, where the disk allows it."""
    out.mkdir()
    for folder in sorted(contributions.iterdir()):
        if folder.is_dir() and folder.name not in folders:
            shutil.copytree(folder, out / folder.name, copy_function=_share)
    return out


def _share(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
