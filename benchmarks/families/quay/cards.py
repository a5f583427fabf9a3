"""Card payments, as an acquirer and two issuers write them down."""

from __future__ import annotations

import string
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import ledger
from .ledger import Book, codes
from .model import frame
from .ordinary import Events, draw_events
from .trades import CARDS, TOWNS
from .world import Shops, World, draw_people, draw_shops

OWN = 0.55


@dataclass
class Acceptors:
    """What shops are called on the card rails, alike at every member."""

    ids: np.ndarray
    acquirer: np.ndarray
    bins: np.ndarray
    parents: np.ndarray
    till: np.ndarray


def draw_cards(world: World, books: list[Book], share: float) -> list[tuple[pd.DataFrame, pd.DataFrame | None]]:
    """Draw card payments and let the acquirer and both issuers write down what each sees of them."""
    rng, count = world.rng, int(world.payments * share)
    people = draw_people(world, max(60, count // 14), len(TOWNS))
    shops = draw_shops(world, CARDS, max(80, count // 48), count)
    made = draw_events(world, people, shops)
    names = _acceptors(world, shops)
    issuer = rng.choice(3, size=len(people.town), p=(0.34, 0.22, 0.44))
    card = _columns(world, shops, made, names)
    tokens = [codes(rng, len(people.town), "0123456789abcdef", 20) for _ in range(6)]
    par = codes(rng, len(people.town), string.ascii_uppercase + string.digits, 24)
    out = []
    for index, book in enumerate(books):
        seen = names.acquirer[made.shop] == 0 if index == 0 else issuer[made.payer] == index - 1
        part = seen_of(made, seen & (made.day <= book.last))
        columns = {name: values[part.number] for name, values in card.items()}
        lasting = book.ref_kind in ("par", "account")
        refs = (par if book.ref_kind == "par" else tokens[index], None if lasting else tokens[index + 3])
        columns["payer_ref"] = ledger.refs_of(people, part, refs)
        columns["payer_country"] = people.country[part.payer]
        rows = frame(ledger.write(world, book, part, columns))
        out.append((rows, _table(world, book, shops, names) if index == 0 else None))
    return out


def seen_of(events: Events, seen: np.ndarray) -> Events:
    """Return the events that one member sees."""
    return Events(
        events.shop[seen],
        events.payer[seen],
        events.day[seen],
        events.second[seen],
        events.amount[seen],
        events.kind[seen],
        events.related[seen],
        events.number[seen],
    )


def _acceptors(world: World, shops: Shops) -> Acceptors:
    rng, count = world.rng, len(shops.trade)
    acquirer = np.where(rng.random(count) < OWN, 0, rng.integers(1, 6, size=count))
    acquirer = acquirer[shops.chain]
    ids = np.empty(count, dtype=object)
    turn = int(rng.integers(3))
    for number in range(6):
        mine = acquirer == number
        alphabet, length = ((string.digits, 9), (string.digits, 12), ("0123456789ABCDEF", 15))[(number + turn) % 3]
        ids[mine] = codes(rng, int(mine.sum()), alphabet, length)
    till = np.array([one.till for one in shops.trades])[shops.trade]
    hung = ~till & (rng.random(count) < 0.3)
    names = np.array(
        [f"{word}-pay-{spot}" for spot, word in enumerate(("fac", "hub", "via", "kit", "uno"))], dtype=object
    )
    weight = rng.dirichlet(np.full(len(names), 1.0))
    parents = np.where(hung, rng.choice(names, size=count, p=weight), None)
    return Acceptors(ids, acquirer, codes(rng, 6, string.digits, 6), parents, till)


def _columns(world: World, shops: Shops, events: Events, names: Acceptors) -> dict[str, np.ndarray]:
    """Return what both sides of a card payment say alike."""
    rng, size, shop = world.rng, len(events.shop), events.shop
    present = names.till[shop] & (rng.random(size) < 0.94)
    day = events.day.astype("datetime64[D]")
    year = day.astype("datetime64[Y]")
    stamps = zip(
        year.astype(int) + 1970, (day - year).astype(int) + 1, names.acquirer[shop], rng.integers(10**12, size=size)
    )
    arn = [f"7{names.bins[bank]}{int(y) % 10}{int(d):03d}{tail:012d}" for y, d, bank, tail in stamps]
    tids = codes(rng, 3 * len(shops.trade), string.digits, 8)
    terminal = tids[3 * shop + np.minimum(rng.geometric(0.6, size=size) - 1, 2)]
    entry = np.where(present, rng.choice(["07", "05", "90"], size=size, p=(0.7, 0.25, 0.05)), "81")
    again = ~names.till[shop] & (rng.random(size) < 0.1)
    trade = np.array([one.mcc for one in shops.trades], dtype=object)
    return {
        "merchant_id": names.ids[shop],
        "currency": shops.currency[shop],
        "acquirer_id": names.bins[names.acquirer[shop]],
        "network_reference": np.array(arn, dtype=object),
        "terminal_id": np.where(names.till[shop], terminal, None),
        "rail": np.full(size, "card", dtype=object),
        "mcc": trade[shops.trade[shop]],
        "descriptor": ledger.descriptors(shops, names.parents)[shop],
        "entry_mode": entry.astype(object),
        "card_present": np.where(present, "true", "false").astype(object),
        "recurring": np.where(again, "true", "false").astype(object),
        "payee_country": shops.country[shop],
    }


def _table(world: World, book: Book, shops: Shops, names: Acceptors) -> pd.DataFrame:
    """Return the acquirer's table of its merchants, all but a few."""
    made = ledger.papers(world, shops, names.ids, names.parents)
    made["acquirer_id"] = names.bins[names.acquirer]
    made["provider_id"] = np.full(len(names.ids), book.provider, dtype=object)
    held = frame(made)
    kept = (names.acquirer == 0) & (shops.events > 0) & (world.rng.random(len(held)) < 0.985)
    return held[kept].reset_index(drop=True)


def purse(world: World, book: Book, plan: tuple[tuple, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the payments and receivers of a wallet or a remitter."""
    trades, count = plan
    rng = world.rng
    people = draw_people(world, max(40, count // 11), 9)
    shops = draw_shops(world, trades, max(50, count // 9), count)
    events = draw_events(world, people, shops)
    events = seen_of(events, events.day <= book.last)
    letters = "abcdefghjkmnpqrstuvwxyz"
    ids = (
        codes(rng, len(shops.trade), letters, 11)
        if book.kind == "remitter"
        else codes(rng, len(shops.trade), letters + "37", 12)
    )
    if book.kind == "remitter":
        shops.country, shops.currency = ledger.corridors(world, shops), np.full(len(ids), world.currency, dtype=object)
        events = Events(**{**events.__dict__, "kind": np.where(events.kind == "chargeback", "reversal", events.kind)})
    columns = _purse_columns(world, book, shops, events)
    columns["merchant_id"] = ids[events.shop]
    columns["payer_ref"] = _purse_refs(world, book, len(people.town))[events.payer]
    columns["payer_country"] = people.country[events.payer]
    rows = frame(ledger.write(world, book, events, columns))
    made = ledger.papers(world, shops, ids, np.full(len(ids), None, dtype=object))
    made["provider_id"] = np.full(len(ids), book.provider, dtype=object)
    held = frame(made)
    return rows, held[(shops.events > 0) & (rng.random(len(held)) < 0.97)].reset_index(drop=True)


def _purse_refs(world: World, book: Book, count: int) -> np.ndarray:
    if book.ref_kind == "email":
        return np.array(
            [f"{name}@mail.example" for name in codes(world.rng, count, "abcdefghiklmnoprstu", 9)], dtype=object
        )
    if book.ref_kind == "phone":
        return np.array([f"+9991{digits}" for digits in codes(world.rng, count, string.digits, 8)], dtype=object)
    return codes(world.rng, count, string.ascii_lowercase + string.digits, 13)


def _purse_columns(world: World, book: Book, shops: Shops, events: Events) -> dict[str, np.ndarray]:
    """Return what a wallet or a remitter says of its payments."""
    rng, shop, size = world.rng, events.shop, len(events.shop)
    trade = shops.trade[shop]
    name = np.array([one.name for one in shops.trades], dtype=object)
    made = {"currency": shops.currency[shop], "payee_country": shops.country[shop]}
    made["mcc"] = np.array([one.mcc or None for one in shops.trades], dtype=object)[trade]
    rail = "remittance" if book.kind == "remitter" else "wallet"
    made["rail"] = np.where(name[trade] == "load", "voucher", rail).astype(object)
    if book.kind == "wallet":
        again = np.isin(name[trade], ("tips", "wallet adult")) & (rng.random(size) < 0.3)
        made["recurring"] = np.where(again, "true", "false").astype(object)
    ties = {
        "family": ("family",) * 8 + ("none", "unknown"),
        "village": ("family", "friend", "none"),
        "friend": ("friend",) * 4 + ("none",),
        "friend abroad": ("friend", "friend", "none", "unknown"),
    }
    words = {
        "family": ("family support", "gift", "medical", "school fees", None),
        "village": ("village fund", "family", None),
        "friend": ("dinner", "thanks", "rent share", None),
        "school abroad": ("school fees", "accommodation"),
        "collection": ("class trip", "gift for teacher", "school"),
        "supplier": ("invoice", "goods"),
        "second hand": ("bike", "chair", "parcel", None),
    }
    pairs = (("relationship", ties, ("none", "business")), ("purpose_text", words, ("order", None, None)))
    for column, table, rest in pairs:
        made[column] = np.full(size, None, dtype=object)
        if book.kind == "remitter" or column == "purpose_text":
            for index, label in enumerate(name):
                mine = np.flatnonzero(trade == index)
                made[column][mine] = rng.choice(np.array(table.get(label, rest), dtype=object), size=len(mine))
    minors = rng.random(int(events.payer.max()) + 1) < 0.006
    made["protected_payer"] = np.where(minors[events.payer], "true", "false").astype(object)
    return made
