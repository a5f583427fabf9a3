"""What Spark raises, as finpath raises it; what stands in the data is left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from finpath.errors import EngineError, Lacking, StatementFault

if TYPE_CHECKING:
    from pyspark.errors import PySparkException

AROUND = (
    (
        re.compile(r"No module named '(\w+)"),
        (
            "The Python of Spark's workers has no {}: install there what is installed here "
            "(pip install 'finpath[spark]'), or name another Python in PYSPARK_PYTHON."
        ),
    ),
    (
        re.compile(r"PYTHON_VERSION_MISMATCH|different version.{0,40}? than that in driver"),
        (
            "Spark's workers run another version of Python than this machine: install the same one there, "
            "or name it in PYSPARK_PYTHON."
        ),
    ),
    (
        re.compile(r'Cannot run program "([^"]+)"'),
        "Spark's workers have no Python at {}: name the one that they have in PYSPARK_PYTHON.",
    ),
    (re.compile(r"No space left"), "The disk for temporary data is full: name another with --temp-dir."),
)
"""What a cluster lacks, as Spark says it somewhere in a long trace, and as it is said to the user."""

NOT_FOUND: dict[str, tuple[Lacking, str]] = {
    "UNRESOLVED_COLUMN": ("column", "objectName"),
    "TABLE_OR_VIEW_NOT_FOUND": ("table", "relationName"),
    "UNRESOLVED_ROUTINE": ("function", "routineName"),
}
"""The conditions in which Spark does not find what a statement names, and the parameter that has the name."""

MISSING = re.compile(r"FILE_NOT_EXIST|FileNotFoundException")


def unseen_file(path: str) -> EngineError:
    """What is raised when a worker does not see what this machine sees."""
    return EngineError(
        f"A worker of Spark does not see {path}: contributions and --temp-dir must lie where this machine and every "
        "worker see them, under the same path."
    )


@contextmanager
def translate_errors(sql: str, *, of_file: bool = False) -> Iterator[None]:
    """Turn what Spark raises into what finpath raises.

    Args:
        sql: The statement, or the name of what is read.
        of_file: Whether a file of somebody else's is read: what fails while rows are made is then the file's fault.
    """
    from py4j.protocol import Py4JError  # noqa: PLC0415 - only who uses Spark has it
    from pyspark.errors import AnalysisException, ParseException, PySparkException  # noqa: PLC0415

    try:
        yield
    except PySparkException as error:
        if isinstance(error, AnalysisException | ParseException):
            raise EngineError(f"{_first(error)} In: {_start(sql)}", statement=_diagnose(error)) from error
        fault = _known_fault(str(error))
        condition = error.getCondition() or type(error).__name__
        raise fault or EngineError(f"{condition} In: {_start(sql)}", file_fault=of_file) from None
    except Py4JError as error:
        fault = _known_fault(str(error))
        raise fault or EngineError(f"Spark stopped: {_first(error)} In: {_start(sql)}", file_fault=of_file) from None


def _known_fault(text: str) -> EngineError | None:
    if MISSING.search(text):
        return unseen_file("a file of the run")
    matches = ((pattern.search(text), sentence) for pattern, sentence in AROUND)
    return next((EngineError(sentence.format(*match.groups())) for match, sentence in matches if match), None)


def _diagnose(error: PySparkException) -> StatementFault:
    """What Spark says of a statement, and what it does not find."""
    condition = (error.getCondition() or "").partition(".")[0]
    lacking, parameter = NOT_FOUND.get(condition, ("", ""))
    name = (error.getMessageParameters() or {}).get(parameter, "")
    return StatementFault(_first(error), lacking, name.rpartition(".")[2].strip("`"))


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def _start(sql: str) -> str:
    return " ".join(sql.split())[:300]
