"""What a run kept of a merchant in, what speaks against suspicion and what could not be looked at out, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pyarrow.parquet as pq

from finpath.output.explanation.parts import IndicatorBook
from finpath.output.explanation.store import Heard, Store
from finpath.output.explanation.tables import DOUBT
from finpath.referral.query.mitigating_factors import MEANINGS, NOTHING, doubt
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
class Looked:
    """Which rules could look at the merchant.

    Args:
        blind: By rule: why it could not.
        families: Of the rules that could.
    """

    blind: Mapping[str, str]
    families: frozenset[str]


def looked(store: Store, known: IndicatorBook) -> Looked:
    """Which rules could look at the merchant, as the run's coverage tells."""
    blind: dict[str, str] = {}
    for rule in cast("list[dict[str, object]]", store.json("coverage.json")["rules"]):
        name = str(rule["id"])
        if not rule["ran"]:
            blind[name] = f"Rule {name} did not run: {rule['why']}."
        elif store.provider_id in cast("list[str]", rule["unseen"]):
            blind[name] = f"Rule {name} could not judge merchants of {store.provider_id}: columns are missing."
    could = (one.family for name, one in known.indicators.items() if name not in blind)
    return Looked(blind, frozenset(could))


def against(store: Store, place: int, heard: Sequence[Heard], saw: Looked) -> tuple[str, ...]:
    """What speaks for an innocent explanation, one sentence each.

    Args:
        store: The run.
        place: Of the merchant among the profiles.
        heard: The families that speak.
        saw: Those that could have.
    """
    said = [*_doubts(store, place), *(str(hub) for hub in store.about("hubs", _Hub))]
    silent = sorted(saw.families - {one.family for one in heard} - DEPENDENT - {"report"})
    if silent:
        said.append(f"Looked at, and nothing was found: {', '.join(silent)}.")
    return tuple(said) or (NOTHING,)


def _doubts(store: Store, place: int) -> Iterator[str]:
    table = pq.read_table(store.profiles, columns=[DOUBT + name for name in MEANINGS])
    for name in MEANINGS:
        figure = table[DOUBT + name][place].as_py()
        if figure is not None:
            yield doubt(name, figure)
