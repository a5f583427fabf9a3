"""What follows a payment: refunds, chargebacks, reversals and declines; and the number that names every payment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.trade import KINDS, ShopsAndPayments, join_payments
from finpath.synth.world import DAY, START

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.trade import SyntheticPayments
    from finpath.synth.world import World

# Share of payments not present, share of those present, days until it comes.
RATES = {"refund": (0.02, 0.003, 9.0), "chargeback": (0.006, 0.0, 35.0), "reversal": (0.004, 0.002, 0.01)}
DECLINED = (0.03, 0.01)


def complete_payments(world: World, piece: ShopsAndPayments, name: str) -> ShopsAndPayments:
    """Number a piece's payments, and add what follows them: some shops have far more of it than others."""
    rng = world.chance("aftermath", name)
    paid = _number(rng, piece.payments)
    present = np.array([shop.habit.present for shop in piece.shops], dtype=np.bool_)
    trouble = rng.lognormal(-0.4, 0.9, len(piece.shops))
    parts = [paid]
    for kind, (absent_rate, present_rate, wait) in RATES.items():
        rate = (np.where(present, present_rate, absent_rate) * trouble)[paid.shop]
        rows = np.flatnonzero(rng.random(len(paid)) < rate * _cardlike(piece.shops, kind)[paid.shop])
        parts.append(_answers(rng, paid.take(rows), kind, wait))
    rate = (np.where(present, DECLINED[1], DECLINED[0]) * trouble)[paid.shop]
    parts.append(_declines(rng, paid.take(np.flatnonzero(rng.random(len(paid)) < rate))))
    every = join_payments(parts)
    return ShopsAndPayments(piece.shops, every.take(every.at < START + world.days * DAY))


def _cardlike(shops: Sequence[Shop], kind: str) -> NDArray[np.float64]:
    """Leave chargebacks to cards."""
    return np.array([0.0 if kind == "chargeback" and shop.kind == "payee" else 1.0 for shop in shops])


def _number(rng: np.random.Generator, payments: SyntheticPayments) -> SyntheticPayments:
    return replace(payments, number=rng.integers(1, 1 << 63, len(payments), dtype=np.uint64))


def _answers(rng: np.random.Generator, paid: SyntheticPayments, kind: str, wait: float) -> SyntheticPayments:
    delay = np.maximum(60, rng.exponential(wait * DAY, len(paid))).astype(np.int64)
    part = np.where((rng.random(len(paid)) < 0.2) & (kind == "refund"), 0.5, 1.0)
    cents = np.maximum(100, np.floor(paid.cents * part / 100).astype(np.int64) * 100)
    cents = np.where(part < 1, np.minimum(cents, paid.cents), paid.cents)
    numbered = _number(rng, paid)
    code = np.full(len(paid), KINDS.index(kind), dtype=np.int64)
    return replace(numbered, at=paid.at + delay, cents=cents, kind=code, answers=paid.number, recurring=code < 0)


def _declines(rng: np.random.Generator, paid: SyntheticPayments) -> SyntheticPayments:
    """A declined attempt comes just before the payment that works."""
    code = np.full(len(paid), KINDS.index("decline"), dtype=np.int64)
    early = np.maximum(START, paid.at - rng.integers(20, 900, len(paid)))
    return replace(_number(rng, paid), at=early, kind=code)
