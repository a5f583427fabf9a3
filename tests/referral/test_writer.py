from __future__ import annotations

from pathlib import Path

from finpath.referral import Referral, write
from finpath.referral.writer import writers


def test_each_referral_has_a_folder_with_a_neutral_name_and_every_form(case: Referral, tmp_path: Path) -> None:
    files = write([case], tmp_path)
    assert [file.relative_to(tmp_path).parts[0] for file in files] == ["g-0123456789ab"] * len(writers())
    assert {"referral.html", "referral.json"} <= {file.name for file in files}
    assert all(file.stat().st_size for file in files)
