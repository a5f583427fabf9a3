"""The files of a run folder, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from finpath import referral
from finpath.conclude import Conclusion
from finpath.config import RunConfig
from finpath.output import explanation, pictures
from finpath.output.folder.coverage import Coverage
from finpath.output.folder.index import render_index
from finpath.output.folder.manifest import run_name, write_manifests
from finpath.output.folder.net_volume import define_net_volumes
from finpath.output.folder.overview import build_index_page
from finpath.output.folder.shown_names import define_shown_names
from finpath.output.folder.tables import write_tables
from finpath.referral import Referral

RUN_PAGE = ("All cases of the run", "../../index.html")
"""The way back from a referral."""


@dataclass(frozen=True)
class Outcome:
    """What a run concluded.

    Args:
        found: What follows from the ledger.
        config: What the user decided.
        coverage: What was looked at and what was not.
        referrals: One per group at `refer`.
    """

    conclusion: Conclusion
    config: RunConfig
    coverage: Coverage
    referrals: tuple[Referral, ...]


def write_run(outcome: Outcome, statements: Mapping[str, str], out: Path) -> None:
    """Write the run folder.

    Args:
        outcome: What the run concluded.
        statements: SHA-256 of what members say of what it was concluded from, by where they say it.
        out: The folder to write to.
    """
    ledger = outcome.conclusion.ledger
    name = run_name(ledger, outcome.config)
    define_net_volumes(ledger.engine)
    define_shown_names(ledger.engine)
    write_tables(ledger.engine, outcome.conclusion.evidence, out)
    (out / "coverage.json").write_text(_coverage_json(outcome.coverage), encoding="utf-8")
    explanation.write_explanations(outcome.conclusion, out, keep_keys=outcome.config.keep_keys)
    gallery = pictures.write_pictures(ledger.engine, out)
    index_page = build_index_page(outcome.conclusion, outcome.config.bars, outcome.coverage, outcome.referrals)
    (out / "index.html").write_text(render_index(replace(index_page, drawn=gallery, name=name)), encoding="utf-8")
    # after the last large query: setting pages keeps memory
    beside = referral.Beside((RUN_PAGE,), name)
    referral.write_referrals(outcome.referrals, out / "referrals", beside)
    write_manifests(ledger, outcome.config, statements, outcome.referrals, out)


def _coverage_json(coverage: Coverage) -> str:
    document = {**asdict(coverage), "could_not_look_at": coverage.lines()}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
