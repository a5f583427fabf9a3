"""The payers: where they live, whom they know, how they are referred to."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from . import names

LANDS = ("NL", "DE", "FR", "SE", "GB", "IE", "ES", "PL")


@dataclass(frozen=True)
class People:
    """Persons sorted by region, and the circles that cut across regions."""

    country: np.ndarray
    region: np.ndarray
    circle: np.ndarray
    circled: np.ndarray
    night: np.ndarray
    tourists: np.ndarray
    young: np.ndarray
    known: dict[str, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.country)


def settle(rng: np.random.Generator, persons: int, home: str) -> People:
    """A population with heavy-tailed regions, circles, night buyers and visitors."""
    foreign = rng.uniform(0.05, 0.25)
    country = np.where(rng.random(persons) < foreign, rng.choice(LANDS, persons), home).astype(object)
    regions = int(rng.integers(8, 40))
    cuts = np.cumsum(rng.dirichlet(np.full(regions, 0.8)))[:-1]
    region = np.concatenate([[0], (cuts * persons).astype(int), [persons]])
    members, starts = [], [0]
    while starts[-1] < persons * 0.9:
        size = int(np.clip(rng.lognormal(3.8, 0.9), 10, 600))
        near = rng.random() < 0.6
        centre = rng.integers(persons)
        pool = (centre + rng.integers(0, max(4 * size, 40), size)) % persons if near else rng.integers(0, persons, size)
        members.append(np.unique(pool))
        starts.append(starts[-1] + len(members[-1]))
    night = rng.permutation(persons)[: max(20, int(persons * rng.uniform(0.05, 0.2)))]
    tourists = rng.permutation(persons)[: max(20, int(persons * rng.uniform(0.15, 0.3)))]
    young = rng.random(persons) < rng.uniform(0.01, 0.05)
    return People(country, region, np.array(starts), np.concatenate(members), night, tourists, young)


def mix(*parts: np.ndarray) -> np.ndarray:
    """A fixed pseudo-random number in [0, 1) for each combination of whole numbers."""
    state = np.zeros(1, dtype=np.uint64)
    for part in parts:
        state = state + np.asarray(part).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return (state >> np.uint64(11)).astype(float) / float(1 << 53)


def pick(people: People, pool: str, segment: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The person at a share of the way through a pool; low shares are the busy ones."""
    if pool in ("night", "tourist"):
        held = people.night if pool == "night" else people.tourists
        return held[(share * len(held)).astype(int)]
    if pool == "region":
        which = (segment * (len(people.region) - 1)).astype(int)
        low, high = people.region[which], people.region[which + 1]
        return np.minimum(low + (share * np.maximum(high - low, 1)).astype(int), len(people) - 1)
    if pool == "community":
        which = (segment * (len(people.circle) - 1)).astype(int)
        low, high = people.circle[which], people.circle[which + 1]
        return people.circled[low + (share * (high - low)).astype(int)]
    return ((share * 7919.0 + segment * (pool == "few")) % 1 * len(people)).astype(int)


def references(people: People, rng: np.random.Generator, kind: str) -> np.ndarray:
    """What a member calls each person; kinds that join are the same at all members."""
    if kind in people.known:
        return people.known[kind]
    rows = len(people)
    if kind == "par":
        made = "P" + names.strings(rng, rows, 3, names.DIGITS) + names.strings(rng, rows, 25, names.UPPER + "346789")
    elif kind == "iban":
        made = names.ibans(rng, people.country)
    elif kind == "phone":
        made = names.phones(rng, people.country)
    elif kind == "email":
        word = names.words(rng, min(rows, 4000))
        post = np.array(["post.example", "mail.example", "letter.example"], dtype=object)
        made = np.array([f"{w.lower()}{d}@{p}" for w, d, p in zip(
            word[rng.integers(0, len(word), rows)], names.strings(rng, rows, 4, names.DIGITS), post[rng.integers(0, 3, rows)])], dtype=object)
    elif kind == "address":
        made = "ax1q" + names.strings(rng, rows, 36, names.BASE)
    elif kind == "wallet":
        made = "w" + names.strings(rng, rows, 15, names.HEX)
    else:
        made = ("k" if kind == "card_token" else "a") + names.strings(rng, rows, 19, names.HEX)
    if kind in ("par", "iban", "email", "phone", "address"):
        people.known[kind] = made
    return made
