"""finpath's own family: structures that are dressed in what stands around them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from finpath.synth.planter import Planter
from finpath.synth.planting.contributions import plant


class First(Planter):
    """By the authors of the detectors; it can hide better or worse, and has one account of each group reported."""

    name: ClassVar = "first"

    def plant(self, contributions: Path, out: Path, *, seed: int, camouflage: float) -> Path:
        """As `finpath plant` does, with two groups of each kind."""
        return plant(contributions, out, seed=seed, camouflage=camouflage)
