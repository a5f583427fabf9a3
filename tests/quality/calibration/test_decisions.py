"""Decisions are read as they were meant, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.quality.calibration import Decision, read_decisions

HEAD = "provider_id,merchant_id,decision,decided_on"


def told(folder: Path, text: str | bytes) -> Path:
    path = folder / "decisions.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_last_decision_counts_and_notes_are_not_read(tmp_path: Path) -> None:
    path = told(
        tmp_path,
        "\ufeffnote,decided_on,decision,merchant_id,provider_id\r\n"
        '"sure, now",2026-05-02,confirmed,m1,bank\r\n'
        ",2026-03-01,cleared,m1,bank\r\n"
        ",2026-04-01,confirmed,m2,bank\r\n"
        ",2026-04-01,cleared,m2,bank\r\n",
    )
    found = read_decisions(path)
    assert found.last == {
        ("bank", "m1"): Decision(confirmed=True, decided_on=dt.date(2026, 5, 2)),
        ("bank", "m2"): Decision(confirmed=False, decided_on=dt.date(2026, 4, 1)),
    }
    assert found.replaced == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("provider_id,merchant_id,decision\nbank,m,cleared\n", "lack decided_on: the columns are"),
        ("", "lack provider_id, merchant_id, decision, decided_on"),
        (f"{HEAD}\n", "have no row"),
        (f"{HEAD}\nbank,m,maybe,2026-01-01\n", 'line 2: decision is "maybe": write confirmed or cleared'),
        (f"{HEAD}\nbank,m,cleared,1/2/2026\n", 'line 2: decided_on is "1/2/2026": write a day as'),
        (f"{HEAD}\nbank,m,cleared\n", 'line 2: decided_on is ""'),
        (f"{HEAD}\nbank,,cleared,2026-01-01\n", "line 2 names no provider_id or no merchant_id"),
        (f"{HEAD}\nbank,m,cleared,2026-01-01,a,b\n", "line 2 has more fields than the header"),
        (f'{HEAD}\nbank,"m,cleared,2026-01-01\n', "cannot be read as CSV in UTF-8"),
        (b"PAR1\xff\xfe\x00", "cannot be read as CSV in UTF-8"),
    ],
)
def test_what_is_no_file_of_decisions_is_refused(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    with pytest.raises(ConfigError, match="decisions") as refused:
        read_decisions(told(tmp_path, text))
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no file of decisions"):
        read_decisions(tmp_path / "nowhere.csv")
