"""Payments as columns, and the ordinary way they come about: customers, moments, prices."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from finpath.synth.clock import draw_moments
from finpath.synth.prices import draw_prices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from finpath.synth.shop import Shop
    from finpath.synth.world import World

KINDS = ("purchase", "refund", "chargeback", "reversal", "decline", "representment")


@dataclass(frozen=True)
class SyntheticPayments:
    """One row per payment; `shop` is a position in the list of shops that goes with it."""

    payer: NDArray[np.int64]
    shop: NDArray[np.int64]
    at: NDArray[np.int64]  # seconds since 1970
    cents: NDArray[np.int64]  # hundredths, also where the currency has none
    recurring: NDArray[np.bool_]
    kind: NDArray[np.int64]
    number: NDArray[np.uint64]  # names the payment: its ids are drawn from it
    answers: NDArray[np.uint64]  # number of the payment that this one answers; 0: none

    def __len__(self) -> int:
        """Count the payments."""
        return len(self.payer)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> SyntheticPayments:
        """Choose or reorder rows."""
        return SyntheticPayments(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def shift_shops(self, by: int) -> SyntheticPayments:
        """Count shops from another position."""
        return replace(self, shop=self.shop + by)


def join_payments(parts: Sequence[SyntheticPayments]) -> SyntheticPayments:
    """Put payments one after the other."""
    columns = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(SyntheticPayments)
    }
    return SyntheticPayments(**columns)


@dataclass(frozen=True)
class ShopsAndPayments:
    """The shops of one kind and what was paid there."""

    shops: tuple[Shop, ...]
    payments: SyntheticPayments


def join_pieces(pieces: Sequence[ShopsAndPayments]) -> ShopsAndPayments:
    """Make one piece of several; shops are counted on."""
    starts = np.cumsum([0, *(len(piece.shops) for piece in pieces)])
    moved = [piece.payments.shift_shops(int(start)) for piece, start in zip(pieces, starts, strict=False)]
    return ShopsAndPayments(tuple(shop for piece in pieces for shop in piece.shops), join_payments(moved))


def per_shop(shops: Sequence[Shop], name: str) -> NDArray[np.float64]:
    """Give one number of every shop's habit as a column."""
    return np.array([getattr(shop.habit, name) for shop in shops], dtype=np.float64)


def draw_customers(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw customers: neighbours where the shop has a place, countrymen, people of one hobby, anybody."""
    shop = np.repeat(np.arange(len(shops)), sizes)
    people, lot = world.people, rng.random(len(shop))
    foreign, keen = per_shop(shops, "foreign")[shop], per_shop(shops, "keen")[shop]
    region = np.array([s.region for s in shops])[shop]
    payer = people.abroad.draw(rng, np.array([s.country for s in shops])[shop])
    near = people.near.draw(rng, np.maximum(region, 0))
    payer = np.where(region >= 0, near, payer)
    payer = np.where(lot < foreign, people.anyone.draw(rng, np.zeros(len(shop), dtype=np.int64)), payer)
    hobby = people.hobby.draw(rng, per_shop(shops, "taste").astype(np.int64)[shop] % people.tastes)
    return shop, np.where((lot >= foreign) & (lot < foreign + keen), hobby, payer)


def draw_visits(
    rng: np.random.Generator, shops: Sequence[Shop], sizes: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Say for each payment which of its shop's customers makes it: a few come often.

    Returns:
        The number of customers of each shop; for each payment, the position of its customer among all customers.
    """
    counts = np.maximum(1, np.round(sizes / per_shop(shops, "loyalty"))).astype(np.int64)
    shop = np.repeat(np.arange(len(shops)), sizes)
    nth = np.arange(len(shop)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    again = np.floor(rng.random(len(shop)) ** 1.6 * counts[shop]).astype(np.int64)
    first = np.cumsum(counts) - counts
    return counts, first[shop] + np.where(nth < counts[shop], nth, again)


def serve_shops(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], sizes: NDArray[np.int64]
) -> SyntheticPayments:
    """Let every shop do so many payments, each in its own habit."""
    counts, customer = draw_visits(rng, shops, sizes)
    _, payer = draw_customers(world, rng, shops, counts)
    return pay_visits(world, rng, shops, np.repeat(np.arange(len(shops)), sizes), payer[customer])


def pay_visits(
    world: World, rng: np.random.Generator, shops: Sequence[Shop], shop: NDArray[np.int64], payer: NDArray[np.int64]
) -> SyntheticPayments:
    """Give each visit its moment and its price."""
    at = draw_moments(world, rng, shops, shop, world.people.offset[payer])
    return purchases(payer, shop, at, draw_prices(rng, shops, shop))


def purchases(
    payer: NDArray[np.int64], shop: NDArray[np.int64], at: NDArray[np.int64], cents: NDArray[np.int64]
) -> SyntheticPayments:
    """Make purchases that are neither recurring nor the answer to another payment."""
    none = np.zeros(len(payer), dtype=np.uint64)
    return SyntheticPayments(
        payer, shop, at, cents, np.zeros(len(payer), dtype=np.bool_), none.astype(np.int64), none, none
    )
