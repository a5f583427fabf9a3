"""Honest life of a mixed coalition: an acquirer, two issuers, a wallet and a remitter."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .cards import draw_cards, purse
from .catalogue import TYPOLOGIES
from .emit import describe, emit
from .ledger import Book
from .model import (
    MEMBER_COLUMNS,
    MERCHANT_COLUMNS,
    TRANSACTION_COLUMNS,
    Coalition,
    frame,
    stack,
)
from .recipe import log_between
from .stage import Stage
from .trades import REMITTER, WALLET
from .world import World, draw_world

BULK = 0.82
OPTIONAL = (
    "payer_country",
    "terminal_id",
    "rail",
    "mcc",
    "descriptor",
    "entry_mode",
    "response_code",
    "card_present",
    "recurring",
    "payee_country",
    "protected_payer",
)


def background(seed: int, payments: int) -> Coalition:
    """Draw honest life only: ordinary trade, and every honest group that looks like a seller's."""
    world = draw_world(seed, payments)
    books = _books(world)
    parts = draw_cards(world, books[:3], BULK * 0.72)
    for book, trades, share in ((books[3], WALLET, 0.12), (books[4], REMITTER, 0.08)):
        parts.append(purse(world, book, (trades, int(payments * BULK * share))))
    transactions = stack([rows for rows, _ in parts], ["provider_id", *TRANSACTION_COLUMNS])
    merchants = stack([held for _, held in parts if held is not None], ["provider_id", *MERCHANT_COLUMNS])
    return _with_groups(Coalition(_members(world, books), merchants, transactions), seed, payments)


def _members(world: World, books: list[Book]) -> pd.DataFrame:
    fields = {"provider_id": "provider", "kind": "kind", "timezone": "zone"}
    made = frame(
        {name: np.array([getattr(book, field) for book in books], dtype=object) for name, field in fields.items()}
    )
    made["country"] = pd.Series([world.country] * len(books), dtype=object)
    made["time_precision"] = pd.Series(["day" if book.day_only else "second" for book in books], dtype=object)
    last = np.array([book.last for book in books]).astype("datetime64[D]").astype("datetime64[s]")
    made["last_day"] = pd.Series(last)
    return made[list(MEMBER_COLUMNS)]


def _books(world: World) -> list[Book]:
    """Draw the members and what each of them does not know."""
    rng = world.rng
    last = world.start + world.days - rng.integers(0, 7, size=5)
    exact = rng.random() < 0.3
    kinds = ("acquirer", "issuer", "issuer", "wallet", "remitter")
    refs = (
        "par" if rng.random() < 0.4 else "card_token",
        "par" if rng.random() < 0.6 else "card_token",
        "account" if rng.random() < 0.5 else "card_token",
        "email" if rng.random() < 0.3 else "wallet",
        "phone" if rng.random() < 0.3 else "account",
    )
    names = ("acq-harbour", "iss-lantern", "iss-meadow", "wal-otter", "rem-swift")
    books = []
    for index, (name, kind, ref) in enumerate(zip(names, kinds, refs)):
        lacks = [column for column in OPTIONAL if rng.random() < 0.22]
        lacks += ["mcc"] if index == 2 and rng.random() < 0.6 else []
        lacks += ["protected_payer"] if kind in ("issuer", "remitter") else []
        day_only = bool(index == 2 and not exact or kind == "remitter" and rng.random() < 0.25)
        books.append(Book(name, kind, world.zone, int(last[index]), day_only, ref, tuple(lacks), rng.uniform(0, 0.04)))
    return books


def _with_groups(bulk: Coalition, seed: int, payments: int) -> Coalition:
    """Add the honest groups, until the world has its size, and sort each member's rows by time."""
    stage = Stage(bulk, seed + 1_000_003)
    rng = stage.rng
    wanted, planned = payments - len(bulk.transactions), 0
    while planned < wanted:
        typology = TYPOLOGIES[int(rng.integers(len(TYPOLOGIES)))]
        homes = [home for home in stage.homes if home.lead.kind in typology.kinds]
        if homes:
            weight = np.sqrt([len(home.lead.at) for home in homes])
            home = homes[int(rng.choice(len(homes), p=weight / weight.sum()))]
            before = len(stage.plans)
            room = int(min(log_between(rng, 25, 0.006 * payments + 60), max(25, wanted - planned)))
            typology.twin(stage, home, room, int(log_between(rng, 2, 25)))
            double = 1 + home.linked
            planned += int(sum(len(rows.account) for _, rows in stage.plans[before:]) * double)
    more = emit(stage, list(bulk.transactions.columns))
    transactions = stack([bulk.transactions, more], list(bulk.transactions.columns))
    member = pd.Categorical(transactions["provider_id"], categories=bulk.members["provider_id"])
    order = np.lexsort((transactions["transaction_id"].astype(str), transactions["occurred_at"], member.codes))
    merchants = stack([bulk.merchants, describe(stage, more)], list(bulk.merchants.columns))
    spot = np.lexsort((merchants["merchant_id"].astype(str), merchants["provider_id"].astype(str)))
    return Coalition(
        bulk.members, merchants.iloc[spot].reset_index(drop=True), transactions.iloc[order].reset_index(drop=True)
    )
