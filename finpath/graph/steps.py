"""The order in which the graph is made, as data: stages, and the steps of each."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Generic, TypeVar

from finpath.graph.agreement import compare_declared
from finpath.graph.blocks import find_blocks
from finpath.graph.case_figures import describe_cases
from finpath.graph.cases import draw_cases
from finpath.graph.co_payer_stats import compare_payers
from finpath.graph.identity import JOIN_ACCOUNTS, date_accounts, decided, list_identifiers
from finpath.graph.identity.apply_overrides import Decided
from finpath.graph.links import link_payers
from finpath.graph.merchant_reports import match_reports
from finpath.graph.merchants import count_features
from finpath.graph.nodes import name_nodes
from finpath.graph.non_local_payers import compare_non_local
from finpath.graph.payer_groups import gather_payers
from finpath.graph.payer_overlap import PayerOverlap, payer_overlap
from finpath.graph.peers import compare_peers
from finpath.graph.price_clusters import find_price_clusters
from finpath.graph.price_variants import find_price_variants
from finpath.graph.receipts import list_receipts
from finpath.graph.report_proximity import measure_proximity
from finpath.graph.settlements import sum_settlements
from finpath.graph.step import GraphInput, Notes, Step

T = TypeVar("T")


@dataclass(frozen=True)
class Stage(Generic[T]):
    """Steps that are made of the same thing.

    Args:
        says: What is being done, for whoever waits.
        opens: From what the graph is made of to what these steps are made of; given up when they are done.
        steps: In their order.
    """

    says: str
    opens: Callable[[GraphInput], AbstractContextManager[T]]
    steps: tuple[Step[T], ...]

    def run(self, given: GraphInput) -> Notes:
        """Take the steps; answers sentences about bounds that bit."""
        with self.opens(given) as whole:
            return tuple(note for step in self.steps for note in step.run(whole))


def _as_given(given: GraphInput) -> AbstractContextManager[GraphInput]:
    return nullcontext(given)


def _compared(given: GraphInput) -> AbstractContextManager[PayerOverlap]:
    return payer_overlap(given.engine)


LINK = Stage("Linking payers and merchants", _as_given, (name_nodes, link_payers))
IDENTIFY = Stage("Joining accounts of one merchant and of one controller", _as_given, (date_accounts, list_identifiers))
JOIN = Stage("Joining accounts of one merchant and of one controller", decided, JOIN_ACCOUNTS)
REPORT = Stage("Looking for the merchants of reports", _as_given, (match_reports,))
COMPARE = Stage(
    "Comparing who shares payers with whom",
    _compared,
    (compare_payers, find_blocks, compare_non_local, gather_payers, find_price_clusters, measure_proximity),
)
COUNT = Stage(
    "Counting features of merchants",
    _as_given,
    (
        find_price_variants,
        sum_settlements,
        count_features,
        compare_peers,
        compare_declared,
        draw_cases,
        describe_cases,
        list_receipts,
    ),
)

STAGES: tuple[Stage[GraphInput] | Stage[Decided] | Stage[PayerOverlap], ...] = (
    LINK,
    IDENTIFY,
    JOIN,
    REPORT,
    COMPARE,
    COUNT,
)
"""All of them, in their order."""

STEPS: tuple[Step[GraphInput] | Step[Decided] | Step[PayerOverlap], ...] = (
    *LINK.steps,
    *IDENTIFY.steps,
    *JOIN.steps,
    *REPORT.steps,
    *COMPARE.steps,
    *COUNT.steps,
)
"""Every step, in its order; what each reads is made by those before it, or is in the ledger."""
