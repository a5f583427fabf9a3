"""Two case files and the same payments in; out comes what changes: alerts, tiers, precision, a threshold's curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.quality.backtest.compare import Backtest, backtest
    from finpath.quality.backtest.write import vacant, write

__all__ = ["Backtest", "backtest", "vacant", "write"]

lazily(
    __name__,
    {
        "Backtest": "finpath.quality.backtest.compare",
        "backtest": "finpath.quality.backtest.compare",
        "vacant": "finpath.quality.backtest.write",
        "write": "finpath.quality.backtest.write",
    },
)
