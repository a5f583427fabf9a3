"""Whatever one member hands in, what is concluded of another's merchants rests on more than its word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.coalition.attacks import ATTACKS, anything, bakery
from tests.coalition.town import ATTACKER, Outcome, Town, concluded, roster, town

NAMED = ("refer", "review")
MOVES = 0.05


@pytest.fixture(scope="module")
def world() -> Town:
    return town()


@pytest.fixture(scope="module")
def rostered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return roster(tmp_path_factory.mktemp("roster"))


@pytest.fixture(scope="module")
def honest(world: Town, rostered: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return concluded(world.write(tmp_path_factory.mktemp("honest") / "in"), rostered)


def others(outcome: Outcome) -> list[str]:
    return [name for name in outcome.tiers if not name.startswith(f"{ATTACKER}/")]


def broken(world: Town, honest: Outcome, after: Outcome) -> list[str]:
    """What one member must not be able to do, and did."""
    found = []
    for each in others(honest):
        before, now = honest.tiers[each], after.tiers.get(each, "gone")
        if now == "refer" and before not in NAMED:
            found.append(f"{each} was {before}, and is referred")
        if before == "refer" and now not in NAMED:
            found.append(f"{each} was referred, and is {now}")
        if now == "protect":
            found.append(f"{each} was taken out of all eyes")
        if after.counted.get(each) != honest.counted[each]:
            found.append(f"payments of {each} vanished, or are worth something else")
    found += [f"{name} was refused" for name in sorted(set(after.refusals) & (set(world.members) - {ATTACKER}))]
    if after.rejected != honest.rejected:
        found.append("rows of another were rejected or superseded")
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_one_member_moves_no_other(name: str, world: Town, rostered: Path, honest: Outcome, tmp_path: Path) -> None:
    after = concluded(world.write(tmp_path / "in", ATTACKS[name](world)), rostered)
    assert broken(world, honest, after) == []
    unlinked = [each for each in others(honest) if each not in world.ring and each != bakery(world)]
    assert [each for each in unlinked if after.tiers[each] in NAMED] == []
    if not name.startswith("frames"):
        assert [each for each in unlinked if abs(after.scores[each] - honest.scores[each]) > MOVES] == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_one_member_hands_in(seed: int, world: Town, rostered: Path, honest: Outcome, tmp_path: Path) -> None:
    after = concluded(world.write(tmp_path / "in", anything(world, seed)), rostered)
    assert broken(world, honest, after) == []


def test_what_was_tried_is_said(world: Town, rostered: Path, tmp_path: Path) -> None:
    said = {name: concluded(world.write(tmp_path / name, ATTACKS[name](world)), rostered) for name in LOUD}
    for name, words in LOUD.items():
        outcome = said[name]
        assert any(words in line for line in (*outcome.notes, *outcome.refusals.values())), name


LOUD = {
    "hides_by_references": "share a reference with east and differ",
    "claims_anothers_id": "may not hand in for provider north",
    "ages_everybody": "expired on 2027-12-31",
}
"""What the coverage says of some of these."""


def test_safeguarding_sees_whom_a_strangers_flag_names(world: Town, rostered: Path, tmp_path: Path) -> None:
    after = concluded(world.write(tmp_path / "in", ATTACKS["protects_its_own"](world)), rostered)
    assert after.safeguarding == {name for name in world.ring if name.startswith("north/")}


def test_who_frames_and_withdraws_leaves_nothing_behind(world: Town, rostered: Path, tmp_path: Path) -> None:
    folder = world.write(tmp_path / "framed", ATTACKS["frames_with_everything_public"](world))
    (folder / ATTACKER / "contribution.toml").write_text('[withdrawal]\non = 2026-04-01\nreason = "a mistake"\n')
    after = concluded(folder, rostered)
    rest = Town({name: each for name, each in world.members.items() if name != ATTACKER}, world.ring, world.buyers)
    without = concluded(rest.write(tmp_path / "without"), rostered)
    assert after.tiers == without.tiers
    assert after.scores == without.scores


def test_without_a_roster_a_contested_id_is_nobodys(world: Town, tmp_path: Path) -> None:
    after = concluded(world.write(tmp_path / "in", ATTACKS["claims_anothers_id"](world)), None)
    assert set(after.refusals) == {"north", "aaa"}
    assert any("There is no roster" in note for note in after.notes)


def test_without_a_roster_corrections_of_another_folder_are_counted_and_said(world: Town, tmp_path: Path) -> None:
    after = concluded(world.write(tmp_path / "in", ATTACKS["corrects_anothers_payments"](world)), None)
    assert any("rows are superseded by north-corrections" in note and "at its word" in note for note in after.notes)
