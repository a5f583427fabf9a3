"""A member hands in what it saw: its own ids, its own gaps, its own order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import clock, names
from .archetypes import TEXTS, Archetype
from .model import MERCHANT_COLUMNS, REQUIRED, TRANSACTION_COLUMNS, frame, objects
from .people import People, references


@dataclass(frozen=True)
class Member:
    """One member and the habits of its systems."""

    provider_id: str
    kind: str
    country: str
    timezone: str
    time_precision: str
    last: int
    payer_kind: str
    counted: bool
    columns: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True)
class Scene:
    """What a member looks at: its payers, accounts (with identity) and payments."""

    rng: np.random.Generator
    people: People
    kinds: tuple[Archetype, ...]
    accounts: pd.DataFrame
    rows: pd.DataFrame
    start: np.datetime64


def serials(rng: np.random.Generator, rows: int, counted: bool, prefix: str) -> np.ndarray:
    """Ids in the order of issue: numbers with gaps, or random letters."""
    if not counted:
        return prefix.lower() + names.strings(rng, rows, 18, names.HEX)
    numbers = int(rng.integers(1e8, 5e8)) + np.cumsum(rng.geometric(rng.uniform(0.1, 0.3), rows))
    return np.array([f"{prefix}{number:010d}" for number in numbers], dtype=object)


def hand_in(member: Member, scene: Scene) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The merchants' and the transactions' table of one member."""
    rng, rows = scene.rng, scene.rows
    when = np.maximum(rows["when"].to_numpy(), 0)
    late = np.where(rng.random(len(rows)) < 0.04, rng.exponential(2.5 * 86400, len(rows)), rng.exponential(400, len(rows)))
    shown = np.flatnonzero((when + late < (member.last + 1) * 86400) & (rows["when"].to_numpy() >= 0))
    shown = shown[np.argsort((when + late)[shown], kind="stable")]
    seen = rows.iloc[shown].reset_index(drop=True)
    made = _transactions(member, scene, seen)
    made["transaction_id"] = serials(rng, len(seen), member.counted, "T")
    position = pd.Series(np.arange(len(seen)), index=shown)
    answered = position.reindex(seen["related"].to_numpy()).to_numpy()
    known = ~np.isnan(answered)
    related = np.full(len(seen), None, dtype=object)
    related[known] = made["transaction_id"][answered[known].astype(int)]
    made["related_id"] = related
    account = seen["account"].to_numpy()
    feed = rng.choice(6, len(scene.accounts), p=rng.dirichlet(np.full(6, 0.9)))
    _leave_out(rng, made, member.columns, feed[account], TRANSACTION_COLUMNS)
    merchants = _merchants(member, scene, np.unique(account))
    return merchants, frame(made, TRANSACTION_COLUMNS, len(seen))


def _transactions(member: Member, scene: Scene, seen: pd.DataFrame) -> dict[str, np.ndarray]:
    rng, account = scene.rng, seen["account"].to_numpy()
    detail, count = scene.accounts.iloc[account], len(seen)
    local = scene.start.astype("datetime64[s]") + seen["when"].to_numpy().astype("timedelta64[s]")
    if member.time_precision == "day":
        local = local.astype("datetime64[D]").astype("datetime64[s]")
    kinds = scene.kinds
    which = detail["archetype"].to_numpy()
    present = np.array([kind.present for kind in kinds])[which]
    person = seen["person"].to_numpy()
    declined = (seen["kind"] == "decline").to_numpy()
    return {
        "provider_id": np.full(count, member.provider_id, dtype=object), "occurred_at": clock.to_utc(local, member.timezone),
        "payer_ref": _payers(member, scene, seen), "payer_ref_kind": np.full(count, member.payer_kind, dtype=object),
        "payer_country": scene.people.country[person], "merchant_id": detail["merchant_id"].to_numpy(),
        "amount": seen["amount"].to_numpy(), "currency": detail["currency"].to_numpy(), "kind": objects(seen["kind"]),
        "network_reference": seen["reference"].to_numpy(), "acquirer_id": detail["acquirer_id"].to_numpy(),
        "terminal_id": detail["terminal"].to_numpy(), "rail": _rails(rng, member, which, kinds), "mcc": objects(detail["mcc"]),
        "descriptor": objects(detail["descriptor"]), "entry_mode": np.where(present, np.where(rng.random(count) < 0.85, "071", "051"), "812").astype(object),
        "response_code": np.where(declined, np.where(rng.random(count) < 0.6, "51", "05"), "00").astype(object),
        "card_present": present.astype(object), "recurring": seen["recurring"].to_numpy().astype(object),
        "payee_country": objects(detail["country"]), "relationship": _relations(rng, which, kinds, account),
        "protected_payer": scene.people.young[person].astype(object), "purpose_text": _texts(rng, which, kinds, account),
    }


