"""The honest shops of the background: who they are, how long they last, who their customers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .people import DIGITS, ALPHABET, TOWNS, UPPER, People, codes
from .shapes import slug
from .trades import FIRST, LAST, MIDDLE, TRADES, Trade

PLACES = {"card": ("quay", "mole", "harbourbank"), "payfac": ("slipway",), "wallet": ("ferry",), "person": ("ferry",)}
_LIVES = {"popup": (2, 8), "churn": (15, 110), "season": (40, 160), "bursts": (60, 400), "lasting": (400, 900)}


@dataclass
class Shop:
    """One account of an honest receiver."""

    trade: Trade
    provider: str
    name: str
    owner: int
    town: int
    first: int
    last: int
    size: int
    prices: np.ndarray
    circle: np.ndarray | None
    parent: str | None
    number: str = ""
    person: int = -1


def ending(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    """Prices as shops write them: whole, halves, just below, or to the cent."""
    way = rng.random(len(values))
    whole = np.maximum(np.floor(values), 1)
    styles = [whole, whole + .5, whole - .01, whole - .05]
    return np.maximum(np.select([way < .3, way < .4, way < .6, way < .7], styles, np.round(values, 2)), .5).round(2)


def _name(rng: np.random.Generator, trade: Trade) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(MIDDLE)} {rng.choice(LAST[trade.place])}"


def _life(rng: np.random.Generator, trade: Trade, first: int, last: int) -> tuple[int, int]:
    """First and last day; most lasting shops are older than the data, some open, some close."""
    low, high = _LIVES[trade.life]
    length = int(rng.integers(low, high))
    start = int(rng.integers(first - length + 2, last - 1))
    if trade.life == "lasting" and rng.random() < .2:
        start = int(rng.integers(first, last - 3))
        length = int(rng.integers(20, 150)) if rng.random() < .45 else length
    return start, start + length


class Builder:
    """Makes the shops of all trades for so many payments."""

    def __init__(self, rng: np.random.Generator, people: People, period: tuple[int, int]) -> None:
        self.rng, self.people, self.period = rng, people, period
        self.shops: list[Shop] = []
        self.owners = 0

    def build(self, payments: int) -> list[Shop]:
        """All shops, with their ids."""
        total = sum(t.share for t in TRADES)
        for trade in TRADES:
            left = int(payments * trade.share / total)
            while left > 0:
                group = self._group(trade)
                self.shops += group
                left -= sum(s.size for s in group)
        self._number()
        return self.shops

    def _group(self, trade: Trade) -> list[Shop]:
        rng = self.rng
        many = {"chain": (1, 12), "fans": (2, 12), "host": (3, 30), "relay": (2, 5)}.get(trade.group, (1, 2))
        count = int(rng.integers(*many))
        lead = self._one(trade, None)
        if trade.group in ("fans", "host"):
            lead.circle = self.people.pick(rng, int(rng.integers(40, 400)))
        group = [lead] + [self._one(trade, lead) for _ in range(count - 1)]
        if trade.group == "relay":
            self._relay(group)
        return group

    def _one(self, trade: Trade, lead: Shop | None) -> Shop:
        rng = self.rng
        first, last = _life(rng, trade, *self.period)
        size = int(np.clip(np.exp(rng.normal(4.0, 1.05)), 3, 2500))
        prices = ending(rng, trade.price * rng.lognormal(0, trade.spread, max(trade.points, 1)))
        if trade.place == "person" or trade.name == "top-ups":
            prices = np.where(rng.random(len(prices)) < .8, np.maximum(5, np.round(prices / 5) * 5), prices)
        self.owners += 1
        shop = Shop(trade, str(rng.choice(PLACES[trade.place], p=[.45, .3, .25] if trade.place == "card" else None)),
                    _name(rng, trade), self.owners, int(rng.integers(0, len(TOWNS))), first, last, size, prices,
                    None, None)
        if lead is not None:
            shop.circle = lead.circle
            if trade.group in ("chain", "relay"):
                shop.name, shop.owner, shop.prices = lead.name, lead.owner, lead.prices
                shop.provider = lead.provider if rng.random() < .8 else shop.provider
            if trade.life == "popup" or trade.name == "market day":
                shop.first, shop.last, shop.town = lead.first, lead.last, lead.town
        if trade.group == "host":
            shop.parent = lead.parent if lead is not None else f"pf_{''.join(rng.choice(ALPHABET, 6))}"
        return shop

    def _relay(self, group: list[Shop]) -> None:
        """One shop after another in the same place: the customers stay."""
        rng, lead = self.rng, group[0]
        lead.circle = self.people.pick(rng, int(rng.integers(25, 160)), lead.town)
        day = int(rng.integers(self.period[0] - 90, self.period[1] - 60))
        for shop in group:
            shop.circle, shop.town = lead.circle, lead.town
            shop.first, shop.last = day, day + int(rng.integers(25, 130))
            day = shop.last + int(rng.integers(0, 12))

    def _number(self) -> None:
        """Ids in the form of each member; who receives in a wallet has the id under which it also pays."""
        rng = self.rng
        forms = {"quay": ("", 9, DIGITS), "mole": ("M", 7, UPPER), "harbourbank": ("", 10, UPPER),
                 "ferry": ("w", 10, ALPHABET), "slipway": ("sm_", 8, ALPHABET)}
        persons = rng.permutation(len(self.people.town))
        for provider, (prefix, length, letters) in forms.items():
            own = [s for s in self.shops if s.provider == provider]
            for shop, code in zip(own, codes(rng, len(own), prefix, length, letters)):
                shop.number = code
                if shop.trade.place == "person" and len(persons):
                    shop.person, persons = int(persons[0]), persons[1:]
                    shop.number = self.people.references["wallet"][shop.person]


def describe(rng: np.random.Generator, shop: Shop, numbers: dict[int, dict[str, str]]) -> dict[str, object]:
    """What the member's table of merchants says of a shop; one owner has one set of identifiers."""
    own = numbers.setdefault(shop.owner, {
        "settlement_account": "AC" + "".join(rng.choice(DIGITS, 10)),
        "phone": "+" + "".join(rng.choice(DIGITS[1:], 11)),
        "principal": "N-" + "".join(rng.choice(DIGITS, 7)), "registration_number": "".join(rng.choice(DIGITS, 8)),
        "legal_name": f"{shop.name} {rng.choice(['BV', 'AB', 'GmbH', 'Ltd'])}",
        "email": f"{rng.choice(['info', 'office', 'hello', 'shop'])}@{slug(shop.name)}{rng.integers(9, 999)}.example"})
    person = shop.trade.place == "person"
    online = shop.trade.remote > .5 or rng.random() < .6
    lag = int(rng.integers(0, 12)) if rng.random() < .8 else int(rng.integers(12, 120))
    return own | {
        "merchant_id": shop.number, "kind": "payee" if person else "sub_merchant" if shop.parent else "merchant",
        "parent_id": shop.parent, "trading_name": shop.name, "descriptor": shop.name.upper(),
        "mcc": shop.trade.mcc or None,
        "domain": f"{slug(shop.name)}{rng.integers(9, 999)}.example" if online and not person else None,
        "country": str(TOWNS[shop.town]), "opened_on": shop.first - lag, "closed_on": shop.last,
        "postal_address": f"{rng.choice(FIRST)} Street {rng.integers(1, 200)}",
        "legal_name": None if person else own["legal_name"], "phone": None if person else own["phone"],
        "registration_number": None if person else own["registration_number"],
        "declared_ticket": str(max(5, int(round(float(np.median(shop.prices)) * rng.lognormal(0, .3) / 5) * 5)))}
