"""Honest life alone: a coalition in which nobody sells anything forbidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from . import names
from .archetypes import BY_KIND, Archetype
from .firms import identify
from .hand_in import Member, Scene, hand_in, serials
from .model import IDENTITY, MEMBER_COLUMNS, Coalition
from .people import People, settle
from .trade import Setting, trade

MIXES = (
    (("acquirer", "issuer"), ("wallet",)),
    (("acquirer",), ("remitter",)),
    (("acquirer", "issuer"), ("remitter",)),
    ((), ("bank", "wallet", "remitter")),
    (("acquirer", "issuer"), ("vasp",)),
    (("acquirer",), ("wallet", "vasp")),
    (("issuer",), ("wallet", "remitter")),
    (("acquirer",), ("bank", "remitter")),
)
HOMES = {"NL": "Europe/Amsterdam", "DE": "Europe/Berlin", "SE": "Europe/Stockholm", "GB": "Europe/London", "IE": "Europe/Dublin", "ES": "Europe/Madrid"}
MONEY = {"SE": "SEK", "GB": "GBP"}
PAYER_KINDS = {
    "acquirer": ("par", "par", "card_token"), "issuer": ("account", "par", "card_token"), "wallet": ("wallet", "email", "phone"),
    "bank": ("iban",), "remitter": ("account", "phone"), "vasp": ("account", "address", "email"),
}
CARD = ("payer_country", "network_reference", "acquirer_id", "terminal_id", "mcc", "descriptor", "entry_mode", "response_code", "card_present", "recurring")
PLAIN = ("payer_country", "payee_country", "relationship", "purpose_text", "protected_payer")
COLUMNS = {
    "acquirer": CARD, "issuer": (*CARD, "protected_payer"), "wallet": (*PLAIN, "descriptor", "mcc", "recurring"),
    "bank": (*PLAIN, "network_reference", "recurring"), "remitter": PLAIN, "vasp": ("payer_country", "payee_country", "purpose_text", "mcc"),
}
NAMED = ("legal_name", "trading_name", "descriptor", "registration_number", "domain", "mcc", "country", "opened_on", "closed_on", "close_reason")
DETAILS = {
    "acquirer": (*NAMED, "acquirer_id", *IDENTITY, "declared_ticket"), "issuer": (), "wallet": (*NAMED, *IDENTITY, "protected_payee"),
    "bank": ("legal_name", "country", "settlement_account", "opened_on", "closed_on"),
    "remitter": ("country", "phone", "postal_address", "settlement_account", "opened_on", "protected_payee"),
    "vasp": ("country", "opened_on", "closed_on", "domain", "trading_name", "email"),
}


def background(seed: int, payments: int) -> Coalition:
    """A coalition of two or three members with about this many honest payments."""
    rng = np.random.default_rng([seed, 1])
    home = str(rng.choice(list(HOMES)))
    start = np.datetime64("2024-01-01") + int(rng.integers(0, 600))
    days = int(rng.integers(200, 540))
    people = settle(rng, max(300, int(payments / rng.uniform(7, 15))), home)
    cards, others = MIXES[int(rng.integers(len(MIXES)))]
    members = [_member(rng, kind, home, days) for kind in (*cards, *others)]
    weights = rng.dirichlet(np.full(len(others) + bool(cards), 6.0))
    weights[0] *= 2.0 if cards else 1.0
    weights /= weights.sum()
    tables = []
    if cards:
        tables += _cards(rng, people, members[: len(cards)], (start, days, home, int(payments * weights[0])))
    for member, weight in zip(members[len(cards):], weights[bool(cards):]):
        tables.append(_alone(rng, people, member, (start, days, home, int(payments * weight))))
    listed = pd.DataFrame([[m.provider_id, m.kind, m.country, m.timezone, m.time_precision, (start + m.last).item()] for m in members], columns=list(MEMBER_COLUMNS))
    merchants = pd.concat([table[0] for table in tables if len(table[0])] or [tables[0][0]], ignore_index=True)
    return Coalition(listed, merchants, pd.concat([table[1] for table in tables], ignore_index=True))


def _member(rng: np.random.Generator, kind: str, home: str, days: int) -> Member:
    """A member with its own gaps: a few optional columns are missing altogether."""
    def some(columns: tuple[str, ...], lost: float) -> tuple[str, ...]:
        """The columns without those that this member lacks."""
        return tuple(column for column in columns if rng.random() >= lost)

    day = rng.random() < {"remitter": 0.5, "bank": 0.5}.get(kind, 0.0)
    kept = some(COLUMNS[kind], 0.12)
    always = ("kind", "related_id", "payer_ref_kind", "rail")
    details = ("kind", "parent_id", *some(DETAILS[kind], 0.12)) if DETAILS[kind] else ()
    return Member(
        f"{kind}-{names.words(rng, 1)[0].lower()}", kind, home, HOMES[home], "day" if day else "second",
        days - 1 - int(rng.integers(0, 14)), str(rng.choice(PAYER_KINDS[kind])), bool(rng.random() < 0.7),
        always + kept, details,
    )


def _money(rng: np.random.Generator, kind: str, home: str) -> tuple[str, ...]:
    own = MONEY.get(home, "EUR")
    if kind == "vasp":
        return tuple(rng.permutation(["USDT", "BTC", "USDC", "ETH", "LTC"])[:3])
    return own, *[str(code) for code in rng.choice(["EUR", "USD", "GBP", "PLN"], 2)]


def _world(rng: np.random.Generator, people: People, world: str, plan: tuple) -> tuple[tuple[Archetype, ...], pd.DataFrame, pd.DataFrame]:
    start, days, home, payments = plan
    kinds = tuple(replace(kind, median=kind.median * float(rng.lognormal(0, 0.2))) for kind in BY_KIND[world])
    accounts, rows = trade(Setting(rng, people, start, days, _money(rng, world, home)), kinds, payments)
    accounts = accounts.join(identify(rng, kinds, accounts, home, world))
    order = np.argsort(accounts["opened"].to_numpy(), kind="stable")
    made = serials(rng, len(accounts) + 400, bool(rng.random() < 0.7), "M")
    spare = np.sort(rng.permutation(len(made))[:400])
    own = np.delete(made, spare)
    accounts["merchant_id"] = own[np.argsort(order)]
    sort = np.array([kind.family for kind in kinds])[accounts["archetype"].to_numpy()]
    platform = (sort == "platform")
    group = accounts["archetype"].to_numpy() * 31 + accounts["family"].to_numpy()
    accounts["parent_id"] = np.where(platform, made[spare][group % 400], None)
    bare = accounts["mcc"].isna().to_numpy()
    kind = np.where(platform, "sub_merchant", np.where(bare, "payee", "merchant")).astype(object)
    accounts["kind"] = np.where(world == "vasp", "address", kind)
    accounts["terminal"] = "t" + names.strings(rng, len(accounts), 7, names.DIGITS)
    accounts["acquirer_id"] = None
    rows["reference"] = "7" + names.strings(rng, len(rows), 22, names.DIGITS)
    return kinds, accounts, rows


def _alone(rng: np.random.Generator, people: People, member: Member, plan: tuple) -> tuple[pd.DataFrame, pd.DataFrame]:
    kinds, accounts, rows = _world(rng, people, member.kind, plan)
    return hand_in(member, Scene(rng, people, kinds, accounts, rows, plan[0]))


def _cards(rng: np.random.Generator, people: People, members: list[Member], plan: tuple) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """Card members see one world: the acquirer its merchants, the issuer its cardholders."""
    start, days, home, payments = plan
    acquired = rng.uniform(0.35, 0.75)
    issued = rng.uniform(0.15, 0.4)
    seen = (acquired if "acquirer" in {m.kind for m in members} else 0) + (issued if len(members) > 1 or members[0].kind == "issuer" else 0)
    kinds, accounts, rows = _world(rng, people, "cards", (start, days, home, int(payments / seen)))
    foreign = names.strings(rng, 12, 5, names.DIGITS)
    own = rng.random(len(accounts)) < acquired
    accounts["acquirer_id"] = np.where(own, "4" + names.strings(rng, 1, 5, names.DIGITS)[0], "5" + foreign[rng.integers(0, 12, len(accounts))])
    holder = rng.random(len(people)) < issued
    tables = []
    for member in members:
        mask = own[rows["account"].to_numpy()] if member.kind == "acquirer" else holder[rows["person"].to_numpy()]
        part = rows[mask]
        back = pd.Series(np.arange(len(part)), index=part.index)
        part = part.assign(related=back.reindex(part["related"]).fillna(-1).astype(int).to_numpy()).reset_index(drop=True)
        tables.append(hand_in(member, Scene(rng, people, kinds, accounts, part, start)))
    return tables
