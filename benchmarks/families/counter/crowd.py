"""Who pays: existing payers of several kinds of crowd, and new ones who also shop elsewhere."""

from dataclasses import dataclass, field

import numpy as np

from .shapes import like
from .surround import Surround, Venue


@dataclass
class Newcomers:
    """Payers that were not there: for each, the member, the reference, and an existing one whose form they have."""

    provider: list[str] = field(default_factory=list)
    ref: list[str] = field(default_factory=list)
    model: list[int] = field(default_factory=list)


class Crowd:
    """Chooses payers from what surrounds."""

    def __init__(self, rng: np.random.Generator, around: Surround) -> None:
        """Take a generator and a coalition that was looked at."""
        self.rng, self.around = rng, around
        self.base = int(around.people["person"].max()) + 1
        self.new = Newcomers()
        self._reach: dict[tuple, tuple[np.ndarray, np.ndarray]] = {}
        self._refs: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._taken: dict[str, set[str]] = {}
        self.count = around.people["n"].to_numpy()

    def reach(self, venue: Venue) -> tuple[np.ndarray, np.ndarray]:
        """Return the persons who can pay at a venue, with their weights: people who also shop elsewhere."""
        key = (venue.views, venue.mirror)
        if key not in self._reach:
            weight = np.zeros(self.base)
            for view in [*venue.views, *([venue.mirror] if venue.mirror else [])]:
                handle = self.around.handle[view]
                weight += np.where(handle >= 0, self.count[handle], 0)
            if venue.mirror:
                weight *= np.where(self.around.handle[venue.mirror] >= 0, 30.0, 1.0)
            ids = np.flatnonzero(weight > 0)
            self._reach[key] = (ids, weight[ids] ** 0.55)
        return self._reach[key]

    def among(self, candidates: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
        """Draw different persons by weight."""
        if count >= len(candidates):
            return self.rng.permutation(candidates)
        keys = np.log(weights) + self.rng.gumbel(size=len(candidates))
        return candidates[np.argpartition(-keys, count)[:count]]

    def _anchored(self, venue: Venue, remote: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return the customers of a few shops near each other: a town's tills, or a hobby's web shops."""
        shops = self.around.shops
        here = shops["provider"].isin(venue.views).to_numpy() & (shops["n"].to_numpy() >= 8)
        far = shops["remote"].to_numpy()
        fits = here & (np.isnan(far) | ((far >= 0.5) == remote))
        found = np.flatnonzero(fits if fits.any() else here)
        if not len(found):
            return self.reach(venue)
        odds = np.sqrt(shops["n"].to_numpy()[found])
        first = self.rng.choice(found, p=odds / odds.sum())
        same = found[shops["mcc"].to_numpy()[found] == shops["mcc"].to_numpy()[first]] if remote else found
        core = np.unique(self.around.payer[self.around.rows_of(first)])
        others = self.rng.permutation(same)[:60]
        met = np.array([np.isin(self.around.payer[self.around.rows_of(shop)], core).mean() for shop in others])
        near = others[np.argsort(-met)[: int(self.rng.integers(2, 6))]]
        rows = np.concatenate([self.around.rows_of(shop) for shop in (first, *near)])
        persons, times = np.unique(self.around.payer[rows], return_counts=True)
        return persons, np.sqrt(times.astype(float))

    def circle(self, venue: Venue, crowd: str) -> tuple[np.ndarray, np.ndarray]:
        """Return candidates and weights of one crowd at one venue."""
        ids, weights = self.reach(venue)
        if crowd not in ("affine", "neighbours"):
            return ids, weights
        near, close = self._anchored(venue, crowd == "affine")
        kept = np.isin(near, ids)
        if kept.sum() < 12:
            return ids, weights
        if venue.mirror:
            close = close * np.where(self.around.handle[venue.mirror][near] >= 0, 8.0, 1.0)
        return near[kept], close[kept]

    def draw(self, venue: Venue, circle: tuple[np.ndarray, np.ndarray], count: int) -> np.ndarray:
        """Draw persons of a crowd; where it is too small, others fill up."""
        got = self.among(circle[0], circle[1], count)
        if len(got) < count:
            ids, weights = self.reach(venue)
            more = self.among(ids, weights, min(count, len(ids)))
            got = np.concatenate([got, more[~np.isin(more, got)]])[:count]
        return got

    def _pool(self, provider: str) -> tuple[np.ndarray, np.ndarray]:
        """Return a member's handles and references in the order in which they first paid."""
        if provider not in self._refs:
            people = self.around.people
            mine = np.flatnonzero((people["provider"] == provider).to_numpy())
            mine = mine[np.argsort(people["first"].to_numpy()[mine], kind="stable")]
            self._refs[provider] = (mine, people["ref"].to_numpy(dtype=object)[mine])
            self._taken[provider] = set(self._refs[provider][1])
        return self._refs[provider]

    def references(self, provider: str, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Return new references of a member, and the handles in whose shape they are."""
        handles, refs = self._pool(provider)
        at = self.rng.integers(0, len(refs), count)
        return like(self.rng, refs, at, self._taken[provider]), handles[at]

    def fresh(self, venue: Venue, count: int) -> np.ndarray:
        """Make new persons at a venue and return their numbers."""
        sizes = np.array([len(self._pool(view)[0]) for view in venue.views], dtype=float)
        which = self.rng.choice(len(venue.views), count, p=sizes / sizes.sum())
        numbers = np.arange(count) + self.base + len(self.new.ref)
        for at, view in enumerate(venue.views):
            refs, models = self.references(view, int((which == at).sum()))
            self.new.provider += [view] * len(refs)
            self.new.ref += refs.tolist()
            self.new.model += models.tolist()
        return numbers

    def renew(self, person: int, venue: Venue) -> int:
        """Return a new number for a person whose card is issued again by the same member."""
        views = [v for v in venue.views if person < self.base and self.around.handle[v][person] >= 0]
        if not views:
            return person
        refs, models = self.references(views[0], 1)
        self.new.provider.append(views[0])
        self.new.ref.append(str(refs[0]))
        self.new.model.append(int(models[0]))
        return self.base + len(self.new.ref) - 1
