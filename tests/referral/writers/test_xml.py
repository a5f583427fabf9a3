"""A referral as XML: valid by its schema, and the same content as the JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from finpath.referral.model.case import Referral
from finpath.referral.writers import xmlschema
from finpath.referral.writers.json import Json
from finpath.referral.writers.writer import write_referrals
from finpath.referral.writers.xml import NIL, Xml

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT / "finpath" / "referral" / "writers" / "referral.xsd"


def validator() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(xmlschema.schema_text().encode()))


def test_the_schema_is_the_one_that_is_published() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == xmlschema.schema_text()


def test_what_is_written_is_valid_and_the_same_each_time(case: Referral) -> None:
    written = Xml().write(case)
    assert written == Xml().write(case)
    validator().assertValid(etree.fromstring(written))


def as_text(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    return value if value is None else str(value).replace("\x00", "[U+0000]")


def read_back(element: etree._Element, like: object) -> object:
    children = list(element)
    if element.get(NIL) == "true":
        return None
    if isinstance(like, dict):
        return {etree.QName(each).localname: read_back(each, like[etree.QName(each).localname]) for each in children}
    if isinstance(like, list):
        return [read_back(each, one) for each, one in zip(children, like, strict=True)]
    return element.text or ""


def test_it_says_what_the_json_says(case: Referral) -> None:
    told = json.loads(Json().write(case))
    assert read_back(etree.fromstring(Xml().write(case)), told) == as_text(told)


@pytest.mark.parametrize(
    "words", ["<script>&amp;", "a\x00b", "\ud800", "\u202e", "]]>", "\r\n\t", "\uffff", "x" * 5000]
)
def test_hostile_words_are_only_ever_text(case: Referral, words: str) -> None:
    root = etree.fromstring(Xml().write(replace(case, coverage=(words,))))
    validator().assertValid(root)
    (said,) = root.findall("{*}coverage/{*}item")
    assert len(said) == 0
    assert "\x00" not in (said.text or "")


@pytest.mark.parametrize("spoilt", ["tlp", "evidence", "subjects"])
def test_what_lacks_a_field_is_not_valid(case: Referral, spoilt: str) -> None:
    root = etree.fromstring(Xml().write(case))
    for element in root.findall(f"{{*}}{spoilt}"):
        root.remove(element)
    assert not validator().validate(root)


def test_no_run_writes_it_unasked(case: Referral, tmp_path: Path) -> None:
    names = {path.name for path in write_referrals([case], tmp_path)}
    assert "referral.json" in names
    assert "referral.xml" not in names
