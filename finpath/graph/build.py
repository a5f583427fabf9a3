"""Ledger in, PaymentGraph out: links first, then everything that reads only links."""

from __future__ import annotations

from typing import cast

from finpath.config import Identities
from finpath.engine import Engine
from finpath.graph.blocks import build_blocks
from finpath.graph.co_payer_stats import build_circles
from finpath.graph.column_coverage import supplied
from finpath.graph.control import CONTROL
from finpath.graph.identity import build_identity
from finpath.graph.kernels import Incidence, OverlapLimits, overlap, who_pays_where
from finpath.graph.links import build_links
from finpath.graph.merchant_reports import build_known
from finpath.graph.merchants import build_merchants
from finpath.graph.non_local_payers import build_outsiders
from finpath.graph.paymentgraph import PaymentGraph
from finpath.graph.peers import build_peers
from finpath.graph.price_clusters import build_streams
from finpath.graph.price_variants import build_relatives
from finpath.graph.receipts import build_receipts
from finpath.graph.report_proximity import build_nearness
from finpath.graph.settlements import build_settlements
from finpath.ingest import Ledger
from finpath.notebook.progress import Progress, watch


def build(ledger: Ledger, *, told: Identities | None = None, progress: Progress | None = None) -> PaymentGraph:
    """Build the payer-merchant graph of a ledger.

    Args:
        ledger: What was taken from the contributions.
        told: What a person decided of identities, and entity ids of an earlier run.
        progress: Told what is being done; when None, a notebook shows it.

    Returns:
        The graph's tables: `links`, `payers`, `merchants`, `entities`, `identity_edges`, `shared_payers`, `blocks`,
        `known`, `compared`.
    """
    engine = ledger.engine
    progress = progress or watch()
    progress("Linking payers and merchants")
    links, payers = build_links(ledger)
    progress("Joining accounts of one merchant and of one controller")
    entities, hubs = build_identity(ledger, told or Identities())
    crowded = build_known(engine)
    engine.view("control", CONTROL)
    progress("Comparing who shares payers with whom")
    with _who_pays_where(engine) as incidence:
        caps = _build_ties(engine, incidence)
    progress("Counting features of merchants")
    build_relatives(engine)
    build_settlements(engine)
    merchants = build_merchants(engine)
    build_peers(engine)
    build_receipts(engine)
    return PaymentGraph(engine, links, merchants, payers, entities, supplied(ledger), (*hubs, *crowded, *caps))


def _build_ties(engine: Engine, links: Incidence) -> tuple[str, ...]:
    """Make every table that comes of who shares payers with whom; answers which bounds bit."""
    found = overlap(links, OverlapLimits(threads=engine.threads))
    caps = build_circles(engine, found)
    unpeeled = build_blocks(engine, links, found.hints)  # of pairs too weak for circles
    build_outsiders(engine, links, found)
    build_streams(engine, links)
    return (*caps, *unpeeled, *build_nearness(engine, links))


def _who_pays_where(engine: Engine) -> Incidence:
    merchants = cast("int", engine.scalar("SELECT coalesce(max(merchant), -1) + 1 FROM merchant_accounts"))
    payers = cast("int", engine.scalar("SELECT coalesce(max(payer), -1) + 1 FROM links"))
    return who_pays_where(engine, "links", merchants, payers)
