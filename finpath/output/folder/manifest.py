"""`manifest.json`: what a run rests on (inputs, outputs, parameters), to be checked years later.

It holds only what may change a result: never threads, memory, folders, engine, host or time. A referral's own manifest
says the same of that referral alone, so that it can be checked wherever it goes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from finpath.config import RunConfig
from finpath.config.rule_settings import GivenRule
from finpath.config.scorecard import card_record
from finpath.ingest import Ledger, Rate
from finpath.output.folder.seal import digest, digests, seal_folder
from finpath.referral import Referral
from finpath.referral.model.serialization import dataclass_to_json
from finpath.tables import contract as schema

LIBRARIES = (
    "cardutil",
    "charset-normalizer",
    "currencyconverter",
    "duckdb",
    "email-validator",
    "fonttools",
    "iso18245",
    "jinja2",
    "lxml",
    "manimgx-fonts",
    "manimgx-fonts-cjk",
    "networkx",
    "numpy",
    "phonenumbers",
    "publicsuffixlist",
    "pyarrow",
    "pycountry",
    "python-calamine",
    "rapidfuzz",
    "schwifty",
    "scikit-learn",
    "scipy",
    "sqlglot",
    "typst",
    "tzdata",
    "xlsxwriter",
    "zstandard",
)
"""Whose version may change a result, or a letter of a referral."""

NAME = "manifest.json"
SAMPLE_OF_KEY = "SELECT min(token) AS token FROM payer_tokens"


def write_manifests(
    ledger: Ledger, config: RunConfig, statements: Mapping[str, str], referrals: Iterable[Referral], out: Path
) -> None:
    """Write the manifest of each referral and then that of the run, and seal each folder: last of all."""
    parameters = config_parameters(config)
    common = {
        "finpath": metadata.version("finpath"),
        "contract": schema.VERSION,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "as_of": ledger.as_of.isoformat(),
        "key": _key(ledger),
    }
    for referral in referrals:
        inputs = {each.path: each.sha256 for each in referral.exhibits}
        about = {"referral": referral.id, "parameters_sha256": _digest(parameters), "inputs": inputs}
        _write_manifest(common | about, out / "referrals" / referral.id)
    inputs = dict(statements) | {file.path: file.sha256 for file in ledger.files}
    sources = Counter(rate.currency for rate in ledger.rates)
    name = run_name(ledger, config)
    rates = {
        rate.currency if sources[rate.currency] == 1 else f"{rate.currency}, {rate.source}": _rate(rate)
        for rate in ledger.rates
    }
    _write_manifest(common | {"run": name, "parameters": parameters, "rates": rates, "inputs": inputs}, out)


def run_name(ledger: Ledger, config: RunConfig) -> str:
    """The name of a run, by what it rests on: another run has another, the same run the same, wherever it is made.

    What members say counts by what was read of it: handed in as a bundle or as raw files, it is the same run.
    """
    about = {
        "finpath": metadata.version("finpath"),
        "as_of": ledger.as_of.isoformat(),
        "key": _key(ledger),
        "parameters": config_parameters(config),
        "members": [dataclass_to_json(each) for each in ledger.providers],
        "files": [dataclass_to_json(each) for each in ledger.files],
    }
    return f"r-{_digest(about)[:12]}"


def _rule_record(rule: GivenRule) -> dict[str, object]:
    """What a rule asks that is in no file."""
    names = ("sql", "evidence", "sentence", "weight", "version", "shadow")
    return {name: getattr(rule, name, None) for name in names} | {"thresholds": dict(rule.thresholds)}


def config_parameters(config: RunConfig) -> dict[str, object]:
    """What a user decided, in full; of files that can be large or run, the digest."""
    return {
        "tiers": dataclass_to_json(config.bars),
        "rules": {name: dict(options) for name, options in config.rules.items()},
        "identities": config.identities.record(),
        "own_rules": {path.name: digest(path) for path in config.own_rules if path.is_file()}
        | {f"{rule.id}, given in a session": _digest(_rule_record(rule)) for rule in config.given_rules},
        "skip_bad_rules": config.skip_bad_rules,
        "rates": digest(config.rates) if config.rates and config.rates.is_file() else None,
        "suppressions": [dataclass_to_json(each) for each in config.suppressions],
        "roles": [each.record() for each in config.roles],
        "as_of": config.as_of.isoformat() if config.as_of else None,
        "coalition": config.roster.record() if config.roster else None,
        "scorecard": card_record(config.card),
        "calibration": dataclass_to_json(config.calibration) if config.calibration else None,
        **({"left_out": dict(config.left_out)} if config.left_out else {}),
        **({"keep_keys": True} if config.keep_keys else {}),
    }


def _rate(rate: Rate) -> dict[str, str]:
    """What amounts of a currency were valued with: from which source, of which days."""
    return {"source": rate.source, "first": rate.first.isoformat(), "last": rate.last.isoformat()}


def _key(ledger: Ledger) -> str | None:
    """The id of the key that tokens were made with: with another key, every token is another."""
    ((token,),) = ledger.engine.rows(SAMPLE_OF_KEY)
    return None if token is None else str(token).partition(":")[0]


def _digest(parameters: Mapping[str, object]) -> str:
    return hashlib.sha256(_text(parameters).encode()).hexdigest()


def _write_manifest(manifest: Mapping[str, object], out: Path) -> None:
    (out / NAME).write_text(_text({**manifest, "outputs": digests(out)}), encoding="utf-8")
    seal_folder(out)


def _text(manifest: Mapping[str, object]) -> str:
    return json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
