"""Whatever comes in: every row is in the ledger, a duplicate, superseded, later, or in the rejects."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from finpath.engine import DuckDB
from tests.ingest.coalition import Coalition, rows

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "transaction_id": st.sampled_from(["t1", "t2", "t3", ""]),
            "occurred_at": st.sampled_from(["2026-03-01T10:00:00Z", "2026-03-02 11:00:00", "never", "1e9"]),
            "payer_ref": st.text(st.characters(codec="utf-8"), max_size=4),
            "amount": st.sampled_from(["1", "2.5", "-1", "0", "x", "1e30", "NaN", "0.000000001"]),
            "currency": st.sampled_from(["EUR", "usd", "XXXX"]),
            "descriptor": st.text(st.sampled_from("a,\"\n\r\0|\\ 4'"), max_size=8),
        }
    ),
    min_size=1,
    max_size=8,
)

GOOD = {"transaction_id": "t9", "occurred_at": "2026-03-01T10:00:00Z", "amount": "2.5", "descriptor": "x"}
"""Says how dates and amounts are written; a file in which no row does is refused."""

NO_TEXT = {**GOOD, "transaction_id": "t1", "descriptor": "\0\0"}


@settings(max_examples=15, deadline=None)
@example([NO_TEXT] * 8)
@given(ROWS)
def test_no_row_is_lost(said: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        coalition = Coalition(Path(folder) / "contributions", engine)
        coalition.hand_in("north", {"t.csv": rows(GOOD, *said)})
        coalition.hand_in("other", {"t.csv": rows({})})
        ledger = coalition.load()
        assert ledger.refusals == ()
        file = ledger.files[0]
        rejected = {row for row, _, _ in coalition.rejects()}
        taken = coalition.column("row", "transactions WHERE provider_id = 'north'")
        assert file.rows == file.taken + file.rejected + file.duplicates + file.superseded + file.later
        assert (file.taken, file.rejected) == (len(taken), len(rejected))
        assert not rejected.intersection(taken)
