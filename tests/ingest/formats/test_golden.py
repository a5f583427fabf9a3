"""A file of each format beside the ledger that it must give; FINPATH_WRITE_GOLDEN=1 writes the ledgers anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from finpath import plugins
from finpath.ingest.format import Format
from tests.ingest.coalition import Coalition

GOLDEN = Path(__file__).parent / "golden"
FORMATS = [form.name for form in plugins.classes("finpath.ingest.formats", Format)]  # type: ignore[type-abstract]
PAIRS = sorted(path.stem for path in GOLDEN.glob("*.toml"))
"""Named after the format, and what is particular of the file after a dash."""

LIBRARIES = {"mt940": "mt940"}
"""What a format needs that is an extra."""

SHOWN = """
    SELECT concat_ws(' ', transaction_id, occurred_at, payer, merchant, amount, currency, kind, rail, mcc, descriptor,
                     card_present, recurring, purpose, timed, zone, row)
    FROM transactions
    ORDER BY row
"""

REPORTS = """
    SELECT concat_ws(' ', 'report', report_id, source_kind, status, reported_at, provider_id, merchant_id, amount,
                     occurred_at, group_id, tlp)
    FROM reports
    ORDER BY row
"""


def ledger(coalition: Coalition, name: str) -> str:
    """What a golden file becomes, as text."""
    content = {f"{name}.input": (GOLDEN / f"{name}.input").read_bytes()}
    coalition.hand_in("north", content, (GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))
    supplied = sorted(coalition.load().present)
    lines = [str(line) for (line,) in coalition.engine.rows(SHOWN)]
    lines += [str(line) for (line,) in coalition.engine.rows(REPORTS)]
    lines += [f"reject {row} {column}: {reason}" for row, column, reason in coalition.rejects()]
    return "\n".join([*lines, "supplied " + " ".join(supplied), ""])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_pair(name: str) -> None:
    assert name in {pair.split("-")[0] for pair in PAIRS}


@pytest.mark.parametrize("name", PAIRS)
def test_a_file_becomes_its_ledger(coalition: Coalition, name: str) -> None:
    library = LIBRARIES.get(name.split("-", maxsplit=1)[0])
    if library:
        pytest.importorskip(library, reason="the extra statements is not installed: make venv")
    expected = GOLDEN / f"{name}.ledger"
    found = ledger(coalition, name)
    if os.environ.get("FINPATH_WRITE_GOLDEN"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
