"""The lessons: title, seed, and how the questions come of a case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from finpath.course import one_account, one_receiver, one_seller
from finpath.course.question import Question
from finpath.engine import Engine
from finpath.errors import ConfigError


@dataclass(frozen=True)
class Lesson:
    """One lesson of an hour.

    Args:
        number: From 1.
        title: As on its page in docs/course/.
        ask: A case's tables in, its questions out.
        seed: Of the case that its page tells of; other seeds make other cases.
    """

    number: int
    title: str
    ask: Callable[[Engine], tuple[Question, ...]]
    seed: int = 11


LESSONS = (
    Lesson(1, "One account, and the next", one_account.questions),
    Lesson(2, "One seller, many names", one_seller.questions),
    Lesson(3, "Many senders, one receiver", one_receiver.questions),
)


def lesson(number: int) -> Lesson:
    """The lesson of that number.

    Raises:
        ConfigError: There is none.
    """
    for each in LESSONS:
        if each.number == number:
            return each
    told = ", ".join(f"{each.number} ({each.title})" for each in LESSONS)
    raise ConfigError(f"There is no lesson {number}: the lessons are {told}.")
