"""pandas, when somebody asks for it: pyarrow loads it at its first array, a third of a second, and no command needs it.

What pyarrow wants of pandas is to know a frame when it sees one. So it is told that there is none, and told the truth
as soon as anybody loads pandas.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import pyarrow as pa


def keep_back() -> None:
    """Let pyarrow look for pandas now, and not find it."""
    if "pandas" in sys.modules:
        return
    watch = _Watch()
    sys.meta_path.insert(0, watch)
    pa.array([])
    watch.hides = False


class _Watch(MetaPathFinder):
    """Hides pandas, and later waits for somebody who wants it."""

    hides = True

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname != "pandas":
            return None
        if self.hides:
            raise ModuleNotFoundError(fullname, name=fullname)
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec and spec.loader:
            spec.loader = _Telling(spec.loader)
        return spec


class _Telling(Loader):
    """Loads pandas as ever, and then tells pyarrow."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__:
            module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        pa.table({}).to_pandas()
