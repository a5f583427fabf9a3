"""What an explanation is: everything that puts one merchant where it is, and everything that speaks against it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class ExplainedAccount:
    """The merchant account that is explained, by its provider's own id.

    Args:
        name, country: As its provider declares them; never of a payee, nor of the lane `protect`.
        category, rail: What it is compared by.
        volume_eur: What it took less what went back, as in `findings.parquet`.
        group_size: Merchants that are one case with it, itself included.
    """

    provider_id: str
    merchant_id: str
    category: str | None
    rail: str | None
    payers: int
    payments: int
    volume_eur: Decimal
    first_seen: dt.datetime | None
    last_seen: dt.datetime | None
    group_id: str
    group_size: int
    name: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Standing:
    """Where it stands.

    Args:
        rank: 1 is the most suspect, of `merchants`.
        prior: Log-odds before any evidence, in nats.
        evidence: Weight of all evidence, in nats: prior and evidence together make the score.
        weighed: The score before past decisions calibrated it, which bars are of; None where nothing did.
    """

    tier: str
    score: float
    rank: int
    merchants: int
    prior: float
    evidence: float
    weighed: float | None = None


@dataclass(frozen=True)
class ScorePart:
    """One part of the score: a reason, or what its group adds in one family.

    Args:
        nats: What it adds; 0 where a stronger reason of the same family speaks instead.
        share: Of all evidence; the shares of all parts add up to 1.
        rule_id: Empty for what the group adds.
        meaning: What it means, and what innocent thing looks the same.
        transaction_ids: The payments that show it, the earliest where there are very many.
    """

    rule_id: str
    family: str
    sentence: str
    nats: float
    share: float
    meaning: str = ""
    source: str = ""
    version: int = 0
    thresholds: tuple[tuple[str, float | int | str], ...] = ()
    transaction_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One feature beside those of its peers.

    Args:
        percentile: Share of the peers that have less, ties counted half; None where there is nothing to compare with.
        peers: Who they are: its category, its rail, or everyone.
        others: How many they are, itself not counted.
        usual: Half of the peers have at most so much.
    """

    feature: str
    meaning: str
    unit: str
    value: float
    percentile: float | None = None
    peers: str = ""
    others: int = 0
    usual: float | None = None

    @property
    def edge(self) -> float:
        """How far out it lies: 0 in the middle of its peers, 1 beyond all of them."""
        return 0.0 if self.percentile is None else abs(2 * self.percentile - 1)


@dataclass(frozen=True)
class ReportPath:
    """How it is tied to a merchant that a confirmed report names.

    Args:
        share: What that merchant gives of its nearness to reports; None where an identifier ties them.
        steps: Alternately a merchant, by its provider's id, and what ties it to the next; the last is reported.
        reports: Which reports name it.
    """

    share: float | None
    steps: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True)
class MissedThreshold:
    """One threshold that is not met.

    Args:
        asks: at least, more than, at most, less than.
    """

    what: str
    unit: str
    asks: str
    value: float
    bar: float


@dataclass(frozen=True)
class NearMiss:
    """A rule that nearly speaks, and all that it lacks."""

    rule_id: str
    family: str
    closeness: float
    lacks: tuple[MissedThreshold, ...]


@dataclass(frozen=True)
class TierRequirement:
    """One thing that the next tier asks for."""

    tier: str
    what: str
    value: float
    asked: float

    @property
    def met(self) -> bool:
        """Whether there is enough."""
        return self.value >= self.asked


@dataclass(frozen=True)
class Carried:
    """What goes when another organisation's rows are left out.

    Args:
        organisation: Whose rows.
        lost: Weight of evidence that goes, in nats.
        remaining: Weight that remains, without any report; what a referral asks for is in `next_tier`.
    """

    organisation: str
    lost: float
    remaining: float

    @property
    def sentence(self) -> str:
        """For a person."""
        return (
            f"Without what {self.organisation} says, {self.lost:.2f} nats go, and {self.remaining:.2f} remain that rest"
            " on no report."
        )


@dataclass(frozen=True)
class ExplanationData:
    """Why a merchant is where it is in a run.

    Args:
        protects: For the lane `protect`: whom it protects, `receiver` or `payers`; such a merchant has no standing.
        parts: What makes the score, the weightiest first.
        against: What speaks for an innocent explanation, one sentence each.
        facts: Its features beside those of its peers.
        nearness: How many times nearer to confirmed reports than popularity explains; 1 is not at all.
        ways: To merchants that confirmed reports name.
        owed: Which reported merchant gives how much of its nearness to reports, those that give most first.
        reports: That name it, whatever their status.
        near: Rules that nearly speak, the nearest first.
        reviewed: What became of it where a person has reviewed it before.
        shadow: What rules in shadow say: on trial, and no part of the score.
        next_tier: What the tier above asks for.
        carried: Which other organisations' word it rests on, those that carry most first.
        unseen: What could not be looked at, one sentence each.
    """

    account: ExplainedAccount
    as_of: str
    standing: Standing | None
    protects: str | None
    parts: tuple[ScorePart, ...] = ()
    against: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    nearness: float = 0.0
    ways: tuple[ReportPath, ...] = ()
    owed: tuple[tuple[str, float], ...] = ()
    reports: tuple[str, ...] = ()
    near: tuple[NearMiss, ...] = ()
    next_tier: tuple[TierRequirement, ...] = ()
    unseen: tuple[str, ...] = ()
    shadow: tuple[ScorePart, ...] = ()
    reviewed: str = ""
    carried: tuple[Carried, ...] = ()
