"""Reports of hotlines and test buyers: right, wrong, withdrawn, or about merchants that nobody here has.

Provenance matters: a test purchase can be lured to an innocent merchant's account (pay2us, 2016), so a few confirmed
reports are wrong. Reports name a shop by id, by domain, by statement text, or by the amount and moment of a purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from finpath.synth.codes import DIGITS, spell_codes, spell_instants
from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from finpath.synth.register import Register
    from finpath.synth.trade import SyntheticPayments

PLANTED = {"confirmed": 0.15, "alleged": 0.06, "withdrawn": 0.02}  # share of planted shops
HONEST = {"confirmed": 0.0008, "alleged": 0.012, "withdrawn": 0.004}  # share of the others
ELSEWHERE = 60  # reports about shops that no member serves
TEXTS = "report_id source_kind status provider_id merchant_id domain descriptor amount currency brand_id tlp".split()
TLP = ("amber+strict", "amber", "green", "amber+strict", "clear", "red")


@dataclass(frozen=True)
class Reporter:
    """Writes reports about one coalition."""

    register: Register
    payments: SyntheticPayments
    groups: Mapping[int, str]  # planted shop: its group
    rng: np.random.Generator

    def write(self) -> tuple[pa.Table, frozenset[int]]:
        """Give the reports in order of time, and the planted shops that a confirmed one names."""
        rows, confirmed = [], set()
        for shop, status in self._choose():
            rows.append(self._row(shop, status))
            if status == "confirmed" and shop in self.groups:
                confirmed.add(shop)
        rows += [self._stranger() for _ in range(ELSEWHERE)]
        rows.sort(key=lambda row: (int(row["reported_at"] or 0), str(row["report_id"])))
        return _table(rows), frozenset(confirmed)

    def _choose(self) -> list[tuple[int, str]]:
        paid = np.bincount(self.payments.shop, minlength=len(self.register.shops)) > 0
        planted_shops = np.array([i for i in sorted(self.groups) if paid[i]], dtype=np.int64)
        honest = np.setdiff1d(np.flatnonzero(paid), planted_shops)
        pools = [(planted_shops, PLANTED), (honest, HONEST)]
        return [pair for among, shares in pools for pair in self._of(among, shares)]

    def _of(self, among: NDArray[np.int64], shares: Mapping[str, float]) -> list[tuple[int, str]]:
        order, at, pairs = self.rng.permutation(among).tolist(), 0, []
        for status, share in shares.items():
            count = max(1, round(share * len(among)))
            pairs += [(shop, status) for shop in order[at : at + count]]
            at += count
        return pairs

    def _row(self, shop: int, status: str) -> dict[str, str | int | None]:
        mine = np.flatnonzero(self.payments.shop == shop)
        payment = int(mine[int(self.rng.integers(0, len(mine)))])
        at = int(self.payments.at[payment])
        papers = self.register.rows[shop]
        row: dict[str, str | int | None] = self._frame(status, at)
        style = float(self.rng.random())
        if style < 0.35 or not papers.get("descriptor"):
            return row | {"provider_id": self.register.shops[shop].member, "merchant_id": self.register.ids[shop]}
        if style < 0.7 and papers.get("domain"):
            return row | {"domain": papers["domain"]}
        row |= {"descriptor": papers["descriptor"], "provider_id": self.register.shops[shop].member}
        if self.payments.kind[payment] == 0 and style > 0.8:
            cents, currency = int(self.payments.cents[payment]), self.register.shops[shop].currency
            amount = f"{cents // 100}.{cents % 100:02d}"
            row |= {"source_kind": "test_purchase", "amount": amount, "currency": currency, "occurred_at": at}
        return row

    def _frame(self, status: str, at: int) -> dict[str, str | int | None]:
        end = START + self.register.world.days * DAY - 1
        number = self.rng.integers(1, 1 << 62, 1, dtype=np.uint64)
        source = "law_enforcement" if self.rng.random() < 0.15 else "hotline"
        brand = f"B{int(self.rng.integers(1, 400)):04d}" if self.rng.random() < 0.3 else None
        return {
            "report_id": "R" + spell_codes(number, "report", DIGITS, 9)[0].as_py(),
            "source_kind": source,
            "status": status,
            "reported_at": min(end, at + int(self.rng.integers(2 * 3_600, 14 * DAY))),
            "brand_id": brand,
            "tlp": TLP[int(self.rng.integers(0, len(TLP)))],
        }

    def _stranger(self) -> dict[str, str | int | None]:
        """Report a site whose merchant is nobody's here: most reports are."""
        status = ("confirmed", "confirmed", "alleged")[int(self.rng.integers(0, 3))]
        at = START + int(self.rng.integers(0, self.register.world.days * DAY))
        row = self._frame(status, at)
        lot = self.register.papers.lot("stranger", str(row["report_id"]))
        return row | {"domain": f"{lot.fill_pattern('AAAAAA').lower()}{lot.below(100)}.example"}


def _table(rows: list[dict[str, str | int | None]]) -> pa.Table:
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in TEXTS}
    columns["reported_at"] = spell_instants(np.array([row["reported_at"] for row in rows], dtype=np.int64))
    occurred_at = pa.array([row.get("occurred_at") for row in rows], pa.int64())
    columns["occurred_at"] = occurred_at.cast(pa.timestamp("s", "UTC"))
    return pa.table(columns)
