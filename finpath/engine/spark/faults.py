"""What Spark raises in, what finpath raises out; what stands in the data is left out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from finpath.errors import EngineError


@contextmanager
def explaining(sql: str, *, of_file: bool = False) -> Iterator[None]:
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
        ours = isinstance(error, AnalysisException | ParseException)
        said = (str(error) if ours else error.getCondition() or type(error).__name__).splitlines()[0]
        raise EngineError(f"{said} In: {_start(sql)}", file_fault=of_file and not ours) from (error if ours else None)
    except Py4JError as error:
        said = str(error).splitlines()[0]
        if "space left" in str(error):
            raise EngineError("The disk for temporary data is full: name another with --temp-dir.") from None
        raise EngineError(f"Spark stopped: {said} In: {_start(sql)}", file_fault=of_file) from None


def _start(sql: str) -> str:
    return " ".join(sql.split())[:300]
