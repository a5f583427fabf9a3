"""What DuckDB raises, as finpath raises it: nobody else reads DuckDB's texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from finpath.errors import EngineError, Lacking, StatementFault

OURS = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.InternalException,
    duckdb.InterruptException,
    duckdb.NotImplementedException,
    duckdb.OutOfRangeException,
    duckdb.ParserException,
)
"""Errors of a statement; all others, where a file is read, are the file's."""

VALUES = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException)
"""Errors that may quote what stands in the data: that is left out of what finpath raises."""

QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")

NOT_FOUND: tuple[tuple[Lacking, re.Pattern[str]], ...] = (
    ("column", re.compile(r'column (?:named )?"(\w+)"')),
    ("table", re.compile(r"Table with name (\w+)")),
    ("function", re.compile(r"Function with name (\w+)")),
)
"""How DuckDB names what it does not find."""

INTERRUPTED = "Query interrupted"
"""What DuckDB makes of a KeyboardInterrupt that comes while a statement runs: a RuntimeError with this text."""

STARVED = re.compile("bad_alloc|annot allocate memory|ailed to allocate")
"""What DuckDB says where the machine has no more memory, whatever kind of error it makes of it."""

FATAL = (duckdb.InternalException, duckdb.FatalException)
"""After them the database takes no statement any more."""


@contextmanager
def translate_errors(sql: str) -> Iterator[None]:
    """Turn what DuckDB raises into what finpath raises."""
    try:
        yield
    except duckdb.Error as error:
        raise _explain(error, sql) from (None if isinstance(error, VALUES) else error)
    except RuntimeError as error:
        if str(error) == INTERRUPTED:
            raise KeyboardInterrupt from None
        raise


def _explain(error: duckdb.Error, sql: str) -> EngineError:
    text = str(error)
    if "No space left" in text or "max_temp_directory_size" in text:
        return EngineError("The disk for temporary data is full: name another with --temp-dir.")
    if isinstance(error, duckdb.OutOfMemoryException) or STARVED.search(text):
        return EngineError(
            "Memory ran out: the memory limit was reached and spilling did not help: raise --memory-limit, or set fewer"
            " --threads.",
            exhausted=True,
        )
    first = text.splitlines()[0]
    if isinstance(error, VALUES):
        first = QUOTED.sub("…", first)
    fault = f"{first} In: {' '.join(sql.split())[:300]}"
    return EngineError(
        fault, file_fault=not isinstance(error, OURS), fatal=isinstance(error, FATAL), statement=_diagnose(first)
    )


def _diagnose(text: str) -> StatementFault:
    """What DuckDB says of a statement, without the kind of error that it begins with."""
    reason = text.removeprefix("Binder Error: ").removeprefix("Catalog Error: ")
    for lacking, pattern in NOT_FOUND:
        if match := pattern.search(text):
            return StatementFault(reason, lacking, match[1])
    return StatementFault(reason)
