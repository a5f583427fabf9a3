"""What each member hands in: its view of the payments, its columns, its ids, its last day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .frames import TRANSACTION_COLUMNS, day_numbers, finish
from .names import BASE32, HEX, letters, spaced, statement
from .people import HOMES, ISSUERS, LANDS, People
from .shops import ACQUIRERS
from .trades import TRADES

CODES = np.array(["51", "05", "57", "54", "59"], dtype=object)
PURPOSES = {
    "rent": ("rent", "rent and costs"),
    "school": ("school trip", "school lunch", "class fund"),
    "club": ("membership", "training camp", "club fee"),
    "treasurer": ("class present", "team trip", "group gift"),
    "family abroad": ("family support", "medicine", "school fees", "living costs"),
    "friend": ("dinner", "gift", "thanks"),
    "village": ("family support", "for the house", "school fees"),
    "collection": ("collection", "gift"),
    "second hand": ("bicycle", "table", "books"),
    "tip receiver": ("thanks", "gift"),
    "charity": ("donation", "gift"),
}
OTHER_PURPOSE = ("invoice", "order", "contract", "customer number")


@dataclass(frozen=True)
class View:
    """What a member is, and which optional columns it fills."""

    provider: str
    kind: str
    country: str
    precision: str
    payer_kind: str
    columns: tuple[str, ...]


_CARD = ("related_id", "acquirer_id", "mcc", "payee_country", "response_code")
VIEWS = (
    View(
        "issuer-a",
        "issuer",
        "NL",
        "second",
        "card_token",
        _CARD
        + (
            "payer_country",
            "network_reference",
            "terminal_id",
            "rail",
            "descriptor",
            "entry_mode",
            "card_present",
            "recurring",
        ),
    ),
    View(
        "issuer-b", "issuer", "DE", "second", "card_token", _CARD + ("descriptor", "card_present", "network_reference")
    ),
    View(
        "issuer-c",
        "issuer",
        "SE",
        "day",
        "card_token",
        _CARD + ("payer_country", "terminal_id", "entry_mode", "network_reference"),
    ),
    View(
        "bank-a",
        "bank",
        "NL",
        "second",
        "account",
        ("payer_country", "rail", "payee_country", "purpose_text", "related_id"),
    ),
    View(
        "wallet-a",
        "wallet",
        "DE",
        "second",
        "email",
        ("payer_country", "rail", "payee_country", "related_id", "purpose_text"),
    ),
    View(
        "remitter-a",
        "remitter",
        "NL",
        "second",
        "account",
        ("payer_country", "payee_country", "relationship", "purpose_text", "related_id"),
    ),
    View("vasp-a", "vasp", "NL", "second", "email", ("payer_country", "rail")),
    View(
        "acquirer-a",
        "acquirer",
        "NL",
        "second",
        "card_token",
        _CARD
        + (
            "payer_country",
            "network_reference",
            "terminal_id",
            "descriptor",
            "entry_mode",
            "card_present",
            "recurring",
        ),
    ),
)
RAILS = {
    "bank": ("credit_transfer",),
    "wallet": ("wallet", "voucher"),
    "remitter": ("remittance",),
    "vasp": ("crypto",),
}
KEEP = ("related_id", "network_reference", "acquirer_id")


def acquirer_codes(rng: np.random.Generator) -> np.ndarray:
    """Draw the acquirers' DE32 codes, six digits."""
    return np.unique(rng.integers(401_000, 489_999, ACQUIRERS * 3))[:ACQUIRERS].astype(str).astype(object)


def card_side(rng: np.random.Generator, rows: pd.DataFrame, people: People, codes: np.ndarray) -> pd.DataFrame:
    """Add the card used, its issuer and the reference that both sides share."""
    person = rows["person"].to_numpy()
    second = (people.cards[person, 1] >= 0) & (rng.random(len(rows)) < 0.3)
    sent = rows["related"].to_numpy()
    slot = np.where(sent >= 0, second[sent], second).astype(int)
    day = rows["day"].to_numpy()
    rows = rows.assign(
        slot=slot, issuer=people.cards[person, slot], renewed=(day >= people.renewed[person]).astype(int)
    )
    stamp = day_numbers(rows["occurred_at"].to_numpy()) % 10_000
    tail = letters(rng, np.array(list("0123456789")), 12, len(rows))
    code = codes[rows["acquirer"].to_numpy()]
    rows["reference"] = [f"7{c}{d:04d}{t}" for c, d, t in zip(code, stamp, tail, strict=True)]
    rows["acquirer_id"] = code
    return rows


def _references(view: View, rows: pd.DataFrame, people: People) -> np.ndarray:
    """Return the payers' references as one member knows them."""
    table = people.refs[view.provider]
    line = np.zeros(len(rows), dtype=int)
    if view.kind == "issuer":
        line = rows["renewed"].to_numpy()
    if view.kind == "acquirer":
        line = rows["slot"].to_numpy() * 2 + rows["renewed"].to_numpy()
    return table[line, rows["person"].to_numpy()]


def seen(view: View, rows: pd.DataFrame) -> np.ndarray:
    """Tell which rows a member sees."""
    rail = rows["rail"].to_numpy()
    if view.kind == "issuer":
        return (rail == "card") & (rows["issuer"].to_numpy() == ISSUERS.index(view.provider))
    if view.kind == "acquirer":
        return (rail == "card") & (rows["acquirer"].to_numpy() == 0)
    return np.isin(rail, RAILS[view.kind])


