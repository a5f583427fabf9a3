"""Where payers and merchants are: the rules of this family, one to a file."""

from __future__ import annotations
