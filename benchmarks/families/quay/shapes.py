"""New ids in the shape of those that are there."""

from __future__ import annotations

import re
import string

import numpy as np


def signature(text: str) -> str:
    """Return the kinds of the characters of an id."""
    return re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", re.sub(r"[0-9]", "9", text)))


def like_a_card(text: str) -> bool:
    """Tell whether the digits of a text could be taken for a card number."""
    digits = [int(sign) for sign in text if sign in string.digits]
    if not 13 <= len(digits) <= 19:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


class Shape:
    """Draws ids position by position from those seen, and never one that is taken."""

    def __init__(self, seen: np.ndarray, times: np.ndarray | None = None) -> None:
        known = [str(value) for value in seen if value is not None]
        self.taken = set(known)
        step = max(1, len(known) // 4000)
        sample = known[::step]
        kinds = [signature(text) for text in sample]
        if len(set(kinds)) > 25:
            kinds = [str(len(text)) for text in sample]
        groups: dict[str, list[str]] = {}
        for kind, text in zip(kinds, sample):
            groups.setdefault(kind, []).append(text)
        self.groups = [np.array([list(text) for text in group]) for group in _same_length(groups)]
        self.weights = np.array([len(group) for group in self.groups], dtype=float)
        self.ordered = times is not None and len(sample) > 50 and _follows(sample, times[::step])

    def draw(self, rng: np.random.Generator, count: int) -> list[str]:
        """Draw new ids."""
        made: list[str] = []
        for _ in range(12):
            if len(made) == count or not self.groups:
                break
            pick = rng.choice(len(self.groups), size=count - len(made), p=self.weights / self.weights.sum())
            for index in np.unique(pick):
                table = self.groups[index]
                rows = rng.integers(len(table), size=(int((pick == index).sum()), table.shape[1]))
                for signs in table[rows, np.arange(table.shape[1])]:
                    self._keep("".join(signs), made)
        while len(made) < count:
            self._keep(self._beyond(rng), made)
        return [made[index] for index in rng.permutation(count)]

    def draw_near(self, rng: np.random.Generator, templates: np.ndarray) -> list[str]:
        """Draw ids that stand beside the templates, for ids that count up with time."""
        made: list[str] = []
        for template in templates:
            before = len(made)
            for tail in range(2, len(str(template)) + 1):
                for _ in range(4):
                    self._keep(retail(rng, str(template), len(str(template)) - tail), made)
                    if len(made) > before:
                        break
                if len(made) > before:
                    break
            if len(made) == before:
                made += self.draw(rng, 1)
        return made

    def _keep(self, text: str, made: list[str]) -> None:
        if text not in self.taken and not like_a_card(text):
            self.taken.add(text)
            made.append(text)

    def _beyond(self, rng: np.random.Generator) -> str:
        """Return an id of one more digit, where all of the shape are taken."""
        if not self.groups:
            return "".join(rng.choice(list(string.digits), size=9))
        table = self.groups[int(rng.integers(len(self.groups)))]
        return "".join(table[int(rng.integers(len(table)))]) + str(rng.integers(10, 100000))


def _same_length(groups: dict[str, list[str]]) -> list[list[str]]:
    return [group for group in groups.values() if group and len(group[0]) > 0]


def _follows(sample: list[str], times: np.ndarray) -> bool:
    """Tell whether ids count up with time."""
    if len({len(text) for text in sample}) > 1:
        return False
    rank = np.argsort(np.argsort(np.array(sample)))
    when = np.argsort(np.argsort(np.asarray(times, dtype="datetime64[s]").astype("int64"), kind="stable"))
    return bool(np.corrcoef(rank, when)[0, 1] > 0.95)


def retail(rng: np.random.Generator, template: str, keep: int) -> str:
    """Draw the tail of a reference anew: digits stay digits, letters letters of the same case."""
    letters = {sign for sign in template[keep:] if sign.isalpha()}
    hexadecimal = letters <= set("abcdefABCDEF")
    tail = []
    for sign in template[keep:]:
        if hexadecimal and letters and sign.isalnum():
            alphabet = "0123456789ABCDEF" if max(letters) < "a" else "0123456789abcdef"
        elif sign.isdigit():
            alphabet = string.digits
        elif sign.isalpha():
            alphabet = string.ascii_uppercase if sign.isupper() else string.ascii_lowercase
        else:
            alphabet = sign
        tail.append(alphabet[int(rng.integers(len(alphabet)))])
    return template[:keep] + "".join(tail)
