"""An Arrow stream of records that a Python program reads, opened anew each time the engine reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from finpath.engine.scans import Batches, Remarks


class BatchStream:
    """What an engine reads by the Arrow stream interface; remembers what the program raised, and what it remarked."""

    def __init__(self, batches: Batches) -> None:
        """Read nothing yet."""
        self._batches = batches
        self.raised: Exception | None = None
        """What stopped the last reading; an engine knows only its text."""
        self.remarks: Remarks = []
        """What the last reading remarked."""

    def __arrow_c_schema__(self) -> object:
        """The columns, without reading a record."""
        return self._batches.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Begin to read."""
        self.raised, self.remarks = None, []
        reader = pa.RecordBatchReader.from_batches(self._batches.schema, self._record_failure(self.remarks))
        return reader.__arrow_c_stream__(requested_schema)

    def _record_failure(self, remarks: Remarks) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches.open(remarks)
        except Exception as error:
            self.raised = error
            raise
