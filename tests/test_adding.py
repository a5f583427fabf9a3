"""The format, the writer and the planter that docs/adding.md writes take part once their files lie in the packages."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from finpath.engine import DuckDB
from finpath.ingest import formats
from finpath.referral import writers as forms
from finpath.referral.writers.writer import writers
from finpath.synth import planters as families
from finpath.synth.planter import planters
from tests.ingest.coalition import Coalition

PAGE = Path(__file__).parent.parent / "docs" / "adding.md"
FILE = re.compile(r"<!-- file: (\S+) -->\n```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FIXED = (
    "*FIX transaction_id:4 occurred_at:20 payer_ref:6 merchant_id:8 amount:8 currency:3\n"
    "t1  2026-03-01T10:00:00Zcard-1shop one   12.50EUR\n"
    't2  2026-03-02T10:00:00Zcard-2shop, 2"    5.00EUR\n'
    "t3  2026-03-02T10:00:00Z      shop one    5.00EUR\n"
)


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of the page, beside those of the packages."""
    files = dict(FILE.findall(PAGE.read_text(encoding="utf-8")))
    for package, name in ((formats, "fixed.py"), (forms, "note.py"), (families, "ours.py")):
        (tmp_path / name).write_text(files[name], encoding="utf-8")
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])


@pytest.mark.usefixtures("added")
def test_the_format_reads_its_records_and_rejects_what_is_missing(tmp_path: Path) -> None:
    with DuckDB() as engine:
        coalition = Coalition(tmp_path / "contributions", engine)
        coalition.hand_in("north", {"list.prn": FIXED})
        coalition.load()
        taken = engine.rows("SELECT transaction_id, amount FROM transactions ORDER BY transaction_id")
        assert taken == [("t1", Decimal("12.5")), ("t2", Decimal(5))]
        assert engine.rows('SELECT "row", "column", reason FROM rejects') == [(3, "payer_ref", "is missing")]


@pytest.mark.usefixtures("added")
def test_a_heading_without_widths_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with DuckDB() as engine:
        coalition = Coalition(tmp_path / "contributions", engine)
        coalition.hand_in("north", {"list.prn": "*FIX card shop\nx\n"})
        coalition.hand_in("south", {"list.prn": FIXED})
        assert "list.prn names no widths in its first line" in coalition.load().refusals[0].reason


@pytest.mark.usefixtures("added")
def test_the_writer_is_found() -> None:
    assert "note" in {each.name for each in writers()}


@pytest.mark.usefixtures("added")
def test_the_planter_is_found() -> None:
    assert [each.name for each in planters()] == ["first", "ours", "second"]