def _payers(member: Member, scene: Scene, seen: pd.DataFrame) -> np.ndarray:
    """The payers' references; a card may be re-issued once and is then another token."""
    person = seen["person"].to_numpy()
    first = references(scene.people, scene.rng, member.payer_kind)
    if member.payer_kind != "card_token":
        return first[person]
    second = references(scene.people, scene.rng, member.payer_kind)
    swap = np.where(scene.rng.random(len(first)) < 0.15, scene.rng.integers(0, (member.last + 1) * 86400, len(first)), 1 << 60)
    return np.where(seen["when"].to_numpy() > swap[person], second[person], first[person])


def _rails(rng: np.random.Generator, member: Member, which: np.ndarray, kinds: tuple[Archetype, ...]) -> np.ndarray:
    usual = {"acquirer": "card", "issuer": "card", "wallet": "wallet", "bank": "credit_transfer", "remitter": "remittance", "vasp": "crypto"}
    voucher = np.array([kind.text == "voucher" or kind.mcc == "6540" for kind in kinds])[which]
    stray = rng.random(len(which)) < np.where(voucher, 0.6, 0.01)
    return np.where(stray, "voucher", usual.get(member.kind, "card")).astype(object)


def _relations(rng: np.random.Generator, which: np.ndarray, kinds: tuple[Archetype, ...], account: np.ndarray) -> np.ndarray:
    """What payers declared: mostly steady for one receiver, often unknown."""
    likely = {"family": "family", "school": "family", "medical": "family", "gift": "friend", "home": "friend", "handle": "none", "invoice": "business"}
    usual = np.array([likely.get(kind.text, "none") for kind in kinds], dtype=object)[which]
    other = np.array(["family", "friend", "business", "none", "unknown", "unknown"], dtype=object)
    return np.where(rng.random(len(which)) < 0.6, usual, other[rng.integers(0, 6, len(which))]).astype(object)


def _texts(rng: np.random.Generator, which: np.ndarray, kinds: tuple[Archetype, ...], account: np.ndarray) -> np.ndarray:
    word = np.char.lower(names.words(rng, 300).astype(str))
    made = []
    for number, code in zip(which, rng.integers(0, 1 << 30, len(which))):
        choice = TEXTS[kinds[number].text if code % 9 else "family"]
        made.append(choice[code // 16 % len(choice)].format(n=code // 64 % 9000 + 10, w=word[code // 1024 % 300]))
    return np.array(made, dtype=object)


def _leave_out(rng: np.random.Generator, made: dict, held: tuple[str, ...], feed: np.ndarray, order: tuple[str, ...]) -> None:
    """Drop what the member lacks, what a feed lacks, and a few values at random."""
    for column in order:
        if column in REQUIRED or column in ("kind", "related_id", "payer_ref_kind") and column in held:
            continue
        if column not in held:
            made[column] = np.full(len(feed), None, dtype=object)
            continue
        without = rng.random(6) < 0.1
        gone = without[feed] | (rng.random(len(feed)) < rng.choice([0.0, 0.002, 0.02]))
        value = objects(made[column])
        value[gone] = None
        made[column] = value


def _merchants(member: Member, scene: Scene, used: np.ndarray) -> pd.DataFrame:
    rng = scene.rng
    if not member.details:
        return frame({}, MERCHANT_COLUMNS, 0)
    held = scene.accounts.iloc[used[rng.random(len(used)) < rng.uniform(0.93, 1.0)]]
    held = held.sort_values("opened", kind="stable")
    days = [(scene.start + int(np.floor(day))).astype(dt.date) for day in held["opened"]]
    ends = [(scene.start + int(np.floor(day))).astype(dt.date) if day <= member.last and rng.random() < 0.45 else None
            for day in held["closed"] + rng.exponential(6, len(held))]
    made = {column: objects(held[column]) for column in MERCHANT_COLUMNS[1:] if column in held}
    made |= {"opened_on": objects(days), "closed_on": objects(ends), "declared_ticket": held["declared_ticket"].to_numpy()}
    made["provider_id"] = np.full(len(held), member.provider_id, dtype=object)
    made["close_reason"] = np.where(made["closed_on"] == None, None, made["close_reason"])  # noqa: E711
    feed = rng.choice(6, len(held), p=rng.dirichlet(np.full(6, 0.9)))
    _leave_out(rng, made, member.details + ("provider_id", "merchant_id"), feed, MERCHANT_COLUMNS[2:])
    made["declared_ticket"] = pd.Series(made["declared_ticket"], dtype=object).astype(float).to_numpy()
    return frame(made, MERCHANT_COLUMNS, len(held))
