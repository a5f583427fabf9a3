"""Transfers: every settlement account pays out to its owner and now and then to a supplier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from finpath.synth.codes import UPPER, choice_texts, spell_amounts, spell_codes, spell_instants
from finpath.synth.trade import KINDS
from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from finpath.synth.register import Register
    from finpath.synth.trade import SyntheticPayments

LEAST = 300  # cents: less is left until there is more
SUPPLIERS = 60  # wholesalers, landlords, card processors: hubs that half of the honest shops pay


def settlement_transfers(register: Register, member: str, payments: SyntheticPayments) -> pa.Table:
    """Pay each account's takings of a week out on one day of the next, in one or two sums."""
    purchases = payments.take(payments.kind == KINDS.index("purchase"))
    week = (purchases.at - START) // (7 * DAY)
    weeks = int(register.world.days // 7 + 2)
    accounts, shop_account, owner = _accounts(register, member)
    cell, row = np.unique(shop_account[purchases.shop] * weeks + week, return_inverse=True)
    takings = np.bincount(row, weights=purchases.cents).astype(np.int64)
    keep = takings > LEAST
    cell, takings = cell[keep], takings[keep]
    account, at = cell // weeks, START + (cell % weeks + 1) * 7 * DAY
    rng = register.world.chance("settlement", member)
    at = at + rng.integers(0, 4, len(at)) * DAY + rng.integers(4 * 3_600, 9 * 3_600, len(at))
    supplied = rng.random(len(at)) < 0.3
    target = np.where(supplied, len(owner) + rng.integers(0, SUPPLIERS, len(at)) ** 2 // SUPPLIERS, account)
    paid = np.maximum(100, np.floor(takings * np.where(supplied, 0.4, 0.97)).astype(np.int64))
    inside = at < START + register.world.days * DAY
    numbers = rng.integers(1, 1 << 63, len(at), dtype=np.uint64)
    table = pa.table(
        {
            "transfer_id": spell_codes(numbers, "transfer", UPPER, 12),
            "occurred_at": spell_instants(at),
            "from_account": choice_texts([number for number, _ in accounts], account),
            "to_account": choice_texts(owner + _suppliers(register), target),
            "amount": spell_amounts(paid),
            "currency": choice_texts([currency for _, currency in accounts], account),
        }
    ).filter(pa.array(inside))
    return table.sort_by([("occurred_at", "ascending"), ("transfer_id", "ascending")])


def _accounts(register: Register, member: str) -> tuple[list[tuple[str, str]], np.ndarray, list[str | None]]:
    """List a member's accounts, which shop settles to which, and where each pays out to."""
    first: dict[str, int] = {}
    accounts: list[tuple[str, str]] = []
    owner: list[str | None] = []
    rows = np.zeros(len(register.shops), dtype=np.int64)
    for i, shop in enumerate(register.shops):
        if shop.member != member:
            continue
        number = register.papers.account(shop)
        key = f"{number} {shop.currency}"
        if key not in first:
            first[key] = len(accounts)
            accounts.append((number, shop.currency))
            owner.append(register.papers.owner(shop))
        rows[i] = first[key]
    return accounts, rows, owner


def _suppliers(register: Register) -> list[str | None]:
    return [register.papers.bank(f"supplier-{i}", i % 4) for i in range(SUPPLIERS)]
