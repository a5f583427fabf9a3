"""Draws groups of accounts: planted ones of every typology, and honest newcomers beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from finpath.synth import plants
from finpath.synth.chance import stream
from finpath.synth.planted import PlantedGroups, found_front
from finpath.synth.planting.around import Surroundings, surroundings, with_camouflage, without_hosts
from finpath.synth.planting.neighbours import Neighbours
from finpath.synth.planting.options import PlantingOptions
from finpath.synth.planting.survey import Survey
from finpath.synth.shop import Shop
from finpath.synth.trade import SyntheticPayments, serve_shops

HIDES = "camouflage"  # the typology that always imitates perfectly
RECEIVES = "receivers"
HONEST = 3  # newcomers for every planted account: whoever flags all that is new is wrong three times in four
COMMON = 50  # payers whom two providers must both know before a group has accounts at both


@dataclass(frozen=True)
class AccountGroup:
    """Accounts that belong together, and what is paid there.

    Args:
        name: Of the group; empty where they are honest.
        typology: Its kind; empty where they are honest.
        shops: The accounts; those of hosts are there already.
        hosts: Which of them are honest shops that a stream runs through.
        payments: `shop` is a position in `shops`.
        background: What they were drawn from.
    """

    name: str
    typology: str
    shops: tuple[Shop, ...]
    hosts: frozenset[int]
    payments: SyntheticPayments
    background: Surroundings


@dataclass
class GroupPlanter:
    """Draws groups one after the other; no honest shop hides two streams."""

    survey: Survey
    options: PlantingOptions
    near: Neighbours
    _seen: dict[tuple[str, ...], Surroundings] = field(default_factory=dict)
    _hosts: set[int] = field(default_factory=set)  # merchants

    def draw(self) -> Iterator[AccountGroup]:
        """Draw the groups of every typology."""
        for typology in plants.names():
            for number in range(self.options.groups_per_kind):
                yield self._group(typology, number)

    def newcomers(self, groups: Sequence[AccountGroup]) -> Iterator[AccountGroup]:
        """Open honest shops for every planted account, at the same provider."""
        for group in groups:
            for i, shop in enumerate(group.shops):
                for j in range(HONEST):
                    yield self._newcomer(shop, f"newcomer-{group.name}-{i}-{j}")

    def _group(self, typology: str, number: int) -> AccountGroup:
        name = f"{typology}-{number}"
        rng = stream(self.options.seed, "plant", name)
        whole = self._around(self._providers(rng, typology))
        used = {i for i, shop in enumerate(whole.life.shops) if shop.region in self._hosts}
        background = with_camouflage(without_hosts(whole, used), 1.0 if typology == HIDES else self.options.camouflage)
        least, most = plants.span(typology)
        plant = plants.kind(typology)(background, rng, [int(rng.integers(least, most + 1))])
        self._hosts |= {whole.life.shops[i].region for i in plant.hosts}
        return _with_own_keys(name, typology, plant, background)

    def _newcomer(self, beside: Shop, key: str) -> AccountGroup:
        rng = stream(self.options.seed, "plant", key)
        background = self._around((beside.member,))
        model, size = background.payee(rng) if beside.kind == "payee" else background.model(rng)
        opens = int(rng.integers(-20, max(background.world.days - 20, -19)))
        closes = opens + int(rng.lognormal(3.8, 0.6)) + 10 if rng.random() < 0.5 else 100_000
        shop = found_front(model, key, opens, closes)
        paid = serve_shops(background.world, rng, (shop,), np.array([min(max(size, 12), 260)], dtype=np.int64))
        return AccountGroup("", "", (shop,), frozenset(), paid, background)

    def _around(self, providers: tuple[str, ...]) -> Surroundings:
        if providers not in self._seen:
            self._seen[providers] = surroundings(self.survey, self.near, self.options.seed, providers)
        return self._seen[providers]

    def _providers(self, rng: np.random.Generator, typology: str) -> tuple[str, ...]:
        """Choose where a group has its accounts: at one provider, or at two that know the same payers."""
        fit = self._fit(payee=typology == RECEIVES)
        names, weights = list(fit), np.array(list(fit.values()), dtype=np.float64)
        home = names[int(rng.choice(len(names), p=np.sqrt(weights) / np.sqrt(weights).sum()))]
        others = [name for name in names if name != home and self._common(home, name) >= COMMON]
        if typology == RECEIVES or not others or rng.random() < 0.5:
            return (home,)
        return tuple(sorted((home, others[int(rng.integers(0, len(others)))])))

    def _fit(self, *, payee: bool) -> Mapping[str, int]:
        """Count the merchants of a kind at each provider; where there are none, all merchants."""
        sells = np.diff(self.survey.accounts.rows) > 0
        of = np.array(self.survey.accounts.provider, dtype=object)
        for kind in (sells & (self.survey.accounts.payee == payee), sells):
            counts = {name: int((kind & (of == name)).sum()) for name in self.survey.providers}
            if any(counts.values()):
                return {name: count for name, count in counts.items() if count}
        return dict.fromkeys(self.survey.providers, 1)

    def _common(self, one: str, other: str) -> int:
        of = np.array(self.survey.accounts.provider, dtype=object)[self.survey.purchases.merchant]
        return len(np.intersect1d(self.survey.purchases.payer[of == one], self.survey.purchases.payer[of == other]))


def _with_own_keys(name: str, typology: str, plant: PlantedGroups, background: Surroundings) -> AccountGroup:
    """Give the accounts of a plant of one group keys of their own; hosts come after the new ones."""
    new = tuple(replace(shop, key=f"{name}-{i}") for i, shop in enumerate(plant.piece.shops))
    hosts = tuple(sorted(plant.hosts))
    shops = (*new, *(background.life.shops[i] for i in hosts))
    if not hosts:
        return AccountGroup(name, typology, shops, frozenset(), plant.piece.payments, background)
    position = np.zeros(len(background.life.shops), dtype=np.int64)
    position[list(hosts)] = len(new) + np.arange(len(hosts))
    streams = replace(plant.streams, shop=position[plant.streams.shop])
    return AccountGroup(name, typology, shops, frozenset(range(len(new), len(shops))), streams, background)
