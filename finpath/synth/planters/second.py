"""A family by another author, who had read neither the first nor the detectors."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from finpath.synth.planter import Planter
from finpath.synth.second.plant import plant


class Second(Planter):
    """It draws by itself how strongly each group shows, has no camouflage to set, and reports nobody."""

    name: ClassVar = "second"

    def plant(self, contributions: Path, out: Path, *, seed: int, camouflage: float) -> Path:
        """With three groups of each kind, and innocent look-alikes among them; camouflage is not looked at."""
        del camouflage
        return plant(contributions, out, seed=seed)
