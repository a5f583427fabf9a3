"""What a question of the course is: its text, what is expected, and where to look again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """What an answer is worth.

    Args:
        share: From 0, nothing, to 1, all of it right.
        said: One sentence for who answered.
    """

    share: float
    said: str


class Expected(ABC):
    """The answer, as the case has it."""

    @property
    @abstractmethod
    def blank(self) -> str:
        """What stands behind the equals sign before anybody answers, in TOML."""

    @abstractmethod
    def mark(self, answer: object) -> Mark:
        """Say what an answer is worth, without giving the right one away."""


@dataclass(frozen=True)
class Question:
    """One question about a case.

    Args:
        id: Its name on the sheet of answers.
        text: What is asked.
        expected: From the case's known answer.
        look: Where to look again.
    """

    id: str
    text: str
    expected: Expected
    look: str
