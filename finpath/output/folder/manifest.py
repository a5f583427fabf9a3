"""Inputs, outputs and parameters in; out comes `manifest.json`: what a run rests on, to be checked years later.

It holds only what may change a result: never threads, memory, folders, engine, host or time. A referral's own manifest
says the same of that referral alone, so that it can be checked wherever it goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

from finpath.config import RunConfig
from finpath.ingest import Ledger, Rate
from finpath.output.folder.seal import digest, digests, seal
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
KEYED = "SELECT min(token) AS token FROM payer_tokens"


def write_manifests(
    ledger: Ledger, case: RunConfig, said: Mapping[str, str], referrals: Iterable[Referral], out: Path
) -> None:
    """Write the manifest of each referral and then that of the run, and seal each folder: last of all."""
    parameters = recorded(case)
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
        _write(common | about, out / "referrals" / referral.id)
    inputs = dict(said) | {file.path: file.sha256 for file in ledger.files}
    rates = {rate.currency: _rate(rate) for rate in ledger.rates}
    _write(common | {"parameters": parameters, "rates": rates, "inputs": inputs}, out)


def recorded(case: RunConfig) -> dict[str, object]:
    """What a user decided, in full; of files that can be large or run, the digest."""
    return {
        "tiers": dataclass_to_json(case.bars),
        "rules": {name: dict(said) for name, said in case.rules.items()},
        "identities": case.identities.record(),
        "own_rules": {path.name: digest(path) for path in case.own_rules if path.is_file()},
        "skip_bad_rules": case.skip_bad_rules,
        "rates": digest(case.rates) if case.rates and case.rates.is_file() else None,
        "suppressions": [dataclass_to_json(each) for each in case.suppressions],
        "roles": [each.record() for each in case.roles],
        "calibration": dataclass_to_json(case.calibration) if case.calibration else None,
    }


def _rate(rate: Rate) -> dict[str, str]:
    """What amounts of a currency were valued with: from which source, of which days."""
    return {"source": rate.source, "first": rate.first.isoformat(), "last": rate.last.isoformat()}


def _key(ledger: Ledger) -> str | None:
    """The id of the key that tokens were made with: with another key, every token is another."""
    ((token,),) = ledger.engine.rows(KEYED)
    return None if token is None else str(token).partition(":")[0]


def _digest(parameters: Mapping[str, object]) -> str:
    return hashlib.sha256(_text(parameters).encode()).hexdigest()


def _write(told: Mapping[str, object], out: Path) -> None:
    (out / NAME).write_text(_text({**told, "outputs": digests(out)}), encoding="utf-8")
    seal(out)


def _text(told: Mapping[str, object]) -> str:
    return json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
