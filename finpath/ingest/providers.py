"""The providers of a ledger, with the precision of their clocks, their default rail and their side of a payment."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from finpath.engine import Engine
from finpath.ingest.ledger import Provider
from finpath.ingest.manifest import Agreement, Manifest
from finpath.ingest.sides import BOTH_SIDES, is_payers_side, side_of
from finpath.ingest.stage import StagedFile
from finpath.tables.ledger import PROVIDERS

RAILS = {
    "acquirer": "card",
    "issuer": "card",
    "scheme": "card",
    "wallet": "wallet",
    "remitter": "remittance",
    "bank": "credit_transfer",
    "vasp": "crypto",
}
"""How money moves at a provider of a kind, where a row does not say."""

OTHER_THAN_ZERO = """
    SELECT 1
    FROM instants
    WHERE faults = 0 AND timed AND {clock} <> 0
    LIMIT 1
"""


def describe_providers(
    engine: Engine, manifests: Sequence[Manifest], files: Sequence[StagedFile]
) -> tuple[Provider, ...]:
    """Describe the providers, and make the table `providers` for joins."""
    providers = {}
    for manifest in sorted(manifests, key=lambda manifest: manifest.provider_id):
        mine = [file for file in files if file.manifest.provider_id == manifest.provider_id]
        providers[manifest.provider_id] = Provider(
            id=manifest.provider_id,
            kind=manifest.kind,
            country=manifest.country,
            timezone=manifest.timezone,
            time_precision=manifest.time_precision or _precision(engine, manifest.timezone, mine),
            agreement=_agreement(manifest),
            organisation=manifest.organisation,
        )
    engine.load(PROVIDERS, _table(tuple(providers.values())))
    return tuple(providers.values())


def _agreement(manifest: Manifest) -> Agreement:
    assert manifest.agreement is not None, "the gate lets nobody in without an agreement"  # noqa: S101
    return manifest.agreement


def _precision(engine: Engine, zone: str, files: Sequence[StagedFile]) -> str:
    """A provider whose payments are all at midnight by its own clock knows the day only."""
    precision = "day"
    payments = [file for file in files if file.table == "transactions"]
    if not payments:
        return "second"
    for file in payments:
        if _ever_shows(engine, file, "fp_second(occurred_at)"):
            precision = "second"
        elif precision == "day" and _ever_shows(engine, file, f"fp_local_minute(occurred_at, '{zone}')"):
            precision = "minute"
    return precision


def _ever_shows(engine: Engine, file: StagedFile, clock: str) -> bool:
    """Whether a clock shows anything but zero in any row."""
    with engine.scratch() as scratch:
        scratch.view("instants", f"SELECT faults, timed, occurred_at FROM {file.name}")  # noqa: S608
        return bool(engine.rows(OTHER_THAN_ZERO.format(clock=clock)))


def _table(providers: tuple[Provider, ...]) -> pa.Table:
    return pa.table(
        {
            "provider_id": pa.array([provider.id for provider in providers], pa.string()),
            "country": pa.array([provider.country for provider in providers], pa.string()),
            "rail": pa.array([RAILS.get(provider.kind) for provider in providers], pa.string()),
            "side": pa.array([side_of(provider.kind) for provider in providers], pa.int32()),
            "both_sides": pa.array([provider.kind == BOTH_SIDES for provider in providers], pa.bool_()),
            "payers_side": pa.array([is_payers_side(provider.kind) for provider in providers], pa.bool_()),
            "timed": pa.array([provider.time_precision != "day" for provider in providers], pa.bool_()),
        }
    )


def has_two_sides(providers: Sequence[Provider], files: Sequence[StagedFile]) -> bool:
    """Say whether both sides of a payment may have told of it.

    Files that say themselves how far from the payee they were told can hold both.
    """
    if any(file.sided for file in files):
        return True
    sharing = {
        file.manifest.provider_id
        for file in files
        if file.table == "transactions" and "network_reference" in file.filled
    }
    kinds = [provider.kind for provider in providers if provider.id in sharing]
    return len(set(map(side_of, kinds))) > 1 or (BOTH_SIDES in kinds and len(kinds) > 1)
