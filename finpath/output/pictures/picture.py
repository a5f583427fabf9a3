"""The trail of one merchant as a line of JSON, small enough that a page can hold hundreds."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from finpath.presentation.text import money
from finpath.referral.model.trail import Bar, Clock, Moment, Payers, PricePoint, Proceeds, Timeline, Trail

HERE = "here"
"""What a merchant is called in its own picture."""

Json = Mapping[str, object]


@dataclass(frozen=True)
class PriceAtPeers:
    """How usual an amount is among a merchant's peers.

    Args:
        peers: Who they are: `category 5816`, `rail card`, `everyone`.
        others: How many there are, itself not counted.
        selling: How many of them take that very amount, too, more than once.
    """

    currency: str
    amount: Decimal
    peers: str
    others: int
    selling: int


@dataclass(frozen=True)
class MerchantPicture:
    """What is drawn of one merchant: counts and sums, and nobody's token.

    Args:
        trail: When, how much, in which amounts, at which hours, from how many.
        beside: Of the amounts in the trail, how usual each is among its peers.
    """

    trail: Trail
    beside: tuple[PriceAtPeers, ...] = ()

    def counts(self) -> dict[dt.date, int]:
        """Payments by the first day of each bar, those without payments too."""
        return _counts_without_gaps(self.trail.timeline)

    def to_json(self) -> str:
        """One line, with keys of one letter each; `from_json` reads it."""
        trail = self.trail
        at = {(each.currency, each.amount): each for each in self.beside}
        document = {
            **_bars(trail.timeline),
            "m": [[each.day.isoformat(), each.what] for each in trail.timeline.moments],
            "h": list(trail.clock.counts),
            "u": trail.clock.unknown,
            "p": [_price(each, at.get((each.currency, each.amount))) for each in trail.prices],
            "n": trail.payers.total,
            "c": [list(each) for each in trail.payers.countries],
            "o": trail.payers.other,
            "g": [
                [each.month, each.currency, *map(money, (each.gross, each.refunded, each.charged_back, each.net))]
                for each in trail.proceeds
            ],
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> MerchantPicture:
        """Read what `to_json` wrote."""
        document = cast("Json", json.loads(text))
        prices = _rows(document, "p")
        clock = Clock(tuple(cast("list[int]", document["h"])), cast("int", document["u"]))
        countries = tuple((str(code), cast("int", payers)) for code, payers in _rows(document, "c"))
        trail = Trail(
            _timeline(document),
            tuple(Proceeds(str(c), str(m), *map(_amount, sums[:3])) for m, c, *sums in _rows(document, "g")),
            tuple(PricePoint(str(row[1]), _amount(row[0]), cast("int", row[2]), 1) for row in prices),
            clock,
            Payers(cast("int | None", document["n"]), 0, countries, cast("int", document["o"])),
        )
        beside = (
            PriceAtPeers(str(row[1]), _amount(row[0]), str(row[3]), cast("int", row[4]), cast("int", row[5]))
            for row in prices
            if len(row) > 3  # noqa: PLR2004 - amount, currency, payments, and then its peers
        )
        return cls(trail, tuple(beside))


def _counts_without_gaps(timeline: Timeline) -> dict[dt.date, int]:
    """Payments by the first day of each bar, from the first to the last."""
    if not timeline.bars:
        return {}
    start, end = min(bar.start for bar in timeline.bars), max(bar.start for bar in timeline.bars)
    counts = {start + dt.timedelta(ahead): 0 for ahead in range(0, (end - start).days + 1, timeline.days)}
    for bar in timeline.bars:
        counts[bar.start] += bar.payments
    return counts


def _bars(timeline: Timeline) -> dict[str, object]:
    counts = _counts_without_gaps(timeline)
    start = min(counts).isoformat() if counts else None
    return {"d": timeline.days, "s": start, "b": list(counts.values())}


def _timeline(document: Json) -> Timeline:
    days = cast("int", document["d"])
    moments = tuple(Moment(dt.date.fromisoformat(str(day)), HERE, str(what)) for day, what in _rows(document, "m"))
    if not document["s"]:
        return Timeline(days, (), moments)
    start = dt.date.fromisoformat(str(document["s"]))
    counts = enumerate(cast("list[int]", document["b"]))
    bars = (Bar(HERE, start + dt.timedelta(days=place * days), count) for place, count in counts if count)
    return Timeline(days, tuple(bars), moments)


def _price(price: PricePoint, beside: PriceAtPeers | None) -> list[object]:
    values: list[object] = [money(price.amount), price.currency, price.payments]
    return [*values, beside.peers, beside.others, beside.selling] if beside else values


def _rows(document: Json, name: str) -> list[list[object]]:
    return cast("list[list[object]]", document[name])


def _amount(value: object) -> Decimal:
    return Decimal(str(value).replace(",", ""))
