"""The sheet for the answers of a lesson: TOML, with the questions above."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from finpath.course.question import Question
from finpath.errors import ConfigError


@dataclass(frozen=True)
class Sheet:
    """A sheet as somebody hands it in.

    Args:
        lesson: Its number.
        seed: Of the case that was asked about.
        answers: By the id of the question.
    """

    lesson: int
    seed: int
    answers: dict[str, object]


def blank(lesson: int, seed: int, questions: Sequence[Question]) -> str:
    """The sheet to fill in."""
    return "\n".join(_lines(lesson, seed, questions)) + "\n"


def _lines(lesson: int, seed: int, questions: Sequence[Question]) -> Iterator[str]:
    yield f"# Write your answers behind the equals signs, then: finpath course check {lesson} answers.toml"
    yield f"lesson = {lesson}\nseed = {seed}\n\n[answers]"
    for number, question in enumerate(questions, start=1):
        yield from wrap(f"{number}. {question.text}", 100, initial_indent="# ", subsequent_indent="#    ")
        yield f"{question.id} = {question.expected.blank}\n"


def read(path: Path) -> Sheet:
    """Read a sheet.

    Raises:
        ConfigError: It cannot be read, or is no sheet of answers.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}. Name the answers.toml that finpath course new wrote."
        ) from None
    except ValueError as error:
        raise ConfigError(f"{path} is not TOML: {error}. Names stand in quotes, lists in brackets.") from None
    lesson, seed, answers = told.get("lesson"), told.get("seed"), told.get("answers")
    if not isinstance(lesson, int) or not isinstance(seed, int) or not isinstance(answers, dict):
        raise ConfigError(
            f"{path} is no sheet of answers: it must have lesson, seed and [answers], as finpath course new writes it."
        )
    return Sheet(lesson, seed, answers)
