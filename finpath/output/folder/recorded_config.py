"""Restores from a manifest the configuration that a run is repeated with."""

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
    restore_roster,
)
from finpath.config.scorecard import Scorecard, restore_card
from finpath.errors import ConfigError
from finpath.output.folder.manifest import NAME
from finpath.referral.model.serialization import dataclass_from_json

Manifest = Mapping[str, object]
T = TypeVar("T")


def read_manifest(run: Path) -> Manifest:
    """The manifest of a run.

    Raises:
        ConfigError: There is none, or it cannot be read.
    """
    try:
        manifest = json.loads((run / NAME).read_bytes())
        parameters = cast("Manifest", manifest)["parameters"]
    except OSError:
        raise ConfigError(f"{run} holds no finished run: name the folder given to finpath run --out.") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError(
            f"The manifest of {run} cannot be read: finpath verify {run} says what was altered."
        ) from None
    if not isinstance(parameters, Mapping) or "rates" not in parameters:
        raise ConfigError(f"{run} was written by a finpath whose manifest does not hold the whole case: run anew.")
    return cast("Manifest", manifest)


def files_to_supply(manifest: Manifest) -> tuple[str, ...]:
    """Files of the case that the manifest holds by digest alone: a rerun must be handed them."""
    parameters = _table(manifest, "parameters")
    own = [f"the rule {name}" for name in sorted(_table(parameters, "own_rules"))]
    rates = ["the rates"] if parameters["rates"] else []
    earlier = ["the earlier run"] if _table(parameters, "identities")["earlier_ids"] else []
    return (*own, *rates, *earlier)


def restore_config(manifest: Manifest) -> RunConfig:
    """The case of a manifest, without the files that it only names.

    Raises:
        ConfigError: Something in it is not as finpath writes it.
    """
    parameters = _table(manifest, "parameters")
    decisions = _table(_table(parameters, "identities"), "decisions")
    merges, splits = (tuple(_restore_all(IdentityDecision, decisions[kind])) for kind in ("merge", "split"))
    calibration = dataclass_from_json(Calibration, parameters["calibration"]) if parameters["calibration"] else None
    return RunConfig(
        as_of=_given_as_of(manifest),
        bars=dataclass_from_json(TierThresholds, parameters["tiers"]),
        rules=cast("dict[str, dict[str, float | int | bool | str]]", parameters["rules"]),
        identities=Identities(IdentityDecisions(merges, splits)),
        calibration=calibration,
        skip_bad_rules=bool(parameters["skip_bad_rules"]),
        suppressions=tuple(_restore_all(Suppression, parameters["suppressions"])),
        roles=tuple(map(_role, cast("list[Manifest]", parameters["roles"]))),
        roster=restore_roster(_table(parameters, "coalition")) if parameters.get("coalition") else None,
        scorecard=recorded_card(manifest),
        left_out=_left_out(parameters),
        keep_keys=bool(parameters.get("keep_keys", False)),
    )


def recorded_card(manifest: Manifest) -> Scorecard | None:
    """The scorecard that a run had; None where it had none yet."""
    card = _table(manifest, "parameters").get("scorecard")
    return restore_card(cast("Manifest", card), "of the run") if card else None


def _given_as_of(manifest: Manifest) -> dt.datetime | None:
    """The as-of date that somebody named; of a manifest that does not say, the one that the run had."""
    parameters = _table(manifest, "parameters")
    if "as_of" not in parameters:
        return as_of(manifest)
    return dt.datetime.fromisoformat(str(parameters["as_of"])) if parameters["as_of"] else None


def as_of(manifest: Manifest) -> dt.datetime:
    """Nothing later counted."""
    return dt.datetime.fromisoformat(str(manifest["as_of"]))


def _restore_all(kind: type[T], rows: object) -> Iterator[T]:
    for each in cast("list[object]", rows):
        yield dataclass_from_json(kind, each)


def _role(row: Manifest) -> GivenRole:
    given = dataclass_from_json(Given, {name: row[name] for name in ("by", "on", "why")})
    return GivenRole(str(row["provider_id"]), str(row["merchant_id"]), Role(str(row["role"])), given)


def _left_out(parameters: Manifest) -> tuple[tuple[str, str], ...]:
    """What was refused before it was read; a manifest of a run that refused nothing so does not speak of it."""
    said = cast("Mapping[str, str]", parameters.get("left_out", {}))
    return tuple(sorted(said.items()))


def _table(manifest: Manifest, name: str) -> Manifest:
    return cast("Manifest", manifest[name])
