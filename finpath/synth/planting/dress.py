"""Gives a group's payments the days, hours and prices of what surrounds them, or the group's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from finpath.synth.clock import PROFILES, shop_lifetimes
from finpath.synth.planting.clock import DAY
from finpath.synth.planting.groups import AccountGroup
from finpath.synth.planting.planned import Payer, PlannedPayment, PlantedAccount
from finpath.synth.planting.prices import PriceList
from finpath.synth.planting.survey import Numbers, Survey
from finpath.synth.shop import Shop
from finpath.synth.world import START

BLENDED = ("distributor", "hidden")  # their lives are no part of the structure
WANDER = 1_200  # seconds that an imitated moment lies from its model, at most
NEW_PAYERS = (0.15, 0.4)  # share of a group's payers who are new to the provider


@dataclass(frozen=True)
class Dresser:
    """Dresses groups in what surrounds them."""

    survey: Survey
    timed: frozenset[str]  # providers that know the time of day
    _days: dict[str, Numbers] = field(default_factory=dict)
    _hours: dict[str, Numbers] = field(default_factory=dict)
    _middles: dict[tuple[str, str], float] = field(default_factory=dict)

    def dress(self, group: AccountGroup, turn: int, rng: np.random.Generator) -> Iterator[PlannedPayment]:
        """Plan the payments of a group.

        Args:
            group: Bare.
            turn: Tells the new payers of this group from those of others.
            rng: The group's.
        """
        style = _GroupStyle(self, group, rng)
        new_payers = self._draw_new_payers(group, rng)
        paid = group.payments
        days = (paid.at - START) // DAY
        for i, (account, rows) in enumerate(zip(style.accounts, style.rows, strict=True)):
            moved = style.days(i, days[rows])
            payers = paid.payer[rows].tolist()
            for payer, day, cents in zip(payers, moved.tolist(), paid.cents[rows].tolist(), strict=True):
                template = style.template(i)
                at = (self.survey.first + day) * DAY + style.second(i, template)
                who = Payer(payer, turn if payer in new_payers else 0)
                price = None if style.imitates() else style.price(i, cents)
                yield PlannedPayment(account, account.shop.member, who, at, template, price)

    def _draw_new_payers(self, group: AccountGroup, rng: np.random.Generator) -> frozenset[int]:
        """Choose payers in whose place somebody new pays; who buys from several groups stays who he is."""
        payers = np.setdiff1d(np.unique(group.payments.payer), group.background.core)
        count = int(len(payers) * rng.uniform(*NEW_PAYERS))
        return frozenset(rng.permutation(payers)[:count].tolist())

    def daily(self, provider: str) -> Numbers:
        """Count a provider's payments by day of the calendar."""
        if provider not in self._days:
            at = self.survey.purchases.at[self._of(provider)]
            self._days[provider] = np.bincount(at // DAY - self.survey.first, minlength=self.survey.days)
        return self._days[provider]

    def hourly(self, provider: str) -> Numbers:
        """Count a provider's payments by hour of its day."""
        if provider not in self._hours:
            at = self.survey.purchases.at[self._of(provider)]
            self._hours[provider] = np.bincount(at % DAY // 3_600, minlength=24)
        return self._hours[provider]

    def middle(self, provider: str, currency: str) -> float:
        """Give the middle of what is paid at a provider in a currency, in hundredths."""
        if (provider, currency) not in self._middles:
            same = self._of(provider) & (self.survey.purchases.currency == currency)
            self._middles[provider, currency] = float(np.median(self.survey.purchases.amount[same])) * 100
        return self._middles[provider, currency]

    def _of(self, provider: str) -> NDArray[np.bool_]:
        mine: NDArray[np.bool_] = np.array(self.survey.accounts.provider, dtype=str) == provider
        return mine[self.survey.purchases.merchant]


class _GroupStyle:
    """What one group looks like."""

    def __init__(self, dresser: Dresser, group: AccountGroup, rng: np.random.Generator) -> None:
        """Decide the group's hours and prices."""
        self._dresser, self._group, self._rng = dresser, group, rng
        self._survey = dresser.survey
        self._share = group.background.camouflage
        self._late = "night" if rng.random() < 0.6 else "evening"
        self.accounts = [
            PlantedAccount(shop, group.name, group.typology, new=i not in group.hosts)
            for i, shop in enumerate(group.shops)
        ]
        self.rows = [np.flatnonzero(group.payments.shop == i) for i in range(len(group.shops))]
        self._templates = [_templates(self._survey, shop) for shop in group.shops]
        self._prices = PriceList(rng, group.typology)

    def imitates(self) -> bool:
        """Say whether one price is the model's."""
        return bool(self._rng.random() < self._share)

    def template(self, i: int) -> int:
        """Draw a payment at the model."""
        return int(self._templates[i][int(self._rng.integers(0, len(self._templates[i])))])

    def price(self, i: int, cents: int) -> Decimal:
        """Give the group's own price for what a bare payment costs."""
        shop, currency = self._group.shops[i], str(self._survey.purchases.currency[self._templates[i][0]])
        return self._prices.price(shop, cents, self._dresser.middle(shop.member, currency))

    def second(self, i: int, template: int) -> int:
        """Draw the second of the day: near the model's, or late by the provider's own hours."""
        provider = self._group.shops[i].member
        if provider not in self._dresser.timed:
            return 0
        if self.imitates():
            near = int(self._survey.purchases.at[template]) + int(self._rng.integers(-WANDER, WANDER + 1))
            return near % DAY
        weights = self._dresser.hourly(provider) * PROFILES[self._late]
        hour = int(self._rng.choice(24, p=weights / weights.sum()))
        return hour * 3_600 + int(self._rng.integers(0, 3_600))

    def days(self, i: int, days: Numbers) -> Numbers:
        """Move days into the account's life so that they fall as the provider's days do."""
        own, life = self._lives(i, days)
        part = (days - own[0] + self._rng.random(len(days))) / (own[1] - own[0])
        daily = self._dresser.daily(self._group.shops[i].member)[life[0] : life[1]].astype(np.float64)
        if not daily.sum():
            daily = self._dresser.daily(self._group.shops[i].member).astype(np.float64)
            life = (0, len(daily))
        edges = np.cumsum(daily)
        moved: Numbers = life[0] + np.searchsorted(edges, np.clip(part, 0, 1 - 1e-9) * edges[-1], side="right")
        return moved

    def _lives(self, i: int, days: Numbers) -> tuple[tuple[int, int], tuple[int, int]]:
        """Give the days that an account was drawn to live, and those that it lives in the end."""
        shop, world = self._group.shops[i], self._group.background.world
        if i in self._group.hosts:
            span = (int(days.min()), int(days.max()) + 1) if len(days) else (0, 1)
            return span, span
        opens, ends = (int(edge[0]) for edge in shop_lifetimes(world, [shop]))
        if self._group.typology not in BLENDED:
            return (opens, ends), (opens, ends)
        model = next(one for one in self._group.background.life.shops if one.region == shop.region)
        first, last = (int(edge[0]) for edge in shop_lifetimes(world, [model]))
        share = self._share
        start = round((1 - share) * opens + share * first)
        return (opens, ends), (start, max(start + 1, round((1 - share) * ends + share * last)))


def _templates(survey: Survey, shop: Shop) -> Numbers:
    """Give the positions of a merchant's purchases in the currency that it mostly sells in."""
    rows = survey.accounts.purchases(shop.region)
    currency = survey.purchases.currency[rows.start : rows.stop]
    names, counts = np.unique(currency.astype(str), return_counts=True)
    return rows.start + np.flatnonzero(currency == names[int(np.argmax(counts))])
