"""How a merchant begins and ends: the rules of this family, one to a file."""

from __future__ import annotations
