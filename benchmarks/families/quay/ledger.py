"""How members write down what happens: columns, ids, gaps and papers."""

from __future__ import annotations

import string
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .model import TRANSACTION_COLUMNS
from .names import slug
from .ordinary import Events
from .shapes import like_a_card
from .trades import FIRST, SURNAMES, TOWNS
from .world import CORRIDORS, People, Shops, World

CORE = (
    "transaction_id",
    "payer_ref",
    "payer_ref_kind",
    "merchant_id",
    "currency",
    "kind",
    "related_id",
    "acquirer_id",
    "network_reference",
    "provider_id",
)
REASONS = (
    "own wish",
    "own wish",
    "inactive",
    "insolvency",
    "due diligence",
    "excessive chargebacks",
    "MATCH 04",
    "other",
)


@dataclass
class Book:
    """One member and its habits of writing."""

    provider: str
    kind: str
    zone: str
    last: int
    day_only: bool
    ref_kind: str
    lacks: tuple[str, ...]
    gap: float


def codes(rng: np.random.Generator, count: int, alphabet: str, length: int) -> np.ndarray:
    """Draw different codes."""
    letters = np.array(list(alphabet))
    made = np.empty(0, dtype="U32")
    while len(made) < count:
        table = letters[rng.integers(len(letters), size=(count - len(made) + 16, length))]
        fresh = ["".join(row) for row in table]
        made = np.unique(np.concatenate([made, [text for text in fresh if not like_a_card(text)]]))
    return rng.permutation(made)[:count].astype(object)


def moments(world: World, book: Book, events: Events) -> np.ndarray:
    """Return instants, or days where the member knows no more."""
    days = events.day.astype("datetime64[D]").astype("datetime64[s]")
    if book.day_only:
        return days
    local = pd.DatetimeIndex(days + events.second.astype("timedelta64[s]"))
    zoned = local.tz_localize(world.zone, ambiguous=np.zeros(len(local), dtype=bool), nonexistent="shift_forward")
    return np.asarray(zoned.tz_convert("UTC").tz_localize(None), dtype="datetime64[s]")


