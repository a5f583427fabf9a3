"""A run, repeated: the same bytes on the same inputs; what differs is named where something does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from jsonschema import Draft202012Validator

import finpath
from finpath import read_config, synth
from finpath.errors import ConfigError
from finpath.output.folder import Difference, find_differences, restore_config, verify
from finpath.output.folder.manifest import config_parameters
from finpath.output.folder.write import RUN_PAGE
from finpath.quality.rerun import RerunRequest, rerun
from finpath.referral.writers.json import read
from finpath.referral.writers.jsonschema import schema
from finpath.referral.writers.writer import Beside, links_to, writers
from tests.running import CASE, KEY, tree
from tests.running import finpath as start

IDENTITIES = """
[[merge]]
accounts = ["acquirer-north/1", "wallet/2"]
relation = "same_merchant"
by = "J. Jansen"
on = 2026-03-04
why = "One shop."

[[split]]
accounts = ["acquirer-south/3"]
by = "J. Jansen"
on = 2026-03-05
why = "A landlord's phone."
"""
SUPPRESSIONS = """
[[suppress]]
provider_id = "acquirer-north"
merchant_id = "4711"
by = "a.reviewer"
on = 2026-06-30
why = "A gift-card shop."
until = 2027-06-30
as_of = 2026-06-30
more = 0.5

[suppress.reviewed]
"night_payments@1" = 120
"""
FEW = CASE.replace("refer = 0.05", "refer = 0.3")
"""Fewer referrals, which are what takes time."""

ROLES = """
[[role]]
provider_id = "acquirer-north"
merchant_id = "4711"
role = "unwitting intermediary"
by = "a.reviewer"
on = 2026-06-30
why = "A facilitator."
"""
CALIBRATION = """
[map]
evidence = [0.0, 4.0]
log_odds = [-3.0, 1.0]
slopes = [1.0, 0.5]
[decisions]
confirmed = 30
cleared = 40
[rules]
"""


@pytest.fixture(scope="module", autouse=True)
def key() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Contributions, and a run of them with a case in which nearly everything is set."""
    place = tmp_path_factory.mktemp("again")
    synth.write(place / "contributions", payers=800, merchants=200, days=60)
    (place / "identities.toml").write_text(IDENTITIES)
    (place / "suppressions.toml").write_text(SUPPRESSIONS)
    (place / "roles.toml").write_text(ROLES)
    named = 'identities = "identities.toml"\nsuppressions = "suppressions.toml"\nroles = "roles.toml"\n'
    tuned = "[rules.night_payments]\nexcess = 0.2\n[rules.short_life]\nshadow = true\n"
    (place / "case.toml").write_text(named + FEW + tuned)
    finpath.run(place / "contributions", place / "run", config=read_config(place / "case.toml"))
    return place


def again(place: Path, out: Path, **changes: Path) -> tuple[Difference, ...]:
    told = RerunRequest(changes.get("run", place / "run"), changes.get("contributions", place / "contributions"), out)
    return rerun(told)


def test_the_same_inputs_give_the_same_bytes_in_another_folder(place: Path, tmp_path: Path) -> None:
    assert again(place, tmp_path / "elsewhere") == ()
    assert tree(tmp_path / "elsewhere") == tree(place / "run")
    forms = {path.suffix for path in tmp_path.rglob("referral.*")}
    assert {".html", ".json", ".pdf"} <= forms


def test_a_run_and_each_of_its_referrals_are_as_they_were_written(place: Path, tmp_path: Path) -> None:
    folders = [place / "run", *(place / "run" / "referrals").iterdir()]
    assert len(folders) > 1
    assert not [fault for folder in folders for fault in verify(folder).faults]
    copytree(folders[1], tmp_path / "sent")
    (tmp_path / "sent" / "referral.html").write_bytes(b"")
    assert [fault.path for fault in verify(tmp_path / "sent").faults] == ["referral.html"]


def test_every_referral_of_a_run_keeps_to_its_schema_and_is_written_again(place: Path) -> None:
    keeps = Draft202012Validator(schema())
    folders = sorted((place / "run" / "referrals").iterdir())
    assert folders
    name = json.loads((place / "run" / "manifest.json").read_text(encoding="utf-8"))["run"]
    written = [form for form in writers() if not form.on_request]
    forms = [form.knowing(Beside((RUN_PAGE, *links_to(written)), name)) for form in written]
    for folder in folders:
        keeps.validate(json.loads((folder / "referral.json").read_bytes()))
        case = read(folder)
        for writer in forms:
            assert writer.write(case) == (folder / f"referral{writer.suffix}").read_bytes(), writer.name


