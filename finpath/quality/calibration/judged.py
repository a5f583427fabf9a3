"""The merchants of a run that were decided on: evidence, decision, and the case of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from finpath.errors import ConfigError
from finpath.graph.kernels import components
from finpath.output.explanation import FOLDER, INDICATORS, WEIGHTS
from finpath.quality.calibration.decisions import Decisions
from finpath.scoring.calibration import mark

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

Account = tuple[str, str]


@dataclass(frozen=True)
class JudgedMerchant:
    """Merchants that were decided on, in the order of provider and merchant.

    Args:
        evidence: Weight of evidence in the run, in nats.
        confirmed: What was decided.
        case: Merchants of one entity or group are one case.
    """

    evidence: Floats
    confirmed: Bools
    case: Ints

    @property
    def counts(self) -> tuple[int, int]:
        """How many are confirmed, and how many cleared."""
        return int(self.confirmed.sum()), int((~self.confirmed).sum())


@dataclass(frozen=True)
class DecisionsLeftOut:
    """Decisions that say nothing here.

    Args:
        unknown: Merchants that the run does not have.
        reported: Merchants that a report names: the report may be the decision, come back as evidence.
        protected: Merchants of the lane protect: they are nobody's suspects.
    """

    unknown: tuple[str, ...] = ()
    reported: int = 0
    protected: int = 0


@dataclass(frozen=True)
class _Found:
    entity_id: str
    group_id: str
    tier: str
    reported: bool


def join(run: Path, decisions: Decisions) -> tuple[JudgedMerchant, DecisionsLeftOut]:
    """Find the merchants that were decided on in a run.

    Raises:
        ConfigError: The run has none of them, or was written by a finpath that kept no evidence.
    """
    found = _read_merchants(run)
    known = sorted(set(decisions.last) & set(found))
    if not known:
        raise ConfigError(
            f"{run} has none of the {len(decisions.last)} merchants decided on: take provider_id and merchant_id from"
            " its findings.parquet."
        )
    weight = _evidence(run)
    protected = [each for each in known if found[each].tier == "protect"]
    reported = [each for each in known if found[each].reported and found[each].tier != "protect"]
    kept = sorted(set(known) - set(protected) - set(reported))
    judged = JudgedMerchant(
        np.array([weight.get(each, 0.0) for each in kept]),
        np.array([decisions.last[each].confirmed for each in kept], np.bool_),
        _cases([found[each] for each in kept]),
    )
    unknown = tuple("/".join(each) for each in sorted(set(decisions.last) - set(found)))
    return judged, DecisionsLeftOut(unknown, len(reported), len(protected))


def marks(run: Path) -> dict[str, str]:
    """What each indicator of a run was worth; one in shadow was worth nothing."""
    kept = json.loads((run / FOLDER / INDICATORS).read_text(encoding="utf-8"))
    ran = json.loads((run / "coverage.json").read_text(encoding="utf-8"))["rules"]
    shadow = {str(rule["id"]) for rule in ran if rule.get("shadow")}
    return {
        str(each["id"]): mark(each["version"], each["weight"], each["thresholds"])
        for each in kept["indicators"]
        if each["id"] not in shadow
    }


def _read_merchants(run: Path) -> Mapping[Account, _Found]:
    names = [*_Found.__dataclass_fields__]
    rows = pq.read_table(run / "findings.parquet", columns=["provider_id", "merchant_id", *names]).to_pylist()
    return {(row.pop("provider_id"), row.pop("merchant_id")): _Found(**row) for row in rows}


def _evidence(run: Path) -> Mapping[Account, float]:
    """What all families weigh together: the score before any calibration, taken back to nats, without its rounding."""
    path = run / FOLDER / WEIGHTS
    if not path.is_file():
        raise ConfigError(f"{run} was written by a finpath that kept no evidence: run again, with --force.")
    weight: dict[Account, float] = {}
    for row in pq.read_table(path, columns=["provider_id", "merchant_id", "own", "from_group"]).to_pylist():
        account = cast("str", row["provider_id"]), cast("str", row["merchant_id"])
        weight[account] = weight.get(account, 0.0) + row["own"] + row["from_group"]
    return {account: round(nats, 6) for account, nats in weight.items()}


def _cases(found: Sequence[_Found]) -> Ints:
    """Merchants that share an entity or a group, and whatever hangs together by both."""
    names = [("entity", each.entity_id) for each in found] + [("group", each.group_id) for each in found]
    place = {name: len(found) + number for number, name in enumerate(sorted(set(names)))}
    rows = np.tile(np.arange(len(found)), 2)
    held = np.array([place[name] for name in names], np.int64)
    return components(rows, held, len(found) + len(place))[: len(found)]
