"""What a format is: it recognises a file by its content and says how its records are read as text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from finpath.engine import Batches, Scan
from finpath.ingest.column_types import NativeColumn
from finpath.ingest.surrogates import Surrogates


@dataclass(frozen=True)
class Request:
    """What is asked of a format.

    Args:
        path: The file as handed in, decompressed.
        label: Its name in messages.
        options: As the manifest gives them.
        wanted: The provider's column names that the contract has a use for.
        texts: Those of them that hold names, identifiers and other text.
        ids: Those of them that name somebody or something.
        amounts: Those of them that hold nothing but amounts.
        days: Those of them that hold nothing but dates and instants.
        folder: Where a rewritten copy may go.
        table: The contract's table that the manifest asks it for: one file may hold payments and who receives them.
        surrogates: What stands for card and account numbers that may go no further than the format.
        has_marks: Whether its text was rewritten, and may have marks where there were bytes that are no text.
        kind: Of the provider: acquirer, hotline and so on.
        content: The rows themselves, where there is no file.
    """

    path: Path
    label: str
    options: Mapping[str, str]
    wanted: Collection[str]
    texts: Collection[str]
    folder: Path
    table: str
    surrogates: Surrogates
    has_marks: bool = False
    kind: str = ""
    ids: Collection[str] = ()
    amounts: Collection[str] = ()
    days: Collection[str] = ()
    content: pa.Table | None = None


@dataclass(frozen=True)
class Records:
    """How the records of a file are read.

    Args:
        scan: What the engine reads, or what a program reads for it.
        names: The provider's column names, in the order of the file.
        values: For each of them a SQL expression over the scan that gives its text.
        native: Name to the column itself, where the file gives it a type other than text.
        broken: SQL condition to reason: records that cannot be read.
        unreadable: Row number to reason: records that the scan leaves out.
        row: SQL expression of the row number where records were left out; else the position in the file.
        side: SQL expression of how far from the payee the teller of a record stands, where the file says: 0 where the
            payee's account is, 2 where the payer's is, 1 between them, more for who only asked for the payment.
        standing: Of two files with the same id, the rows of the one that stands higher count.
        mapped: The contract's columns that are others of the file's, where the manifest says nothing of them.
        timed: SQL expression of whether a record tells the time of day, where the file says so itself.
        odd: SQL expression of a number with a bit for each token column, in their order, that holds the token of what
            could not be normalised.
        consulted: Columns of which the format itself made something: nobody has to be told that they are not used.
    """

    scan: Scan | Batches
    names: tuple[str, ...]
    values: tuple[str, ...]
    native: Mapping[str, NativeColumn] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    unreadable: Mapping[int, str] = field(default_factory=dict)
    row: str | None = None
    side: str | None = None
    standing: int = 0
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    consulted: Collection[str] = ()
    timed: str | None = None
    odd: str | None = None


class Format(ABC):
    """One way of writing records; a new one is a new file in finpath.ingest.formats."""

    name: ClassVar[str]
    """What a manifest calls it."""

    is_text: ClassVar[bool] = True
    """Whether its files are text, with an encoding."""

    is_general: ClassVar[bool] = False
    """Whether it takes records of any content, so that a format with a content of its own goes before it."""

    @classmethod
    @abstractmethod
    def recognises(cls, head: bytes) -> bool:
        """Say whether a file that starts so is of this format."""

    @classmethod
    @abstractmethod
    def records(cls, request: Request) -> Records:
        """Say how to read the records of a file.

        Raises:
            ContributionError: The file as a whole is not what it says.
        """

    @classmethod
    def salvage(cls, request: Request) -> Records | None:
        """Say how to read what is left when single records are broken; None where that cannot be."""
        del request
        return None
