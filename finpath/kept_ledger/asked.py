"""What of a configuration decides how contributions are read: a kept ledger holds for the same alone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from finpath.config import RunConfig
from finpath.errors import ConfigError
from finpath.kept_ledger.record import LedgerRecord
from finpath.output.folder.seal import digest


def digest_of_rates(config: RunConfig) -> str | None:
    """SHA-256 of the file of rates."""
    return digest(config.rates) if config.rates else None


def digest_of_roster(config: RunConfig) -> str | None:
    """SHA-256 of what the roster says."""
    return _digest(config.roster.record()) if config.roster else None


def digest_of_identities(config: RunConfig) -> str:
    """SHA-256 of what was decided of identities."""
    return _digest(config.identities.record())


def held_to(record: LedgerRecord, config: RunConfig) -> RunConfig:
    """The configuration with the as-of date of the ledger.

    Raises:
        ConfigError: It asks for another as-of date, other rates or another roster than the contributions were read
            with.
    """
    if config.as_of is not None and config.as_of != record.asked_as_of:
        raise ConfigError(
            f"The kept ledger was read as of {record.as_of:%Y-%m-%d}, and {config.as_of:%Y-%m-%d} is asked for: leave"
            " the date out, or read the contributions anew with finpath ingest."
        )
    asked = {"rates": (digest_of_rates(config), record.rates), "roster": (digest_of_roster(config), record.roster)}
    for name, (now, then) in asked.items():
        if now != then:
            how = "without a file of" if then is None else "with another file of" if now else "with a file of"
            raise ConfigError(
                f"The kept ledger was read {how} {name}: {'leave it out' if then is None else 'name the same'}, or read"
                " the contributions anew with finpath ingest."
            )
    return replace(config, as_of=record.asked_as_of)


def _digest(record: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
