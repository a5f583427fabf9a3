"""A package in, the classes that live one to a file in it out: computed each time, nobody registers anything."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


def classes(package: str, base: type[T]) -> tuple[type[T], ...]:
    """The concrete subclasses of a base that the modules of a package define, in the order of module and class name.

    Adding a file adds its class; no other file changes.

    Args:
        package: Name of the package whose modules are looked through, and those of its folders; those with a leading
            underscore are left out.
        base: What the classes have in common.
    """
    found: list[type[T]] = []
    for name in sorted(_modules(importlib.import_module(package)), key=lambda name: name.rsplit(".", 1)[-1]):
        found += _own(importlib.import_module(name), base)
    return tuple(found)


def _modules(package: ModuleType) -> Iterator[str]:
    """The modules of a package and of the folders in it."""
    for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if each.name.rsplit(".", 1)[-1].startswith("_"):
            continue
        if each.ispkg:
            yield from _modules(importlib.import_module(each.name))
        else:
            yield each.name


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
