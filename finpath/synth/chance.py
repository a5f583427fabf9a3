"""Random numbers by name: each part of the coalition draws from a stream that only its own name decides."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def stream(seed: int, *names: str) -> np.random.Generator:
    """Give the generator that belongs to these names: a new kind of life never changes what the others draw.

    >>> first, second = stream(7, "life", "charities"), stream(7, "life", "charities")
    >>> bool(first.random() == second.random())
    True
    """
    digest = hashlib.sha256("/".join([str(seed), *names]).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16])))


class Lot:
    """Draws for one key that depend on nothing but seed and key: equal keys are equal wherever they turn up."""

    def __init__(self, seed: int, *names: str) -> None:
        """Hash the names once; every draw takes its part of the number."""
        text = "\x1f".join([str(seed), *names]).encode()
        self._rest = int.from_bytes(hashlib.blake2b(text, digest_size=64).digest())

    def below(self, end: int) -> int:
        """Draw a whole number from 0 to end - 1."""
        self._rest, value = divmod(self._rest, end)
        return value

    def chance(self, share: float) -> bool:
        """Say yes in this share of all keys."""
        return self.below(1_000_000) < share * 1_000_000

    def one_of(self, choices: Sequence[str]) -> str:
        """Draw one of the choices, each as likely as the others."""
        return choices[self.below(len(choices))]

    def fill_pattern(self, pattern: str) -> str:
        """Fill a pattern: each # becomes a digit, each @ a capital letter."""
        return "".join(self._character(mark) for mark in pattern)

    def _character(self, mark: str) -> str:
        if mark == "#":
            return str(self.below(10))
        return chr(ord("A") + self.below(26)) if mark == "@" else mark


def spread_over(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Share a whole number out in proportion to weights; nobody gets less than one."""
    shares: NDArray[np.int64] = np.floor(weights / weights.sum() * max(total - len(weights), 0)).astype(np.int64)
    return shares + 1


def heavy_tailed_weights(rng: np.random.Generator, count: int, sigma: float = 1.1) -> NDArray[np.float64]:
    """Draw heavy-tailed weights: a few shops and payers do most of the business."""
    return rng.lognormal(0.0, sigma, count)


def draw_names(rng: np.random.Generator, shares: dict[str, float], count: int) -> list[str]:
    """Draw names by their shares."""
    weights = np.array(list(shares.values()))
    positions = rng.choice(len(shares), count, p=weights / weights.sum())
    names = list(shares)
    return [names[i] for i in positions]


def scramble(numbers: NDArray[np.uint64], salt: str) -> NDArray[np.uint64]:
    """Scramble numbers by a named salt (splitmix64): a property of each row that no other row changes."""
    key = np.uint64(int.from_bytes(hashlib.sha256(salt.encode()).digest()[:8]))
    z = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + key
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def unit_interval(numbers: NDArray[np.uint64], salt: str) -> NDArray[np.float64]:
    """Give each row a number from 0 to 1 that no other row changes."""
    return (scramble(numbers, salt) >> np.uint64(11)).astype(np.float64) / float(1 << 53)
