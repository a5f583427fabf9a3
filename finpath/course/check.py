"""A mark for each question of a filled sheet and, where an answer is not right, where to look again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from finpath.course.case import opened
from finpath.course.lesson import Lesson
from finpath.course.question import Mark, Question
from finpath.course.sheet import read
from finpath.errors import ConfigError


@dataclass(frozen=True)
class Marked:
    """A question with what its answer is worth."""

    question: Question
    mark: Mark

    @property
    def right(self) -> bool:
        """Whether nothing is left to do."""
        return self.mark.share == 1


def check(lesson: Lesson, answers: Path) -> tuple[Marked, ...]:
    """Mark a sheet. The answers are computed from the case that its seed makes, and stand nowhere.

    Raises:
        ConfigError: It is no sheet of answers, or of another lesson, or answers what is not asked.
    """
    sheet = read(answers)
    if sheet.lesson != lesson.number:
        raise ConfigError(f"{answers} is of lesson {sheet.lesson}: finpath course check {sheet.lesson} {answers}.")
    with opened(sheet.seed) as engine:
        asked = lesson.ask(engine)
    unknown = sorted(set(sheet.answers) - {question.id for question in asked})
    if unknown:
        known = ", ".join(question.id for question in asked)
        raise ConfigError(f"{answers} answers {unknown[0]}, which is not asked: the questions are {known}.")
    return tuple(Marked(each, each.expected.mark(sheet.answers.get(each.id, ""))) for each in asked)
