"""One report, as it is encrypted: facts, a day, and nothing of who sent it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from finpath.ingest.codes import COUNTRIES
from finpath.intake.facts import KINDS, Facts, clean

VERSION = 1
BLOCK = 1024
"""Every report is filled up to a multiple of this, so that its size says nothing."""

URGENT, CLEAR, HELD = LANES = ("urgent", "reports", "quarantine")
"""Where a report waits: a child in danger first; what may be a machine's apart."""

NO_PROOF, REPLAY, CROWDED = "no_proof", "replay", "crowded"
WHY = frozenset({NO_PROOF, REPLAY, CROWDED})
"""Why it is held: no proof of work (no JavaScript), one that was used before, many from one network."""


@dataclass(frozen=True)
class Report:
    """What somebody reports.

    Args:
        facts: What it says.
        day: On which it came; the hour is not kept.
        urgent: Whether a child is said to be in danger now.
        helped: Whether it came with the receipt of an earlier report that payments bore out.
        held: Why it waits apart; empty where it does not.
    """

    facts: Facts
    day: dt.date
    urgent: bool
    helped: bool
    held: tuple[str, ...]

    @property
    def lane(self) -> str:
        """Where it waits."""
        return HELD if self.held else URGENT if self.urgent else CLEAR

    def to_bytes(self) -> bytes:
        """In one spelling, filled up."""
        told = {
            "v": VERSION,
            "kind": self.facts.kind,
            "place": self.facts.place,
            "said": dict(self.facts.said),
            "day": self.day.isoformat(),
            "urgent": self.urgent,
            "helped": self.helped,
            "held": list(self.held),
        }
        text = json.dumps(told, sort_keys=True, ensure_ascii=False).encode()
        return text + b" " * (-len(text) % BLOCK)


def read_report(content: bytes, latest: dt.date) -> Report | None:
    """A report as the intake writes it; None where it is none, or of a later day than can be.

    Anybody can encrypt anything for a public key, and somebody may hold the intake's machine: what its form would have
    refused is refused here again.
    """
    try:
        told = json.loads(content)
        facts = Facts(told["kind"], told["place"], {str(name): str(text) for name, text in told["said"].items()})
        day = dt.date.fromisoformat(told["day"])
        report = Report(facts, day, told["urgent"] is True, told["helped"] is True, tuple(told["held"]))
        as_written = clean(facts.said, facts.place, day) == (dict(facts.said), {})
        known = facts.kind in KINDS and facts.place in COUNTRIES | {""} and set(report.held) <= WHY
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
    return report if told["v"] == VERSION and day <= latest and as_written and known else None
