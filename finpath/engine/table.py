"""A table is a name in an engine; its rows stay where they are."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A name and its columns, in order.

    >>> str(Table("links", ("payer", "merchant")))
    'links(payer, merchant)'
    """

    name: str
    columns: tuple[str, ...]

    def __str__(self) -> str:
        """Say the name and the columns, never the rows."""
        return f"{self.name}({', '.join(self.columns)})"
