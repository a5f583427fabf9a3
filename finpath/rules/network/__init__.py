"""Which merchants have their payers in common: the rules of this family, one to a file."""

from __future__ import annotations
