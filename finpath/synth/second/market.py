"""What is ordinary around the structures: amounts, hours, payers, neighbours, and merchants to take after."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from finpath.synth.second.book import Book, Index, Mask, Rows
from finpath.synth.second.draft import Draft
from finpath.synth.second.written import Amounts, Times

DAY = np.timedelta64(1, "D")
MICROS = 86_400_000_000
ENDINGS = (0.0, 0.0, 0.5, 0.9, 0.95, 0.99)


@dataclass(frozen=True)
class Window:
    """From when to when."""

    opens: np.datetime64
    closes: np.datetime64

    @property
    def days(self) -> float:
        """Its length."""
        return float((self.closes - self.opens) / DAY)

    def part(self, start: float, length: float) -> Window:
        """A part of it, given in days from its start, and not beyond its end."""
        opens = self.opens + np.timedelta64(int(start * MICROS), "us")
        return Window(opens, min(self.closes, opens + np.timedelta64(int(length * MICROS), "us")))


@dataclass(frozen=True)
class Payer:
    """Someone who pays: a code, and the rows of whoever lends this payer country and habits."""

    code: int
    rows: Rows


class Market:
    """The ordinary life of one book, and the draws from it."""

    def __init__(self, draft: Draft) -> None:
        """Look at the book that `draft` adds to."""
        self.draft = draft
        self.book: Book = draft.book
        self.rng = draft.rng
        self._paid: dict[str | None, Amounts] = {}
        opens, closes = self.book.span
        self.span = Window(opens.astype("datetime64[us]"), closes.astype("datetime64[us]"))

    @cached_property
    def currency(self) -> npt.NDArray[np.str_]:
        """The currency of each row; one and the same where it is a constant."""
        return np.array(self.book.texts("currency") or [""] * len(self.book.payer))

    @cached_property
    def abroad(self) -> Mask:
        """For each payer: from another country than the provider."""
        texts = self.book.texts("payer_country", self._first_rows)
        if texts is None:
            return np.zeros(len(self.book.payers), bool)
        home = self.book.manifest.country
        return np.array([text not in {"", home} for text in texts])

    @cached_property
    def remote(self) -> Mask:
        """For each merchant: its first payment was made without the card at the till, or nobody says."""
        index = self.book.by_merchant
        first = index.order[np.minimum(index.starts[:-1], len(index.order) - 1)]
        texts = self.book.texts("card_present", first)
        if texts is None:
            return np.ones(len(self.book.merchants), bool)
        return np.array([text.lower() not in {"true", "1", "t", "yes"} for text in texts])

    @cached_property
    def _first_rows(self) -> Rows:
        index = self.book.by_payer
        return index.order[np.minimum(index.starts[:-1], len(index.order) - 1)]

    @cached_property
    def shift(self) -> npt.NDArray[np.float64]:
        """Hours that each payer's clock is ahead of the written one, told by when its country pays."""
        countries = np.array(self.book.texts("payer_country", self._first_rows) or [""] * len(self.book.payers))
        angles = np.exp(2j * np.pi * ((self.book.at.astype("int64") % MICROS) / MICROS))
        whole = np.angle(angles[self.book.bought].mean())
        ahead = np.zeros(len(countries))
        for country in np.unique(countries):
            same = countries == country
            found = angles[self.book.bought & same[self.book.payer]]
            ahead[same] = (whole - np.angle(found.mean())) / (2 * np.pi) * 24 if len(found) > 100 else 0.0
        return (ahead + 12) % 24 - 12

    @cached_property
    def typical(self) -> Amounts:
        """The median amount of each merchant; 0 where it sold nothing."""
        rows = np.flatnonzero(self.book.bought)
        order = rows[np.lexsort((self.book.amount[rows], self.book.merchant[rows]))]
        index = self.book.by_merchant
        middle = np.minimum((index.starts[:-1] + index.starts[1:]) // 2, len(order) - 1)
        medians: Amounts = np.where(index.sizes > 0, self.book.amount[order[middle]], 0.0)
        return medians

    @cached_property
    def weekdays(self) -> npt.NDArray[np.float64]:
        """The share of purchases on each day of the week."""
        days = self.book.at[self.book.bought].astype("datetime64[D]").astype("int64")
        return np.asarray((np.bincount(days % 7, minlength=7) + 1.0) / (len(days) + 7.0), np.float64)

    @cached_property
    def repeats(self) -> float:
        """The share of purchases whose exact amount was paid at the same merchant before."""
        rows = np.flatnonzero(self.book.bought)[-200_000:]
        cents = np.round(self.book.amount[rows] * 100).astype(np.int64)
        return 1.0 - len(np.unique(np.stack([self.book.merchant[rows], cents]), axis=1).T) / len(rows)

    def paid(self, currency: str | None = None) -> Amounts:
        """Some thousands of the amounts paid in a currency, or in any, in order."""
        if currency not in self._paid:
            rows = np.flatnonzero(self.book.bought & (self.currency == currency) if currency else self.book.bought)
            self._paid[currency] = np.sort(
                self.book.amount[self.rng.choice(rows, min(len(rows), 20_000), replace=False)]
            )
        return self._paid[currency]

    def price(self, currency: str, level: float) -> float:
        """A price that is not strange here: at a level of what is paid in the currency, and with a usual ending."""
        paid = self.paid(currency)
        target = float(paid[int(level * (len(paid) - 1))])
        if self.rng.random() < 0.5:
            return float(paid[np.argmin(np.abs(paid - target * self.rng.uniform(0.9, 1.1)))])
        ending = 0.0 if not (paid % 1).any() else float(self.rng.choice(ENDINGS))
        return max(round(target) - 1 + ending, 1.0)

    def model_merchant(self, level: float, wanted: Mask) -> int:
        """A merchant that a new one takes after: wanted, remote, about as dear, as far as there is one."""
        sizes = self.book.by_merchant.sizes
        target = self.paid()[int(level * (len(self.paid()) - 1))]
        near = (self.typical > target / 3) & (self.typical < target * 3)
        fit = sizes > 0
        for wish in (wanted, self.remote, sizes >= min(8, int(np.quantile(sizes, 0.8))), near):
            fit = fit & wish if (fit & wish).any() else fit
        return int(self.rng.choice(np.flatnonzero(fit)))

    def corridor(self, rows: Rows, unrelated: float) -> Rows:
        """Rows of other receivers in the same country and currency, a share of whom declared no relatives."""
        countries, ties = self.book.texts("payee_country"), self.book.texts("relationship")
        if countries is None or ties is None:
            return rows
        same = (
            (np.array(countries) == countries[rows[0]]) & (self.currency == self.currency[rows[0]]) & self.book.bought
        )
        same &= (np.array(ties) != "family") | (self.rng.random(len(same)) > unrelated)
        found = np.flatnonzero(same)
        return self.rng.choice(found, 200).astype(np.int64) if len(found) >= 10 else rows

    def strangers(self, count: int, window: Window, foreign: float = 0.0, *, even: bool = False) -> list[Payer]:
        """Payers who have nothing to do with each other, each with a life of its own that meets the window.

        Whoever pays more is met more often, unless all are drawn evenly.
        """
        index = self.book.by_payer
        fit = self.living(window) & (index.sizes >= min(3, int(index.sizes.max())))
        weights = 1.0 * fit if even else np.sqrt(index.sizes) * fit
        weights = np.where(self.abroad, weights * (1 + 8 * foreign), weights)
        count = min(count, int((weights > 0).sum()))
        if not count:
            return []
        return self._payers(self.rng.choice(len(weights), count, replace=False, p=weights / weights.sum()))

    def living(self, window: Window) -> Mask:
        """For each payer: something was bought within the window or around it."""
        index, at = self.book.by_payer, self.book.at
        hit = (at >= window.opens - 20 * DAY) & (at <= window.closes + 20 * DAY) & self.book.bought
        return np.bincount(self.book.payer[hit], minlength=len(index.sizes)) > 0

    def neighbours(self, count: int, window: Window) -> list[Payer]:
        """Payers who buy at the same places anyway."""
        living = self.living(window)
        sizes = self.book.by_merchant.sizes
        found = self._around(int(self.rng.choice(len(sizes), p=sizes / sizes.sum())))
        for _ in range(6):
            if living[found].sum() >= count:
                break
            payer = int(self.rng.choice(found))
            place = int(self.rng.choice(self.book.merchant[self.book.by_payer.rows(payer)]))
            found = np.union1d(found, self._around(place))
        found = found[living[found]]
        return self._payers(self.rng.permutation(found)[:count])

    def _around(self, merchant: int) -> Rows:
        return np.unique(self.book.payer[self.book.by_merchant.rows(merchant)])

    def _payers(self, codes: Rows) -> list[Payer]:
        index: Index = self.book.by_payer
        return [Payer(int(code), index.rows(int(code))) for code in codes]

    def days(self, window: Window, count: int, fade: float = 0.0) -> Times:
        """Days within a window, by how much each weekday is worth; with `fade`, most in its first days."""
        first = window.opens.astype("datetime64[D]")
        days = first + np.arange(max(1, int(np.ceil(window.days))))
        weights = self.weekdays[days.astype("int64") % 7]
        if fade:
            weights = weights * np.exp(-np.arange(len(days)) / fade)
        return self.rng.choice(days, count, p=weights / weights.sum()).astype("datetime64[us]")

    def hours(self, rows: Rows, late: float) -> npt.NDArray[np.timedelta64]:
        """Times of day: about as in `rows`, or, for a share of `late`, in the night of the payer's clock."""
        day = self.book.at[rows].astype("int64") % MICROS
        day = day + self.rng.normal(0, MICROS / 40, len(rows)).astype(np.int64)
        night = self.rng.triangular(19, 23.5, 28, len(rows)) - self.shift[self.book.payer[rows]]
        chosen = np.where(self.rng.random(len(rows)) < late, (night / 24 * MICROS).astype(np.int64), day)
        return (chosen % MICROS).astype("timedelta64[us]")

    def within(self, times: Times, window: Window) -> Times:
        """Move times that lie outside a window to anywhere in it: a heap at its ends would give them away."""
        length = int((window.closes - window.opens) / np.timedelta64(1, "us"))
        anywhere = window.opens + self.rng.integers(0, max(1, length), len(times)).astype("timedelta64[us]")
        return np.where((times < window.opens) | (times > window.closes), anywhere, times)
