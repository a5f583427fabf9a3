"""The ordinary life around a plant: merchants to model on, and people who pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from finpath.synth.background import CORE_SHARE, Background, worth_imitating
from finpath.synth.chance import stream
from finpath.synth.people import People, WeightedGroups
from finpath.synth.planted import LARGEST, SMALLEST, no_payments
from finpath.synth.planting.clock import DAY
from finpath.synth.planting.neighbours import Neighbours
from finpath.synth.planting.survey import Numbers, Survey
from finpath.synth.shop import Habit, Shop
from finpath.synth.trade import ShopsAndPayments
from finpath.synth.world import World

MODELS = 20_000  # merchants of one provider that are looked at
EDGE = 14  # days without a payment at either end of the calendar before a shop is new, or closed
OWN_SIZE = (4.1, 0.6)  # of the logarithm: payments of a site that imitates nobody
LEAST = 3  # payments of somebody who is an ordinary payer


@dataclass(frozen=True)
class Surroundings(Background):
    """The ordinary life around a plant that imitates it more or less."""

    camouflage: float

    def model(self, rng: np.random.Generator) -> tuple[Shop, int]:
        """Draw a shop to imitate; its number of payments is the model's the more, the better the camouflage is."""
        shop, size = super().model(rng)
        own = float(np.clip(rng.lognormal(*OWN_SIZE), SMALLEST, LARGEST))
        return shop, round(own ** (1 - self.camouflage) * size**self.camouflage)


def surroundings(survey: Survey, near: Neighbours, seed: int, providers: Sequence[str]) -> Surroundings:
    """Look around as somebody who has accounts at these providers.

    Args:
        survey: What was found.
        near: Who shops where.
        seed: Decides who is drawn.
        providers: Where the accounts are; the people are those who pay at all of them.
    """
    merchants = _merchants(survey, stream(seed, "models", *providers), providers)
    sizes = np.diff(survey.accounts.rows)[merchants]
    payee, present = survey.accounts.payee[merchants], survey.accounts.present[merchants]
    people = _people(near, _activity(survey, providers))
    world = World(seed, len(merchants), survey.days, people)
    nobody = np.zeros(max(20, round(CORE_SHARE * int((people.activity > 0).sum()))), dtype=np.int64)
    return Surroundings(
        world=world,
        life=ShopsAndPayments(tuple(_shop(survey, merchant) for merchant in merchants.tolist()), no_payments()),
        sizes=sizes,
        online=worth_imitating(~present & ~payee, sizes),
        payees=worth_imitating(payee, sizes),
        core=np.unique(people.anyone.draw(world.chance("buyers", *providers), nobody)),
        camouflage=1.0,
    )


def with_camouflage(background: Surroundings, camouflage: float) -> Surroundings:
    """The same surroundings for somebody who imitates them more, or less."""
    return replace(background, camouflage=camouflage)


def without_hosts(background: Surroundings, hosts: set[int]) -> Surroundings:
    """The same surroundings, where nobody plants into these shops again."""
    online = np.setdiff1d(background.online, np.array(sorted(hosts), dtype=np.int64))
    return replace(background, online=online if len(online) else background.online)


def _merchants(survey: Survey, rng: np.random.Generator, providers: Sequence[str]) -> Numbers:
    of = np.isin(np.array(survey.accounts.provider, dtype=object), list(providers))
    merchants = np.flatnonzero(of & (np.diff(survey.accounts.rows) > 0))
    return np.sort(rng.permutation(merchants)[:MODELS])


def _activity(survey: Survey, providers: Sequence[str]) -> NDArray[np.float64]:
    """Count payments of those who pay at every one of the providers, and not just once."""
    payers = int(survey.purchases.payer.max()) + 1
    of = np.array(survey.accounts.provider, dtype=object)[survey.purchases.merchant]
    paid = np.stack([np.bincount(survey.purchases.payer[of == name], minlength=payers) for name in providers])
    total = paid.sum(axis=0)
    for least in (LEAST, 1):
        chosen = (paid > 0).all(axis=0) & (total >= least)
        if chosen.any():
            activity: NDArray[np.float64] = np.where(chosen, np.sqrt(total), 0.0)
            return activity
    everybody: NDArray[np.float64] = total.astype(np.float64)
    return everybody


def _people(near: Neighbours, activity: NDArray[np.float64]) -> People:
    """Everybody the ledger knows; only those with some activity are ever drawn."""
    one = np.zeros(len(activity), dtype=np.int64)
    anyone = WeightedGroups(one, 1, activity)
    return People(
        country=one,
        region=one,
        taste=one,
        activity=activity,
        regions=1,
        tastes=1,
        region_country=one[:1],
        near=near,
        abroad=anyone,
        hobby=anyone,
        anyone=anyone,
    )


def _shop(survey: Survey, merchant: int) -> Shop:
    """Describe a merchant as a shop: `region` is its number, and its customers come from around it."""
    rows = survey.accounts.purchases(merchant)
    at = survey.purchases.at[rows.start : rows.stop]
    first, last = int(at.min()) // DAY - survey.first, int(at.max()) // DAY - survey.first
    begin = survey.begin - survey.first
    payers = len(np.unique(survey.purchases.payer[rows.start : rows.stop]))
    return Shop(
        key=f"merchant-{merchant}",
        member=survey.accounts.provider[merchant],
        kind="payee" if survey.accounts.payee[merchant] else "merchant",
        mcc="",
        country=0,
        region=merchant,
        opens=first if first >= begin + EDGE else -400,
        closes=last + 1 if last < survey.days - EDGE else 100_000,
        habit=Habit(
            foreign=0.0,
            loyalty=max(1.1, len(rows) / payers),
            present=bool(survey.accounts.present[merchant]),
        ),
    )
