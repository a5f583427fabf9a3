"""What plants: a family of structures with a known answer, as one author thinks of them.

Families differ in what their author knew. What is learned from one alone remembers its author; what all tell may be of
the matter itself.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from finpath import plugins
from finpath.errors import ConfigError


class Planter(ABC):
    """One family. A file in finpath/synth/planters with such a class adds it; no other file changes."""

    name: ClassVar[str]
    """What the family is called, in a word."""

    @abstractmethod
    def plant(self, contributions: Path, out: Path, *, seed: int, camouflage: float) -> Path:
        """Copy contributions and plant structures with a known answer into the copy.

        Args:
            contributions: A folder with one folder per member; it stays as it is.
            out: Folder for the copy, which is not there yet; the truth goes beside it.
            seed: Decides everything: equal seeds give equal bytes.
            camouflage: How well what is planted hides, from 0 to 1; a family that knows no such thing takes no notice.

        Returns:
            The truth: a CSV of provider_id, merchant_id, group, typology, reported.

        Raises:
            NothingToDo: These contributions give nothing to plant among.
        """


def planters() -> tuple[Planter, ...]:
    """Every family of the package, in the order of the names of their files."""
    return tuple(planter() for planter in plugins.classes("finpath.synth.planters", Planter))  # type: ignore[type-abstract]


def require_vacant(contributions: Path, out: Path) -> None:
    """See to it that a copy with plants hides nothing and replaces nothing.

    Raises:
        ConfigError: The folder of the copy is not empty or lies among the contributions, or an answer is beside it.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ConfigError(f"{out} exists and is not empty: name a new folder for the contributions with plants.")
    if out.resolve().is_relative_to(contributions.resolve()):
        raise ConfigError(f"{out} lies inside the contributions: name a folder elsewhere.")
    if (truth := out.parent / "truth.csv").exists():
        raise ConfigError(f"{truth} exists, and an answer is never overwritten: name an --out in a folder of its own.")
