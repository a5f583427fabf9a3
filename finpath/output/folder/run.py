"""The read-only view of a run folder, for people and notebooks."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from finpath.errors import ConfigError
from finpath.notebook.charts.chart import Chart
from finpath.notebook.charts.score_charts import threshold_chart
from finpath.notebook.html import bars, html_card, sentences
from finpath.output import explanation
from finpath.output.folder.findings_view import FindingsView
from finpath.output.folder.run_comparison import RunComparison, compare_runs
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import read_seal
from finpath.output.folder.table_view import TableView
from finpath.output.folder.worklist import (
    cases_table,
    choose_merchants,
    evidence_of,
    find_case,
    read_cases,
    search_merchants,
)
from finpath.referral import Referral
from finpath.referral.model.case import NOTICE
from finpath.tables import contract as schema

if TYPE_CHECKING:
    from finpath.output.pictures.network import MerchantNetwork
    from finpath.output.pictures.timeline import MerchantTimeline

LINES = 6
"""Lines of the coverage that a notebook shows."""


@dataclass(frozen=True)
class Run:
    """What a run wrote. Reads its folder; changes nothing.

    Args:
        path: The run folder.
    """

    path: Path

    def __post_init__(self) -> None:
        """Look whether there is a run at all; a path may come as text."""
        object.__setattr__(self, "path", Path(self.path))
        if not (self.path / "manifest.json").is_file():
            raise ConfigError(f"{self.path} holds no finished run: name the folder given to finpath run --out.")

    @property
    def findings(self) -> pa.Table:
        """One row per merchant, the most suspect first (`findings.parquet`)."""
        return pq.read_table(self.path / "findings.parquet")

    @property
    def reasons(self) -> pa.Table:
        """One row per finding of a rule or detector (`reasons.parquet`)."""
        return pq.read_table(self.path / "reasons.parquet")

    @property
    def identities(self) -> pa.Table:
        """Which accounts are one merchant or have one controller, and what says so (`identities.parquet`)."""
        return pq.read_table(self.path / "identities.parquet")

    @property
    def rejects(self) -> pa.Table:
        """Every row that was not taken (`rejects.parquet`)."""
        return pq.read_table(self.path / "rejects.parquet")

    @property
    def coverage(self) -> dict[str, object]:
        """What was looked at and what was not (`coverage.json`)."""
        return dict(json.loads((self.path / "coverage.json").read_text(encoding="utf-8")))

    @property
    def as_of(self) -> dt.date:
        """Nothing later counted (`manifest.json`)."""
        manifest = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return dt.datetime.fromisoformat(manifest["as_of"]).date()

    @property
    def seal(self) -> str:
        """Over everything in the folder; who notes it can tell later that this is the run (`SHA256SUMS`)."""
        sums = self.path / SUMS
        return read_seal(sums.read_bytes()) or "" if sums.is_file() else ""

    @property
    def problems(self) -> tuple[str, ...]:
        """Contributions refused, files with too many rejects, or not as expected: why the exit code is 1."""
        coverage = self.coverage
        return tuple(
            str(line) for kind in ("refusals", "overfull", "unmet") for line in cast("list[str]", coverage[kind])
        )

    @property
    def index(self) -> Path:
        """The page to open."""
        return self.path / "index.html"

    @property
    def referrals(self) -> tuple[Referral, ...]:
        """The referrals, in the order of their neutral names."""
        return read_cases(self.path)

    @property
    def cases(self) -> TableView:
        """A row for each case that is referred, the highest score first: who, why, what speaks against it."""
        return TableView(cases_table(self.referrals), "Cases", NOTICE)

    def case(self, case: str) -> Referral:
        """One case, by its id or the beginning of it.

        Raises:
            ConfigError: There is no such case; the message names the nearest.
        """
        return find_case(self.referrals, case)

    def top(
        self, count: int = 10, *, tier: str | None = None, country: str | None = None, member: str | None = None
    ) -> FindingsView:
        """The merchants to look at first, by rank; the lane `protect` is no suspicion, and stands in `protected`.

        Args:
            count: How many.
            tier: Only those of it.
            country: Only those that their providers declare there.
            member: Only those of it.

        Raises:
            ConfigError: No such tier, country or member; the message names the nearest.
        """
        chosen = choose_merchants(self.findings, tier=tier, country=country, member=member)
        of = ", ".join(filter(None, (tier, country, member)))
        return FindingsView(chosen.slice(0, count), f"The first {count:,} to look at{f' of {of}' if of else ''}")

    def search(self, text: str) -> FindingsView:
        """Merchants whose name or id holds a text, whatever its capitals and accents; else those with a name like it.

        Names of payees, and of the lane `protect`, are in no run: they are not found.
        """
        return FindingsView(search_merchants(self.findings, text), f"Found by {text!r}")

    def payments(self, merchant: str) -> TableView:
        """The payments of a merchant that its case rests on; all of them, where the run is kept in this session.

        Raises:
            ConfigError: As `explain`; or it is in no case, and the run is not kept.
        """
        account = self.explain(merchant).account
        return evidence_of(self.referrals, (account.provider_id, account.merchant_id))

    def to_excel(self, path: Path | str | None = None) -> Path:
        """Write a workbook of cases, merchants and reasons: beside the run folder, which stays as it was sealed.

        Args:
            path: Where to; the run's name with .xlsx when None. What is there is replaced.
        """
        from finpath.output.folder.run_workbook import run_workbook  # noqa: PLC0415 - what writes workbooks is slow to load

        target = Path(path) if path else self.path.with_name(f"{self.path.name}.xlsx")
        tables = {"cases": self.cases.table, "findings": self.findings, "reasons": self.reasons}
        lines = cast("list[str]", self.coverage["could_not_look_at"])
        target.write_bytes(run_workbook(tables, lines, name=self.path.name, as_of=self.as_of))
        return target

    def group(self, merchant: str) -> FindingsView:
        """The merchants that are one case with this one, itself among them, by rank.

        Raises:
            ConfigError: As `explain`.
        """
        group = self.explain(merchant).account.group_id
        members = self.findings.filter(pc.field("group_id") == group).sort_by("rank")
        return FindingsView(members, f"One case: {group}")

    @property
    def protected(self) -> FindingsView:
        """The lane `protect`: where a minor or a victim receives or pays; for safeguarding, before all else."""
        findings = self.findings
        lane = findings.filter(pc.equal(findings["tier"], "protect"))
        by_name = [("provider_id", "ascending"), ("merchant_id", "ascending")]
        return FindingsView(lane.sort_by(by_name), "For safeguarding, first")

    @property
    def flagged(self) -> FindingsView:
        """Accounts outside that lane at which somebody else than a payer's own institution flags a payer as protected.

        Safeguarding sees them; their tier stays. Empty for a run of a finpath that did not know such flags.
        """
        findings = self.findings
        known = "safeguarding" in findings.column_names
        seen = pc.and_(findings["safeguarding"], pc.not_equal(findings["tier"], "protect")) if known else None
        rows = findings.filter(seen) if seen is not None else findings.slice(0, 0)
        return FindingsView(rows.sort_by([("provider_id", "ascending"), ("merchant_id", "ascending")]), "Flagged")

    def explain(self, merchant: str) -> explanation.Explanation:
        """Why a merchant is where it is, flagged or not: print it, or let a notebook show it.

        Args:
            merchant: "provider/merchant", or the merchant's id or its name alone where only one has it.

        Raises:
            ConfigError: The run has no such merchant; the message names those that are most like it.
        """
        return explanation.explain(self.path, merchant)

    def network(self, merchant: str) -> MerchantNetwork:
        """The merchants around one, by payers in common and identifiers: a notebook shows a drawing that can be walked.

        Raises:
            ConfigError: As `explain`; or the run keeps no pictures.
        """
        from finpath.output.pictures.network import merchant_network  # noqa: PLC0415 - slow to import: only when drawn

        return merchant_network(self.path, merchant)

    def timeline(self, merchant: str) -> MerchantTimeline:
        """When, at which hours and prices a merchant was paid, and from where.

        Raises:
            ConfigError: As `explain`; or the run keeps no picture of it: it has those of the first 3,000 by rank.
        """
        from finpath.output.pictures.read import read_name, read_picture  # noqa: PLC0415 - slow to import: only when drawn
        from finpath.output.pictures.timeline import MerchantTimeline  # noqa: PLC0415 - … as that

        account, picture = read_picture(self.path, merchant)
        return MerchantTimeline(account, picture, read_name(self.path, account))

    def threshold_chart(self) -> Chart:
        """How many merchants reach each score, and where the bars of this run's tiers stand.

        Raises:
            ConfigError: Altair is not installed.
        """
        manifest = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        findings = self.findings
        ranked = findings.filter(pc.not_equal(findings["tier"], schema.SAFEGUARDED))["score"].to_pylist()
        bars = {tier: float(manifest["parameters"]["tiers"][tier]) for tier in ("refer", "review", "watch")}
        return threshold_chart(f"Merchants at or above each score, {self.path.name}", ranked, bars)

    def compare(self, other: Run | Path | str) -> RunComparison:
        """What changed from an earlier run to this one.

        Raises:
            ConfigError: The other is no run.
        """
        return compare_runs((other if isinstance(other, Run) else Run(Path(other))).path, self.path)

    def _tiers(self) -> dict[str, int]:
        tiers = self.findings["tier"].to_pylist()
        return {tier: tiers.count(tier) for tier in schema.TIERS if tier in tiers}

    def __repr__(self) -> str:
        """Counts only."""
        counts = ", ".join(f"{count} {tier}" for tier, count in self._tiers().items())
        return f"Run({self.path.name}: {counts})"

    def _repr_html_(self) -> str:
        """For a notebook: counts, the first to look at, and what could not be looked at."""
        lines = cast("list[str]", self.coverage["could_not_look_at"])
        remarks = [*(f"Problem: {problem}" for problem in self.problems), *lines[:LINES]]
        more = [f"… and {len(lines) - LINES} more lines in run.coverage."] if len(lines) > LINES else []
        return html_card(
            f"{self.path.name}, as of {self.as_of}",
            bars("Merchant accounts by tier", self._tiers()),
            sentences(f"The page to read: {self.index}", *remarks, *more),
        )
