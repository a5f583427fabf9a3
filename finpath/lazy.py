"""The public names of a package, each loaded when somebody asks for it: to import the package alone costs nothing.

Such a package says its names twice. Imports under `TYPE_CHECKING` are for whoever reads and checks it: people, mypy,
import-linter. A table of names and modules is for Python. `tests/test_start.py` holds the two against each other.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

_HOMES: dict[str, Mapping[str, str]] = {}
"""By package, the module in which each public name stands."""

_FORMER: dict[str, Mapping[str, str]] = {}
"""By package, what public names were called before, and what they are called now."""


def lazily(package: str, homes: Mapping[str, str], former: Mapping[str, str] | None = None) -> None:
    """Let a package load its public names when they are asked for.

    Args:
        package: Its `__name__`.
        homes: The module of each name.
        former: Names of an earlier release, which are given with a warning, and the names of today.

    >>> import finpath
    >>> finpath.Limits.__module__
    'finpath.engine.limits'
    """
    _HOMES[package] = homes
    _FORMER[package] = former or {}
    sys.modules[package].__class__ = _Package


class _Package(ModuleType):
    """A package whose names are loaded when they are asked for; its modules too, as if it had imported them."""

    def __getattr__(self, name: str) -> object:
        home = _HOMES[self.__name__].get(name)
        if home:
            self.__dict__[name] = getattr(import_module(home), name)
            return self.__dict__[name]
        if now := _FORMER[self.__name__].get(name):
            warnings.warn(f"{self.__name__}.{name} is called {now} now.", DeprecationWarning, stacklevel=2)
            return getattr(self, now)
        module = f"{self.__name__}.{name}"
        try:
            return import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        # `load` of finpath.ingest is the function, also when its module finpath.ingest.load was imported first.
        if not (isinstance(value, ModuleType) and name in _HOMES[self.__name__]):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*_HOMES[self.__name__], *(name for name in self.__dict__ if name.startswith("__"))})
