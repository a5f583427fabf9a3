"""Options of planting: how many groups, how well they hide, how many are reported."""

from __future__ import annotations

from dataclasses import dataclass

from finpath.errors import ConfigError

REPORTS = ("none", "one", "half")


@dataclass(frozen=True)
class PlantingOptions:
    """How structures are planted.

    Args:
        seed: Decides everything.
        groups_per_kind: Groups of each typology.
        camouflage: How far the planted imitate the prices, hours, life and popularity around them: 0 none, 1 perfect.
        reports: Of each group, report no account, one, or half of them.
    """

    seed: int
    groups_per_kind: int = 2
    camouflage: float = 0.5
    reports: str = "one"

    def __post_init__(self) -> None:
        """Check what was told.

        Raises:
            ConfigError: A number is out of its range, or a word is not known.
        """
        if self.groups_per_kind < 1:
            raise ConfigError(f"{self.groups_per_kind} groups of each kind were asked for: at least one is needed.")
        if not 0 <= self.camouflage <= 1:
            raise ConfigError(f"A camouflage of {self.camouflage} was asked for: it goes from 0 (none) to 1 (perfect).")
        if self.reports not in REPORTS:
            raise ConfigError(f'Reports "{self.reports}" are not known: write {", ".join(REPORTS)}.')
