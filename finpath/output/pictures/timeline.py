"""The timeline of one merchant in a notebook: when, at which hours and prices, from where, and how much."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from finpath.errors import ConfigError
from finpath.notebook.charts.chart import Chart
from finpath.notebook.charts.trail_charts import PriceBar, hours_chart, prices_chart, timeline_chart
from finpath.notebook.html import bars, html_card, sentences, spark, table
from finpath.output.pictures.gallery import Account
from finpath.output.pictures.picture import MerchantPicture, PriceAtPeers
from finpath.presentation.small_counts import FEW_NOTE
from finpath.presentation.text import legible_text, money
from finpath.presentation.words import country
from finpath.referral.model.trail import PricePoint
from finpath.referral.writers.charts import count_at_night

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class MerchantTimeline:
    """What happened at one merchant over time.

    Args:
        account: Provider and merchant id.
        picture: What the run keeps of it.
        name: What its provider calls it; None of a payee.
    """

    account: Account
    picture: MerchantPicture
    name: str | None = None

    def to_arrow(self) -> pa.Table:
        """As a table: start (the first day), days (of each bar), payments; a bar without payments is left out."""
        line = self.picture.trail.timeline
        return pa.table(
            {
                "start": pa.array([bar.start for bar in line.bars], pa.date32()),
                "days": pa.array([line.days for _ in line.bars], pa.int64()),
                "payments": pa.array([bar.payments for bar in line.bars], pa.int64()),
            }
        )

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """For whatever reads Arrow."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def chart(self) -> Chart:
        """Payments over time, with what happened meanwhile.

        Raises:
            ConfigError: Fewer than five payers paid, or Altair is not installed; so also below.
        """
        line = self._many_payers().trail.timeline
        moments = [(moment.day, moment.what) for moment in line.moments]
        return timeline_chart(f"Payments at {self._name}", self.picture.counts(), moments, days=line.days)

    def hours_chart(self) -> Chart:
        """Payments by weekday and hour of the payers' clocks, where these are known."""
        clock = self._many_payers().trail.clock
        if not clock.known:
            raise ConfigError(f"The time of day of payments at {self._name} is not known.")
        return hours_chart(f"Payments at {self._name} by the hours of the week", clock.counts)

    def prices_chart(self) -> Chart:
        """Amounts paid more than once, and how usual each is among peers."""
        picture = self._many_payers()
        if not picture.trail.prices:
            raise ConfigError(f"At {self._name} no amount was paid more than once.")
        beside = {(each.currency, each.amount): each for each in picture.beside}
        bars = [_price_bar(price, beside.get((price.currency, price.amount))) for price in picture.trail.prices]
        return prices_chart(f"Amounts paid more than once at {self._name}", bars)

    @property
    def _name(self) -> str:
        return legible_text(self.name, 60) if self.name else "/".join(self.account)

    def _many_payers(self) -> MerchantPicture:
        if self.picture.trail.payers.total is None:
            raise ConfigError(f"{self._name}: {FEW_NOTE}")
        return self.picture

    def _repr_html_(self) -> str:
        """For a notebook."""
        trail = self.picture.trail
        title = f"{self._name} ({'/'.join(self.account)})" if self.name else self._name
        if trail.payers.total is None:
            return html_card(title, sentences(FEW_NOTE), self._money())
        return html_card(
            title,
            self._line(),
            sentences(*(f"{moment.day}: {moment.what}" for moment in trail.timeline.moments)),
            self._hours(),
            table("Amounts paid more than once", ("Amount", "Payments", "Peers with this amount"), self._prices()),
            bars("Payers by country; fewer than five are taken together", self._countries()),
            self._money(),
        )

    def __repr__(self) -> str:
        """Where, and how many."""
        line = self.picture.trail.timeline
        if self.picture.trail.payers.total is None:
            return f"Timeline of {'/'.join(self.account)}: {FEW_NOTE}"
        total = sum(bar.payments for bar in line.bars)
        return (
            f"Timeline of {'/'.join(self.account)}: {total:,} payments in {len(line.bars)} bars of {line.days} day(s)"
        )

    def _money(self) -> str:
        return table("Proceeds by month", ("Month", "Currency", "Gross", "Net"), self._proceeds())

    def _line(self) -> str:
        counts = self.picture.counts()
        unit = "day" if self.picture.trail.timeline.days == 1 else "week"
        return spark(f"Payments by {unit}", list(counts.values()), [start.isoformat() for start in counts])

    def _hours(self) -> str:
        clock = self.picture.trail.clock
        if not clock.known:
            return sentences("The time of day of these payments is not known.")
        by_hour = [sum(clock.counts[hour::24]) for hour in range(24)]
        by_day = {name: sum(clock.counts[24 * day : 24 * day + 24]) for day, name in enumerate(WEEKDAYS)}
        nights = count_at_night(clock)
        return (
            spark("Payments by hour of the payers' clocks", by_hour, [f"{hour:02}:00" for hour in range(24)])
            + sentences(f"{nights:,} of {clock.known:,} payments fall between 23:00 and 05:00.")
            + bars("Payments by weekday", by_day)
        )

    def _prices(self) -> list[tuple[str, int, str]]:
        beside = {(each.currency, each.amount): each for each in self.picture.beside}
        rows = []
        for price in self.picture.trail.prices:
            at_peers = beside.get((price.currency, price.amount))
            usual = f"{at_peers.selling:,} of {at_peers.others:,} in {at_peers.peers}" if at_peers else "not compared"
            rows.append((f"{money(price.amount)} {price.currency}", price.payments, usual))
        return rows

    def _countries(self) -> dict[str, int]:
        payers = self.picture.trail.payers
        others = {"Others, and not known": payers.other} if payers.other else {}
        return {country(code): count for code, count in payers.countries} | others

    def _proceeds(self) -> list[tuple[str, str, str, str]]:
        return [(each.month, each.currency, money(each.gross), money(each.net)) for each in self.picture.trail.proceeds]


def _price_bar(price: PricePoint, beside: PriceAtPeers | None) -> PriceBar:
    amount = f"{money(price.amount)} {price.currency}"
    said = f"{amount}: {price.payments:,} payments"
    if beside is None or not beside.others:
        return PriceBar(amount, price.payments, None, f"{said}; not compared")
    usual = f"{beside.selling:,} of {beside.others:,} peers ({beside.peers}) take it too"
    return PriceBar(amount, price.payments, beside.selling / beside.others, f"{said}; {usual}")
