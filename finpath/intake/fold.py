"""Reports that say the same are one, with a count of days and places: never of clicks."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from finpath.intake.report import Report

BURST = 20
"""Different stories about one target in one day; more of them wait apart."""

BURSTING = "burst"

TARGETS = ("crypto", "host", "descriptor", "phone", "name")
"""What a report is about: the first of these that it has."""

LETTERS = 16


@dataclass(frozen=True)
class Taken:
    """A report out of the spool, and the hash of its receipt."""

    report: Report
    receipt: str


@dataclass(frozen=True)
class Fold:
    """All reports that say the same.

    Args:
        id: The same for the same facts, whenever they are taken.
        said: The facts.
        kinds: What is reported, of each report.
        days: On which they came.
        places: Where they came from, where somebody said.
        urgent: Whether one says that a child is in danger.
        helped: Whether one came with the receipt of a report that payments bore out.
        held: Why all of them wait apart; empty where one does not.
        crowd: Whether it came among many stories about one target; what is urgent is not held for it, and comes later.
        receipts: Hashes, each with the day of its report.
    """

    id: str
    said: Mapping[str, str]
    kinds: tuple[str, ...]
    days: tuple[dt.date, ...]
    places: tuple[str, ...]
    urgent: bool
    helped: bool
    held: tuple[str, ...]
    receipts: tuple[tuple[str, dt.date], ...]
    crowd: bool = False

    @property
    def order(self) -> tuple[bool, bool, bool, int, int, str, str]:
        """Urgent first; then whose earlier report was borne out; then days and places; one target together."""
        return (
            not self.urgent,
            self.crowd,
            not self.helped,
            -len(self.days),
            -len(self.places),
            target_of(self.said),
            self.id,
        )


def target_of(said: Mapping[str, str]) -> str:
    """What a report is about, as text to sort and to count by.

    >>> target_of({"descriptor": "SHOP*X 12", "host": "shop.example"}), target_of({"amount": "5", "day": "2026-01-31"})
    ('host shop.example', '')
    """
    name = next((each for each in TARGETS if each in said), None)
    return "" if name is None else f"{name} {_compared(name, said[name])}"


def fold(taken: Iterable[Taken], key: bytes) -> list[Fold]:
    """Fold reports by their facts.

    Args:
        taken: The reports, in any order.
        key: What ids are made with, so that nobody guesses facts from them.
    """
    groups: dict[str, list[Taken]] = defaultdict(list)
    for each in taken:
        groups[_same(each.report.facts.said)].append(each)
    folds = [
        _one(_id(key, same), sorted(group, key=lambda one: (one.report.day, one.receipt)))
        for same, group in groups.items()
    ]
    return sorted(_hold_bursts(folds), key=lambda each: each.order)


def _one(name: str, group: list[Taken]) -> Fold:
    """One story; what is held adds neither a day nor a place to what is not."""
    reports = [each.report for each in group]
    counted = [each for each in reports if not each.held] or reports
    return Fold(
        name,
        reports[0].facts.said,
        kinds=tuple(sorted({each.facts.kind for each in counted})),
        days=tuple(sorted({each.day for each in counted})),
        places=tuple(sorted({each.facts.place for each in counted} - {""})),
        urgent=any(each.urgent for each in reports),
        helped=any(each.helped for each in reports),
        held=tuple(sorted({why for each in counted for why in each.held})),
        receipts=tuple((each.receipt, each.report.day) for each in group),
    )


def _hold_bursts(folds: list[Fold]) -> list[Fold]:
    """Hold what came in a burst on one target, but for what is urgent."""
    counts = Counter((target_of(each.said), day) for each in folds for day in each.days if not each.held)

    def marked(each: Fold) -> Fold:
        target = target_of(each.said)
        if each.held or not target or any(counts[target, day] <= BURST for day in each.days):
            return each
        return replace(each, crowd=True, held=() if each.urgent else (BURSTING,))

    return list(map(marked, folds))


def _same(said: Mapping[str, str]) -> str:
    return json.dumps(sorted((name, _compared(name, text)) for name, text in said.items()))


def _compared(name: str, text: str) -> str:
    """A statement's text by its letters and digits, as the graph compares them; all else as it is."""
    if name == "descriptor":
        return re.sub("[^a-z0-9]", "", text.lower()) or text
    return text.casefold() if name == "name" else text


def _id(key: bytes, same: str) -> str:
    return f"i-{hmac.new(key, same.encode(), hashlib.sha256).hexdigest()[:LETTERS]}"
