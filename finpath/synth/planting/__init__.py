"""Plants structures with a known answer into anybody's contributions.

What is planted is written as the provider itself writes: its column names, formats and precision; each row is a row of
the provider, in which only what makes it another payment is replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finpath.lazy import lazily

if TYPE_CHECKING:
    from finpath.synth.planting.contributions import plant

__all__ = ["plant"]

lazily(
    __name__,
    {
        "plant": "finpath.synth.planting.contributions",
    },
)
