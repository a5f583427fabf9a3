"""What is wrong with a pack, a file of names, of rates or of who reports is said in one sentence, with the field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from finpath.dissemination import goaml
from finpath.dissemination.goaml.check import check_file
from finpath.dissemination.goaml.rates import read_rates
from finpath.dissemination.goaml.starter import code_lists_of_schema
from finpath.errors import ConfigError

REPORTER = """
member = "north"
rentity_id = 101
user_code = "NORTH01"
timezone = "Europe/Amsterdam"
"""


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("schema.xsd", 'type="xs:int"', 'type="xs:nothing"', "does not compile"),
        ("schema.xsd", "</xs:schema>", "", "does not compile"),
        (
            "schema.xsd",
            '<xs:simpleType name="name">',
            '<xs:include schemaLocation="http://other.example/a.xsd"/><xs:simpleType name="name">',
            "reads http://other.example/a.xsd: put that file beside it",
        ),
        (
            "schema.xsd",
            '<xs:simpleType name="name">',
            '<xs:include schemaLocation="../../a.xsd"/><xs:simpleType name="name">',
            "reads ../../a.xsd",
        ),
        ("dialect.toml", 'schema = "schema.xsd"', 'schema = "none.xsd"', "no schema"),
        ("dialect.toml", "name =", "title =", "has title: known are name"),
        ("dialect.toml", "dated = 2026-06-01", 'dated = "soon"', "dated is 'soon'"),
        ("dialect.toml", 'card = ["OCT", "CRTCR"]', 'card = ["OCT"]', "[rails] card has 1 codes"),
        ("dialect.toml", 'always = ["CSAM1"]', 'always = "CSAM1"', "[indicators] always is 'CSAM1'"),
        ("dialect.toml", 'must = "number(', 'must = "number((', "(R1): must is not XPath"),
        ("dialect.toml", 'id = "R1"', "id = 1", "rule 1 must have the texts id, each, must"),
        ("dialect.toml", "[[rules]]", "[limits]\ntransactions = 0\n[[rules]]", "[limits] transactions is 0"),
        ("dialect.toml", "[[rules]]", '[needs]\nship = ["name"]\n[[rules]]', "[needs] has ship"),
        ("codes.csv", "list,code,meaning", "list;code;meaning", "must begin with list,code,meaning"),
        ("codes.csv", "indicator,PRICE,", "indicators,PRICE,", 'has the list "indicators": known are'),
        ("codes.csv", "indicator,PRICE,", "indicator,PRICE", "row 3 has 2 values"),
    ],
)
def test_a_broken_pack_is_refused(pack: Path, file: str, old: str, new: str, says: str) -> None:
    change(pack / file, old, new)
    with pytest.raises(ConfigError) as refused:
        goaml.read_dialect(pack)
    assert says in str(refused.value)
    assert file in str(refused.value)


def test_a_schema_cannot_read_files_of_this_machine(pack: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret")
    change(
        pack / "schema.xsd", "<xs:schema ", f'<!DOCTYPE s [<!ENTITY x SYSTEM "file://{secret}">]>\n<xs:schema id="&x;" '
    )
    with pytest.raises(ConfigError, match="does not compile") as refused:
        goaml.read_dialect(pack)
    assert "s3cret" not in str(refused.value)


def test_a_rule_that_names_no_elements_is_told(pack: Path, tmp_path: Path) -> None:
    change(pack / "dialect.toml", 'each = "//transaction"', 'each = "count(//transaction)"')
    report = tmp_path / "r.xml"
    report.write_text("<report/>")
    with pytest.raises(ConfigError, match="R1 of the dialect: each must name elements"):
        check_file(report, goaml.read_dialect(pack))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("merchant_id,names\n1,x\n", 'has the column "names": nearest: name'),
        ("name\nx\n", "must have a column merchant_id or token"),
        ("merchant_id,name\n1,x\n1,y\n", "row 3 has 1 for the second time"),
        ("merchant_id,token,name\n1,2,x\n", "must have either a merchant_id or a token"),
        ("merchant_id,name\n1,Smith, John\n", "row 2 has 3 values, and the header 2"),
        ("merchant_id,kind\n1,robot\n", "kind is entity or person"),
        ('merchant_id,name\n1,"x\n', "cannot be read"),
        ("merchant_id,name\n1," + "x" * 200_000 + "\n", "cannot be read"),
    ],
)
def test_a_broken_file_of_names_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "subjects.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        goaml.read_names(path)
    assert says in str(refused.value)
    assert len(str(refused.value)) < 500


def test_names_are_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "subjects.csv"
    path.write_text("merchant_id,name\n1,Secret\n", encoding="utf-8")
    assert "Secret" not in repr(goaml.read_names(path))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rentity_id = 101", "rentity_id = 0", "rentity_id is 0"),
        ('member = "north"', "", 'member is ""'),
        ('timezone = "Europe/Amsterdam"', 'timezone = "Mars"', 'timezone "Mars" is unknown'),
        ("user_code", "usercode", "has usercode: known are"),
        ('user_code = "NORTH01"', '[person]\nsurname = "A"', "[person] has surname: known are"),
    ],
)
def test_a_broken_reporter_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "reporter.toml"
    path.write_text(REPORTER.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"reporter\.toml") as refused:
        goaml.read_reporter(path)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    "row", ["AED,2026-01-01,x", "AED,soon,1", "AED,2026-01-01,-1", "AED,2026-01-01", "AED,2026-01-01,NaN"]
)
def test_a_broken_rate_is_refused_with_its_row(tmp_path: Path, row: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"currency,date,eur\nAED,2026-01-01,0.25\n{row}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="row 3: currency, date"):
        read_rates(path)


@pytest.mark.parametrize(
    "read", [goaml.read_dialect, goaml.read_names, goaml.read_reporter, read_rates, code_lists_of_schema]
)
def test_what_is_not_there_is_told(tmp_path: Path, read: Callable[[Path], object]) -> None:
    with pytest.raises(ConfigError, match="no "):
        read(tmp_path / "none")


def test_a_schema_gives_the_code_lists_to_begin_with(tmp_path: Path) -> None:
    path = tmp_path / "s.xsd"
    path.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="report_indicator_type">'
        '<xs:restriction base="xs:string"><xs:enumeration value="A1"><!--First, of all--></xs:enumeration>'
        '<xs:enumeration value=""/></xs:restriction></xs:simpleType></xs:schema>'
    )
    assert code_lists_of_schema(path) == 'list,code,meaning\nindicator,A1,"First, of all"\n'
