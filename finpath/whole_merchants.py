"""Asks the rules of whole merchants, where several organisations see one card acceptor."""

from __future__ import annotations

from finpath import graph, rules, scoring
from finpath.config import RunConfig
from finpath.graph.nodes import count_shared
from finpath.graph.step import GraphInput
from finpath.ingest import Ledger
from finpath.notebook.progress import Progress
from finpath.ruleset import RuleSet
from finpath.scoring.groups import TIES
from finpath.scoring.whole import Whole

NODES = "SELECT node FROM nodes ORDER BY merchant"


def see_whole(ledger: Ledger, config: RunConfig, book: RuleSet, progress: Progress) -> Whole:
    """Build the graph with each card acceptor as one merchant, ask the rules, and keep what they answer.

    The relations of the graph are those of whole merchants afterwards: build it anew for accounts.

    Args:
        ledger: What was taken from the contributions.
        config: What the user decides.
        book: The rules.
        progress: Told what is being done.
    """
    if not count_shared(GraphInput(ledger, config.identities)):
        return Whole()
    progress("Putting together what members see of one merchant")
    payments = graph.build(ledger, overrides=config.identities, progress=progress, whole=True)
    findings, _ = rules.run(payments, book.rules, skip_bad=config.skip_bad_rules)
    findings += scoring.detect_outliers(payments)
    findings += scoring.judge(payments, config.card)
    engine = ledger.engine
    ties = engine.arrow(TIES)
    node = engine.arrow(NODES)["node"].to_numpy()
    return Whole(findings, node, ties["one"].to_numpy(), ties["two"].to_numpy())
