from __future__ import annotations

from pathlib import Path

import pytest

from finpath.synth.second.book import load
from finpath.synth.second.manifest import read
from tests.quality.evaluation import backgrounds


@pytest.mark.field
def test_purchase_cards_are_days_of_cards_and_directorates(tmp_path: Path) -> None:
    book = load(read(backgrounds.birmingham(tmp_path / "c") / "birmingham"))
    assert book is not None
    assert (book.clock.unit, len(book.payers), len(book.merchants)) == ("D", 2_587, 15_854)


@pytest.mark.field
def test_simulated_cards_are_seconds_at_terminals(tmp_path: Path) -> None:
    book = load(read(backgrounds.fdh(tmp_path / "c") / "fdh"))
    assert book is not None
    assert (book.clock.unit, len(book.payers), len(book.merchants)) == ("s", 4_990, 10_000)
