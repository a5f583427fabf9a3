"""The timeline of one merchant in a notebook: when, at which hours and prices, from where, and how much."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from finpath.notebook.html import bars, html_card, sentences, spark, table
from finpath.output.pictures.gallery import Account
from finpath.output.pictures.picture import MerchantPicture
from finpath.presentation.small_counts import FEW_NOTE
from finpath.presentation.text import money
from finpath.presentation.words import country
from finpath.referral.writers.charts import count_at_night

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class MerchantTimeline:
    """What happened at one merchant over time.

    Args:
        account: Provider and merchant id.
        picture: What the run keeps of it.
    """

    account: Account
    picture: MerchantPicture

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

    def _repr_html_(self) -> str:
        """For a notebook."""
        trail, (provider, merchant) = self.picture.trail, self.account
        if trail.payers.total is None:
            return html_card(f"{provider}/{merchant}", sentences(FEW_NOTE), self._money())
        return html_card(
            f"{provider}/{merchant}",
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
