"""What members write down about honest merchants: names, numbers, addresses, owners, and much that is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import DAY, DIGITS, LOWER, MERCHANT_COLUMNS, UPPER, distinct, spell
from .stalls import Member, Stall, World

FIRST = (
    "Linden Marlow Quay Harbour Copper Willow Juniper Amber North Silver Orchard Finch Maple Otter Beacon "
    "Hazel Mill Garden Cedar Falcon Velvet River Stone Bright Lark Anchor Meadow Ivory Clover Pepper Saffron "
    "Indigo Cobalt Tulip Heron Sunday Corner Little Grand Royal Old New Blue Red Green Golden Urban Nordic "
    "Delta Polder Canal Bridge Atlas Nova Luna Orion Vega Pixel Echo Prism Ember Comet Delft Vistula Baltic "
    "Thames Lotus Jasmine Basil Olive"
).split()
SECOND = (
    "Store Market Corner House Works Studio Trading Supply Goods Company Room Place Lab Direct Online Point "
    "Hub Centre Brothers Sisters Partners Collective Depot Exchange Gallery Kitchen Yard Press Media Club "
    "Services Group"
).split()
STREETS = "Mill Church Station Harbour Market High Bridge King Queen Garden School Park Canal Orchard South".split()
PLACES = "Leyden Harwick Nordby Zalesie Ostrow Brambury Veerhaven Sandvig Kilmare Westport Dunmoor Lipnica".split()
GIVEN = "Anna Jan Maria Peter Eva Tom Sofia Lars Nina Paul Zofia Adam Ruth Karl Ines Mark Olga Sean Lena Hugo".split()
FAMILY = "Visser Nowak Jensen Smith Bakker Kowal Hansen Brown Mulder Lis Holm Carter Smit Wrona Dahl Webb Kok".split()
FORMS = {"NL": "BV", "GB": "Ltd", "PL": "Sp z oo", "DK": "ApS", "SE": "AB", "IE": "Ltd", "ES": "SL", "CZ": "sro"}
DIAL = {
    "NL": "+3120",
    "GB": "+4420",
    "PL": "+4822",
    "DK": "+4533",
    "SE": "+4686",
    "IE": "+3531",
    "ES": "+3491",
    "CZ": "+4202",
}
OWNED = ["legal_name", "registration_number", "settlement_account", "phone", "email", "principal"]


def write_down(rng: np.random.Generator, world: World, stalls: list[Stall], ids: np.ndarray) -> pd.DataFrame:
    """The merchants table of all members, with a row for each facilitator too."""
    frame = _full(rng, world, stalls, ids)
    facilitators, parents = _facilitators(rng, world, frame)
    sub = np.array([stall.sub for stall in stalls])
    member = np.array([stall.member for stall in stalls])
    parent = np.array([rng.choice(parents[m]) if m in parents else None for m in member], object)
    by_house = pd.Series(parent).groupby([stall.house for stall in stalls]).transform("first").to_numpy()
    frame["parent_id"] = np.where(sub, by_house, None)
    frame.loc[sub & pd.notna(frame["parent_id"]).to_numpy(), "kind"] = "sub_merchant"
    frame = pd.concat([frame, facilitators], ignore_index=True)
    for number, each in enumerate(world.members):
        _forget(rng, each, frame, frame["member"].to_numpy() == number)
    frame = frame.sort_values(["member", "merchant_id"], kind="stable").reset_index(drop=True)
    return frame[MERCHANT_COLUMNS].astype(object).where(frame[MERCHANT_COLUMNS].notna(), None)


def _full(rng: np.random.Generator, world: World, stalls: list[Stall], ids: np.ndarray) -> pd.DataFrame:
    """Everything that could be known of every account."""
    count = len(stalls)
    house = np.array([stall.house for stall in stalls])
    first = rng.choice(FIRST, count)
    name = np.char.add(np.char.add(first, " "), rng.choice(SECOND, count))
    shared = np.array([stall.trade.house in ("chain", "franchise", "fleet") for stall in stalls])
    shared &= rng.random(count) < 0.8
    name = np.where(shared, name[house], name)
    home = np.array([world.cities[stall.city] for stall in stalls])
    payee = np.array([stall.trade.house in ("payee", "village") for stall in stalls])
    slug = np.char.lower(np.char.replace(name, " ", "-"))
    given = np.char.add(np.char.add(rng.choice(GIVEN, count), " "), rng.choice(FAMILY, count))
    street = np.char.add(np.char.add(rng.integers(1, 200, count).astype(str), " "), rng.choice(STREETS, count))
    domain = np.char.add(np.char.add(slug, spell(rng, LOWER, 2, count)), ".example")
    frame = pd.DataFrame(
        {
            "member": [stall.member for stall in stalls],
            "provider_id": [world.members[stall.member].name for stall in stalls],
            "merchant_id": ids,
            "kind": np.where(payee, "payee", "merchant"),
            "trading_name": name,
            "legal_name": [f"{text} {FORMS[place]}" for text, place in zip(name, home)],
            "descriptor": [text.upper()[:22] for text in name],
            "registration_number": spell(rng, DIGITS, 8, count),
            "domain": domain,
            "mcc": [stall.trade.mcc for stall in stalls],
            "country": home,
            "settlement_account": np.char.add("sa", distinct(rng, LOWER, 14, count)),
            "phone": [DIAL[place] + number for place, number in zip(home, spell(rng, "23456789", 7, count))],
            "email": np.char.add("info@", domain),
            "principal": given,
            "postal_address": [f"{a} Street, {b}" for a, b in zip(street, rng.choice(PLACES, count))],
            "declared_ticket": [
                f"{np.average(s.prices, weights=s.weights) * rng.uniform(0.7, 1.4):.0f}" for s in stalls
            ],
        }
    )
    _dates(rng, world, stalls, frame)
    owner = np.array([stall.one_owner for stall in stalls])
    for column in OWNED:
        text = frame[column].to_numpy()
        frame[column] = np.where(owner & (rng.random(count) < 0.9), text[house], text)
    frame.loc[
        payee, ["trading_name", "legal_name", "descriptor", "registration_number", "domain", "mcc", "declared_ticket"]
    ] = None
    return frame


def _dates(rng: np.random.Generator, world: World, stalls: list[Stall], frame: pd.DataFrame) -> None:
    """First and last days of accounts, and a reason for some that closed."""
    opened = np.array([stall.opened for stall in stalls]) - rng.exponential(5, len(stalls))
    closed = np.array([stall.closed for stall in stalls]) + rng.exponential(9, len(stalls))
    last = np.array([world.members[stall.member].last_day for stall in stalls])
    frame["opened_on"] = _day(world, opened)
    ended = closed < last
    frame["closed_on"] = np.where(ended, _day(world, np.minimum(closed, last)), None)
    words = np.array([None, "own wish", "inactive", "insolvency"], object)
    why = rng.choice(words, len(stalls), p=[0.5, 0.3, 0.15, 0.05])
    frame["close_reason"] = np.where(ended, why, None)


def _day(world: World, day: np.ndarray) -> np.ndarray:
    """Days of the period as texts."""
    seconds = world.start + np.floor(day).astype("int64") * DAY
    return seconds.astype("datetime64[s]").astype("datetime64[D]").astype(str).astype(object)


def _facilitators(
    rng: np.random.Generator, world: World, frame: pd.DataFrame
) -> tuple[pd.DataFrame, dict[int, np.ndarray]]:
    """Rows of payment facilitators, and their ids by member."""
    rows, parents = [], {}
    for number, member in enumerate(world.members):
        if member.kind == "wallet" or member.described.get("parent_id", 0) == 0:
            continue
        model = frame[frame["member"] == number]
        heads = model.sample(min(int(rng.integers(1, 4)), len(model)), random_state=rng).copy()
        heads["merchant_id"] = merchant_ids(rng, member, len(heads))
        heads["mcc"], heads["kind"] = "7399", "merchant"
        heads["trading_name"] = [f"{word} Pay" for word in rng.choice(FIRST, len(heads), replace=False)]
        heads["legal_name"] = heads["trading_name"] + " " + FORMS[member.country]
        heads["opened_on"], heads["closed_on"], heads["close_reason"] = "2017-05-02", None, None
        for column in ("registration_number", "settlement_account", "phone", "domain", "email", "postal_address"):
            heads[column] = None
        parents[number] = heads["merchant_id"].to_numpy()
        rows.append(heads)
    empty = frame.iloc[:0]
    return (pd.concat(rows) if rows else empty), parents


def _forget(rng: np.random.Generator, member: Member, frame: pd.DataFrame, mask: np.ndarray) -> None:
    """Leave out what a member does not know."""
    for column in MERCHANT_COLUMNS:
        if column in ("provider_id", "merchant_id"):
            continue
        if column not in frame.columns:
            frame[column] = None
        known = member.described.get(column, 0.0)
        frame.loc[mask & (rng.random(len(frame)) >= known), column] = None


def merchant_ids(rng: np.random.Generator, member: Member, count: int) -> np.ndarray:
    """Ids as a member writes them."""
    style = sum(ord(letter) for letter in member.name) % 3
    if style == 0:
        return np.char.add(member.country, distinct(rng, DIGITS, 9, count))
    if style == 1:
        return np.char.add("m_", distinct(rng, LOWER, 13, count))
    return np.char.add("7", distinct(rng, UPPER, 11, count))
