"""Two case files and the same payments in; out comes what changes: alerts, tiers, precision, a threshold's curve."""

from __future__ import annotations

from finpath.quality.backtest.compare import Backtest, backtest
from finpath.quality.backtest.write import vacant, write

__all__ = ["Backtest", "backtest", "vacant", "write"]
