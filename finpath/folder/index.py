"""A run in a few dataclasses in; out comes `index.html`: a ranked list of leads for a person to read."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from importlib.resources import files

from markupsafe import Markup

from finpath import schema
from finpath.ingest import Provider, Refusal
from finpath.referral.case import LIST_NOTICE
from finpath.referral.page import environment
from finpath.scoring import Bars

ROWS = 2000
"""Merchants on the page; findings.parquet holds all."""

LISTED = tuple(tier for tier in schema.TIERS if tier != "none")
"""Tiers that are shown: safeguarding comes before suspicion, and apart from it."""

MEANS = {
    "protect": "for safeguarding, never a suspicion",
    "refer": "strong, from independent kinds of indication",
    "review": "worth a person's time",
    "watch": "weak; keep an eye on it",
}

REASONS = 3
"""Reasons seen at once."""


@dataclass(frozen=True)
class IndexRow:
    """One merchant account of the list.

    Args:
        name: What the public sees, where the provider says it; never shown of the protect lane.
        families: Kinds of indication that speak.
        reasons: Sentences, the weightiest first.
        referral: The id of the referral that it is a subject of.
    """

    rank: int
    provider_id: str
    merchant_id: str
    name: str | None
    tier: str
    score: float
    families: tuple[str, ...]
    reasons: tuple[str, ...]
    payers: int
    payments: int
    volume_eur: Decimal
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    reported: bool = False
    referral: str | None = None


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
        notes: What ingest has to say.
        caps: Bounds that bit, one sentence each.
        bars: What each tier asked for.
        calibration: What past decisions made of the scores; empty where they are as the weights say.
        reviewed: What became of merchants that a person has reviewed, one sentence each.
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
    notes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    bars: Bars = field(default_factory=Bars)
    calibration: str = ""
    reviewed: tuple[str, ...] = ()


def page(run: IndexPage) -> str:
    """The page, self-contained: opens from disk, asks nothing of any network, works without its script too."""
    script = files("finpath.folder").joinpath("templates/index.js").read_text(encoding="utf-8")
    protected = [replace(row, name=None) for row in run.rows if row.tier == "protect"]
    suspected = [row for row in run.rows if row.tier in LISTED and row.tier != "protect"]
    ordered = sorted(suspected, key=lambda row: (LISTED.index(row.tier), row.rank))
    return (
        environment("finpath.folder")
        .get_template("index.html.j2")
        .render(
            run=run,
            notice=LIST_NOTICE,
            protected=sorted(protected, key=lambda row: (row.provider_id, row.merchant_id)),
            rows=ordered[:ROWS],
            cut=max(len(ordered) - ROWS, 0),
            lanes=LISTED,
            families=sorted({family for row in run.rows for family in row.families}),
            reasons_shown=REASONS,
            means=MEANS,
            inline=Markup(script),  # noqa: S704 - our own file
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )
