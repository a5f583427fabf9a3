"""What a manifest says of a case in, the case out: what a run is repeated with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar, cast

from finpath.config import (
    Calibration,
    Given,
    GivenRole,
    Identities,
    IdentityDecision,
    IdentityDecisions,
    Role,
    RunConfig,
    Suppression,
    TierThresholds,
)
from finpath.errors import ConfigError
from finpath.output.folder.manifest import NAME
from finpath.referral.model.serialization import dataclass_from_json

Told = Mapping[str, object]
T = TypeVar("T")


def read_manifest(run: Path) -> Told:
    """The manifest of a run.

    Raises:
        ConfigError: There is none, or it cannot be read.
    """
    try:
        told = json.loads((run / NAME).read_bytes())
        parameters = cast("Told", told)["parameters"]
    except OSError:
        raise ConfigError(f"{run} holds no finished run: name the folder given to finpath run --out.") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(
            f"The manifest of {run} cannot be read: finpath verify {run} says what was altered."
        ) from None
    if not isinstance(parameters, Mapping) or "rates" not in parameters:
        raise ConfigError(f"{run} was written by a finpath whose manifest does not hold the whole case: run anew.")
    return cast("Told", told)


def named_only(told: Told) -> tuple[str, ...]:
    """Files of the case that the manifest holds by digest alone: a rerun must be handed them."""
    parameters = _table(told, "parameters")
    own = [f"the rule {name}" for name in sorted(_table(parameters, "own_rules"))]
    rates = ["the rates"] if parameters["rates"] else []
    earlier = ["the earlier run"] if _table(parameters, "identities")["earlier_ids"] else []
    return (*own, *rates, *earlier)


def recorded_case(told: Told) -> RunConfig:
    """The case of a manifest, without the files that it only names.

    Raises:
        ConfigError: Something in it is not as finpath writes it.
    """
    said = _table(told, "parameters")
    decisions = _table(_table(said, "identities"), "decisions")
    merges, splits = (tuple(_all(IdentityDecision, decisions[kind])) for kind in ("merge", "split"))
    calibration = dataclass_from_json(Calibration, said["calibration"]) if said["calibration"] else None
    return RunConfig(
        as_of=as_of(told),
        bars=dataclass_from_json(TierThresholds, said["tiers"]),
        rules=cast("dict[str, dict[str, float | int | bool | str]]", said["rules"]),
        identities=Identities(IdentityDecisions(merges, splits)),
        calibration=calibration,
        skip_bad_rules=bool(said["skip_bad_rules"]),
        suppressions=tuple(_all(Suppression, said["suppressions"])),
        roles=tuple(map(_role, cast("list[Told]", said["roles"]))),
    )


def as_of(told: Told) -> dt.datetime:
    """Nothing later counted."""
    return dt.datetime.fromisoformat(str(told["as_of"]))


def _all(kind: type[T], said: object) -> Iterator[T]:
    for each in cast("list[object]", said):
        yield dataclass_from_json(kind, each)


def _role(said: Told) -> GivenRole:
    given = dataclass_from_json(Given, {name: said[name] for name in ("by", "on", "why")})
    return GivenRole(str(said["provider_id"]), str(said["merchant_id"]), Role(str(said["role"])), given)


def _table(told: Told, name: str) -> Told:
    return cast("Told", told[name])
