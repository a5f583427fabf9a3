"""The people of the background: where they live, what they like, and the means they pay with."""

from dataclasses import dataclass

import numpy as np

from .names import BASE32, HEX, letters

LANDS = ("NL", "DE", "SE", "BE", "DK", "GB")
INTERESTS = (
    "all",
    "games",
    "collect",
    "adult",
    "creators",
    "dating",
    "charity",
    "faith",
    "club",
    "school",
    "fitness",
    "tech",
    "crypto",
    "betting",
    "festival",
    "diaspora",
    "travel",
)
_LIKING = (1.0, 0.25, 0.05, 0.12, 0.10, 0.06, 0.15, 0.10, 0.22, 0.18, 0.20, 0.25, 0.06, 0.12, 0.15, 0.10, 0.25)
ISSUERS = ("issuer-a", "issuer-b", "issuer-c")
HOMES = ("PH", "MA", "NG", "TR", "CO", "UA", "IN", "RO")


@dataclass(frozen=True)
class People:
    """One row for each person; `cards` are two issuers (-1 where none), `refs` the references by member."""

    land: np.ndarray
    town: np.ndarray
    home: np.ndarray
    activity: np.ndarray
    likes: np.ndarray
    cards: np.ndarray
    renewed: np.ndarray
    means: dict[str, np.ndarray]
    refs: dict[str, np.ndarray]
    stay: np.ndarray

    @property
    def count(self) -> int:
        """Number of people."""
        return len(self.land)


def _cards(rng: np.random.Generator, land: np.ndarray) -> np.ndarray:
    """Return two issuers for each person: mostly that of the land; others are not of the coalition."""
    count = len(land)
    own = np.where(land < 3, land, -1)
    first = np.where(rng.random(count) < 0.80, own, -1)
    first = np.where((first < 0) & (rng.random(count) < 0.35), rng.choice(3, count, p=[0.5, 0.35, 0.15]), first)
    second = np.where(rng.random(count) < 0.14, rng.integers(0, 3, count), -1)
    return np.stack([first, np.where(second == first, -1, second)], axis=1)


def _references(rng: np.random.Generator, count: int) -> dict[str, np.ndarray]:
    """Return references by member: rows are the first card, its successor, the second card, its successor."""
    refs = {
        "issuer-a": letters(rng, HEX, 20, 2 * count),
        "issuer-b": letters(rng, BASE32, 16, 2 * count),
        "issuer-c": letters(rng, HEX, 12, 2 * count),
        "acquirer-a": letters(rng, HEX, 24, 4 * count),
    }
    whole = {name: values.reshape(-1, count) for name, values in refs.items()}
    whole["bank-a"] = letters(rng, BASE32, 14, count)[None, :]
    whole["remitter-a"] = letters(rng, HEX, 10, count)[None, :]
    box = letters(rng, BASE32, 9, count)
    hosts = np.array(["post.example", "mail.example", "inbox.example"], dtype=object)
    mails = np.array([str(b).lower() for b in box], dtype=object) + "@" + hosts[rng.integers(0, 3, count)]
    whole["wallet-a"] = whole["vasp-a"] = mails[None, :]
    return whole


def make_people(rng: np.random.Generator, count: int, days: int) -> People:
    """Draw the people; their activity has a heavy tail, some come and some leave."""
    land = rng.choice(len(LANDS), count, p=[0.36, 0.30, 0.18, 0.06, 0.05, 0.05])
    towns = np.maximum(2, (np.bincount(land, minlength=len(LANDS)) / 260).astype(int))
    skew = rng.random(count) ** 1.8
    town = land * 100_000 + (skew * towns[land]).astype(int)
    likes = rng.random((count, len(INTERESTS))) < np.array(_LIKING)
    likes[:, 0] = True
    abroad = likes[:, INTERESTS.index("diaspora")]
    first = np.where(rng.random(count) < 0.14, rng.integers(0, days, count), 0)
    last = np.where(rng.random(count) < 0.05, rng.integers(0, days, count), days)
    means = {
        "credit_transfer": rng.random(count) < 0.45,
        "wallet": rng.random(count) < 0.5,
        "remittance": abroad & (rng.random(count) < 0.7),
        "crypto": (rng.random(count) < 0.02) | (likes[:, INTERESTS.index("crypto")] & (rng.random(count) < 0.7)),
    }
    return People(
        land=land,
        town=town,
        home=rng.integers(0, len(HOMES), count),
        activity=rng.lognormal(0.0, 0.95, count) * np.where(rng.random(count) < 0.15, 0.1, 1.0),
        likes=likes,
        cards=_cards(rng, land),
        renewed=np.where(rng.random(count) < 0.13, rng.integers(5, days, count), days + 1),
        means=means,
        refs=_references(rng, count),
        stay=np.stack([first, np.maximum(last, first + 3)], axis=1),
    )
