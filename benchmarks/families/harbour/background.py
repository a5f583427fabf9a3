"""Honest life only: people, honest businesses, and what a harbour's members hand in about them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import DAY, DIGITS, LOWER, MEMBER_COLUMNS, TRANSACTION_COLUMNS, Coalition, distinct, rising, spell
from .papers import merchant_ids, write_down
from .people import People, gather, references
from .stalls import Member, Stall, World, build
from .visits import follow, visit_all

ZONES = {
    "NL": "Europe/Amsterdam",
    "GB": "Europe/London",
    "PL": "Europe/Warsaw",
    "DK": "Europe/Copenhagen",
    "SE": "Europe/Stockholm",
    "IE": "Europe/Dublin",
    "ES": "Europe/Madrid",
    "CZ": "Europe/Prague",
}
OPTIONAL = {
    "acquirer": {
        "payer_country": 0.8,
        "network_reference": 0.6,
        "acquirer_id": 0.5,
        "terminal_id": 0.6,
        "mcc": 0.85,
        "descriptor": 0.7,
        "entry_mode": 0.6,
        "response_code": 0.5,
        "card_present": 0.6,
        "recurring": 0.5,
        "payee_country": 0.5,
        "rail": 0.4,
        "related_id": 0.8,
    },
    "wallet": {
        "payer_country": 0.7,
        "rail": 1.0,
        "mcc": 0.5,
        "payee_country": 0.6,
        "relationship": 0.6,
        "purpose_text": 0.7,
        "related_id": 0.6,
    },
}
PURPOSES = ["rent", "dinner", "thanks", "birthday", "school trip", "club fee", "for mum", "tickets", "groceries"]


def background(seed: int, payments: int) -> Coalition:
    """Honest life only: every look-alike of domain.md, and much ordinary trade."""
    rng = np.random.default_rng([seed, 11])
    world = _world(rng)
    people = gather(rng, max(payments // 10, 60), world.cities, world.days)
    stalls = build(rng, world, int(payments / 1.035))
    rows = follow(rng, world, stalls, visit_all(rng, world, people, stalls))
    ids, frame = _refer(rng, world, people, stalls, rows)
    merchants = write_down(rng, world, stalls, ids)
    frame["merchant_id"] = ids[rows["stall"].to_numpy()]
    frame = _columns(rng, world, stalls, frame, merchants)
    members = pd.DataFrame(
        [
            (m.name, m.kind, m.country, m.timezone, m.precision, pd.Timestamp(world.start + m.last_day * DAY, unit="s"))
            for m in world.members
        ],
        columns=MEMBER_COLUMNS,
    )
    return Coalition(members, merchants, frame)


def _world(rng: np.random.Generator) -> World:
    """Draw the period, the members and their towns."""
    days = int(rng.integers(120, 400))
    start = int(np.datetime64("2024-01-01", "s").astype("int64")) + int(rng.integers(0, 60)) * 7 * DAY
    countries = list(rng.permutation(list(ZONES)))[: int(rng.integers(2, 4))]
    members = []
    for number, country in enumerate(countries):
        coarse = number == 2 and rng.random() < 0.6
        members.append(_member(rng, (f"acq-{country.lower()}", "acquirer", country), days, coarse))
    members.append(_member(rng, ("wallet-" + str(countries[0]).lower(), "wallet", str(countries[0])), days, False))
    return World(start, days, [str(c) for c in countries for _ in range(int(rng.integers(2, 6)))], members)


def _member(rng: np.random.Generator, who: tuple[str, str, str], days: int, coarse: bool) -> Member:
    """Draw what a member can say."""
    name, kind, country = who
    filled = frozenset(c for c, chance in OPTIONAL[kind].items() if rng.random() < chance)
    described = {
        c: float(rng.beta(4, 1.2)) if rng.random() < 0.75 else 0.0
        for c in (
            "descriptor registration_number domain settlement_account phone email postal_address principal declared_ticket "
            "close_reason legal_name trading_name"
        ).split()
    }
    described.update(kind=1.0, mcc=0.97, country=0.98, opened_on=0.97, closed_on=0.85, parent_id=1.0)
    if coarse:
        described = {"country": 0.9, "mcc": 0.9}
    precision = "day" if coarse else "second"
    return Member(
        name,
        kind,
        str(country),
        ZONES[country],
        precision,
        days - 1 - int(rng.integers(0, 12)),
        bool(not coarse and rng.random() < 0.8),
        filled,
        described,
    )


def _refer(
    rng: np.random.Generator, world: World, people: People, stalls: list[Stall], rows: pd.DataFrame
) -> tuple[np.ndarray, pd.DataFrame]:
    """Ids of all accounts, and payments with the references of those who paid."""
    refs = references(rng, people, [m.name for m in world.members])
    member = np.array([stall.member for stall in stalls])
    ids = np.empty(len(stalls), object)
    private = rng.permutation(people.wallet.person)
    for number, each in enumerate(world.members):
        at = np.flatnonzero(member == number)
        ids[at] = merchant_ids(rng, each, len(at))
        if each.kind == "wallet":
            at = np.array([i for i in at if stalls[i].trade.house in ("payee", "village")], int)[: len(private)]
            ids[at] = refs.wallet[private[: len(at)]]
    person, of = rows["person"].to_numpy(), member[rows["stall"].to_numpy()]
    base = person * 100_003 + rows["stall"].to_numpy()
    card = np.where((people.second[person] >= 0) & (base % 10 < 3), people.second[person], person)
    later = ((rows["second"].to_numpy() - world.start) // DAY >= people.reissue[person]).astype(int)
    ref, kind = np.empty(len(rows), object), np.empty(len(rows), object)
    for number, each in enumerate(world.members):
        at = np.flatnonzero(of == number)
        if each.kind == "wallet":
            ref[at], kind[at] = refs.wallet[person[at]], "wallet"
            continue
        par = refs.has_par[card[at]] & each.knows_par
        ref[at] = np.where(par, refs.par[later[at], card[at]], refs.token[each.name][later[at], card[at]])
        kind[at] = np.where(par, "par", "card_token")
    frame = rows.assign(member=of, payer_ref=ref, payer_ref_kind=kind, payer_country=people.country[person])
    return ids, frame


def _columns(
    rng: np.random.Generator, world: World, stalls: list[Stall], frame: pd.DataFrame, merchants: pd.DataFrame
) -> pd.DataFrame:
    """All columns of the contract, member by member, in the order of time."""
    of = frame["stall"].to_numpy()
    frame["provider_id"] = np.array([m.name for m in world.members], object)[frame["member"].to_numpy()]
    frame["currency"] = np.array([s.currency for s in stalls], object)[of]
    frame["mcc"] = np.array([s.trade.mcc for s in stalls], object)[of]
    frame["payee_country"] = np.array([world.cities[s.city] for s in stalls], object)[of]
    key = ["provider_id", "merchant_id"]
    names = merchants.drop_duplicates(key).set_index(key)["descriptor"]
    keys = pd.MultiIndex.from_frame(frame[key])
    frame["descriptor"] = names.reindex(keys).to_numpy()
    frame["transaction_id"] = distinct(rng, LOWER, 18, len(frame))
    answers = frame["answers"].to_numpy()
    order = np.argsort(frame["second"].to_numpy(), kind="stable")
    parts = []
    for number, member in enumerate(world.members):
        at = order[frame["member"].to_numpy()[order] == number]
        if number % 2 == 1:
            frame.loc[at, "transaction_id"] = rising(rng, len(at))
    frame["related_id"] = np.where(answers >= 0, frame["transaction_id"].to_numpy()[answers], None)
    for number, member in enumerate(world.members):
        at = order[frame["member"].to_numpy()[order] == number]
        parts.append(_details(rng, member, stalls, frame.iloc[at].copy()))
    whole = pd.concat(parts, ignore_index=True)[TRANSACTION_COLUMNS]
    texts = [c for c in TRANSACTION_COLUMNS if c not in ("amount", "occurred_at")]
    whole[texts] = whole[texts].astype(object).where(whole[texts].notna(), None)
    return whole


def _details(rng: np.random.Generator, member: Member, stalls: list[Stall], part: pd.DataFrame) -> pd.DataFrame:
    """What one member adds to its payments, and what it leaves out."""
    count, of = len(part), part["stall"].to_numpy()
    online = np.array([s.online for s in stalls])[of]
    kind = part["kind"].to_numpy()
    second = part["second"].to_numpy()
    if member.precision == "day":
        second = second // DAY * DAY
    part["occurred_at"] = second.astype("datetime64[s]")
    tills = distinct(rng, DIGITS, 8, len(stalls))
    part["network_reference"] = np.where(kind == "decline", None, spell(rng, DIGITS, 23, count).astype(object))
    part["acquirer_id"] = spell(rng, DIGITS, 6, 1)[0]
    part["terminal_id"] = tills[of]
    part["entry_mode"] = np.where(online, "812", rng.choice(["051", "071", "071"], count))
    part["response_code"] = np.where(kind == "decline", rng.choice(["05", "51", "51", "54", "61"], count), "00")
    part["card_present"] = np.where(online, "false", "true")
    part["recurring"] = np.where(part["recurring"].to_numpy(), "true", "false")
    voucher = np.array([s.trade.style == "notes" for s in stalls])[of] & (rng.random(count) < 0.6)
    part["rail"] = np.where(voucher, "voucher", "wallet") if member.kind == "wallet" else "card"
    private = np.array([s.trade.house in ("payee", "village") for s in stalls])[of]
    bond = rng.choice(["family", "friend", "none", "unknown"], count, p=[0.25, 0.3, 0.25, 0.2])
    part["relationship"] = np.where(private, bond, None)
    words = rng.choice(PURPOSES, count)
    part["purpose_text"] = np.where(private & (rng.random(count) < 0.6), words, None)
    part["protected_payer"] = None
    for column in OPTIONAL["acquirer"].keys() | OPTIONAL["wallet"].keys():
        if column not in member.filled:
            part[column] = None
    return part
