"""Up to which day a run looks, where nobody named one: as far as two organisations reached, and six weeks more.

One row with a wrong year would otherwise decide for all members what is late, what has ended and which agreement has
expired. Members deliver up to different days: what comes up to 45 days later counts as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.ingest.stage import StagedFile
from finpath.ingest.valid_rows import latest_instant

LATE = dt.timedelta(days=45)
"""Rows so much later than two organisations reached still count."""


@dataclass(frozen=True)
class Horizon:
    """The end of what a run looks at.

    Args:
        reached: The last day that two organisations reached, or the only one did; the as-of date where one was named.
        end: Nothing later counts.
    """

    reached: dt.datetime
    end: dt.datetime


def find_horizon(engine: Engine, files: Mapping[str, Sequence[StagedFile]]) -> Horizon | None:
    """Find how far two organisations reach: with payments; where nobody has any, with whatever has a time.

    Args:
        engine: Holds the staged rows.
        files: Of each organisation.

    Returns:
        None where no row has a time.
    """
    paid = _latest(engine, {name: [one for one in each if one.table == "transactions"] for name, each in files.items()})
    every = _latest(engine, files)
    if not every:
        return None
    reaching = sorted((paid or every).values(), reverse=True)
    reached = reaching[min(1, len(reaching) - 1)]
    bound = dt.datetime.combine(reached.date() + LATE, dt.time.max)
    end = max(every.values())
    if end > bound:
        within = (latest_instant(engine, file, bound) for each in files.values() for file in each)
        end = max((instant for instant in within if instant is not None), default=reached)
    return Horizon(reached, end)


def _latest(engine: Engine, files: Mapping[str, Sequence[StagedFile]]) -> dict[str, dt.datetime]:
    """The latest instant of each organisation that has any."""
    found = {name: [latest_instant(engine, file) for file in each] for name, each in files.items()}
    return {
        name: max(instant for instant in each if instant is not None)
        for name, each in found.items()
        if any(instant is not None for instant in each)
    }
