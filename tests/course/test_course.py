"""The course: cases that can be solved, sheets that give nothing away, and marks that are kind and right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from finpath.course import LESSONS, Lesson, check, lesson, new
from finpath.course.case import opened
from finpath.course.expected import AllOf, Number, OneOf
from finpath.course.question import Expected, Question
from finpath.errors import ConfigError
from tests.running import finpath


def answer(expected: Expected) -> str:
    """The right answer, as somebody would write it."""
    match expected:
        case Number():
            return str(expected.value)
        case OneOf():
            return json.dumps(expected.values[0])
        case AllOf():
            return json.dumps(list(expected.values))
    raise AssertionError(expected)


@pytest.fixture(scope="module")
def asked() -> dict[int, tuple[Question, ...]]:
    """All lessons share the seed, and so the case."""
    assert len({each.seed for each in LESSONS}) == 1
    with opened(LESSONS[0].seed) as engine:
        return {each.number: each.ask(engine) for each in LESSONS}


def sheet(of: Lesson, lines: list[str], folder: Path) -> Path:
    path = folder / "answers.toml"
    path.write_text("\n".join([f"lesson = {of.number}", f"seed = {of.seed}", "[answers]", *lines]), encoding="utf-8")
    return path


def test_who_solves_a_case_is_told_so(asked: dict[int, tuple[Question, ...]], tmp_path: Path) -> None:
    first = lesson(1)
    right = [f"{each.id} = {answer(each.expected)}" for each in asked[1]]
    assert all(each.right for each in check(first, sheet(first, right, tmp_path)))


@pytest.mark.parametrize("number", [each.number for each in LESSONS])
def test_a_lesson_asks_four_questions_and_says_where_to_look(
    number: int, asked: dict[int, tuple[Question, ...]]
) -> None:
    questions = asked[number]
    assert len({each.id for each in questions}) == 4
    assert all(each.look.endswith(".") for each in questions)
    for each in questions:
        assert each.expected.mark(json.loads(answer(each.expected))).share == 1
        assert each.expected.mark(None).share == 0


def test_a_wrong_answer_gets_a_hint_and_never_the_answer(tmp_path: Path) -> None:
    made = finpath("course", "new", "3", "--out", tmp_path / "case")
    assert made.returncode == 0, made.stderr
    tried = tmp_path / "case" / "answers.toml"
    assert not [path for path in (tmp_path / "case").rglob("*") if "truth" in path.name]
    blank = finpath("course", "check", "3", tried)
    assert blank.returncode == 1
    assert blank.stdout.count("Not answered yet.") == 4
    assert "0 of 4 right." in blank.stdout
    text = tried.read_text(encoding="utf-8").replace("senders = -1", "senders = 4000")
    tried.write_text(text.replace("receivers = []", 'receivers = ["wallet/nobody"]'), encoding="utf-8")
    wrong = finpath("course", "check", "3", tried).stdout
    assert "Too many." in wrong
    assert "found; 1 of yours does not belong." in wrong
    assert "Look again: " in wrong


def test_another_seed_makes_another_case(asked: dict[int, tuple[Question, ...]], tmp_path: Path) -> None:
    text = new(lesson(2), tmp_path / "other", seed=12).read_text(encoding="utf-8")
    assert "seed = 12" in text
    assert asked[2][0].text.split(" names ")[1][:20] not in text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("lesson = 2\nseed = 11\n[answers]\n", "is of lesson 2"),
        ("lesson = 1\n", "is no sheet of answers"),
        ("lesson = = 1\n", "is not TOML"),
    ],
)
def test_what_is_no_sheet_of_this_lesson_is_said(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        check(lesson(1), tmp_path / "answers.toml")


def test_an_answer_to_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="answers sucessor, which is not asked"):
        check(lesson(1), sheet(lesson(1), ['sucessor = "a/1"'], tmp_path))


def test_no_answers_are_lost_and_no_lesson_is_made_up(tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not empty"):
        new(lesson(1), tmp_path)
    with pytest.raises(ConfigError, match="There is no lesson 4"):
        lesson(4)
