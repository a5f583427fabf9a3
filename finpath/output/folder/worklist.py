"""What somebody works through: cases a row each, merchants by tier, country and member, and whom a name finds."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from finpath.errors import ConfigError, nearest
from finpath.output.folder.table_view import TableView
from finpath.presentation.small_counts import show_number
from finpath.referral import Referral, read
from finpath.tables.contract import SAFEGUARDED, TIERS

CASE = pa.schema(
    [
        ("case", pa.string()),
        ("accounts", pa.int64()),
        ("who", pa.list_(pa.string())),
        ("score", pa.float64()),
        ("why", pa.string()),
        ("against", pa.string()),
        ("payments", pa.int64()),
        ("payers", pa.string()),
        ("volume_eur", pa.decimal128(38, 8)),
        ("members", pa.list_(pa.string())),
    ]
)
"""A row of the cases."""

PAYMENT = pa.schema(
    [
        ("transaction_id", pa.string()),
        ("occurred_at", pa.timestamp("us")),
        ("kind", pa.string()),
        ("amount", pa.decimal128(38, 8)),
        ("currency", pa.string()),
        ("amount_eur", pa.decimal128(38, 8)),
        ("payer", pa.int64()),
        ("rail", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
    ]
)
"""A payment: who paid is a number that counts within the table."""

SEARCHED = ("name", "merchant_id", "provider_id", "entity_id", "group_id")
ALIKE = 0.75
"""How much of a name must be the same to be found with a letter wrong."""


def read_cases(run: Path) -> tuple[Referral, ...]:
    """The referrals of a run folder, in the order of their neutral names."""
    return tuple(read(each) for each in sorted((run / "referrals").iterdir()) if each.is_dir())


def cases_table(cases: Sequence[Referral]) -> pa.Table:
    """A row for each case, the highest score first."""
    ordered = sorted(cases, key=lambda case: (-case.score, case.id))
    return pa.Table.from_pylist([_case_row(case) for case in ordered], CASE)


def _case_row(case: Referral) -> dict[str, object]:
    reasons = sorted(case.reasons, key=lambda reason: -reason.share)
    return {
        "case": case.id,
        "accounts": len(case.subjects),
        "who": [subject.about.name or f"{subject.provider_id}/{subject.merchant_id}" for subject in case.subjects],
        "score": case.score,
        "why": reasons[0].sentence if reasons else "",
        "against": case.against[0] if case.against else "",
        "payments": sum(subject.trade.payments for subject in case.subjects),
        "payers": "fewer than 5" if case.trail.payers.total is None else show_number(case.trail.payers.total),
        "volume_eur": sum(subject.trade.volume_eur for subject in case.subjects),
        "members": list(case.providers),
    }


def find_case(cases: Sequence[Referral], name: str) -> Referral:
    """The case of an id, or of its beginning where no other begins so.

    Raises:
        ConfigError: There is none; the message names those that are most like it.
    """
    found = [case for case in cases if case.id == name] or [case for case in cases if case.id.startswith(name)]
    if len(found) == 1:
        return found[0]
    known = [case.id for case in cases]
    raise ConfigError(f"The run has no case {name}: {nearest(name, known)}" if known else "The run has no case.")


def evidence_of(cases: Sequence[Referral], account: tuple[str, str]) -> TableView:
    """The payments of an account that its case rests on; who paid is a number.

    Raises:
        ConfigError: It is in no case.
    """
    labels = {
        (subject.provider_id, subject.merchant_id): (case, subject.label) for case in cases for subject in case.subjects
    }
    if account not in labels:
        raise ConfigError(
            f"{'/'.join(account)} is in no case, and a run keeps no payments but those of its cases: run again with"
            " keep=True, and ask in the same session."
        )
    case, label = labels[account]
    files = {exhibit.number: exhibit.path for exhibit in case.exhibits}
    rows = sorted(
        (row for row in case.evidence if row.subject == label), key=lambda row: (row.occurred_at, row.transaction_id)
    )
    payers: dict[str, int] = {}
    told = [
        {
            "transaction_id": row.transaction_id,
            "occurred_at": row.occurred_at,
            "kind": row.kind,
            "amount": row.amount,
            "currency": row.currency,
            "amount_eur": row.eur,
            "payer": payers.setdefault(row.payer, len(payers) + 1),
            "rail": row.rail,
            "file": files.get(row.file, ""),
            "row": row.row,
        }
        for row in rows
    ]
    return TableView(pa.Table.from_pylist(told, PAYMENT), f"Payments of {'/'.join(account)} that its case rests on")


def choose_merchants(findings: pa.Table, *, tier: str | None, country: str | None, member: str | None) -> pa.Table:
    """Merchants by rank, of a tier, a country and a member where one is named; none of the lane `protect`.

    Raises:
        ConfigError: No such tier, country or member; the message names the nearest.
    """
    rows = findings.filter(pc.not_equal(findings["tier"], SAFEGUARDED)).sort_by("rank")
    listed = [name for name in TIERS if name != SAFEGUARDED]
    for what, column, wanted, known in (
        ("tier", "tier", tier, listed),
        ("country", "country", country, _values(findings, "country")),
        ("member", "provider_id", member, _values(findings, "provider_id")),
    ):
        if wanted is None:
            continue
        if wanted not in known:
            raise ConfigError(f'{what}="{wanted}" is none of this run: {nearest(wanted, known)}')
        rows = rows.filter(pc.equal(rows[column], wanted))
    return rows


def search_merchants(findings: pa.Table, text: str) -> pa.Table:
    """Merchants whose name or id holds a text, whatever its capitals and accents; else those with a name like it.

    Raises:
        ConfigError: There is nothing to look for.
    """
    wanted = _plain(text)
    if not wanted:
        raise ConfigError("There is nothing to look for: name a part of a name or an id.")
    columns = [column for column in SEARCHED if column in findings.column_names]
    rows = findings.sort_by("rank").select(columns).to_pylist()
    texts = [[_plain(str(value)) for value in row.values() if value] for row in rows]
    hits = [any(wanted in each for each in some) for some in texts]
    if not any(hits):
        hits = [any(SequenceMatcher(None, wanted, each).ratio() >= ALIKE for each in some) for some in texts]
    return findings.sort_by("rank").filter(pa.array(hits, pa.bool_()))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold().strip())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _values(findings: pa.Table, column: str) -> Collection[str]:
    there = column in findings.column_names
    return sorted({str(value) for value in findings[column].to_pylist() if value}) if there else ()
