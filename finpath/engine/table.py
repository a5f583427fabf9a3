"""A table is a name in an engine; its rows stay where they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property


class Table:
    """A name and its columns, in order.

    >>> str(Table("links", ("payer", "merchant")))
    'links(payer, merchant)'
    """

    def __init__(self, name: str, columns: tuple[str, ...] | Callable[[], tuple[str, ...]]) -> None:
        """Take the name, and the columns or what tells them: an engine is asked for them when somebody wants to know.

        Args:
            name: Of the table.
            columns: In order.
        """
        self.name = name
        self._columns = columns

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self._columns if isinstance(self._columns, tuple) else self._columns()

    def __str__(self) -> str:
        """Say the name and the columns, never the rows."""
        return f"{self.name}({', '.join(self.columns)})"

    def __repr__(self) -> str:
        return f"Table({self})"
