"""What a run says of each circle of merchants: its size, its density, its life."""

from __future__ import annotations

import datetime as dt

import pytest

from finpath.engine import DuckDB, Limits
from finpath.graph import build
from finpath.testing import ledger

PAID = """
    merchant_id | payer_ref | occurred_at      | times | every
    shop*~97    | p*~700    | 2026-01-01 12:00 | 3000  | 1h
    site*%5     | q*%24     | 2026-02-05 12:00 | 60    | 12h
    site*%5     | q*%24     | 2026-02-05 12:00 | 60    | 12h
"""
MEMBERS = """
SELECT m.merchant_id, b.shared, b.surprise
FROM block_members AS b
JOIN merchants     AS m ON m.merchant = b.merchant
ORDER BY m.merchant_id
"""


def test_size_density_and_life() -> None:
    with DuckDB(Limits(threads=1)) as engine:
        build(ledger(engine, transactions=PAID))
        members = [(str(name), int(str(shared)), float(str(s))) for name, shared, s in engine.rows(MEMBERS)]
        (block,) = engine.arrow("SELECT * FROM blocks").to_pylist()
    assert [name for name, _, _ in members] == [f"site{number}" for number in range(1, 6)]
    assert {shared for _, shared, _ in members} == {12}
    assert (block["merchants"], block["payers"]) == (5, 24)
    assert block["density"] == pytest.approx(sum(surprise for _, _, surprise in members) / 5, abs=1e-6)
    assert block["density"] > 6
    assert block["meeting_ratio"] == 1  # nobody of them is seen anywhere else
    assert block["first_seen"] == dt.datetime(2026, 2, 5, 12)  # noqa: DTZ001 - naive UTC throughout
    assert block["last_seen"] == dt.datetime(2026, 3, 7)  # noqa: DTZ001 - naive UTC throughout
    assert block["usual_life"] == 27  # days of the middle one; each is paid every 60 hours


def test_no_payments_no_blocks() -> None:
    with DuckDB(Limits(threads=1)) as engine:
        build(ledger(engine, transactions="merchant_id | payer_ref\nshop | p"))
        assert engine.arrow("SELECT * FROM blocks").num_rows == 0
