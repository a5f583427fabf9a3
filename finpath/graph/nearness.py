"""Confirmed reports in; out comes `nearness`: how much nearer to them each merchant is than popularity explains."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from finpath.engine import Engine
from finpath.engine.kernels import Incidence, walk

SEEDS = """
SELECT DISTINCT merchant
FROM known
WHERE status = 'confirmed'
ORDER BY merchant
"""


def build_nearness(engine: Engine, links: Incidence) -> None:
    """Walk from the merchants of confirmed reports, each with the same weight, through common payers."""
    merchants = links.matrix.shape[0]
    seeds = np.zeros(merchants)
    seeds[engine.arrow(SEEDS)["merchant"].to_numpy()] = 1.0
    seeds[links.popularity == 0] = 0.0
    lift = np.round(walk(links, seeds).lift, 9) if seeds.any() else np.zeros(merchants)
    engine.register("nearness", pa.table({"merchant": np.arange(merchants), "report_lift": lift}))
