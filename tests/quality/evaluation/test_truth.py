from __future__ import annotations

from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.quality.evaluation.truth import Planted, join, read_truth

HEADER = "provider_id,merchant_id,group,typology,reported\n"


def test_a_truth_says_what_each_account_is(tmp_path: Path) -> None:
    file = tmp_path / "truth.csv"
    file.write_text(HEADER + "north,7,ring-1,ring,true\nnorth,8,ring-1,ring,false\n")
    assert read_truth(file) == {
        ("north", "7"): Planted("ring-1", "ring", reported=True),
        ("north", "8"): Planted("ring-1", "ring", reported=False),
    }


def test_a_truth_that_lacks_a_column_says_which(tmp_path: Path) -> None:
    file = tmp_path / "truth.csv"
    file.write_text("provider_id,merchant_id,group,reported\nnorth,7,ring-1,true\n")
    with pytest.raises(ConfigError, match="lacks typology"):
        read_truth(file)


def test_a_truth_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no truth file"):
        read_truth(tmp_path / "nowhere.csv")


def test_an_empty_truth_is_wrong_use(tmp_path: Path) -> None:
    file = tmp_path / "truth.csv"
    file.write_text(HEADER)
    with pytest.raises(ConfigError, match="lacks rows"):
        read_truth(file)


def test_groups_of_equal_names_stay_two_groups() -> None:
    there = {("north", "1"): Planted("ring-1", "ring", reported=False)}
    added = {("north", name): Planted(f"ring-{name}", "ring", reported=False) for name in "12"}
    assert [planted.group for planted in join(there, {("south", "1"): added["north", "1"]}).values()] == [
        "ring-1",
        "ring-1 (added)",
    ]
    assert join(there, {("north", "2"): added["north", "2"]})["north", "2"].group == "ring-2"
