"""What a manifest expects of a file (rows, rejects, last day), so that no source shrinks unnoticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from finpath.ingest.manifest_fields import ManifestFields

CLAUSES = ("max_reject_share", "min_rows", "max_rows", "expect_until")


@dataclass(frozen=True)
class Expectations:
    """What a `[[files]]` of a manifest expects.

    Args:
        max_reject_share: The share of the rows of each of its files that may be rejected; the run's own when None.
        min_rows: Rows that each of its files has at least.
        max_rows: Rows that each of its files has at most.
        until: A day that its files reach: one row that is taken is of this day or a later one.
    """

    max_reject_share: float | None = None
    min_rows: int | None = None
    max_rows: int | None = None
    until: dt.date | None = None


NOTHING = Expectations()


@dataclass(frozen=True)
class FileRows:
    """A file and how many rows it has."""

    path: str
    rows: int


def read_expectations(fields: ManifestFields) -> Expectations:
    """Read what an entry of a manifest expects.

    Raises:
        ContributionError: It says what cannot be.
    """
    expectations = Expectations(
        max_reject_share=fields.share("max_reject_share"),
        min_rows=fields.whole("min_rows"),
        max_rows=fields.whole("max_rows"),
        until=fields.date("expect_until"),
    )
    if (
        expectations.min_rows is not None
        and expectations.max_rows is not None
        and expectations.min_rows > expectations.max_rows
    ):
        raise fields.refusal(
            f"says min_rows = {expectations.min_rows} and max_rows = {expectations.max_rows}; correct one of them."
        )
    return expectations


def describe_unmet(expects: Expectations, files: Sequence[FileRows], latest: dt.datetime | None) -> Iterator[str]:
    """What did not come true of one entry, a sentence each.

    Args:
        expects: What its manifest says.
        files: Every file that its path names.
        latest: Of their rows without a fault.
    """
    for file in files:
        if expects.min_rows is not None and file.rows < expects.min_rows:
            yield f"{file.path} has {file.rows} rows, fewer than min_rows = {expects.min_rows}: ask for the whole file."
        if expects.max_rows is not None and file.rows > expects.max_rows:
            yield f"{file.path} has {file.rows} rows, more than max_rows = {expects.max_rows}: ask what came besides."
    if expects.until is not None and (latest is None or latest.date() < expects.until):
        ends = "has no row that is taken" if latest is None else f"ends on {latest.date()}"
        yield f"{files[-1].path} {ends}, before expect_until = {expects.until}: ask for the days that are missing."
