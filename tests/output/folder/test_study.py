"""A study never takes the place of what it did not write."""

from __future__ import annotations

from pathlib import Path

import pytest

from finpath.errors import ConfigError
from finpath.output.folder import Study

STUDY = Study("an inspection", "inspection.html", "inspection.json")
COMMON = Study("an inspection", "index.html", "inspection.json", shared_name=True)


def test_it_is_written_once_and_again_only_by_force(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "here"
    assert STUDY.write("<p>", "{}", out, force=False) == out / "inspection.html"
    with pytest.raises(ConfigError, match="holds another inspection: name another folder with --out"):
        STUDY.check_vacant(out, force=False)
    STUDY.write("<b>", "{}", out, force=True)
    assert (out / "inspection.html").read_text() == "<b>"


@pytest.mark.parametrize("name", ["notes.txt", "index.html"])
def test_what_is_somebody_elses_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    for study in (STUDY, COMMON):
        with pytest.raises(ConfigError, match="is not an inspection"):
            study.write("<p>", "{}", tmp_path, force=True)
    assert (tmp_path / name).read_text() == "mine"


def test_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    with pytest.raises(ConfigError, match="is not an inspection"):
        STUDY.check_vacant(taken, force=True)
    with pytest.raises(ConfigError, match="cannot be written"):
        STUDY.write("<p>", "{}", taken / "below", force=False)