@pytest.mark.ftm
def test_every_referral_of_a_run_is_read_by_others(place: Path) -> None:
    from followthemoney import model  # noqa: PLC0415 - it is not installed everywhere

    folders = sorted((place / "run" / "referrals").iterdir())
    assert folders
    for folder in folders:
        for line in (folder / "referral.ftm.json").read_text(encoding="utf-8").splitlines():
            entity = model.get_proxy(json.loads(line))
            entity.schema.validate({"properties": {prop.name: entity.get(prop) for prop in entity.iterprops()}})


def test_another_input_is_named_with_the_files_and_merchants_that_changed(place: Path, tmp_path: Path) -> None:
    copytree(place / "contributions", tmp_path / "contributions")
    reports = tmp_path / "contributions" / "hotline" / "reports.csv"
    lines = reports.read_text(encoding="utf-8").splitlines(keepends=True)
    reports.write_text("".join(lines[: len(lines) // 2]), encoding="utf-8")
    found = again(place, tmp_path / "out", contributions=tmp_path / "contributions")
    assert [each.name for each in found if each.kind == "input"] == ["hotline/reports.csv"]
    assert "findings.parquet" in [each.name for each in found if each.kind == "file"]
    changed = [each for each in found if each.kind == "merchant"]
    assert changed
    assert all(" by " in each.before and each.before != each.after for each in changed)
    assert not [each for each in found if each.kind in {"parameter", "finpath", "library", "key"}]


def test_another_version_and_another_key_are_named(place: Path, tmp_path: Path) -> None:
    copytree(place / "run", tmp_path / "older")
    told = json.loads((tmp_path / "older" / "manifest.json").read_text())
    told["finpath"], told["libraries"]["duckdb"], told["key"] = "0.0.9", "1.0", "k-other"
    (tmp_path / "older" / "manifest.json").write_text(json.dumps(told))
    found = {(each.kind, each.name): each.sentence for each in find_differences(tmp_path / "older", place / "run")}
    assert set(found) == {("finpath", ""), ("key", ""), ("library", "duckdb")}
    assert found["library", "duckdb"].startswith("library duckdb: 1.0 -> ")


def test_a_manifest_holds_the_whole_case(place: Path) -> None:
    (place / "calibration.toml").write_text(CALIBRATION)
    (place / "full.toml").write_text('calibration = "calibration.toml"\n' + (place / "case.toml").read_text())
    case = read_config(place / "full.toml")
    said = {"as_of": "2026-03-31T23:59:59", "parameters": json.loads(json.dumps(config_parameters(case)))}
    back = restore_config(said)
    assert config_parameters(back) == config_parameters(case)
    assert back.calibration == case.calibration
    assert back.suppressions == case.suppressions
    assert back.roles == case.roles
    assert back.identities.decisions == case.identities.decisions


def test_files_that_the_manifest_only_names_are_asked_for(place: Path, tmp_path: Path) -> None:
    rates = "currency,date,eur\nUSD,2026-01-01,0.9\n"
    (tmp_path / "rates.csv").write_text(rates)
    (tmp_path / "case.toml").write_text('rates = "rates.csv"\n' + FEW)
    finpath.run(place / "contributions", tmp_path / "run", config=read_config(tmp_path / "case.toml"))
    with pytest.raises(ConfigError, match="holds the rates by digest alone"):
        again(place, tmp_path / "out", run=tmp_path / "run")
    told = RerunRequest(
        tmp_path / "run", place / "contributions", tmp_path / "out", read_config(tmp_path / "case.toml")
    )
    assert rerun(told) == ()
    (tmp_path / "rates.csv").write_text(rates.replace("0.9", "0.8"))
    found = rerun(told, force=True)
    assert {"rates"} <= {each.name for each in found if each.kind == "parameter"}


def test_the_command_says_the_same_and_leaves_the_old_run_alone(place: Path, tmp_path: Path) -> None:
    before = tree(place / "run")
    done = start("rerun", place / "run", place / "contributions", "--out", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, "Every file is the same, byte for byte.\n"), done.stderr
    assert tree(place / "run") == before


def test_a_manifest_that_cannot_be_read_is_said_in_one_sentence(place: Path, tmp_path: Path) -> None:
    copytree(place / "run", tmp_path / "run")
    (tmp_path / "run" / "manifest.json").write_text("{")
    done = start("rerun", tmp_path / "run", place / "contributions", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "cannot be read: finpath verify" in done.stderr
    assert not (tmp_path / "out").exists()
