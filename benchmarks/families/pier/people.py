"""People of the background, and the references under which members know them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ALPHABET = np.array(list("abcdefghijkmnpqrstuvwxyz23456789"))
UPPER = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"))
DIGITS = np.array(list("0123456789"))
TOWNS = np.array(["NL"] * 12 + ["SE"] * 8 + ["DE"] * 5 + ["IE"] * 5)
_AWAY = np.array(["PL", "RO", "GB", "FR", "US", "PH", "BE", "DK", "ES", "IN", "BR", "IT"])


def codes(rng: np.random.Generator, size: int, prefix: str, length: int, letters: np.ndarray) -> np.ndarray:
    """Distinct random codes."""
    seen: dict[str, None] = {}
    while len(seen) < size:
        block = letters[rng.integers(0, len(letters), (size, length))]
        seen.update((prefix + "".join(row), None) for row in block)
    return np.array(list(seen)[:size], dtype=object)


@dataclass(frozen=True)
class People:
    """Persons with a town (-1: abroad), an activity, and a bank."""

    town: np.ndarray
    country: np.ndarray
    activity: np.ndarray
    at_bank: np.ndarray
    reissued: np.ndarray
    references: dict[str, np.ndarray]

    def pick(self, rng: np.random.Generator, size: int, town: int | None = None) -> np.ndarray:
        """Distinct persons, the active ones more often."""
        among = np.arange(len(self.town)) if town is None else np.flatnonzero(self.town == town)
        if not len(among):
            among = np.arange(len(self.town))
        total = np.cumsum(self.activity[among])
        drawn = among[np.searchsorted(total, rng.random(int(size * 1.3) + 2) * total[-1]).clip(0, len(among) - 1)]
        return rng.permutation(np.unique(drawn))[:size]

    def refer(self, kind: str, persons: np.ndarray, days: np.ndarray) -> np.ndarray:
        """The reference of each person on each day: a card that was issued again has a new one."""
        old = self.references[kind]
        new = self.references.get(kind + " again", old)
        return np.where(days >= self.reissued[persons], new[persons], old[persons])


def make_people(rng: np.random.Generator, size: int, first: int, last: int) -> People:
    """Persons of some towns and of abroad; a part of their cards is issued again."""
    away = rng.random(size) < rng.uniform(.08, .2)
    town = np.where(away, -1, rng.choice(len(TOWNS), size, p=rng.dirichlet(np.full(len(TOWNS), 4.))))
    country = np.where(away, rng.choice(_AWAY, size), TOWNS[town])
    again = rng.random(size) < rng.uniform(.08, .25)
    references = {"wallet": codes(rng, size, "w", 10, ALPHABET)}
    for kind, prefix, length, letters in (("par", "V", 20, UPPER), ("card_token", "tok_", 12, ALPHABET)):
        both = codes(rng, 2 * size, prefix, length, letters)
        references[kind], references[kind + " again"] = both[:size], both[size:]
    return People(town=town, country=country.astype(object), activity=rng.lognormal(0, 1.05, size),
                  at_bank=(country == "NL") & (rng.random(size) < .3),
                  reissued=np.where(again, rng.integers(first, last, size), 10 ** 6), references=references)
