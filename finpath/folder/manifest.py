"""Inputs, outputs and parameters in; out comes `manifest.json`: what a run rests on, to be checked years later.

It holds only what may change a result: never threads, memory, folders, engine, host or time.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from finpath import schema
from finpath.case import Case
from finpath.ingest import Ledger
from finpath.scoring import Suppression

LIBRARIES = ("duckdb", "numpy", "pyarrow", "rapidfuzz", "scikit-learn", "scipy", "sqlglot")
"""Whose version may change a result."""

NAME = "manifest.json"


def write_manifest(ledger: Ledger, case: Case, contributions: Path, out: Path) -> None:
    """Write the manifest, last of all."""
    said = sorted(contributions.glob("[!.]*/contribution.toml"))
    told = {
        "finpath": metadata.version("finpath"),
        "contract": schema.VERSION,
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "as_of": ledger.as_of.isoformat(),
        "parameters": {
            "tiers": asdict(case.bars),
            "rules": {name: dict(said) for name, said in case.rules.items()},
            "identities": case.identities.record(),
            "own_rules": {path.name: digest(path) for path in case.own_rules if path.is_file()},
            "suppressions": [{**asdict(each), **_days(each)} for each in case.suppressions],
            "roles": [each.record() for each in case.roles],
            "calibration": case.calibration.record() if case.calibration else None,
        },
        "inputs": {path.relative_to(contributions).as_posix(): digest(path) for path in said}
        | {file.path: file.sha256 for file in ledger.files},
        "outputs": _digests(out),
    }
    (out / NAME).write_text(json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _days(told: Suppression) -> dict[str, str]:
    return {name: getattr(told, name).isoformat() for name in ("on", "until", "as_of")}


def _digests(out: Path) -> dict[str, str]:
    files = sorted(path for path in out.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(out).as_posix(): digest(path) for path in files}


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
