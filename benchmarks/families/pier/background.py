"""An honest coalition: two acquirers, an issuer, a wallet and a payment facilitator."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import MERCHANT_COLUMNS, TRANSACTION_COLUMNS, Coalition, text_frame
from .people import ALPHABET, DIGITS, UPPER, People, codes, make_people
from .shops import Builder, Shop, describe
from .visits import ZONES, follow, pay

_COUNTRY = {"quay": "NL", "mole": "SE", "harbourbank": "NL", "ferry": "DE", "slipway": "IE"}
_KIND = {"quay": "acquirer", "mole": "acquirer", "harbourbank": "issuer", "ferry": "wallet", "slipway": "acquirer"}
_PAYER = {"quay": "par", "mole": "par", "harbourbank": "par", "ferry": "wallet", "slipway": "card_token"}
_TICKET = {"quay": ("", 14, UPPER), "mole": ("t", 15, ALPHABET), "harbourbank": ("HB", 10, DIGITS),
           "ferry": ("f-", 12, ALPHABET), "slipway": ("ch_", 16, ALPHABET)}
_OPTIONAL = ("payer_country", "terminal_id", "acquirer_id", "descriptor", "entry_mode", "response_code", "card_present",
             "recurring", "payee_country", "relationship", "purpose_text", "rail", "mcc")
_SELDOM = ("legal_name", "registration_number", "domain", "phone", "email", "postal_address", "principal",
           "declared_ticket", "settlement_account", "closed_on", "descriptor", "country")
_RELATIONS = ("family", "friend", "none", "unknown")
_PURPOSES = ("rent", "birthday", "thanks", "family", "school trip", "club fee", "gift", "dinner", "order", "medical")


def background(seed: int, payments: int) -> Coalition:
    """Honest life only: every kind of honest trade that domain.md names as a look-alike, and much ordinary trade."""
    rng = np.random.default_rng([seed, 51])
    first = int(np.datetime64("2025-01-01").astype("datetime64[D]").astype("int64")) + int(rng.integers(0, 200))
    period = (first, first + int(rng.integers(140, 260)))
    people = make_people(rng, max(400, payments // 16), *period)
    shops = Builder(rng, people, period).build(int(1.3 * payments))
    bought = [(i, pay(rng, shop, people, period)) for i, shop in enumerate(shops)]
    visits = pd.concat([f.assign(shop=i) for i, f in bought if f is not None and len(f)], ignore_index=True)
    visits = visits.sample(n=min(len(visits), int(payments * .95)), random_state=int(rng.integers(2 ** 31)))
    rows = follow(rng, visits.reset_index(drop=True), shops)
    ends = {p: period[1] - int(rng.integers(0, 10)) for p in ZONES}
    frames = _frames(rng, rows, (shops, people, ends))
    live = set(np.unique(rows["shop"]))
    return Coalition(_members(rng, ends, frames), _merchants(rng, [shops[i] for i in sorted(live)], ends),
                     _finish(rng, frames, payments))


def _members(rng: np.random.Generator, ends: dict[str, int], frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The members; the issuer sometimes knows days only."""
    precision = {p: "second" for p in ZONES} | {"harbourbank": "day" if rng.random() < .5 else "second"}
    for provider, frame in frames.items():
        if precision[provider] == "day":
            frame["occurred_at"] = frame["occurred_at"].values.astype("datetime64[D]").astype("datetime64[s]")
    return pd.DataFrame([{"provider_id": p, "kind": _KIND[p], "country": _COUNTRY[p], "timezone": ZONES[p],
                          "time_precision": precision[p], "last_day": str(np.datetime64(ends[p], "D"))} for p in ZONES])


def _frames(rng: np.random.Generator, rows: pd.DataFrame, world: tuple[list[Shop], People, dict[str, int]]
            ) -> dict[str, pd.DataFrame]:
    """What each member writes down; the issuer also sees what its own cards pay at the acquirers."""
    shops, people, ends = world
    provider = np.array([s.provider for s in shops], dtype=object)[rows["shop"]]
    rows = rows.assign(network_reference=codes(rng, len(rows), "7", 22, DIGITS))
    rows["payee_country"] = np.array([_COUNTRY[p] for p in provider], dtype=object)
    frames = {p: _write(rng, rows[provider == p], p, (shops, people)) for p in ZONES}
    seen = np.isin(provider, ["quay", "mole", "slipway"]) & people.at_bank[rows["person"]]
    seen &= rng.random(len(rows)) < .97
    both = _write(rng, rows[seen], "harbourbank", (shops, people))
    frames["harbourbank"] = pd.concat([frames["harbourbank"], both], ignore_index=True)
    for p, frame in frames.items():
        inside = frame["occurred_at"].values < np.datetime64(ends[p] + 1, "D")
        frame = frame[inside].sort_values(["occurred_at", "payer_ref"], kind="stable").reset_index(drop=True)
        frame["transaction_id"] = codes(rng, len(frame), *_TICKET[p])
        frame["related_id"] = frame["answers"].map(dict(zip(frame["row"], frame["transaction_id"])))
        frames[p] = _thin(rng, frame)
    return frames


