"""New ids in the shape of those that are there."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from .model import LOWER, spell


@dataclass(frozen=True)
class Shape:
    """What ids of one kind look like: samples by length and punctuation, and how often each form is met."""

    forms: list[tuple[np.ndarray, int]]
    chance: np.ndarray

    def draw(self, rng: np.random.Generator, count: int, taken: set[str]) -> np.ndarray:
        """New ids that nobody has; `taken` learns them."""
        found: list[str] = []
        for attempt in range(60):
            need = count - len(found)
            if need <= 0:
                break
            for word in self._some(rng, need):
                if attempt > 50:
                    word += str(spell(rng, LOWER, 2, 1)[0])
                if word not in taken and len(found) < count:
                    taken.add(word)
                    found.append(word)
        return np.array(found, object)

    def _some(self, rng: np.random.Generator, count: int) -> list[str]:
        """Words of the known forms: the head of a known id, then signs that stand in those places."""
        words = []
        for form, number in enumerate(rng.multinomial(count, self.chance)):
            matrix, head = self.forms[form]
            rows, width = matrix.shape
            made = matrix[rng.integers(0, rows, (number, width)), np.arange(width)]
            made[:, :head] = matrix[rng.integers(0, rows, number), :head]
            words.extend("".join(row) for row in made)
        order = rng.permutation(len(words))
        return [words[i] for i in order]


def learn(values: np.ndarray, rng: np.random.Generator) -> Shape:
    """The shape of some ids."""
    if len(values) > 1500:
        values = values[rng.integers(0, len(values), 1500)]
    groups: dict[tuple[int, str], list[str]] = {}
    for word in values:
        groups.setdefault((len(word), re.sub(r"\w", "x", word)), []).append(word)
    forms = []
    for (length, _), words in sorted(groups.items()):
        matrix = np.array([list(word) for word in words]).reshape(len(words), length)
        limit = max(1, min(12, len(words) // 20))
        head = next((p for p in range(length, 0, -1) if len({w[:p] for w in words}) <= limit), 0)
        forms.append((matrix, head if head < length else 0))
    count = np.array([len(matrix) for matrix, _ in forms], float)
    return Shape(forms, count / count.sum())


@dataclass(frozen=True)
class Ladder:
    """Ids that count up with time: seconds, numbers, what stands before the number, and its width."""

    seconds: np.ndarray
    number: np.ndarray
    head: str
    width: int

    def between(self, rng: np.random.Generator, moments: np.ndarray, taken: set[str]) -> np.ndarray:
        """New numbers between those of the rows before and after."""
        made = []
        for spot in np.clip(np.searchsorted(self.seconds, moments), 1, len(self.number) - 1):
            low, high = sorted((int(self.number[spot - 1]), int(self.number[spot])))
            reach = max(high, low + 2)
            word = self.head + str(rng.integers(low + 1, reach)).zfill(self.width)
            while word in taken:
                reach += 50
                word = self.head + str(rng.integers(low + 1, reach)).zfill(self.width)
            taken.add(word)
            made.append(word)
        return np.array(made, object)


def ladder(seconds: np.ndarray, words: np.ndarray) -> Ladder | None:
    """How ids count up with time; None where they do not, or where no room is left between them."""
    head = re.match(r"\D*", words[0]).group()
    if len(words) < 30 or not all(re.fullmatch(r"\d{1,17}", word[len(head) :]) for word in words[:200]):
        return None
    tails = [word[len(head) :] for word in words]
    if not all(tail.isdigit() and len(tail) < 18 for tail in tails):
        return None
    order = np.argsort(seconds, kind="stable")
    number = np.array([int(tail) for tail in tails])[order]
    if np.mean(np.diff(number) > 0) < 0.95 or np.median(np.diff(number)) < 3:
        return None
    return Ladder(seconds[order], number, head, min(len(tail) for tail in tails))
