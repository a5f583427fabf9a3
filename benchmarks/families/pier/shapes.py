"""New identifiers in the shape of those that are there."""

from __future__ import annotations

import itertools
import re

import numpy as np

_NUMBERED = re.compile(r"^(.*?)(\d{2,15})$")


def _card_like(text: str) -> bool:
    """Whether digits alone could be taken for the number of a card."""
    if not text.isdigit() or not 13 <= len(text) <= 19:
        return False
    digits = [int(c) for c in reversed(text)]
    return sum(d if i % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(digits)) % 10 == 0


def _held(texts: list[str]) -> int:
    """How many leading signs stay together: the longest head that only a few texts of many have."""
    most = max(1, min(30, len(texts) // 8))
    held = 0
    while held < len(texts[0]) // 2 and len({t[: held + 1] for t in texts}) <= most:
        held += 1
    return held


class Mould:
    """Draws new texts that look like the given ones, and are none of them."""

    def __init__(self, texts: np.ndarray, when: np.ndarray | None = None) -> None:
        self.taken: set[str] = set(texts)
        self._texts = np.array(sorted(self.taken), dtype=object)
        self._kin: dict[int, list[str]] = {}
        self._heads: dict[int, int] = {}
        self._line = None if when is None else self._ordered(texts, when)

    @staticmethod
    def _ordered(texts: np.ndarray, when: np.ndarray) -> tuple[str, int, np.ndarray, np.ndarray] | None:
        """Prefix, width, times and numbers, where ids count up with time."""
        sample = texts[:: max(1, len(texts) // 400)]
        heads = [_NUMBERED.match(t) for t in sample]
        if len(sample) < 20 or any(h is None for h in heads) or len({h.group(1) for h in heads}) > 1:
            return None
        head = heads[0].group(1)
        rows = [(w, t[len(head):]) for w, t in zip(when, texts) if t.startswith(head) and t[len(head):].isdigit()]
        times = np.array([r[0] for r in rows], dtype="datetime64[s]").astype("int64")
        numbers = np.array([int(r[1]) for r in rows], dtype="int64")
        ranks = np.corrcoef(times.argsort().argsort(), numbers.argsort().argsort())[0, 1]
        if not ranks > 0.9:
            return None
        order = np.argsort(times, kind="stable")
        width = len(rows[0][1]) if len({len(r[1]) for r in rows}) == 1 else 0
        return head, width, times[order], numbers[order]

    def draw(self, rng: np.random.Generator, size: int, when: np.ndarray | None = None) -> np.ndarray:
        """New texts; where ids count up with time, near those of their time."""
        if self._line is not None and when is not None:
            return self._draw_line(rng, when)
        out: list[str] = []
        for _ in range(40):
            for text in self._cast(rng, size - len(out)):
                if text not in self.taken and not _card_like(text):
                    self.taken.add(text)
                    out.append(text)
            if len(out) == size:
                return np.array(out, dtype=object)
        return np.array(out + self._beyond(size - len(out)), dtype=object)

    def _draw_line(self, rng: np.random.Generator, when: np.ndarray) -> np.ndarray:
        head, width, times, numbers = self._line
        places = np.searchsorted(times, when.astype("datetime64[s]").astype("int64")).clip(0, len(numbers) - 1)
        out = []
        for place in places:
            near = int(numbers[place]) + int(rng.integers(-40, 41))
            beside = (near + s for i in range(200) for s in (i, -i))
            steps = itertools.chain(beside, itertools.count(int(numbers.max()) + 1))
            text = next(t for t in (f"{head}{max(n, 0):0{width}d}" for n in steps) if t not in self.taken)
            self.taken.add(text)
            out.append(text)
        return np.array(out, dtype=object)

    def _cast(self, rng: np.random.Generator, size: int) -> list[str]:
        """Texts with each place taken from another text of the same length; heads stay whole."""
        models = self._texts[rng.integers(0, len(self._texts), size)]
        lengths = np.array([len(m) for m in models])
        out: list[str] = []
        for length in np.unique(lengths):
            kin = self._of_length(rng, int(length))
            chosen = models[lengths == length]
            picks = rng.integers(0, len(kin), (len(chosen), int(length)))
            held = self._heads[int(length)]
            for model, row in zip(chosen, picks):
                head = model[:held]
                body = "".join(kin[k][i] if kin[k][i].isalnum() and model[i].isalnum() else model[i]
                               for i, k in enumerate(row))
                out.append(head + body[len(head):])
        order = rng.permutation(len(out))
        return [out[i] for i in order]

    def _of_length(self, rng: np.random.Generator, length: int) -> list[str]:
        if length not in self._kin:
            kin = [t for t in self._texts if len(t) == length]
            self._kin[length] = [kin[i] for i in rng.integers(0, len(kin), 2000)] if len(kin) > 2000 else kin
            self._heads[length] = _held(self._kin[length])
        return self._kin[length]

    def _beyond(self, size: int) -> list[str]:
        """Numbers after the last one, where no room is left between those there are."""
        numbered = [m for m in map(_NUMBERED.match, self._texts) if m]
        top = max(numbered, key=lambda m: int(m.group(2)), default=None)
        head, start, width = str(self._texts[0]), 0, 2
        if top is not None:
            head, start, width = top.group(1), int(top.group(2)), len(top.group(2))
        out, number = [], start
        while len(out) < size:
            number += 1
            text = f"{head}{number:0{width}d}"
            if text not in self.taken:
                self.taken.add(text)
                out.append(text)
        return out


def splice(rng: np.random.Generator, names: np.ndarray) -> str:
    """A name from the head of one existing name and the tail of another."""
    first, second = (str(names[i]).split() for i in rng.integers(0, len(names), 2))
    head = first[: max(1, len(first) - 1)]
    tail = second[-1:] if len(first) > 1 else []
    return " ".join(head + tail)[:25].strip()


def slug(name: str) -> str:
    """Lower-case letters and digits of a name, for a host name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "shop"
