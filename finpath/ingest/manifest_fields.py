"""Typed fields of a table of a manifest, each checked as it is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from finpath.errors import ContributionError

SHOWN = 12
"""How many allowed values a message lists."""


class ManifestFields:
    """A TOML table that knows where it stands."""

    def __init__(self, contribution: str, place: str, values: Mapping[str, object]) -> None:
        """Take a table.

        Args:
            contribution: The folder's name, for messages.
            place: Where in the manifest it stands, for messages.
            values: What it holds.
        """
        self._contribution = contribution
        self._place = place
        self._raw_value = values

    def __contains__(self, name: str) -> bool:
        """Say whether the clause is there."""
        return name in self._raw_value

    def refusal(self, fault: str) -> ContributionError:
        """The error that names the contribution and the place."""
        return ContributionError(f"{self._contribution}: contribution.toml {self._place}{fault}")

    def table(self, name: str) -> ManifestFields:
        """The table of that name, which must be there."""
        value = self._raw_value.get(name)
        if not isinstance(value, dict):
            raise self.refusal(f"has no [{name}]; add that table.")
        return ManifestFields(self._contribution, f"[{name}] ", value)

    def tables(self, name: str) -> tuple[ManifestFields, ...]:
        """The array of tables of that name, with at least one entry."""
        value = self._raw_value.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.refusal(f"names no file; add [[{name}]] with table and path.")
        return tuple(
            ManifestFields(self._contribution, f"[[{name}]] {index} ", item)
            for index, item in enumerate(value, start=1)
        )

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self._raw_value.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(f"has no {name}; write it as a text in quotes.")
        return value.strip()

    def optional(self, name: str) -> str | None:
        """A text that may be missing."""
        return self.text(name) if name in self else None

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        value = self._raw_value.get(name, False)
        if not isinstance(value, bool):
            raise self.refusal(f"says {name} = {value!r}; write true or false, without quotes.")
        return value

    def code(self, name: str, codes: Collection[str]) -> str:
        """A text out of a code list."""
        value = self.text(name)
        if value not in codes:
            choices = f"one of {', '.join(sorted(codes))}" if len(codes) <= SHOWN else "a value of its standard's list"
            raise self.refusal(f'says {name} = "{value}", which is unknown; write {choices}.')
        return value

    def date(self, name: str) -> dt.date | None:
        """A date that may be missing."""
        value = self._raw_value.get(name)
        if isinstance(value, dt.datetime):
            return value.date()
        if value is None or isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            raise self.refusal(f'says {name} = "{value}", which is no date; write it as 2027-12-31.') from None

    def whole(self, name: str) -> int | None:
        """A whole number of rows that may be missing."""
        value = self._raw_value.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        raise self.refusal(f"says {name} = {value!r}, which is no number of rows; write it as 1000.")

    def share(self, name: str) -> float | None:
        """A share from 0 to 1 that may be missing."""
        value = self._raw_value.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise self.refusal(f"says {name} = {value!r}, which is no share; write it as 0.02.")
        return float(value)

    def only(self, names: Collection[str]) -> None:
        """Refuse a clause that nobody would read."""
        unknown = sorted(set(self._raw_value) - set(names))
        if unknown:
            raise self.refusal(f"names {', '.join(unknown)}; known are {', '.join(names)}.")

    def mapping(self, name: str, names: Collection[str]) -> dict[str, tuple[str, ...]]:
        """A table of known names, each with one text or several."""
        value = self._raw_value.get(name, {})
        if not isinstance(value, dict):
            raise self.refusal(f"has a {name} that is no table; write [files.{name}].")
        unknown = sorted(set(value) - set(names))
        if unknown:
            raise self.refusal(f"[files.{name}] names {', '.join(unknown)}; known are {', '.join(names)}.")
        return {key: self._texts(f"{name}.{key}", item) for key, item in value.items()}

    def _texts(self, name: str, value: object) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        if not items or not all(isinstance(item, str | int | float | bool | dt.date) for item in items):
            raise self.refusal(f"says {name} = {value!r}; write a text, or a list of texts.")
        return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in items)
