"""A group of commands that names them all and loads each when it is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from types import MappingProxyType
from typing import ClassVar

import typer
from typer._click import Command, Context
from typer.core import TyperGroup


class Later(TyperGroup):
    """A group of commands, of which some are loaded later."""

    places: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Where each of those stands, as `module:function`, or `module:app` for a group."""

    @property
    def commands(self) -> MutableMapping[str, Command]:
        """By name, in order."""
        return self._commands

    @commands.setter
    def commands(self, loaded: MutableMapping[str, Command]) -> None:
        self._commands = _Commands(loaded, self.places)

    def list_commands(self, ctx: Context) -> list[str]:
        """Name them all, and load none."""
        del ctx
        return list(self.commands)


class _Commands(MutableMapping[str, Command]):
    """Commands that are there, and places of those that are not."""

    def __init__(self, loaded: Mapping[str, Command], places: Mapping[str, str]) -> None:
        self._known: dict[str, Command | str] = {**loaded, **places}

    def __getitem__(self, name: str) -> Command:
        found = self._known[name]
        if isinstance(found, str):
            found = self._known[name] = _load(name, found)
        return found

    def __setitem__(self, name: str, command: Command) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _load(name: str, place: str) -> Command:
    module, _, found = place.partition(":")
    command = getattr(import_module(module), found)
    if "pyarrow" in sys.modules:
        import_module("finpath.cli.pandas_later").keep_back()
    alone = typer.Typer(rich_markup_mode=None)
    if isinstance(command, typer.Typer):
        alone.add_typer(command, name=name)
    else:
        alone.command(name)(command)
    return typer.main.get_group(alone).commands[name]
