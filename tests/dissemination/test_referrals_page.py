"""What the page on referrals shows can be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from finpath.dissemination import goaml, read_routing
from finpath.dissemination.goaml.codes import COLUMNS
from finpath.dissemination.profile import FIELDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/referrals.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: ([^\n]*) -->\n```toml\n(.*?)```", PAGE, re.DOTALL))


def test_the_routing_table_of_the_page_is_one(tmp_path: Path) -> None:
    path = tmp_path / "routing.toml"
    path.write_text(FILES["routing.toml"], encoding="utf-8")
    found = read_routing(path).find("fiu", "NL")
    assert found
    assert found.forms == ("html", "json")


def test_the_dialect_and_the_reporter_of_the_page_are_such(tmp_path: Path) -> None:
    text = FILES["fiu/dialect.toml"].replace('schema = "schema.xsd"', "")
    (tmp_path / "dialect.toml").write_text(text, encoding="utf-8")
    (tmp_path / "codes.csv").write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    assert goaml.read_dialect(tmp_path).indicators == {"always": ("CSAM1",)}
    (tmp_path / "reporter.toml").write_text(FILES["reporter.toml"], encoding="utf-8")
    assert goaml.read_reporter(tmp_path / "reporter.toml").number == 101


def test_the_page_names_every_field_that_a_profile_can_allow() -> None:
    assert [name for name in FIELDS if f"`{name}`" not in PAGE] == []
