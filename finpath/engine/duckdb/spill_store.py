"""Tables larger than memory: each a file of Parquet in the run's own folder, encrypted with a key of this process.

In memory a row of payments takes five times what it takes here, so that a table which does not fit would be spilled and
fetched again by every statement that reads it; of a file each reads the columns that it asks for.
"""

from __future__ import annotations

import secrets
import shutil
from itertools import count
from pathlib import Path

from finpath.engine.duckdb.files import literal

KEY = "run"
"""What the database calls the key."""

KEYED = f"{{footer_key: '{KEY}'}}"
"""How a statement names it."""

ROWS = 15 * 2048
"""Rows of a row group, of which each thread holds one or two: a quarter of what DuckDB would take, written as fast."""

PACKED = 4
"""Bytes in memory for one on disk, at least."""


class SpillStore:
    """The folder of such tables, and SQL that writes and reads them."""

    def __init__(self, folder: Path) -> None:
        """Begin with none: what an earlier database of this process left is taken away."""
        shutil.rmtree(folder, ignore_errors=True)
        self._folder = folder
        self._numbers = count()
        self._places: dict[str, Path] = {}

    @staticmethod
    def key() -> str:
        """The statement that gives the database a new key: none but this process ever has it."""
        return f"PRAGMA add_parquet_key('{KEY}', '{secrets.token_hex(16)}')"

    def place(self) -> Path:
        """Where a new table goes."""
        self._folder.mkdir(exist_ok=True)
        return self._folder / f"{next(self._numbers)}.parquet"

    @staticmethod
    def write(place: Path, sql: str) -> str:
        """The statement that writes the rows of a SELECT."""
        how = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS}, ENCRYPTION_CONFIG {KEYED}"
        return f"COPY ({sql}) TO {literal(str(place))} ({how})"

    def keep(self, name: str, place: Path) -> None:
        """Give what was written a name, and take away what had it before."""
        self.remove(name)
        self._places[name] = place

    def read(self, name: str) -> str:
        """The table function that reads a table; `file_row_number` is the number of a row, from 0."""
        return f"read_parquet({literal(str(self._places[name]))}, encryption_config = {KEYED})"

    def remove(self, name: str) -> None:
        """Take a table away, if there is one."""
        if place := self._places.pop(name, None):
            place.unlink(missing_ok=True)
