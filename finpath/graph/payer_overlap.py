"""Who pays where, and who shares payers with whom: what several steps look at, computed once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from finpath.engine import Engine
from finpath.graph.kernels import Incidence, Overlap, OverlapLimits, overlap, who_pays_where


@dataclass(frozen=True)
class PayerOverlap:
    """What is known of shared payers before any table says it.

    Args:
        engine: Where the tables are.
        links: Who pays where.
        found: Pairs of merchants that share payers beyond chance.
    """

    engine: Engine
    links: Incidence
    found: Overlap


@contextmanager
def payer_overlap(engine: Engine) -> Iterator[PayerOverlap]:
    """Compare all merchants by their payers; the links are given up at the end of the block."""
    merchants = engine.count("SELECT coalesce(max(merchant), -1) + 1 FROM merchant_accounts")
    payers = engine.count("SELECT coalesce(max(payer), -1) + 1 FROM links")
    with who_pays_where(engine, "links", merchants, payers) as links:
        yield PayerOverlap(engine, links, overlap(links, OverlapLimits(threads=engine.threads)))
