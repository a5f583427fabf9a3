"""A package in, the classes that live one to a file in it out: computed each time, nobody registers anything."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def classes(package: ModuleType, base: type[T]) -> tuple[type[T], ...]:
    """The concrete subclasses of a base that the modules of a package define, in the order of module and class name.

    Adding a file adds its class; no other file changes.

    Args:
        package: The package whose modules are looked through; those with a leading underscore are left out.
        base: What the classes have in common.
    """
    found: list[type[T]] = []
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        if not name.startswith("_"):
            found += _own(importlib.import_module(f"{package.__name__}.{name}"), base)
    return tuple(found)


def _own(module: ModuleType, base: type[T]) -> list[type[T]]:
    return [
        value
        for _, value in sorted(vars(module).items())
        if inspect.isclass(value)
        and value.__module__ == module.__name__
        and issubclass(value, base)
        and not inspect.isabstract(value)
        and value is not base
    ]
