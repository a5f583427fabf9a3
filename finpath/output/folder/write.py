"""Everything a run concluded in; out come the files of a run folder, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pyarrow as pa

from finpath import referral
from finpath.config import RunConfig
from finpath.ingest import Ledger
from finpath.output import explanation, pictures
from finpath.output.folder.coverage import Coverage
from finpath.output.folder.index import page
from finpath.output.folder.manifest import write_manifests
from finpath.output.folder.net_volume import keep
from finpath.output.folder.overview import overview
from finpath.output.folder.tables import write_tables
from finpath.referral import Referral


@dataclass(frozen=True)
class Outcome:
    """What a run concluded.

    Args:
        ledger: What was taken.
        case: What the user decided.
        evidence: Transaction ids by rule and merchant.
        coverage: What was looked at and what was not.
        referrals: One per group at `refer`.
        told: What any merchant can be explained from.
    """

    ledger: Ledger
    case: RunConfig
    evidence: pa.Table
    coverage: Coverage
    referrals: tuple[Referral, ...]
    told: explanation.Told


def write(outcome: Outcome, said: Mapping[str, str], out: Path) -> None:
    """Write the run folder.

    Args:
        outcome: What the run concluded.
        said: SHA-256 of what members say of what it was concluded from, by where they say it.
        out: The folder to write to.
    """
    keep(outcome.ledger.engine)
    write_tables(outcome.ledger.engine, outcome.evidence, out)
    (out / "coverage.json").write_text(_json(outcome.coverage), encoding="utf-8")
    explanation.keep(outcome.told, out)
    drawn = pictures.keep(outcome.ledger.engine, out)
    shown = overview(outcome.ledger, outcome.case.bars, outcome.coverage, outcome.referrals)
    (out / "index.html").write_text(page(replace(shown, drawn=drawn)), encoding="utf-8")
    referral.write(outcome.referrals, out / "referrals")  # after the last large query: setting pages keeps memory
    write_manifests(outcome.ledger, outcome.case, said, outcome.referrals, out)


def _json(coverage: Coverage) -> str:
    told = {**asdict(coverage), "could_not_look_at": coverage.lines()}
    return json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
