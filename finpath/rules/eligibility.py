"""Which rules can look at what members contributed, and what those that cannot would need.

Published indicators that no table of the contract can support are told wherever coverage is told: who reads that sixty
rules ran must also read what no rule can look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finpath.rules.rule import Rule


@dataclass(frozen=True)
class Eligibility:
    """Whether one rule can look at what is there.

    Args:
        lacks: Columns that nobody gave; it runs where there is none.
        blind: Members whose merchants it cannot judge, with the columns that they lack.
        seers: Members of a kind that can observe what it looks for.
    """

    rule: Rule
    lacks: tuple[str, ...]
    blind: Mapping[str, tuple[str, ...]]
    seers: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Whether it can look at anything."""
        return not self.lacks


def assess(
    rules: Sequence[Rule], supplied: Mapping[str, frozenset[str]], kinds: Mapping[str, str]
) -> tuple[Eligibility, ...]:
    """Say of each rule whether it can run.

    Args:
        rules: In force.
        supplied: The contract's columns that each member filled.
        kinds: What kind of member each is.
    """
    present = frozenset[str]().union(*supplied.values())
    return tuple(
        Eligibility(
            rule,
            tuple(sorted(set(rule.requires) - present)),
            {name: lacking for name in sorted(supplied) if (lacking := _find_lacking(rule, supplied[name]))},
            tuple(sorted(name for name, kind in kinds.items() if kind in rule.observable_by)),
        )
        for rule in rules
    )


def rank_missing_columns(assessed: Iterable[Eligibility]) -> dict[str, tuple[str, ...]]:
    """Columns that would let more rules run, with those rules, the columns that help most first."""
    waiting: dict[str, list[str]] = {}
    for each in assessed:
        for column in each.lacks:
            waiting.setdefault(column, []).append(each.rule.id)
    return {column: tuple(sorted(waiting[column])) for column in sorted(waiting, key=lambda c: (-len(waiting[c]), c))}


def _find_lacking(rule: Rule, has: frozenset[str]) -> tuple[str, ...]:
    """What a member that gives payments lacks of what the rule asks of its own rows."""
    if "transactions.amount" not in has:
        return ()
    own = {column for column in rule.requires if column.startswith(("transactions.", "merchants."))}
    return tuple(sorted(own - has))


@dataclass(frozen=True)
class Unsupported:
    """One indicator that cannot be a rule.

    Args:
        indicator: What was published.
        lacks: The column that it would need, in the contract's words; "by decision" where it is left out on purpose.
        source: Publisher and document.
    """

    indicator: str
    lacks: str
    source: str

    @property
    def need(self) -> str:
        """What it would need, as a part of a sentence."""
        return self.lacks if self.lacks.startswith("by decision") else f"it would need {self.lacks}"


FINTRAC = "FINTRAC, Operational Alert on online child sexual exploitation (2020)"
FATF = "FATF, Detecting, Disrupting and Investigating Online Child Sexual Exploitation (2025)"
AMLC = "AMLC Philippines, Online Sexual Exploitation of Children (2020)"
CHAINALYSIS = "Chainalysis, Crypto Crime Report (2024)"

UNSUPPORTED = (
    Unsupported("Applications through one agent, with boilerplate papers", "merchants.agent_id", "FTC v. EPS (2017)"),
    Unsupported(
        "Trading name or web address changed soon after onboarding",
        "merchants.valid_from",
        "background knowledge",
    ),
    Unsupported(
        "Volume far from what the merchant announced at onboarding",
        "merchants.declared_volume",
        "Ballerine, new-merchant monitoring (2026)",
    ),
    Unsupported(
        "Hours or countries of sale far from what the merchant announced",
        "merchants.declared_market",
        "Ballerine, new-merchant monitoring (2026)",
    ),
    Unsupported(
        "A thin front site that vanishes after a decline",
        "merchants.site_checked_on",
        "Instabill, notes on transaction laundering",
    ),
    Unsupported(
        "A virtual office, a forwarded phone, a concealed registrant",
        "merchants.address_kind",
        "Austreme, investigation steps",
    ),
    Unsupported(
        "An undisclosed web address uses a registered merchant's account",
        "transactions.referrer_domain",
        "Mastercard, definition of transaction laundering",
    ),
    Unsupported(
        "Host, registrant or payment page shared with a confirmed cluster of sites",
        "merchants.host",
        "IWF, Annual Report (2019)",
    ),
    Unsupported(
        "A third-party processor conceals the platform behind it",
        "transactions.originator_id",
        "FinCEN, FIN-2021-NTC3 (2021)",
    ),
    Unsupported(
        "An adult-content merchant misses the duties of its scheme",
        "merchants.duty_missed_on",
        "Mastercard, AN 5196 (2021)",
    ),
    Unsupported(
        "The payer also buys tools for capturing video, or spyware",
        "transactions.product",
        "AUSTRAC, public statements (2025)",
    ),
    Unsupported("Cash from machines at the place of travel", "transactions.terminal_country", "FINTRAC (2025)"),
    Unsupported(
        "Coins go on to an instant exchanger or a privacy coin right after a purchase", "transfers.to_kind", CHAINALYSIS
    ),
    Unsupported("Sellers share one cash-out service", "transfers.to_service", CHAINALYSIS),
    Unsupported(
        "A customer's other accounts were not reviewed after a hit",
        "transactions.customer_id",
        "AUSTRAC v. Westpac (2020)",
    ),
    Unsupported("Receivers share one device or one identity document", "merchants.device", AMLC),
    Unsupported("Cash taken out at pawnshops and machines, by channel", "transfers.channel", AMLC),
    Unsupported(
        "A mule: many young payers, money out at once",
        "by decision: the age of a payer is no input",
        "FinCEN, FIN-2025-NTC2 (2025)",
    ),
    Unsupported(
        "The age, gender or nationality of a payer", "by decision: no input of any rule", "AIC, Trends & issues (2025)"
    ),
    Unsupported("Webcam or livestream tokens spent minute by minute", "transactions.session_id", FINTRAC),
    Unsupported(
        "The name or nickname that a payer writes is one known to the police",
        "by decision: free text does not pass the door",
        FATF,
    ),
)
