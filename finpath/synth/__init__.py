"""Synthetic contributions with a known answer, and structures with a known answer planted into real ones.

Both tell the known answer apart from what they write.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.synth.coalition import write
    from finpath.synth.planting.contributions import plant

__all__ = ["plant", "write"]

lazily(
    __name__,
    {
        "plant": "finpath.synth.planting.contributions",
        "write": "finpath.synth.coalition",
    },
)
