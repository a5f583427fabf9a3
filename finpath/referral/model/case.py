"""What a referral is: everything that is said about one group of merchants, and nothing about any one payer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from finpath.errors import ConfigError
from finpath.notebook.charts.chart import Chart
from finpath.notebook.charts.tie_charts import Flow, Meeting, flow_chart, overlap_chart
from finpath.presentation.small_counts import is_small
from finpath.referral.model.case_html import describe
from finpath.referral.model.evidence import EvidenceRow, Exhibit
from finpath.referral.model.excerpt import excerpt_sentence
from finpath.referral.model.network import NEIGHBOUR, SUBJECT, Network, Tie
from finpath.referral.model.subject import Subject
from finpath.referral.model.trail import Trail

NOTICE = (
    "This is a lead for human assessment. It says that payments look like a pattern published as an indication. It "
    "says nothing about guilt, and it may have an innocent explanation. Nobody should be treated differently because "
    "of it before a trained person has looked at it."
)
"""Said on every referral, whatever its form."""

LIST_NOTICE = (
    "These are leads for human assessment, not accusations. Each says that payments look like a pattern published as "
    "an indication. Each may have an innocent explanation. Nobody should be treated differently because of this list "
    "before a trained person has looked."
)
"""Said on every list of merchants."""


@dataclass(frozen=True)
class Indicator:
    """A rule or detector that has spoken, with what an investigator must know to weigh it.

    Args:
        meaning: What it means, and what innocent thing looks the same.
        thresholds: In force, by name.
    """

    rule_id: str
    version: int
    family: str
    source: str
    meaning: str
    thresholds: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reason:
    """What one indicator says about one subject.

    Args:
        weight: Its weight of evidence in nats.
        share: Of the subject's weight of evidence; 0 where a stronger reason of the same family speaks instead.
        payments: How many payments show it.
        transaction_ids: Of those payments, the earliest where there are very many.
    """

    rule_id: str
    subject: str
    sentence: str
    score: float
    weight: float
    share: float
    payments: int = 0
    transaction_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """What speaks for an innocent explanation of one subject."""

    subject: str
    sentence: str


@dataclass(frozen=True)
class Member:
    """A member of the coalition at which subjects are, or that has reported one.

    Args:
        kind: acquirer, wallet, hotline …
        country: ISO 3166-1 alpha-2: whose law it is under.
    """

    id: str
    kind: str
    country: str


@dataclass(frozen=True)
class Way:
    """How a subject is near to a merchant that confirmed reports name.

    Args:
        share: What that merchant gives of the subject's nearness to reports.
        steps: Alternately a merchant and what it has in common with the next; the last one is reported.
        reports: That name it.
    """

    subject: str
    share: float
    steps: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What somebody had reported about a subject before this."""

    subject: str
    reporter_id: str
    report_id: str
    source_kind: str
    status: str
    reported_at: dt.datetime
    tlp: str
    how: str


@dataclass(frozen=True, repr=False)
class Referral:
    """One case.

    Args:
        id: Neutral: the id of the group.
        as_of: Nothing later counts.
        tlp: The strictest label that what is written here rests on.
        ways: From its accounts to merchants that confirmed reports name, where a reason speaks of that.
        withheld: What may not leave, one sentence each, without its content.
        ties: What ties its accounts to each other and to others, as one merchant or one controller.
        against: What speaks for an innocent explanation of the case, one sentence each.
        doubts: The same by subject.
        members: At which the subjects are, and who has reported them.
        left_out: Fields of `finpath.dissemination.profile` that its recipient is not shown; all is there when empty.
        coverage: What could not be looked at, one sentence each.
    """

    id: str
    as_of: dt.datetime
    tlp: str
    subjects: tuple[Subject, ...]
    indicators: tuple[Indicator, ...]
    reasons: tuple[Reason, ...]
    network: Network
    trail: Trail
    ties: tuple[Tie, ...] = ()
    against: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    ways: tuple[Way, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    evidence: tuple[EvidenceRow, ...] = ()
    coverage: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    members: tuple[Member, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The highest among its subjects."""
        return max(subject.score for subject in self.subjects)

    @property
    def families(self) -> tuple[str, ...]:
        """The kinds of indication that speak, in alphabetical order."""
        return tuple(sorted({indicator.family for indicator in self.indicators}))

    @property
    def excerpt(self) -> str:
        """How the evidence was chosen, where reasons rest on more payments than it holds; else there is none."""
        return excerpt_sentence(self.reasons)

    @property
    def providers(self) -> tuple[str, ...]:
        """The members of the coalition at which the subjects are."""
        return tuple(sorted({subject.provider_id for subject in self.subjects}))

    def overlap_chart(self) -> Chart:
        """Payers in common, each account of the case against each other and against its neighbours.

        Raises:
            ConfigError: Altair is not installed; so also below.
        """
        kinds = {node.id: node.kind for node in self.network.nodes}
        meetings = [
            Meeting(
                edge.one,
                edge.other,
                edge.weight if not is_small(edge.weight) else 0,
                f"{edge.one} and {edge.other}: {edge.note}",
            )
            for edge in self.network.edges
            if {kinds[edge.one], kinds[edge.other]} <= {SUBJECT, NEIGHBOUR}
        ]
        return overlap_chart(f"Payers in common, case {self.id}", meetings)

    def flow_chart(self) -> Chart:
        """Where the money went after the merchants, from account to account.

        Raises:
            ConfigError: Nobody gave accounts to follow it through.
        """
        onward = self.trail.onward
        if onward is None or not onward.passages:
            raise ConfigError(f"Of case {self.id} no member gave transfers to follow the money through.")
        flows = [
            Flow(
                each.source,
                each.target,
                each.currency,
                float(each.proceeds),
                f"{each.source} to {each.target}: {each.proceeds:,.2f} {each.currency} of proceeds in"
                f" {each.transfers:,} transfers, {each.first_at:%Y-%m-%d} to {each.last_at:%Y-%m-%d}",
            )
            for each in onward.passages
        ]
        return flow_chart(f"Where the money went, case {self.id}", flows)

    def __repr__(self) -> str:
        """Counts only."""
        accounts, reasons = len(self.subjects), len(self.reasons)
        return f"Referral({self.id}: {accounts} account(s), score {self.score:.3f}, {reasons} reason(s))"

    def _repr_html_(self) -> str:
        """For a notebook; `referral.html` has all."""
        who = [(s.label, s.provider_id, s.merchant_id, s.tier, s.score, s.trade.payments) for s in self.subjects]
        why = [(reason.share, reason.subject, reason.sentence) for reason in self.reasons]
        return describe(f"Referral {self.id}, TLP:{self.tlp.upper()}", who, why, (*self.against, NOTICE))
