"""The people who pay: where they live, what they like, how active they are, and how members know them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import LOWER, UPPER, distinct

INTERESTS = {
    "games": 0.2,
    "adult": 0.12,
    "fans": 0.12,
    "dates": 0.06,
    "tech": 0.15,
    "collect": 0.07,
    "travel": 0.3,
    "gives": 0.2,
    "diaspora": 0.12,
}
ABROAD = ["DE", "FR", "BE", "ES", "IT", "US", "IE", "AT", "SE", "PT"]


@dataclass(frozen=True)
class Crowd:
    """Those who may pay in one way, in the order of their homes, so that neighbours stand side by side."""

    person: np.ndarray
    cumulative: np.ndarray
    bounds: np.ndarray
    fond: dict[str, np.ndarray]

    def anyone(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """People from anywhere, the active ones more often."""
        return self.person[np.searchsorted(self.cumulative, rng.random(count) * self.cumulative[-1])]

    def lovers(self, rng: np.random.Generator, interest: str, count: int) -> np.ndarray:
        """People who care for something, by chance."""
        return rng.choice(self.fond[interest], count)

    def neighbours(self, rng: np.random.Generator, city: int, where: tuple[float, float], count: int) -> np.ndarray:
        """People who live around a place (a share of the city's row of homes, and a width)."""
        low, high = self.bounds[city], self.bounds[city + 1]
        spot = low + (high - low) * where[0]
        at = np.rint(rng.normal(spot, max((high - low) * where[1], 4), count)).astype(int)
        return self.person[low + np.mod(at - low, max(high - low, 1))]


@dataclass(frozen=True)
class People:
    """All persons, with their crowds for cards and for the wallet."""

    city: np.ndarray
    activity: np.ndarray
    country: np.ndarray
    reissue: np.ndarray
    second: np.ndarray
    cards: Crowd
    wallet: Crowd


def gather(rng: np.random.Generator, count: int, cities: list[str], days: int) -> People:
    """Draw the people of all cities; `cities` names each city's country."""
    share = rng.dirichlet(np.full(len(cities), 2.0))
    city = np.sort(rng.choice(len(cities), count, p=share))
    activity = np.exp(rng.normal(0, 1.2, count))
    country = np.array(cities)[city].astype(object)
    guest = rng.random(count) < 0.06
    country[guest] = rng.choice(ABROAD, guest.sum())
    reissue = np.where(rng.random(count) < 0.17, rng.integers(10, max(days - 5, 12), count), 10 * days)
    second = np.full(count, -1)
    owners = np.flatnonzero(rng.random(count) < 0.22)
    second[owners] = count + np.arange(len(owners))
    fond = {name: rng.random(count) < share for name, share in INTERESTS.items()}
    holds = rng.random(count) < 0.45
    everyone = _crowd(np.ones(count, bool), city, activity, fond)
    return People(city, activity, country, reissue, second, everyone, _crowd(holds, city, activity, fond))


def _crowd(member: np.ndarray, city: np.ndarray, activity: np.ndarray, fond: dict[str, np.ndarray]) -> Crowd:
    """The crowd of the persons that a mask names."""
    person = np.flatnonzero(member)
    bounds = np.searchsorted(city[person], np.arange(city.max() + 2))
    liking = {name: np.flatnonzero(mask & member) for name, mask in fond.items()}
    return Crowd(person, np.cumsum(activity[person]), bounds, liking)


@dataclass(frozen=True)
class References:
    """What stands for a card at each member, before and after it was re-issued; and the wallets' own numbers."""

    par: np.ndarray
    token: dict[str, np.ndarray]
    has_par: np.ndarray
    wallet: np.ndarray


def references(rng: np.random.Generator, people: People, acquirers: list[str]) -> References:
    """Draw the references of all cards (first ones and second ones) and wallets."""
    count = len(people.city) + int((people.second >= 0).sum())
    makers = np.array(["V001", "5001", "Q1HJ"])
    prefix = makers[rng.choice(3, 2 * count, p=[0.5, 0.4, 0.1])]
    par = np.char.add(prefix, distinct(rng, UPPER, 25, 2 * count)).reshape(2, count)
    kept = rng.random(count) < 0.55
    par[1, kept] = par[0, kept]
    token = {}
    for name in acquirers:
        length = int(rng.integers(16, 25))
        token[name] = distinct(rng, LOWER, length, 2 * count).reshape(2, count)
    wallet = np.char.add("w", distinct(rng, LOWER, 11, len(people.city)))
    return References(par, token, rng.random(count) < 0.72, wallet)
