"""Those who pay at planted accounts and at their twins: mostly people who are there, some new."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .ground import JOINS, Place
from .shapes import learn


@dataclass
class Cast:
    """At each member, for each person: a row whose payer's columns are copied, and a new reference or None."""

    row: dict[str, np.ndarray]
    fresh: dict[str, np.ndarray]

    def __len__(self) -> int:
        """How many persons there are."""
        return len(next(iter(self.row.values())))


def strangers(rng: np.random.Generator, place: Place, count: int) -> np.ndarray:
    """Payers (codes) who have nothing in common: the active ones more often, most of them buyers online."""
    order = place.by_payer[0]
    online = order[place.stalls["online"].to_numpy()[place.shop[order]]]
    pool = online if len(online) > 50 else order
    drawn = place.payer[rng.choice(pool, 6 * count + 30)]
    everyone = place.once("everyone", lambda: np.unique(place.payer[order]))
    even = rng.choice(everyone, 3 * count + 10)
    mixed = np.where(rng.random(len(drawn)) < 0.6, drawn, rng.choice(even, len(drawn)))
    return _some(rng, mixed, count)


def circle(rng: np.random.Generator, place: Place, count: int) -> np.ndarray:
    """Payers (codes) who know each other: the clients of one shop, and of the small shops where these also buy."""
    facts = place.stalls
    size = facts["payers"].to_numpy()
    fit = np.flatnonzero((size >= 4) & (size <= max(np.quantile(size, 0.9), 6)))
    shops = fit if len(fit) else np.flatnonzero(size > 0)
    known: list[int] = list(np.unique(place.payer[place.of_shop(int(rng.choice(shops)))]))
    for _ in range(60):
        if len(known) >= 1.6 * count:
            break
        visited = place.shop[place.of_payer(int(rng.choice(known)))]
        near = np.intersect1d(visited, shops)
        shop = int(rng.choice(near)) if len(near) else int(rng.choice(shops))
        known = list(np.union1d(known, place.payer[place.of_shop(shop)]))
    return _some(rng, np.array(known), count)


def _some(rng: np.random.Generator, codes: np.ndarray, count: int) -> np.ndarray:
    """As many different codes as asked for, or all there are."""
    codes = np.unique(codes)
    return rng.permutation(codes)[:count]


def assemble(rng: np.random.Generator, places: list[Place], codes: np.ndarray, newcomers: int, taken: set[str]) -> Cast:
    """Persons from payers of the first place and some new ones, with their references at all places."""
    home = places[0]
    row = np.array([rng.choice(home.of_payer(int(code))) for code in codes], int)
    row = np.concatenate([row, rng.choice(home.by_payer[0], newcomers)]).astype(int)
    fresh = np.full(len(row), None, object)
    fresh[len(codes) :] = new_references(rng, home, row[len(codes) :], taken)
    cast = Cast({home.name: row}, {home.name: fresh})
    for place in places[1:]:
        cast.row[place.name], cast.fresh[place.name] = _elsewhere(rng, home, place, cast, taken)
    return cast


def new_references(rng: np.random.Generator, place: Place, like: np.ndarray, taken: set[str]) -> np.ndarray:
    """New references of the kinds of given rows."""
    refs = place.rows["payer_ref"].to_numpy()
    kinds = np.full(len(refs), "", object)
    if place.has("payer_ref_kind"):
        kinds = place.rows["payer_ref_kind"].fillna("").to_numpy()
    made = np.full(len(like), None, object)
    for kind in sorted({str(kinds[i]) for i in like}):
        at = np.flatnonzero(kinds[like] == kind)
        shape = place.once("payer " + kind, lambda: learn(refs[kinds == kind], rng))
        made[at] = shape.draw(rng, len(at), taken)
    return made


def _elsewhere(
    rng: np.random.Generator, home: Place, place: Place, cast: Cast, taken: set[str]
) -> tuple[np.ndarray, np.ndarray]:
    """The same persons at another member: by the same reference where it joins, else by one of that member's own."""
    row = rng.choice(place.by_payer[0], len(cast))
    fresh = np.full(len(row), None, object)
    if not (home.has("payer_ref_kind") and place.has("payer_ref_kind")):
        return row, fresh
    own = cast.fresh[home.name]
    known = home.rows["payer_ref"].to_numpy()[cast.row[home.name]]
    ref = np.array([b if a is None else a for a, b in zip(own, known)], object)
    kind = home.rows["payer_ref_kind"].to_numpy()[cast.row[home.name]]
    there = place.rows["payer_ref_kind"].to_numpy()
    spots = place.once("spots", lambda: {k: np.flatnonzero(there == k) for k in JOINS if (there == k).any()})
    wanted = set(ref)
    first = place.once("first rows", lambda: dict(zip(place.rows["payer_ref"], range(len(place.rows)))))
    where = {r: first[r] for r in wanted if r in first}
    scoped = place.once("scoped", lambda: np.flatnonzero(~place.rows["payer_ref_kind"].isin(JOINS).to_numpy()))
    for i in range(len(row)):
        if kind[i] in spots:
            row[i] = where.get(ref[i], rng.choice(spots[kind[i]]))
            fresh[i] = ref[i]
        elif len(scoped):
            row[i] = rng.choice(scoped)
    new = np.flatnonzero([a is not None and b is None for a, b in zip(own, fresh)])
    new = new[rng.random(len(new)) < 0.7]
    fresh[new] = new_references(rng, place, row[new], taken)
    return row, fresh
