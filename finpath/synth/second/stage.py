"""Where structures are put on: one market and register for each provider, and what every structure needs from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from finpath.synth.second.book import Rows
from finpath.synth.second.market import Market, Payer, Window
from finpath.synth.second.newcomers import newcomers
from finpath.synth.second.register import Register
from finpath.synth.second.site import Site, Temper, rows_of, visits

Member = tuple[str, str]


@dataclass(frozen=True)
class Stage:
    """One provider.

    Args:
        market: Its ordinary life.
        register: Its merchants.
        merchants: How many merchants the contributions have here, before anything is added.
    """

    market: Market
    register: Register
    merchants: int

    @property
    def kind(self) -> str:
        """The provider's kind."""
        return self.market.book.manifest.kind

    @property
    def rng(self) -> np.random.Generator:
        """The only source of chance."""
        return self.market.rng

    def member(self, code: int) -> Member:
        """A merchant as truth names it."""
        return self.market.book.provider, self.market.draft.merchant_id(code)

    def open(self, life: Window, levels: Sequence[float], shared: Mapping[str, str], *, payee: bool = False) -> Site:
        """Open a new merchant that takes after an ordinary one, asking prices at some levels of what is paid here."""
        model = self.market.model_merchant(levels[0], self.register.wanted(payee=payee))
        site = Site(
            code=self.market.draft.new_merchant(model),
            model=model,
            rows=rows_of(self.market, model),
            prices=self.prices(model, levels),
            life=life,
        )
        self.register.enter(site, shared)
        return site

    def prices(self, model: int, levels: Sequence[float]) -> tuple[float, ...]:
        """Prices in the currency of a merchant."""
        currency = str(self.market.currency[rows_of(self.market, model)[0]])
        return tuple(self.market.price(currency, level) for level in levels)

    def crowd(self, count: int, window: Window, fresh: float, foreign: float = 0.0) -> list[Payer]:
        """Unrelated payers, a share of whom nobody has seen before."""
        new = int(count * fresh)
        seen = self.market.strangers(count - new, window, foreign)
        return [*seen, *newcomers(self.market, new, window, foreign)]

    def sell(self, payers: Sequence[Payer], sites: Sequence[Site], temper: Temper) -> int:
        """Let payers pay at sites, and keep the payments for writing; how many."""
        payments = visits(self.market, payers, sites, temper)
        self.market.draft.add(payments)
        return len(payments)

    def lives(self, count: int, short: float, window: Window) -> list[Window]:
        """Lives of sites within a window, a share of them short, in the order of opening."""
        lengths = np.where(
            self.rng.random(count) < short,
            self.rng.uniform(min(10, window.days / 4), min(60, window.days / 2), count),
            self.rng.uniform(0.4, 1.0, count) * window.days,
        )
        starts = self.rng.uniform(0, 1, count) * (window.days - lengths)
        return [window.part(float(starts[i]), float(lengths[i])) for i in np.argsort(starts)]

    def season(self, shortest: float, longest: float) -> Window:
        """A part of the span of the book, by its shares of it; at most a year."""
        days = self.market.span.days
        length = float(np.clip(days * self.rng.uniform(shortest, longest), min(30, days), 365))
        return self.market.span.part(float(self.rng.uniform(0, max(0.0, days - length))), length)

    def hosts(self, count: int) -> Rows:
        """Merchants of the book that are busy enough to hide a stream in, and live all the while."""
        sizes = self.market.book.by_merchant.sizes
        busy = np.flatnonzero(sizes >= max(int(np.quantile(sizes, 0.6)), min(60, int(np.quantile(sizes, 0.98)))))
        busy = np.array(
            [code for code in busy[self.rng.permutation(len(busy))][: 4 * count + 20] if self._lasts(int(code))]
        )
        return busy[:count].astype(np.int64)

    def _lasts(self, code: int) -> bool:
        seen = self.market.book.at[self.market.book.by_merchant.rows(code)]
        return bool((seen.max() - seen.min()) / self._span() > 0.3 and self.register.wanted(payee=False)[code])

    def _span(self) -> np.timedelta64:
        return self.market.span.closes - self.market.span.opens


@dataclass
class Cast:
    """Who is in what: the planted and the innocent, as the two lists that are written.

    Args:
        planted: Provider, merchant, group, typology.
        innocent: Provider, merchant, kind.
    """

    planted: list[tuple[Member, str, str]] = field(default_factory=list)
    innocent: list[tuple[Member, str]] = field(default_factory=list)
