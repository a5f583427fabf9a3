"""Who did what when, as a chain that shows what was edited, taken out, moved or cut off; no personal data is in it."""

from __future__ import annotations

from finpath.custody.chain import Chain, Fault, append, read_chain
from finpath.custody.entry import Entry
from finpath.custody.head import Head, find_heads, find_witnessed

__all__ = ["Chain", "Entry", "Fault", "Head", "append", "find_heads", "find_witnessed", "read_chain"]
