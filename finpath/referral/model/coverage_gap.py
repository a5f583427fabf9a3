"""One thing that could not be looked at, and whom it concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
    """What a run could not look at.

    Args:
        sentence: For a person.
        members: Whose merchants it concerns; everybody's when empty.
    """

    sentence: str
    members: tuple[str, ...] = ()


def gaps_of(members: Collection[str], gaps: Iterable[Gap]) -> tuple[str, ...]:
    """What concerns some members, one sentence each: other members' files are not told of."""
    return tuple(gap.sentence for gap in gaps if not gap.members or set(gap.members) & set(members))