def write(world: World, book: Book, events: Events, columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Write the rows of one member: times, ids, answers; then leave out what it does not have."""
    rng, size = world.rng, len(events.shop)
    made = dict(columns)
    made["occurred_at"] = moments(world, book, events)
    made["amount"], made["kind"] = events.amount, events.kind
    if book.kind == "remitter":
        steps = np.cumsum(rng.integers(3, 60, size=size))
        order = np.argsort(np.argsort(made["occurred_at"], kind="stable"))
        made["transaction_id"] = np.array([f"RM{value:010d}" for value in 10**8 + steps[order]], dtype=object)
    else:
        alphabet = {"acquirer": string.digits, "issuer": "0123456789abcdef", "wallet": "ACDEFGHJKLMNPQRTUVWXY346"}[
            book.kind
        ]
        made["transaction_id"] = codes(rng, size, alphabet, 11 if book.kind != "issuer" else 14)
    where = np.full(int(events.number.max()) + 1, None, dtype=object)
    where[events.number] = made["transaction_id"]
    made["related_id"] = np.array([where[row] if row >= 0 else None for row in events.related], dtype=object)
    made["payer_ref_kind"] = np.full(size, book.ref_kind, dtype=object)
    made["response_code"] = np.where(events.kind == "decline", rng.choice(["51", "05", "61"], size=size), "00").astype(
        object
    )
    made["provider_id"] = np.full(size, book.provider, dtype=object)
    for name in TRANSACTION_COLUMNS:
        if name in book.lacks and name not in CORE:
            made[name] = np.full(size, None, dtype=object)
        elif name in made and name not in CORE and name not in ("occurred_at", "amount") or name == "network_reference":
            if name in made:
                made[name] = np.where(rng.random(size) < book.gap, None, made[name])
    return made


def refs_of(people: People, events: Events, names: tuple[np.ndarray, np.ndarray | None]) -> np.ndarray:
    """Return the reference that a payer had on the day: after a renewal another one, unless it lasts."""
    old, new = names
    if new is None:
        return old[events.payer]
    return np.where(events.day >= people.renewed[events.payer], new[events.payer], old[events.payer])


def papers(world: World, shops: Shops, ids: np.ndarray, parents: np.ndarray) -> dict[str, np.ndarray]:
    """Write what a member knows of its merchants."""
    rng, size = world.rng, len(ids)
    chain, private = shops.chain, shops.private
    made: dict[str, np.ndarray] = {"merchant_id": ids, "parent_id": parents, "trading_name": shops.name}
    made["kind"] = np.where(private, "payee", np.where(pd.notna(parents), "sub_merchant", "merchant")).astype(object)
    forms = rng.choice(np.array([" Ltd", " BV", " AB", " GmbH", " SA"]), size=size)
    made["legal_name"] = np.array(
        [f"{name}{form}" for name, form in zip(shops.name[chain], forms[chain])], dtype=object
    )
    made["descriptor"] = descriptors(shops, parents)
    made["registration_number"] = codes(rng, size, string.digits, 8)[chain]
    made["domain"] = np.array([f"{slug(name)}.example" for name in shops.name], dtype=object)
    made["mcc"] = np.array([one.mcc or None for one in shops.trades], dtype=object)[shops.trade]
    made["country"] = shops.country
    made["settlement_account"] = codes(rng, size, "0123456789abcdef", 16)[chain]
    made["phone"] = np.array([f"+9990{value}" for value in codes(rng, size, string.digits, 8)], dtype=object)[chain]
    made["email"] = np.array(
        [f"office@{slug(name)}{number % 97}.example" for number, name in enumerate(shops.name)], dtype=object
    )[chain]
    streets = rng.choice(np.array(FIRST), size=size)
    made["postal_address"] = np.array(
        [
            f"{number} {street} Street {TOWNS[town]}"
            for number, street, town in zip(rng.integers(1, 240, size=size), streets, shops.town)
        ],
        dtype=object,
    )
    givers = rng.choice(
        np.array(("Ada", "Ben", "Cleo", "Dirk", "Elin", "Finn", "Gerda", "Hugo", "Ines", "Jan", "Kaja", "Leo")),
        size=size,
    )
    owners = [f"{given} {SURNAMES[number % len(SURNAMES)]} {number % 61:02d}" for number, given in enumerate(givers)]
    made["principal"] = np.array(owners, dtype=object)[chain]
    ticket = shops.prices.mean(axis=1) * rng.lognormal(0, 0.2, size=size) * world.scale
    made["declared_ticket"] = np.array([f"{value:.0f}" for value in np.maximum(1, ticket)], dtype=object)
    return _lives(world, shops, made)


def descriptors(shops: Shops, parents: np.ndarray) -> np.ndarray:
    """Return the statement texts of shops, under a facilitator with its mark before them."""
    made = []
    for name, town, parent in zip(shops.name, shops.town, parents):
        head = f"{str(parent)[:3].upper()}*" if parent is not None else ""
        made.append(f"{head}{name.upper()} {TOWNS[town].upper()}"[:25].rstrip())
    return np.array(made, dtype=object)


def _lives(world: World, shops: Shops, made: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Write when accounts were opened and closed, and leave gaps."""
    rng, size = world.rng, len(shops.trade)
    lag = np.where(shops.low > world.start, rng.integers(0, 30, size=size), rng.integers(5, 2800, size=size))
    made["opened_on"] = np.array([str(value) for value in (shops.low - lag).astype("datetime64[D]")], dtype=object)
    ended = (shops.high < world.start + world.days - 15) & (rng.random(size) < 0.75)
    last = np.minimum(shops.high + rng.integers(0, 15, size=size), world.start + world.days)
    made["closed_on"] = np.array(
        [str(day) if end else None for day, end in zip(last.astype("datetime64[D]"), ended)], dtype=object
    )
    made["close_reason"] = np.where(ended, rng.choice(np.array(REASONS, dtype=object), size=size), None)
    for name, gap in (
        ("phone", 0.25),
        ("email", 0.2),
        ("domain", 0.35),
        ("registration_number", 0.15),
        ("principal", 0.2),
        ("postal_address", 0.1),
        ("declared_ticket", 0.3),
        ("settlement_account", 0.05),
        ("opened_on", 0.04),
    ):
        made[name] = np.where(rng.random(size) < gap, None, made[name])
    for name in ("legal_name", "registration_number", "domain", "declared_ticket", "principal", "descriptor"):
        made[name] = np.where(shops.private, None, made[name])
    return made


def corridors(world: World, shops: Shops) -> np.ndarray:
    """Return the countries to which a remitter pays."""
    return world.rng.choice(np.array(CORRIDORS, dtype=object), size=len(shops.trade), p=world.corridor)
