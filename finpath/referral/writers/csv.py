"""A referral's evidence as CSV: every row of it, with the file and row where it stands."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import ClassVar

from finpath.presentation.csv_escape import harmless
from finpath.referral.model.case import Referral
from finpath.referral.model.serialization import to_json_value
from finpath.referral.writers.writer import Writer

COLUMNS = (
    "account",
    "provider_id",
    "merchant_id",
    "transaction_id",
    "occurred_at",
    "kind",
    "rail",
    "amount",
    "currency",
    "amount_eur",
    "payer_token",
    "file",
    "file_sha256",
    "row",
    "rules",
)


class Csv(Writer):
    """The form for tables: the whole annex, however long."""

    name: ClassVar = "csv"
    suffix: ClassVar = ".csv"

    def write(self, referral: Referral) -> bytes:
        """A heading and a line for each row; UTF-8, commas, quotes where needed."""
        buffer = io.StringIO(newline="")
        lines = csv.writer(buffer, lineterminator="\r\n")
        lines.writerow(COLUMNS)
        lines.writerows(map(harmless, row) for row in evidence_lines(referral))
        return buffer.getvalue().encode(errors="replace")


def evidence_lines(referral: Referral) -> Iterator[tuple[str, ...]]:
    """The evidence rows, field by field as the columns say."""
    subjects = {subject.label: subject for subject in referral.subjects}
    files = {file.number: file for file in referral.exhibits}
    for row in referral.evidence:
        subject, file = subjects[row.subject], files[row.file]
        yield (
            row.subject,
            subject.provider_id,
            subject.merchant_id,
            row.transaction_id,
            str(to_json_value(row.occurred_at)),
            row.kind,
            row.rail,
            f"{row.amount:f}",
            row.currency,
            "" if row.eur is None else f"{row.eur:f}",
            row.payer,
            file.path,
            file.sha256,
            f"{row.row}",
            " ".join(row.rules),
        )
