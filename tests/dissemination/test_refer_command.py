"""`finpath refer` on a run: every recipient has its package, safeguarding comes first, no package holds too much."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from finpath import pipeline, synth
from finpath.config import read_config
from finpath.output.folder import Run, verify
from finpath.referral import read
from tests.dissemination.table import TABLE
from tests.running import CASE, KEY, finpath, tree

BAD_WORDS = re.compile(r"\b(?:offender|perpetrator|culprit|pa?edophile|abuser|criminal|convict)s?\b", re.IGNORECASE)
"""What no output calls anybody: an indication is no accusation."""


@dataclass(frozen=True)
class World:
    """A run in which a person holds one account for a possible victim's, and what is sent of it."""

    folder: Path
    run: Run
    victim: tuple[str, str]

    @property
    def packages(self) -> Path:
        return self.folder / "packages"

    def listed(self) -> list[dict[str, object]]:
        told: dict[str, list[dict[str, object]]] = json.loads((self.packages / "packages.json").read_text())
        return told["packages"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("refer")
    (folder / "routing.toml").write_text(TABLE, encoding="utf-8")
    case = folder / "case.toml"
    case.write_text(CASE, encoding="utf-8")
    synth.write(folder / "coalition", seed=7, payers=1000, merchants=300, days=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINPATH_KEY", KEY)
        first = pipeline.run(folder / "coalition", folder / "first", config=read_config(case))
        top = first.top(1).to_pylist()[0]
        victim = (top["provider_id"], top["merchant_id"])
        decided = finpath(
            *("role", "/".join(victim), "possible victim", "--run", first.path, "--by", "A. Person"),
            *("--why", "A child receives.", "--on", "2026-07-01", "--to", folder / "roles.toml"),
        )
        assert decided.returncode == 0, decided.stderr
        case.write_text(f'roles = "roles.toml"\n{CASE}', encoding="utf-8")
        run = pipeline.run(folder / "coalition", folder / "run", config=read_config(case))
    ended = refer(folder, folder / "packages")
    assert ended.returncode == 0, ended.stderr
    return World(folder, run, victim)


def refer(folder: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return finpath("refer", folder / "run", "--routing", folder / "routing.toml", "--out", out, *more)


def test_a_possible_victim_is_first_in_the_list_and_in_no_case(world: World) -> None:
    first, *others = world.listed()
    assert (first["kind"], first["folder"]) == ("safeguarding", "01-child-help")
    told = json.loads((world.packages / "01-child-help/safeguarding.json").read_text())
    assert [(each["provider_id"], each["merchant_id"]) for each in told["accounts"]] == [world.victim]
    assert "not for suspicion" in told["notice"]
    assert others
    for each in others:
        for name, file in tree(world.packages / str(each["folder"])).items():
            assert world.victim[1].encode() not in file, name


def test_a_host_name_is_for_people_and_its_keyed_hash_for_programs(world: World) -> None:
    cases = [read(path) for path in sorted((world.run.path / "referrals").iterdir())]
    known = {each.about.domain_token: each.about.domain for case in cases for each in case.subjects}
    hosts = [host.encode() for host in known.values() if host]
    assert hosts
    told, shown = set[str](), False
    for name, file in tree(world.packages).items():
        found = [host for host in hosts if host in file]
        assert not found or name.endswith(".html"), name
        shown |= bool(found)
        told |= {token for token in known if token and token.encode() in file}
    assert shown
    assert told


def test_every_kind_of_recipient_has_its_package(world: World) -> None:
    kinds = [each["kind"] for each in world.listed()]
    assert {"safeguarding", "fiu", "hotline"} <= set(kinds)
    assert {"acquirer", "wallet"} & set(kinds)


def test_a_package_can_be_checked_by_itself(world: World) -> None:
    for each in world.listed():
        found = verify(world.packages / str(each["folder"]))
        assert found.seal
        assert found.faults == ()
    assert verify(world.packages).faults == ()


def test_a_member_sees_no_account_of_another(world: World) -> None:
    accounts = [(row["provider_id"], row["merchant_id"]) for row in world.run.findings.to_pylist()]
    looked = 0
    for each in world.listed():
        if each["profile"] != "member":
            continue
        member = str(each["folder"]).split("-member-", 1)[1]
        text = b"".join(tree(world.packages / str(each["folder"])).values()).decode()
        leaked = [name for owner, name in accounts if owner != member and name in text]
        assert leaked == []
        assert any(name in text for owner, name in accounts if owner == member)
        looked += 1
    assert looked


def test_the_hotline_sees_its_reports_and_nobodys_account(world: World) -> None:
    (package,) = (each for each in world.listed() if each["kind"] == "hotline")
    text = b"".join(tree(world.packages / str(package["folder"])).values()).decode()
    told = json.loads((world.packages / str(package["folder"]) / "feedback.json").read_text())
    assert told["answers"]
    rows = world.run.findings.to_pylist()
    assert [row["merchant_id"] for row in rows if row["merchant_id"] in text] == []
    assert [name for name in {row["provider_id"] for row in rows} if name in text] == []
    assert "EUR" not in text


def test_no_output_calls_anybody_an_offender(world: World) -> None:
    for folder in (world.packages, world.folder / "run"):
        for name, file in tree(folder).items():
            if not name.endswith((".parquet", ".pdf", ".xlsx", ".zip")):
                assert BAD_WORDS.findall(file.decode()) == [], name


def test_a_run_and_its_table_give_the_same_bytes(world: World, tmp_path: Path) -> None:
    assert refer(world.folder, tmp_path / "again").returncode == 0
    assert tree(tmp_path / "again") == tree(world.packages)


def test_one_recipient_alone(world: World, tmp_path: Path) -> None:
    assert refer(world.folder, tmp_path / "one", "--to", "child-help").returncode == 0
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == [
        "01-child-help",
        "SHA256SUMS",
        "packages.json",
    ]


def test_an_unknown_recipient_is_named_and_nothing_is_written(world: World, tmp_path: Path) -> None:
    ended = refer(world.folder, tmp_path / "none", "--to", "somebody")
    assert ended.returncode == 2
    assert 'Nothing is sent to the recipient "somebody": the run sends to child-help' in ended.stderr
    assert not (tmp_path / "none").exists()


def changed(world: World, place: Path, old: str, new: str) -> str:
    """What the command says when the table is changed."""
    table = place / "routing.toml"
    assert old in TABLE
    table.write_text(TABLE.replace(old, new, 1), encoding="utf-8")
    ended = finpath("refer", world.folder / "run", "--routing", table, "--out", place / "out")
    assert (ended.returncode, (place / "out").exists()) == (2, False)
    return str(ended.stderr)


def test_the_lane_protect_must_have_somebody_to_go_to(world: World, tmp_path: Path) -> None:
    said = changed(
        world, tmp_path, 'kind = "safeguarding"\njurisdiction = "*"', 'kind = "safeguarding"\njurisdiction = "JP"'
    )
    assert "1 account(s) of a minor or a victim in" in said
    assert 'add a route of kind "safeguarding"' in said


def test_release_is_blocked_where_an_agreement_lacks_a_paper(world: World, tmp_path: Path) -> None:
    run = tmp_path / "run"
    for name, file in tree(world.folder / "run").items():
        path = run / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file)
    coverage = json.loads((run / "coverage.json").read_text())
    coverage["members"][0]["lacks"] = ["a notice to the supervisor"]
    (run / "coverage.json").write_text(json.dumps(coverage))
    ended = finpath("refer", run, "--routing", world.folder / "routing.toml", "--out", tmp_path / "out")
    assert ended.returncode == 2
    assert "Release is blocked: the agreement of acquirer-north names no notice to the supervisor" in ended.stderr
    assert not (tmp_path / "out").exists()


def test_a_case_read_from_a_run_is_the_one_that_was_written(world: World) -> None:
    for path in sorted(world.run.path.glob("referrals/*/")):
        assert read(path).id == path.name
