"""Two configurations on the same payments: findings, tiers, precision, and the curve of a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.quality.backtest.compare import Backtest, backtest
    from finpath.quality.backtest.write import require_vacant, write

__all__ = ["Backtest", "backtest", "require_vacant", "write"]

lazily(
    __name__,
    {
        "Backtest": "finpath.quality.backtest.compare",
        "backtest": "finpath.quality.backtest.compare",
        "require_vacant": "finpath.quality.backtest.write",
        "write": "finpath.quality.backtest.write",
    },
)
