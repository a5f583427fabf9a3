"""Counts why rows were rejected, or are odd, by file and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from finpath.engine import Engine
from finpath.ingest.stage import StagedFile

REJECTED = """
    SELECT provider_id,
           file,
           "column",
           CASE WHEN starts_with(reason, 'repeats the id of row ')
                THEN 'repeats the id of another row with other content' ELSE reason END AS reason,
           count(DISTINCT row)                                                          AS rows
    FROM rejects
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
"""

ANSWERS = """
    SELECT provider_id,
           file,
           related_id
    FROM taken_transactions
    WHERE kind IN ('refund', 'reversal', 'chargeback', 'representment')
"""

ANSWERED = """
    SELECT DISTINCT taken.provider_id,
           taken.transaction_id
    FROM taken_transactions AS taken
    SEMI JOIN answers ON answers.provider_id = taken.provider_id AND answers.related_id = taken.transaction_id
"""

ORPHANS = """
    SELECT answers.provider_id,
           files.path   AS file,
           'related_id' AS "column",
           CASE WHEN answers.related_id IS NOT NULL THEN :unknown ELSE :unnamed END AS reason,
           count(*)     AS rows
    FROM answers
    JOIN files ON files.file = answers.file
    LEFT JOIN answered ON answered.provider_id = answers.provider_id AND answered.transaction_id = answers.related_id
    WHERE answered.transaction_id IS NULL
    GROUP BY answers.provider_id, files.path, answers.related_id IS NOT NULL
    ORDER BY 1, 2, answers.related_id IS NOT NULL
"""

NO_IBANS = """
    SELECT taken.provider_id,
           files.path AS file,
           count(*)   AS rows
    FROM taken_transactions AS taken
    JOIN payer_names ON payer_names.provider_id = taken.provider_id AND payer_names.kind = taken.payer_ref_kind
                        AND payer_names.said = taken.payer_ref
    JOIN files ON files.file = taken.file
    WHERE payer_names.kind = 'iban' AND NOT payer_names.normal
    GROUP BY taken.provider_id, files.path
    ORDER BY 1, 2
"""

FINE = "has more decimals than its currency"
UNKNOWN = "answers a transaction that nobody handed in"
UNNAMED = "is missing, so that nothing says which transaction is answered"
NO_IBAN = "is no IBAN (ISO 13616): the check digits are wrong; hashed as it stands"


@dataclass(frozen=True)
class Reason:
    """What is wrong or odd in rows of a file.

    Args:
        provider_id: Whose file it is.
        file: Its path.
        column: Where it is; None where it is the whole row.
        reason: What it is.
        rows: How many rows have it; a row may have several.
        kept: Whether they are in the ledger all the same.
    """

    provider_id: str
    file: str
    column: str | None
    reason: str
    rows: int
    kept: bool = False


def count_reasons(engine: Engine, files: Sequence[StagedFile]) -> tuple[Reason, ...]:
    """Count every reason; those of rejected rows first."""
    rejected = engine.fetch(REJECTED, Reason)
    fine = (
        Reason(file.manifest.provider_id, file.source.path, "amount", FINE, file.fine, kept=True)
        for file in files
        if file.fine
    )
    return (*rejected, *fine, *_orphans(engine), *_malformed_ibans(engine))


def _orphans(engine: Engine) -> Iterator[Reason]:
    """Refunds and the like whose original is not known: their money went back all the same, so they are kept."""
    with engine.scratch() as scratch:
        scratch.make("answers", ANSWERS)
        scratch.make("answered", ANSWERED)
        yield from engine.fetch(ORPHANS, partial(Reason, kept=True), {"unknown": UNKNOWN, "unnamed": UNNAMED})


def _malformed_ibans(engine: Engine) -> Iterator[Reason]:
    if not engine.rows("SELECT 1 FROM payer_names WHERE kind = 'iban' AND NOT normal LIMIT 1"):
        return
    yield from engine.fetch(NO_IBANS, partial(Reason, column="payer_ref", reason=NO_IBAN, kept=True))
