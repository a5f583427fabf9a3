"""A cell (planter, background, reports, seed) in; out come contributions with plants in them, made once and kept."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from finpath import synth
from finpath.quality.evaluation.bench import TrialTask, without
from finpath.quality.evaluation.truth import COLUMNS, Truth, join, read_truth
from finpath.synth.second import plant as second
from tests.quality.evaluation import backgrounds

ROOT = Path(__file__).parents[1]
PLANTERS = ("first", "second")
BACKGROUNDS = ("synthetic", "fdh", "birmingham")
REPORTS = ("none", "half")
MAKERS = ("finpath/synth", "tests/quality/evaluation/backgrounds.py")

HOTLINE = "hotline"
"""The member of the synthetic coalition that reports."""

Share = Literal["none", "half"]


@dataclass(frozen=True)
class Cell:
    """One thing to plant and to measure."""

    planter: str
    background: str
    reports: Share
    seed: int

    @property
    def name(self) -> str:
        """Its folder."""
        return f"{self.planter}-{self.background}-{self.reports}-{self.seed}"

    @property
    def line(self) -> str:
        """Its line in the table, the same for every seed."""
        return f"{self.background}, {self.planter} planter, reports {self.reports}"


@dataclass(frozen=True)
class Sizes:
    """Of the synthetic background."""

    payers: int
    merchants: int
    days: int

    def __str__(self) -> str:
        return f"{self.payers}-{self.merchants}-{self.days}"


@dataclass(frozen=True)
class Shelf:
    """Where contributions are kept: a folder for each version of the code that makes them."""

    folder: Path
    sizes: Sizes

    def background(self, name: str, seed: int) -> TrialTask:
        """Contributions that nobody touched; the synthetic ones bring what finpath.synth planted."""
        folder = self.folder / (f"synthetic-{seed}" if name == "synthetic" else name)
        draft = _draft(folder)
        if draft:
            self._contribute(name, seed, draft / "contributions")
            draft.rename(folder)
        truth = folder / "truth.csv"
        return TrialTask(folder / "contributions", read_truth(truth) if truth.exists() else {})

    def plant(self, cell: Cell) -> TrialTask:
        """Contributions with structures in them, and the answer."""
        folder = self.folder / cell.name
        draft = _draft(folder)
        if draft:
            ground = self.background(cell.background, cell.seed)
            if cell.reports == "none" and cell.background == "synthetic":
                ground = _unreported(ground, draft / "ground")
            truth = _plant(cell, ground, draft / "contributions")
            shutil.rmtree(draft / "ground", ignore_errors=True)
            _write_truth(truth, draft / "truth.csv")
            draft.rename(folder)
        return TrialTask(folder / "contributions", read_truth(folder / "truth.csv"))

    def _contribute(self, name: str, seed: int, out: Path) -> None:
        if name == "synthetic":
            sizes = self.sizes
            synth.write(out, seed=seed, payers=sizes.payers, merchants=sizes.merchants, days=sizes.days)
        else:
            {"fdh": backgrounds.fdh, "birmingham": backgrounds.birmingham}[name](out)


def shelf(work: Path, sizes: Sizes) -> Shelf:
    """The shelf for the planters as they are now."""
    return Shelf(work / "planted" / f"{fingerprint(*MAKERS)}-{sizes}", sizes)


def fingerprint(*places: str) -> str:
    """Twelve letters that change when the code does."""
    digest = hashlib.sha256()
    for file in sorted(file for place in places for file in _code(ROOT / place)):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _code(place: Path) -> Iterator[Path]:
    return iter([place]) if place.is_file() else place.rglob("*.py")


def _draft(folder: Path) -> Path | None:
    """A draft to fill where the folder is not there yet: a run that is stopped leaves no half of one."""
    if folder.exists():
        return None
    draft = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    return draft


def _unreported(ground: TrialTask, out: Path) -> TrialTask:
    silent = {account: replace(planted, reported=False) for account, planted in ground.truth.items()}
    return TrialTask(without(ground.contributions, frozenset({HOTLINE}), out), silent)


def _plant(cell: Cell, ground: TrialTask, out: Path) -> Truth:
    if cell.planter == "second":
        told = second.plant(ground.contributions, out, seed=cell.seed, reported=cell.reports)
        return join(ground.truth, read_truth(told))
    if cell.background == "synthetic":
        shutil.copytree(ground.contributions, out)
        return ground.truth
    return read_truth(synth.plant(ground.contributions, out, seed=cell.seed, reports=cell.reports))


def _write_truth(truth: Truth, path: Path) -> None:
    rows = [(*account, one.group, one.typology, str(one.reported).lower()) for account, one in truth.items()]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows))
