"""What speaks against suspicion of a merchant, and which rules could not look at it, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pyarrow.parquet as pq

from finpath.output.explanation.parts import IndicatorBook
from finpath.output.explanation.store import FamilyWeight, MerchantStore
from finpath.output.explanation.tables import DOUBT
from finpath.referral.query.mitigating_factors import MEANINGS, NOTHING, doubt_sentence
from finpath.scoring.evidence import DEPENDENT

UNREPORTED = "Nobody has reported it."


@dataclass(frozen=True)
class _Hub:
    kind: str
    accounts: int

    def __str__(self) -> str:
        return (
            f"Its {self.kind.replace('_', ' ')} is that of {self.accounts:,} accounts, as with a payment facilitator or"
            " an agent: it ties it to nobody."
        )


@dataclass(frozen=True)
class RuleCoverage:
    """Which rules could look at the merchant.

    Args:
        blind: By rule: why it could not.
        families: Of the rules that could.
    """

    blind: Mapping[str, str]
    families: frozenset[str]


def rule_coverage(store: MerchantStore, book: IndicatorBook) -> RuleCoverage:
    """Which rules could look at the merchant, as the run's coverage tells."""
    blind: dict[str, str] = {}
    for rule in cast("list[dict[str, object]]", store.json("coverage.json")["rules"]):
        name = str(rule["id"])
        if not rule["ran"]:
            blind[name] = f"Rule {name} did not run: {rule['why']}."
        elif store.provider_id in cast("list[str]", rule["unseen"]):
            lacks = dict(cast("list[tuple[str, list[str]]]", rule.get("lacks", []))).get(store.provider_id, [])
            which = f"{', '.join(lacks)} {'is' if len(lacks) == 1 else 'are'}" if lacks else "columns are"
            blind[name] = f"Rule {name} could not judge merchants of {store.provider_id}: {which} missing."
    able = (one.family for name, one in book.indicators.items() if name not in blind)
    return RuleCoverage(blind, frozenset(able))


def counter_evidence(
    store: MerchantStore, place: int, weights: Sequence[FamilyWeight], coverage: RuleCoverage
) -> tuple[str, ...]:
    """What speaks for an innocent explanation, one sentence each.

    Args:
        store: The run.
        place: Of the merchant among the profiles.
        weights: The families that speak.
        coverage: Those that could have.
    """
    sentences = [*_doubts(store, place), *(str(hub) for hub in store.rows_about("hubs", _Hub))]
    silent = sorted(coverage.families - {one.family for one in weights} - DEPENDENT - {"report"})
    if silent:
        sentences.append(f"Looked at, and nothing was found: {', '.join(silent)}.")
    return tuple(sentences) or (NOTHING,)


def _doubts(store: MerchantStore, place: int) -> Iterator[str]:
    table = pq.read_table(store.profiles, columns=[DOUBT + name for name in MEANINGS])
    for name in MEANINGS:
        figure = table[DOUBT + name][place].as_py()
        if figure is not None:
            yield doubt_sentence(name, figure)
