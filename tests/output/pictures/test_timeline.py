"""The timeline of a merchant shows its payments, and names nobody."""

from __future__ import annotations

import pyarrow as pa
import pytest

from finpath import Run
from finpath.errors import ConfigError
from finpath.output.folder.findings_view import FindingsRow


def name(row: FindingsRow) -> str:
    return f"{row['provider_id']}/{row['merchant_id']}"


def test_its_bars_are_the_payments_of_the_merchant(done: Run) -> None:
    first = done.top(1).to_pylist()[0]
    line = done.timeline(name(first))
    assert sum(pa.table(line)["payments"].to_pylist()) == first["transactions"]
    shown = line._repr_html_()
    assert "Payments by" in shown
    assert "Proceeds by month" in shown
    assert "<script" not in shown
    assert name(first) in repr(line)


def test_whom_the_lane_protects_has_none(done: Run) -> None:
    with pytest.raises(ConfigError, match="keeps no picture"):
        done.timeline(name(done.protected.to_pylist()[0]))