def transaction_ids(rng: np.random.Generator, provider: str, instants: np.ndarray) -> np.ndarray:
    """Number the rows of one member in its own style, in the order of time."""
    count = len(instants)
    order = np.argsort(instants, kind="stable")
    if provider in ("issuer-a", "acquirer-a", "remitter-a"):
        lead = {"issuer-a": "", "acquirer-a": "A", "remitter-a": "R"}[provider]
        made = np.array([f"{lead}{n:012d}" for n in spaced(rng, count, 7)], dtype=object)
    elif provider == "issuer-c":
        days = np.datetime_as_string(instants[order].astype("datetime64[D]"))
        tails = letters(rng, BASE32, 8, count)
        made = np.array([f"C{d[2:4]}{d[5:7]}{d[8:]}{t}" for d, t in zip(days, tails, strict=True)], dtype=object)
    else:
        made = letters(rng, HEX if provider != "wallet-a" else BASE32, {"vasp-a": 64}.get(provider, 24), count)
    ids = np.empty(count, dtype=object)
    ids[order] = made
    return ids


def _purposes(rng: np.random.Generator, rows: pd.DataFrame) -> np.ndarray:
    """Draw what payers write."""
    out = np.full(len(rows), None, dtype=object)
    trade = rows["trade"].to_numpy()
    for number in np.unique(trade):
        mine = np.flatnonzero(trade == number)
        words = np.array(PURPOSES.get(TRADES[number].name, OTHER_PURPOSE), dtype=object)
        out[mine] = words[rng.integers(0, len(words), len(mine))]
    return np.where(rng.random(len(rows)) < 0.6, out, None)


def _card_columns(rng: np.random.Generator, rows: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return what a card message says of how the card was used."""
    present = rows["present"].to_numpy() > rng.random(len(rows))
    recurring = rows["recurring"].to_numpy()
    mode = np.where(present, rng.choice(["05", "07", "90"], len(rows), p=[0.35, 0.6, 0.05]), "81")
    mode = np.where(recurring, "10", mode).astype(object)
    declined = (rows["kind"] == "decline").to_numpy()
    return {
        "card_present": np.where(present, "true", "false").astype(object),
        "entry_mode": mode,
        "recurring": np.where(recurring, "true", "false").astype(object),
        "response_code": np.where(declined, rng.choice(CODES, len(rows)), "00").astype(object),
        "mcc": np.where(rows["mcc"] == "0000", "5999", rows["mcc"]).astype(object),
        "terminal_id": np.where(present, rows["till"], None).astype(object),
        "descriptor": statement(rows["name"].to_numpy()),
        "acquirer_id": rows["acquirer_id"].to_numpy(),
        "network_reference": rows["reference"].to_numpy(),
    }


def deliver(rng: np.random.Generator, view: View, rows: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return what one member hands in of the rows that it sees; `rows` carries the facts of their shops."""
    mine = rows[seen(view, rows)].sort_values("occurred_at", kind="stable")
    instants = mine["occurred_at"].to_numpy()
    ids = transaction_ids(rng, view.provider, instants)
    known = pd.Series(ids, index=mine.index)
    card = view.kind in ("issuer", "acquirer")
    far = np.where(
        mine["scope"] == "home",
        np.array(HOMES, dtype=object)[mine["home"]],
        np.array(LANDS, dtype=object)[mine["shop_land"]],
    )
    kin = mine["trade"].map(lambda n: "family" if TRADES[n].name in ("family abroad", "village") else "none").to_numpy()
    said = rng.choice(["friend", "none", "unknown", "business"], len(mine), p=[0.4, 0.3, 0.25, 0.05])
    data = _card_columns(rng, mine) if card else {"purpose_text": _purposes(rng, mine)}
    data |= {
        "provider_id": view.provider,
        "transaction_id": ids,
        "payer_ref": _references(view, mine, people),
        "occurred_at": instants.astype("datetime64[D]" if view.precision == "day" else "datetime64[s]"),
        "payer_ref_kind": view.payer_kind,
        "payer_country": np.array(LANDS, dtype=object)[people.land[mine["person"]]],
        "merchant_id": mine["card" if card else mine["rail"].mode().iat[0].replace("voucher", "wallet")].to_numpy(),
        "amount": mine["amount"].to_numpy(),
        "currency": mine["currency"].to_numpy(),
        "kind": mine["kind"].to_numpy(),
        "related_id": known.reindex(mine["related"]).to_numpy(),
        "rail": mine["rail"].to_numpy(),
        "payee_country": far,
        "relationship": np.where(rng.random(len(mine)) < 0.75, kin, said),
    }
    always = {c for c in TRANSACTION_COLUMNS[:10] if c not in ("payer_country", "related_id")}
    frame = pd.DataFrame({k: v for k, v in data.items() if k in always or k in view.columns}, index=mine.index)
    for column in view.columns:
        if column not in KEEP:
            frame.loc[rng.random(len(frame)) < rng.choice([0.0, 0.01, 0.05]), column] = None
    return finish(frame, TRANSACTION_COLUMNS)
