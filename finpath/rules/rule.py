"""What a rule is: one published indicator, as one SELECT over the graph's tables, with reasons and look-alikes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import ClassVar, Self

from finpath.errors import ConfigError, nearest


class Family(StrEnum):
    """Independent kinds of indication; only different families add up."""

    PRICE = "price"
    TIME = "time"
    NETWORK = "network"
    IDENTITY = "identity"
    GEOGRAPHY = "geography"
    LIFECYCLE = "lifecycle"
    REPORT = "report"
    FLOW = "flow"
    PAYER_MIX = "payer mix"
    STRANGENESS = "strangeness"
    CHARACTER = "character"
    OPENNESS = "openness"


@dataclass(frozen=True)
class Source:
    """Where an indicator was published.

    Args:
        document: Publisher and title; "background knowledge" where nobody published it.
        year: Of publication; None for background knowledge.
    """

    document: str
    year: int | None = None

    def __str__(self) -> str:
        """As it is cited in a referral."""
        return self.document if self.year is None else f"{self.document} ({self.year})"


@dataclass(frozen=True)
class Example:
    """A small world that shows what a rule finds, or leaves alone.

    Args:
        title: What is going on, in a few words.
        finds: Merchants that the rule must find, "provider/merchant" or the merchant alone; empty for a look-alike.
        transactions: A text table: a header of the contract's columns, then rows, columns parted by `|`.
        merchants: The same for the table of merchants.
        reports: The same for reports.
        transfers: The same for transfers.
    """

    title: str
    finds: tuple[str, ...] = ()
    transactions: str = ""
    merchants: str = ""
    reports: str = ""
    transfers: str = ""


ThresholdValue = float | int | str


@dataclass(frozen=True)
class Override:
    """What a case file sets of one rule besides its thresholds; what is None stays as the class declares it."""

    weight: float | None = None
    shadow: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One indicator. The docstring is what an investigator reads; the fields are the thresholds.

    A threshold is a field: `payers: int = threshold(5, "different payers", "count")`, or with a plain value.

    A rule answers one row per subject: `subject_id` (the column `merchant`), `score` (0 to 1) and named facts.

    What a merchant lacks to be found is read from the rule's own SQL: every comparison with a threshold in the WHERE
    at its end. `nearly` names the parts (CTEs) whose WHERE is what the rule mostly asks of the subject, and `terms`
    puts into words, with a unit, what is compared and is no feature. Where nothing can be nearly met, `all_or_nothing`
    says why.

    A rule in `shadow` runs and reports, and weighs nothing: its worth is not shown yet.
    """

    family: ClassVar[Family]
    """The kind of indication: families add up, rules of one family do not."""
    source: ClassVar[Source]
    """Where the indicator was published."""
    requires: ClassVar[tuple[str, ...]]
    """Columns of the contract, as `transactions.mcc`; where one is missing, the rule does not run and that is said."""
    observable_by: ClassVar[tuple[str, ...]]
    """The kinds of member whose payments can show it."""
    weight: ClassVar[float]
    """Nats at score 1."""
    sql: ClassVar[str]
    """One SELECT over the tables of the graph, with the thresholds as `:name`."""
    sentence: ClassVar[str]
    """What it says of a subject: a template over the facts."""
    evidence: ClassVar[str]
    """A condition on payments `p` of a flagged merchant: those that show it."""
    examples: ClassVar[tuple[Example, ...]]
    """Its tests: at least one case that it finds and one look-alike that it leaves alone."""
    version: ClassVar[int] = 1
    """Raised when what it means changes."""
    shadow: ClassVar[bool] = False
    nearly: ClassVar[tuple[str, ...]] = ()
    terms: ClassVar[Mapping[str, tuple[str, str]]] = {}
    all_or_nothing: ClassVar[str] = ""

    _override: Override = field(default=Override(), repr=False)

    def __post_init__(self) -> None:
        """Let a weight and a shadow of this one rule stand before those that its class declares."""
        for name, value in vars(self._override).items():
            if value is not None:
                object.__setattr__(self, name, value)

    @property
    def id(self) -> str:
        """The rule's name in files and findings: the class name in snake case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @property
    def thresholds(self) -> dict[str, ThresholdValue]:
        """The thresholds in force, by name."""
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name != "_override"}

    @property
    def meaning(self) -> str:
        """The docstring: what it means, and what innocent thing looks the same."""
        return " ".join((type(self).__doc__ or "").split())

    def tune(self, thresholds: Mapping[str, object]) -> Self:
        """The same rule with other thresholds.

        Raises:
            ConfigError: A name that the rule does not have, or a value of another type.
        """
        known = self.thresholds
        for name, value in thresholds.items():
            if name not in known:
                raise ConfigError(f"Rule {self.id} has no threshold {name}: {nearest(name, known)}")
            if isinstance(value, bool) or not isinstance(
                value, (str,) if isinstance(known[name], str) else (int, float)
            ):
                raise ConfigError(
                    f"Threshold {name} of rule {self.id} is {known[name]!r}: {value!r} is not of its kind."
                )
        return replace(self, _override=self._override, **dict(thresholds))

    def reweigh(self, *, weight: float | None = None, shadow: bool | None = None) -> Self:
        """The same rule with another weight (nats at score 1), or put into shadow or out of it."""
        before = self._override
        return replace(
            self,
            _override=Override(
                before.weight if weight is None else weight, before.shadow if shadow is None else shadow
            ),
        )