def _write(rng: np.random.Generator, rows: pd.DataFrame, provider: str, world: tuple[list[Shop], People]
           ) -> pd.DataFrame:
    """The rows as one member writes them, every column filled that it could fill."""
    shops, people = world
    size, index = len(rows), rows["shop"].to_numpy()
    persons = rows["person"].to_numpy()
    of = {key: np.array([getattr(s, key) for s in shops], dtype=object)[index] for key in ("number", "name")}
    trade = [shops[i].trade for i in index]
    person = np.array([t.place == "person" for t in trade], dtype=bool)
    crowns = (provider == "mole") | (np.array([s.provider == "mole" for s in shops])[index])
    crowns &= np.array([hash_town(s) % 10 < 7 for s in shops])[index]
    amount = np.where(crowns, np.maximum(1, np.round(rows["amount"] * 11)), rows["amount"]).round(2)
    kind = rows["kind"].to_numpy().astype(object)
    present = rows["present"].to_numpy()
    tills = [f"{o[-5:].upper()}{k:03d}" for o, k in zip(of["number"], rng.integers(1, 4, size))]
    return pd.DataFrame({
        "row": rows.index.to_numpy(), "answers": rows["answers"].to_numpy(), "shop": index,
        "occurred_at": rows["occurred_at"].values, "amount": amount, "kind": kind, "merchant_id": of["number"],
        "payer_ref": people.refer(_PAYER[provider], persons, rows["day"].to_numpy()),
        "payer_ref_kind": _PAYER[provider],
        "payer_country": people.country[persons], "currency": np.where(crowns, "SEK", "EUR").astype(object),
        "network_reference": rows["network_reference"] if provider != "ferry" else None,
        "acquirer_id": np.array([f"4{sum(map(ord, shops[i].provider)):05d}" for i in index], dtype=object),
        "terminal_id": np.array(tills, dtype=object),
        "rail": np.where(np.array([t.name == "top-ups" for t in trade], dtype=bool), "voucher",
                         "wallet" if provider == "ferry" else "card").astype(object),
        "mcc": np.array([t.mcc or None for t in trade], dtype=object),
        "descriptor": np.array([n.upper()[:22] for n in of["name"]], dtype=object),
        "entry_mode": np.where(present, rng.choice(["05", "07"], size), "81").astype(object),
        "response_code": np.where(kind == "decline", rng.choice(["05", "51", "54"], size), "00").astype(object),
        "card_present": np.where(present, "true", "false").astype(object),
        "recurring": np.where(rows["recurring"], "true", "false").astype(object),
        "payee_country": rows["payee_country"],
        "relationship": np.where(person, rng.choice(_RELATIONS, size), None).astype(object),
        "purpose_text": np.where(person & (rng.random(size) < .6), rng.choice(_PURPOSES, size), None).astype(object)})


def hash_town(shop: Shop) -> int:
    """A fixed number of a shop: seven in ten of the northern acquirer's shops ask for crowns."""
    return (shop.town * 7 + shop.owner) % 10


def _thin(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Columns that a member does not fill, or fills for some shops or some rows only."""
    for column in _OPTIONAL:
        way = rng.random()
        if way < .22:
            frame[column] = None
        elif way < .4:
            frame.loc[rng.random(len(frame)) < rng.uniform(.02, .3), column] = None
        elif way < .55:
            lacking = rng.random(int(frame["shop"].max()) + 1) < rng.uniform(.05, .3)
            frame.loc[lacking[frame["shop"]], column] = None
    return frame


def _merchants(rng: np.random.Generator, shops: list[Shop], ends: dict[str, int]) -> pd.DataFrame:
    """The tables of merchants; the issuer has none."""
    numbers: dict[int, dict[str, str]] = {}
    rows = [describe(rng, s, numbers) | {"provider_id": s.provider} for s in shops if s.provider != "harbourbank"]
    frame = pd.DataFrame(rows)
    last = frame["provider_id"].map(ends)
    known = (frame["closed_on"] < last) & (rng.random(len(frame)) < .8)
    closed = frame["closed_on"].where(known)
    reasons = rng.choice(np.array(["own wish", "inactive", "other", "insolvency", None], dtype=object), len(frame))
    frame["close_reason"] = pd.Series(reasons, index=frame.index, dtype=object).where(known, None)
    frame["closed_on"] = [None if pd.isna(d) else str(np.datetime64(int(d), "D")) for d in closed]
    frame["opened_on"] = [str(np.datetime64(int(d), "D")) for d in frame["opened_on"]]
    frame["acquirer_id"] = None
    for provider in ZONES:
        own = frame["provider_id"] == provider
        for column in _SELDOM:
            lost = rng.random() if rng.random() < .6 else 0.0
            rate = 1.0 if lost > .7 else lost * .4
            frame.loc[own & (rng.random(len(frame)) < rate), column] = None
    frame = frame.sort_values(["provider_id", "merchant_id"]).drop_duplicates(["provider_id", "merchant_id"])
    return text_frame(frame.to_dict("list"), ["provider_id", *MERCHANT_COLUMNS])


def _finish(rng: np.random.Generator, frames: dict[str, pd.DataFrame], payments: int) -> pd.DataFrame:
    """All payments in one frame, at most as many as were asked for."""
    whole = pd.concat([f.assign(provider_id=p) for p, f in frames.items()], ignore_index=True)
    spare = whole["kind"].eq("purchase") & ~whole["transaction_id"].isin(set(whole["related_id"].dropna()))
    excess = max(0, len(whole) - payments)
    drop = rng.choice(np.flatnonzero(spare), min(excess, int(spare.sum())), replace=False)
    whole = whole.drop(index=drop).sort_values(["provider_id", "occurred_at", "transaction_id"], kind="stable")
    whole["occurred_at"] = whole["occurred_at"].values.astype("datetime64[s]")
    return text_frame({c: whole[c].to_numpy() for c in whole.columns},
                      ["provider_id", *(c for c in TRANSACTION_COLUMNS)])
