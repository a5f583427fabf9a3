"""A seed in, a synthetic coalition out; contributions in, the same with structures planted in them out.

Both tell the known answer apart from what they write.
"""

from __future__ import annotations

from finpath.synth.coalition import write
from finpath.synth.planting import plant

__all__ = ["plant", "write"]
