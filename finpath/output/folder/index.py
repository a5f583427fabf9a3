"""`index.html`: a ranked list of leads for a person to read."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from finpath.config import PRIOR, TierThresholds
from finpath.ingest import Provider, Reason, Refusal
from finpath.output.folder.detail_payload import MAX_BYTES, build_payload
from finpath.output.folder.row import CaseRow, IndexRow
from finpath.output.pictures.gallery import Gallery
from finpath.presentation.page import environment
from finpath.referral.model.case import LIST_NOTICE
from finpath.tables import contract as schema

ROWS = 2000
"""Merchants on the page; findings.parquet holds all."""

TIERS_ON_PAGE = tuple(tier for tier in schema.TIERS if tier != "none")
"""Tiers that are shown: safeguarding comes before suspicion, and apart from it."""

TIER_MEANINGS = {
    "protect": "for safeguarding, never a suspicion",
    "refer": "strong, from several kinds of indication",
    "review": "worth a person's time",
    "watch": "weak; keep an eye on it",
}


PAYLOAD_TAG = '<script type="application/json" id="drawn">'
"""Where the data of pictures goes: no text from a stranger can say this, since all of them are escaped."""

EARLY_SCRIPT = Markup('document.documentElement.classList.add("scripted")')
"""Runs before the list is laid out: a script shows it in portions."""


@dataclass(frozen=True)
class IndexPage:
    """What the page says.

    Args:
        as_of: Nothing later counts.
        providers: Members whose contribution was taken.
        tiers: Merchants by tier, "none" among them.
        payments: Transactions taken.
        rows: Merchants of the tiers listed; more than the page holds are cut at the end of the list.
        referrals: How many were written.
        coverage: What could not be looked at, one sentence each.
        refusals: Contributions that were not taken.
        rejects: Reason and how many rows were not taken for it, the most common first.
        reasons: What was wrong or odd in how many rows of each file; those kept are marked.
        notes: What ingest has to say.
        caps: Bounds that bit, one sentence each.
        bars: What each tier asked for.
        calibration: What past decisions made of the scores; empty where they are as the weights say.
        reviewed: What became of merchants that a person has reviewed, one sentence each.
        drawn: What listed merchants are drawn from, when somebody looks closer.
        cases: What is referred, one row each.
        name: Of the run: pages of another run have another.
        flagged: Accounts at which somebody else than a payer's own institution flags a payer, by provider and merchant
            id: safeguarding sees them, and their tier stays.
    """

    as_of: dt.datetime
    providers: tuple[Provider, ...]
    tiers: Mapping[str, int]
    payments: int
    rows: tuple[IndexRow, ...]
    referrals: int = 0
    coverage: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    rejects: tuple[tuple[str, int], ...] = ()
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    bars: TierThresholds = field(default_factory=TierThresholds)
    calibration: str = ""
    reviewed: tuple[str, ...] = ()
    drawn: Gallery = field(default_factory=Gallery)
    flagged: tuple[tuple[str, str], ...] = ()
    cases: tuple[CaseRow, ...] = ()
    name: str = ""


def render_index(run: IndexPage) -> str:
    """The page, self-contained: opens from disk, asks nothing of any network, lists without its scripts too."""
    safeguarding = [replace(row, name=None) for row in run.rows if row.tier == "protect"]
    suspects = [row for row in run.rows if row.tier in TIERS_ON_PAGE and row.tier != "protect"]
    ordered = sorted(suspects, key=lambda row: (TIERS_ON_PAGE.index(row.tier), row.rank))
    html = _render_without_payload(run, safeguarding, ordered)
    before, opening, after = html.partition(PAYLOAD_TAG)
    return before + opening + build_payload(ordered[:ROWS], run.drawn, MAX_BYTES - len(html.encode())) + after


def _render_without_payload(run: IndexPage, safeguarding: Sequence[IndexRow], ordered: Sequence[IndexRow]) -> str:
    """The page without what merchants are drawn from."""
    scripts = _scripts()
    return (
        environment("finpath.output.folder")
        .get_template("index.html.j2")
        .render(
            run=run,
            notice=LIST_NOTICE,
            protected=sorted(safeguarding, key=lambda row: (row.provider_id, row.merchant_id)),
            rows=ordered[:ROWS],
            cut=max(len(ordered) - ROWS, 0),
            lanes=TIERS_ON_PAGE,
            families=sorted({family for row in run.rows for family in row.families}),
            prior=PRIOR,
            means=TIER_MEANINGS,
            early=EARLY_SCRIPT,
            network_css=_style(),
            scripts=scripts,
            hashes=[
                base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in (EARLY_SCRIPT, *scripts)
            ],
        )
    )


@cache
def _style() -> Markup:
    text = files("finpath.output.pictures").joinpath("templates/network.css").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - a file of the package


@cache
def _scripts() -> tuple[Markup, ...]:
    """A well-kept library that draws networks, and our own."""
    ours = [files("finpath.output.folder").joinpath(f"templates/{name}.js") for name in ("shapes", "closer", "index")]
    network = files("finpath.output.pictures").joinpath("static/network.js")
    text = "\n".join(each.read_text(encoding="utf-8") for each in (network, *ours))
    library = files("finpath.output.pictures").joinpath("static/cytoscape.min.js").read_text(encoding="utf-8")
    return Markup(library), Markup(text)  # noqa: S704 - files of the package
