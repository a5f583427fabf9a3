from __future__ import annotations

from pathlib import Path

import pytest

from finpath.referral import Referral, write_referrals
from finpath.referral import writers as forms
from finpath.referral.writers.writer import writers


def test_each_referral_has_a_folder_with_a_neutral_name_and_every_form(case: Referral, tmp_path: Path) -> None:
    files = write_referrals([case], tmp_path)
    assert [file.relative_to(tmp_path).parts[0] for file in files] == ["g-0123456789ab"] * len(
        [each for each in writers() if not each.on_request]
    )
    assert {"referral.html", "referral.json"} <= {file.name for file in files}
    assert all(file.stat().st_size for file in files)


PLAIN = '''
"""A referral as a line of text."""

from typing import ClassVar

from finpath.referral.model.case import Referral
from finpath.referral.writers.writer import Writer


class Line(Writer):
    """One line."""

    name: ClassVar = "line"
    suffix: ClassVar = ".txt"

    def write(self, referral: Referral) -> bytes:
        return f"{referral.id}: {len(referral.subjects)} accounts\\n".encode()
'''


def test_a_form_is_added_with_one_file(case: Referral, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "line_of_text.py").write_text(PLAIN)
    monkeypatch.setattr(forms, "__path__", [*forms.__path__, str(tmp_path / "package")])
    known = {writer.name for writer in writers()}
    assert {"csv", "ftm", "html", "json", "line", "pdf", "xlsx"} <= known
    write_referrals([case], tmp_path / "out")
    assert (tmp_path / "out" / case.id / "referral.txt").read_text() == "g-0123456789ab: 2 accounts\n"
