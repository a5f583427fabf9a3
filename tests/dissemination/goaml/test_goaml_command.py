"""`finpath goaml` on a run: every report of every member is valid, and what is wrong is told without writing half."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from finpath import pipeline, synth
from finpath.config import read_config
from finpath.dissemination.goaml.starter import code_lists_of_schema
from finpath.output.folder import Run, verify
from finpath.referral import Referral, read
from tests.dissemination.goaml.conftest import ACCOUNT, CODES, DIALECT, ENTITY, SCHEMA, write_subjects
from tests.running import CASE, KEY, finpath, tree


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of a small coalition, with referrals."""
    folder = tmp_path_factory.mktemp("goaml")
    (folder / "case.toml").write_text(CASE, encoding="utf-8")
    synth.write(folder / "coalition", seed=7, payers=1500, merchants=300, days=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        return pipeline.run(folder / "coalition", folder / "run", case=read_config(folder / "case.toml"))


@pytest.fixture(scope="module")
def cases(run: Run) -> tuple[Referral, ...]:
    return tuple(read(path) for path in sorted(run.path.glob("referrals/*/")))


def named(cases: Iterable[Referral], member: str) -> Iterable[dict[str, str]]:
    """Made-up names for every account of a member, every second with an account number."""
    mine = sorted({each.merchant_id for case in cases for each in case.subjects if each.provider_id == member})
    for number, merchant in enumerate(mine):
        told = {"merchant_id": merchant, **ENTITY, "name": f"Made Up {number}", "legal_form": "ACCOM"}
        yield {**told, **(ACCOUNT if number % 2 else {})}


def reporter(folder: Path, member: str) -> Path:
    path = folder / f"{member}.toml"
    path.write_text(f'member = "{member}"\nrentity_id = 7\nuser_code = "SOMEBODY"\ntransaction_location = "Online"\n')
    return path


def pack_of(folder: Path, schema: str, codes: str, extra: str = "") -> Path:
    pack = folder / "pack"
    pack.mkdir()
    (pack / "dialect.toml").write_text(DIALECT.replace("[reports]", f"{extra}\n[reports]"), encoding="utf-8")
    (pack / "codes.csv").write_text(codes, encoding="utf-8")
    (pack / "schema.xsd").write_text(schema, encoding="utf-8")
    return pack


@pytest.mark.field
@pytest.mark.parametrize("form", ["STR", "SAR"])
def test_every_referral_is_valid_by_the_schema_of_a_fiu(
    run: Run, cases: tuple[Referral, ...], field_data: Path, tmp_path: Path, form: str
) -> None:
    xsd = field_data / "goaml/goAMLSchema-5.0.2.xsd"
    pack = pack_of(tmp_path, xsd.read_text(encoding="utf-8"), code_lists_of_schema(xsd), 'schema_version = "5.0.2"')
    (pack / "dialect.toml").write_text((pack / "dialect.toml").read_text().replace("PRICE", "CSAM1"))
    members = sorted({member for case in cases for member in case.providers})
    assert len(members) >= 3
    written = 0
    for member in members:
        subjects = write_subjects(tmp_path / f"{member}.csv", named(cases, member))
        ended = finpath(
            *("goaml", "write", run.path, "--dialect", pack, "--reporter", reporter(tmp_path, member)),
            *("--subjects", subjects, "--form", form, "--out", tmp_path / member),
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        written += len(list((tmp_path / member).glob("*.xml")))
    assert written == sum(len(case.providers) for case in cases)


@pytest.mark.field
def test_the_valid_report_of_elsewhere_is_found_valid(field_data: Path, tmp_path: Path) -> None:
    xsd = field_data / "goaml/goAMLSchema-5.0.2.xsd"
    pack = pack_of(tmp_path, xsd.read_text(encoding="utf-8"), code_lists_of_schema(xsd))
    ended = finpath("goaml", "check", field_data / "goaml/STR.xml", "--dialect", pack)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


def test_without_names_there_are_drafts_with_a_table_of_what_is_missing(
    run: Run, cases: tuple[Referral, ...], tmp_path: Path
) -> None:
    member = cases[0].providers[0]
    pack = pack_of(tmp_path, SCHEMA, CODES)
    ended = finpath(
        *("goaml", "write", run.path, "--dialect", pack, "--reporter", reporter(tmp_path, member)),
        *("--out", tmp_path / "out"),
    )
    assert ended.returncode == 1
    assert "draft" in ended.stdout
    files = tree(tmp_path / "out")
    drafts = [name for name in files if name.endswith(".xml")]
    assert drafts
    assert all(name.startswith("DRAFT-") for name in drafts)
    rows = list(csv.DictReader(files["faults.csv"].decode().splitlines()))
    assert {row["file"] for row in rows} == set(drafts)
    assert any(row["mend"] == "give it in column registration_number of subjects.csv" for row in rows)
    assert verify(tmp_path / "out").faults == ()


def test_wrong_use_is_one_sentence_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    pack, who = pack_of(tmp_path, SCHEMA, CODES), reporter(tmp_path, "nobody")
    base = ("goaml", "write", run.path, "--dialect", pack, "--reporter", who, "--out", tmp_path / "out")
    for more, says in (
        ((), "no case with an account of nobody"),
        (("--form", "CTR"), "--form CTR is unknown"),
        (("--amendment", "1"), "An amendment needs"),
        (("--on", "soon"), '--on "soon" is not a day'),
        (("--subjects", tmp_path / "none.csv"), "no file of subjects"),
    ):
        ended = finpath(*base, *more)
        assert ended.returncode == 2
        assert says in ended.stderr
        assert ended.stderr.count("\n") == 1
        assert not (tmp_path / "out").exists()


def test_every_column_is_listed() -> None:
    ended = finpath("goaml", "columns")
    assert ended.returncode == 0
    assert "registration_number" in ended.stdout
    assert "entity/incorporation_number" in ended.stdout
