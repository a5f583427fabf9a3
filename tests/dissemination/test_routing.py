from __future__ import annotations

from pathlib import Path

import pytest

from finpath.dissemination import read_routing
from finpath.errors import ConfigError
from tests.dissemination.table import TABLE


def test_a_place_of_its_own_comes_before_every_other(tmp_path: Path) -> None:
    path = tmp_path / "routing.toml"
    path.write_text(TABLE, encoding="utf-8")
    routing = read_routing(path)
    found = [routing.find("fiu", place) for place in ("NL", "ES")]
    assert [each and each.id for each in found] == ["fiu-nl", "fiu-other"]
    assert routing.find("police", "NL") is None
    assert routing.dated.isoformat() == "2026-06-01"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("dated = 2026-06-01", 'dated = "soon"', "dated is 'soon'"),
        ('source = "Annex 2"', "", "source is None"),
        ('profile = "fiu-nl"', 'profile = "fiu-be"', "the recipient 'fiu-be' is unknown: the table has child-help"),
        ('kind = "fiu"', 'kind = "spy"', 'kind "spy" is unknown: known are safeguarding, fiu'),
        ('jurisdiction = "NL"', 'jurisdiction = "Holland"', 'jurisdiction "Holland" is no country'),
        ('forms = ["html", "json"]', 'forms = ["goaml"]', "goAML is written at the reporting member"),
        ('forms = ["html", "json"]', 'forms = ["fax"]', "has 'fax': known are notice"),
        ('forms = ["html", "json"]', 'forms = ["notice"]', "fiu-nl has notice, and fiu may be sent"),
        ('forms = ["notice"]', 'forms = ["html"]', "member has html, and acquirer may be sent notice"),
        ('forms = ["feedback"]', 'forms = ["json"]', "hotline has json, and hotline may be sent feedback"),
        ('forms = ["safeguarding"]', "forms = []", "child-help has no form"),
        ('fields = ["reasons"]', 'fields = ["iban"]', "fields has 'iban': known are about"),
        ('tlp = "amber+strict"', 'tlp = "red"', "red never leaves"),
        ("[[routes]]", "[routing]\n[[routes]]", "has routing: known are dated"),
        ('name = "FIU"', 'title = "FIU"', "profile fiu-nl must have fields, forms, name, tlp"),
        ('jurisdiction = "NL"', 'jurisdiction = "*"', "fiu in * has a recipient already"),
    ],
)
def test_a_broken_table_is_named_by_its_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in TABLE
    path = tmp_path / "routing.toml"
    path.write_text(TABLE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"routing\.toml") as refused:
        read_routing(path)
    assert says in str(refused.value)


def test_no_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no routing table"):
        read_routing(tmp_path / "none.toml")
