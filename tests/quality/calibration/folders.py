"""Merchants with evidence and decisions in; out come a run folder and a CSV file that say so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

RULE = {"id": "made_up", "version": 3, "family": "price", "weight": 2.0, "source": "", "meaning": "", "thresholds": {}}


@dataclass(frozen=True)
class Merchant:
    """One merchant of the run: `decision` is confirmed, cleared, or empty."""

    name: str
    evidence: float = 0.0
    decision: str = ""
    group: str = ""
    tier: str = "review"
    reported: bool = False


def run_folder(out: Path, merchants: Sequence[Merchant]) -> Path:
    """What finpath calibrate reads of a run."""
    (out / "explanations").mkdir(parents=True)
    names = {"provider_id": ["bank"] * len(merchants), "merchant_id": [each.name for each in merchants]}
    found = names | {
        "entity_id": [f"e-{each.name}" for each in merchants],
        "group_id": [each.group or f"g-{each.name}" for each in merchants],
        "tier": [each.tier for each in merchants],
        "reported": [each.reported for each in merchants],
    }
    halves = [each.evidence / 2 for each in merchants]
    pq.write_table(pa.table(found), out / "findings.parquet")
    pq.write_table(pa.table(names | {"own": halves, "from_group": halves}), out / "explanations" / "weights.parquet")
    (out / "explanations" / "indicators.json").write_text(json.dumps({"indicators": [RULE]}))
    (out / "coverage.json").write_text(json.dumps({"rules": [{"id": "made_up", "shadow": False}]}))
    (out / "manifest.json").write_text(json.dumps({"as_of": "2026-06-30T00:00:00"}))
    return out


def decided(path: Path, merchants: Sequence[Merchant]) -> Path:
    """The decisions on them."""
    rows = [f"bank,{each.name},{each.decision},2026-07-01" for each in merchants if each.decision]
    path.write_text("\n".join(["provider_id,merchant_id,decision,decided_on", *rows]) + "\n")
    return path


def merchants(confirmed: int = 30, cleared: int = 30, group: str = "") -> list[Merchant]:
    """Confirmed ones with 5 nats and more, cleared ones with less; a group holds all that are confirmed."""
    yes = [Merchant(f"y{n}", 5 + n % 5, "confirmed", group) for n in range(confirmed)]
    return yes + [Merchant(f"n{n}", 3 + n % 5, "cleared") for n in range(cleared)]
