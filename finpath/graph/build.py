"""The payment graph of a ledger, stage by stage."""

from __future__ import annotations

from finpath.config import Identities
from finpath.deprecated import renamed
from finpath.graph.column_coverage import supplied
from finpath.graph.paymentgraph import PaymentGraph
from finpath.graph.step import GraphInput
from finpath.graph.steps import STAGES
from finpath.ingest import Ledger
from finpath.notebook.progress import Progress, watch


@renamed(told="overrides")
def build(
    ledger: Ledger,
    *,
    overrides: Identities | None = None,
    progress: Progress | None = None,
    whole: bool = False,
) -> PaymentGraph:
    """Build the payer-merchant graph of a ledger.

    Args:
        ledger: What was taken from the contributions.
        overrides: What a person decided of identities, and entity ids of an earlier run.
        progress: Told what is being done; when None, a notebook shows it.
        whole: Count the payments of one card acceptor as one merchant's, whichever members see them.

    Returns:
        The graph; its relations are those that `finpath.graph.steps.STEPS` makes, described in docs/tables.md.
    """
    given = GraphInput(ledger, overrides or Identities(), whole)
    progress = progress or watch()
    notes: list[str] = []
    for stage in STAGES:
        progress(stage.says)
        notes += stage.run(given)
    return PaymentGraph(ledger.engine, supplied(ledger), tuple(notes))
