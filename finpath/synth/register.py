"""The merchants table of one member: which papers it holds, and which boxes stay empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from finpath.engine import is_card
from finpath.synth.geography import COUNTRIES
from finpath.synth.world import START

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from finpath.synth.identity import Papers
    from finpath.synth.shop import Shop
    from finpath.synth.world import World

REASONS = ("closed by merchant", "inactivity", "change of provider", "risk review", "MATCH 04", "MATCH 12")
Row = dict[str, str | None]
# Share of shops whose box is empty: clerks forget some boxes more than others.
EMPTY = {"registration_number": 0.1, "phone": 0.08, "email": 0.12, "postal_address": 0.05, "principal": 0.04}
EMPTY |= {"declared_ticket": 0.35, "domain": 0.04, "closed_on": 0.35, "legal_name": 0.01}


@dataclass(frozen=True)
class Register:
    """Every shop's id and papers, by position."""

    world: World
    papers: Papers
    shops: Sequence[Shop]
    ids: tuple[str, ...]
    rows: tuple[Row, ...]

    def table(self, member: str) -> pa.Table:
        """Give the member's merchants, in the order of their ids."""
        mine = [i for i, shop in enumerate(self.shops) if shop.member == member]
        rows = [self.rows[i] for i in sorted(mine, key=lambda i: self.ids[i])]
        names = rows[0].keys() if rows else ()
        table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
        return table.select([name for name in names if table[name].null_count < len(rows)])


@dataclass(frozen=True)
class Clerk:
    """Fills in the papers of one shop after the other."""

    world: World
    papers: Papers

    def row(self, shop: Shop, merchant_id: str) -> Row:
        """Fill in one row of the merchants table."""
        papers = self.papers
        firm = shop.kind != "payee"
        write: dict[str, Callable[[Shop], str] | None] = {
            "legal_name": papers.legal_name if firm else None,
            "registration_number": papers.registration if firm else None,
            "domain": papers.domain if firm and not self._quiet(shop) else None,
            "settlement_account": papers.account if shop.member != "remitter" else None,
            "phone": papers.phone,
            "email": papers.email if shop.member != "remitter" else None,
            "postal_address": papers.address,
            "principal": papers.principal if firm else None,
            "declared_ticket": self._ticket if firm else None,
            "closed_on": self._closed,
        }
        boxes = {name: self._box(shop, name, fill) for name, fill in write.items()}
        reason = papers.lot("reason", shop.key).one_of(REASONS) if boxes["closed_on"] else None
        return {
            "merchant_id": merchant_id,
            "kind": shop.kind,
            "parent_id": papers.lot("parent", shop.ties.parent).fill_pattern("@@######") if shop.ties.parent else None,
            "trading_name": papers.trading_name(shop),
            "descriptor": descriptor(papers, shop) if firm else None,
            "mcc": shop.mcc or None,
            "country": COUNTRIES[shop.country].code,
            "opened_on": _day(shop.opens),
            **boxes,
            "close_reason": reason,
        }

    def _box(self, shop: Shop, name: str, fill: Callable[[Shop], str] | None) -> str | None:
        """Fill a box, unless there is nothing to fill in or the clerk forgot."""
        if fill is None or self.papers.lot(f"empty {name}", shop.key).chance(EMPTY.get(name, 0.0)):
            return None
        return fill(shop) or None

    def _quiet(self, shop: Shop) -> bool:
        """Most shops with a counter have no web address on file."""
        return shop.habit.present and self.papers.lot("quiet", shop.key).chance(0.7)

    def _ticket(self, shop: Shop) -> str:
        mean = sum(shop.habit.tickets) / len(shop.habit.tickets) if shop.habit.tickets else shop.habit.typical
        return f"{mean / 100 * (0.6 + self.papers.lot('ticket', shop.key).below(100) / 100):.2f}"

    def _closed(self, shop: Shop) -> str:
        return _day(shop.closes) if shop.closes < self.world.days else ""


def _day(day: int) -> str:
    return (datetime.fromtimestamp(START, UTC) + timedelta(days=day)).date().isoformat()


def descriptor(papers: Papers, shop: Shop) -> str:
    """Give the statement text: upper case, cut at 22 characters (ISO 8583 DE43)."""
    return papers.trading_name(shop).upper()[:22]


def enrol(world: World, papers: Papers, shops: Sequence[Shop]) -> Register:
    """Give every shop an id of its own."""
    ids: list[str] = []
    ids_in_use: set[str] = set()
    for shop in shops:
        turn = 0
        while (name := papers.merchant_id(shop, turn)) in ids_in_use or is_card(name):
            turn += 1
        ids_in_use.add(name)
        ids.append(name)
    clerk = Clerk(world, papers)
    rows = tuple(clerk.row(shop, name) for shop, name in zip(shops, ids, strict=True))
    return Register(world, papers, shops, tuple(ids), rows)
