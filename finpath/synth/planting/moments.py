"""How a provider writes instants, found from texts and what they mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np

YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
DAY_FIRST = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %m %Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y")
OTHER_ORDERS = ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
CLOCKS = ("", " %H:%M:%S", "T%H:%M:%S", " %H:%M", "T%H:%M", "%H%M%S", "%H%M")
OTHER_CLOCKS = (" %H.%M", " %H.%M.%S", " %I:%M %p", " %I:%M:%S %p")
ZONES = {"local": "", "utc": "", "Z": "Z", "+00:00": "+00:00", "+0000": "+0000", "offset": "%z", "colon": "%z"}
FRACTION = re.compile(r"(?<=\d:\d\d)([.,])(\d{1,9})")
TICKS = {"epoch": 1, "epoch_ms": 1_000, "epoch_us": 1_000_000}


@dataclass(frozen=True)
class InstantStyle:
    """How one provider writes instants.

    Args:
        zone: Its clock.
        layout: In the manner of strftime; empty: ticks since 1970.
        place: Whose clock the text shows.
        bare: Whether 7 is written 7, not 07.
        ticks: Ticks a second.
        fraction: The mark and how many digits stand after the seconds.
    """

    zone: str
    layout: str = "%Y-%m-%dT%H:%M:%S"
    place: str = "local"
    bare: bool = False
    ticks: int = 0
    fraction: tuple[str, int] = ("", 0)

    def spell(self, moment: dt.datetime, rng: np.random.Generator | None = None) -> str:
        """Write an instant, given as the provider's clock shows it."""
        local = moment.replace(tzinfo=ZoneInfo(self.zone))
        if self.ticks:
            return str(int(local.timestamp()) * self.ticks)
        clock_reading = local if self.place in ("local", "offset", "colon") else local.astimezone(dt.UTC)
        text = clock_reading.strftime(self.layout)
        if self.place == "colon":
            text = text[:-2] + ":" + text[-2:]
        if self.bare:
            text = re.sub(r"(?<!\d)0(\d)(?=[/.\-])|(?<=[/.\-])0(\d)(?=[/.\-])", r"\1\2", text)
        return self._split_second(text, rng)

    def _split_second(self, text: str, rng: np.random.Generator | None) -> str:
        mark, digits = self.fraction
        if not digits or rng is None:
            return text
        part = f"{mark}{int(rng.integers(0, 10**digits)):0{digits}d}"
        return re.sub(r"(\d:\d\d:\d\d)", lambda match: match[1] + part, text, count=1)

    @property
    def option(self) -> str | None:
        """What a manifest says for it; None where every reader knows it."""
        if self.layout.startswith("%Y-%m-%d") or self.place != "local":
            return None
        return None if self.ticks or self.bare else self.layout


def find_moments(zone: str, pairs: Sequence[tuple[str, dt.datetime]], declared: str | None = None) -> InstantStyle:
    """Find the way of writing that gives most of the texts again.

    Args:
        zone: The provider's clock.
        pairs: Texts, and the dates and times that this clock shows then.
        declared: What the manifest says.
    """
    if declared in TICKS:
        return InstantStyle(zone, "", ticks=TICKS[declared])
    first = [FRACTION.search(text) for text, _ in pairs]
    parts = [match for match in first if match]
    fraction = (parts[0][1], max(len(match[2]) for match in parts)) if parts else ("", 0)
    without_fraction = [(FRACTION.sub("", text), moment) for text, moment in pairs]
    best = max(_ways(zone, declared), key=lambda way: _count_matches(way, without_fraction), default=InstantStyle(zone))
    if not _count_matches(best, without_fraction):
        best = InstantStyle(zone, declared or InstantStyle.layout)
    return InstantStyle(zone, best.layout, best.place, best.bare, best.ticks, fraction)


def _count_matches(way: InstantStyle, pairs: Sequence[tuple[str, dt.datetime]]) -> int:
    if pairs and not any(way.spell(moment) == text for text, moment in pairs[:2]):
        return 0
    return sum(way.spell(moment) == text for text, moment in pairs)


def _ways(zone: str, declared: str | None) -> list[InstantStyle]:
    layouts = (
        [declared]
        if declared
        else [day + clock for day, clock in product((*YEAR_FIRST, *DAY_FIRST, *OTHER_ORDERS), (*CLOCKS, *OTHER_CLOCKS))]
    )
    ways = [
        InstantStyle(zone, layout + end, place, bare)
        for layout in layouts
        for place, end in ZONES.items()
        for bare in ((False, True) if "/" in layout or "." in layout else (False,))
        if "H" in layout or "I" in layout or place == "local"
    ]
    return ways + [InstantStyle(zone, "", ticks=ticks) for ticks in TICKS.values()]
