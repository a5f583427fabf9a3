"""Joins tokens of payers with the member's own identifiers: for the member alone, with a line of a log."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finpath.ingest import OwnPayer
from finpath.presentation.csv_escape import harmless
from finpath.referral.model.member_view import MemberView

PAYEE = "merchant_id"
"""The kind of a token that stands for who received, where the member had its ids replaced by surrogates."""

HEADER = ("case", "token", "payer_ref_kind", "payer_ref", "payments")


@dataclass(frozen=True)
class ReidentificationRequest:
    """Who wants to know, since when, and for which reason."""

    by: str
    on: dt.date
    why: str


@dataclass(frozen=True)
class Reidentification:
    """Whose tokens they are.

    Args:
        rows: Case, token, kind and identifier, and how many payments of the case.
        missing: Payments of the case that the member's files do not hold.
    """

    rows: tuple[tuple[str, str, str, str, int], ...]
    missing: int

    def table(self) -> str:
        """As CSV."""
        file = io.StringIO()
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(HEADER)
        rows.writerows([*map(harmless, row[:4]), row[4]] for row in self.rows)
        return file.getvalue()


def rows_to_reidentify(parts: Iterable[MemberView]) -> tuple[tuple[str, int], ...]:
    """The rows that the parts rest on, by SHA-256 of the file and number."""
    return tuple((files[row.file], row.row) for part in parts for files in (_files(part),) for row in part.evidence)


def reidentify_payers(parts: Iterable[MemberView], payers: Sequence[OwnPayer], member: str) -> Reidentification:
    """Join tokens and identifiers by the row that both stand in."""
    payer_by_row = {(each.sha256, each.row): each for each in payers if each.provider_id == member}
    counts: Counter[tuple[str, str, str, str]] = Counter()
    missing = 0
    for part in parts:
        files = _files(part)
        names = {subject.label: subject.merchant_id for subject in part.subjects}
        for row in part.evidence:
            payer = payer_by_row.get((files[row.file], row.row))
            if payer is None or payer.transaction_id != row.transaction_id:
                missing += 1
            else:
                counts[part.id, row.payer, payer.kind, payer.payer_ref] += 1
                if payer.payee is not None:
                    counts[part.id, names[row.subject], PAYEE, payer.payee] += 1
    return Reidentification(tuple((*key, count) for key, count in sorted(counts.items())), missing)


def log_line(request: ReidentificationRequest, member: str, result: Reidentification, table: str) -> str:
    """What is kept of it: who, when, why, which cases, how many; nobody's identifier, and no token."""
    entry: Mapping[str, object] = {
        "on": request.on.isoformat(),
        "by": request.by,
        "why": request.why,
        "member": member,
        "cases": sorted({row[0] for row in result.rows}),
        "payers": len({row[1:4] for row in result.rows if row[2] != PAYEE}),
        "table_sha256": hashlib.sha256(table.encode()).hexdigest(),
    }
    return json.dumps(entry, sort_keys=True, ensure_ascii=False) + "\n"


def _files(part: MemberView) -> dict[int, str]:
    return {each.number: each.sha256 for each in part.exhibits}
