"""The merchants tables of the background: a proper one of the acquirer, a thin one of the wallet."""

import numpy as np
import pandas as pd

from .frames import MERCHANT_COLUMNS, day_text, finish
from .names import BASE32, DIGITS, FIRST, HEX, LEGAL, hosts, letters, statement
from .people import HOMES, LANDS
from .trades import TRADES

REASONS = np.array(
    ["own wish", "inactive", "insolvency", "due diligence", "excessive chargebacks", "other", "violation of standards"],
    dtype=object,
)
_REASON_ODDS = np.array([0.42, 0.27, 0.08, 0.07, 0.05, 0.08, 0.03])


def _blank(rng: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    """Leave a share of values out."""
    return np.where(rng.random(len(values)) < share, None, values).astype(object)


def _by_owner(rng: np.random.Generator, shops: pd.DataFrame, made: np.ndarray, same: float) -> np.ndarray:
    """Return values of which shops of one owner mostly share theirs."""
    owner = shops["group"].to_numpy()
    first = pd.Series(np.arange(len(shops))).groupby(owner).transform("first").to_numpy()
    joined = shops["chain"].to_numpy() & (rng.random(len(shops)) < same)
    return np.where(joined, made[first], made).astype(object)


def _addresses(rng: np.random.Generator, count: int) -> np.ndarray:
    """Draw postal addresses as one text."""
    street = np.array(FIRST, dtype=object)[rng.integers(0, len(FIRST), count)]
    town = np.array(FIRST, dtype=object)[rng.integers(0, len(FIRST), count)]
    number = rng.integers(1, 180, count).astype(str).astype(object)
    return street + "straat " + number + ", " + town + "dam"


def full_table(rng: np.random.Generator, shops: pd.DataFrame, code: str, start: np.datetime64) -> pd.DataFrame:
    """Return the acquirer's table, with owners, accounts and days."""
    count, day = len(shops), int(start.astype(np.int64))
    old = day - rng.integers(1, 2500, count)
    opened = np.where(shops["opened"] > 0, day + shops["opened"] - rng.integers(0, 9, count), old)
    gone = (shops["closed"] < shops["world"]).to_numpy() & (rng.random(count) < 0.7)
    legal = shops["owner"].to_numpy() + " " + np.array(LEGAL, dtype=object)[shops["land"] % len(LEGAL)]
    phone = "+99" + letters(rng, DIGITS, 9, count)
    platform = shops["platform"].to_numpy()
    frame = pd.DataFrame(
        {
            "provider_id": "acquirer-a",
            "merchant_id": shops["card"].to_numpy(),
            "kind": np.where(platform, "sub_merchant", "merchant"),
            "parent_id": np.where(platform, "PF" + (shops["group"] % 997).astype(str), None),
            "legal_name": legal,
            "trading_name": shops["name"].to_numpy(),
            "descriptor": statement(shops["name"].to_numpy()),
            "registration_number": _blank(rng, _by_owner(rng, shops, letters(rng, DIGITS, 8, count), 0.9), 0.1),
            "domain": np.where(shops["remote"], hosts(shops["name"].to_numpy()), None),
            "mcc": shops["mcc"].to_numpy(),
            "country": np.array(LANDS, dtype=object)[shops["land"]],
            "acquirer_id": code,
            "opened_on": day_text(opened),
            "closed_on": np.where(gone, day_text(day + shops["closed"] + rng.integers(0, 20, count)), None),
            "close_reason": np.where(gone, rng.choice(REASONS, count, p=_REASON_ODDS), None),
            "settlement_account": _by_owner(rng, shops, letters(rng, HEX, 18, count), 0.8),
            "phone": _blank(rng, _by_owner(rng, shops, phone, 0.6), 0.2),
            "email": _blank(rng, _by_owner(rng, shops, letters(rng, BASE32, 8, count) + "@post.example", 0.6), 0.2),
            "postal_address": _blank(rng, _addresses(rng, count), 0.1),
            "principal": _blank(rng, _by_owner(rng, shops, letters(rng, HEX, 14, count), 0.9), 0.1),
            "declared_ticket": _blank(rng, np.round(shops["ticket"].to_numpy() / 5 + 0.6).astype(int) * 5, 0.3),
        }
    )
    frame["declared_ticket"] = [None if pd.isna(v) else f"{float(v):.2f}" for v in frame["declared_ticket"]]
    return finish(frame, MERCHANT_COLUMNS)


def thin_table(rng: np.random.Generator, shops: pd.DataFrame, start: np.datetime64) -> pd.DataFrame:
    """Return the wallet's table: kinds, some names and countries, the day of opening."""
    count, day = len(shops), int(start.astype(np.int64))
    opened = day + np.where(
        shops["opened"] > 0, shops["opened"] - rng.integers(0, 6, count), -rng.integers(1, 1500, count)
    )
    far = shops["trade"].map(lambda n: TRADES[n].scope == "home").to_numpy()
    land = np.where(far, np.array(HOMES, dtype=object)[shops["home"]], np.array(LANDS, dtype=object)[shops["land"]])
    frame = pd.DataFrame(
        {
            "provider_id": "wallet-a",
            "merchant_id": shops["wallet"].to_numpy(),
            "kind": np.where(shops["private"], "payee", "merchant"),
            "trading_name": np.where(shops["private"], None, shops["name"]),
            "country": _blank(rng, land, 0.05),
            "opened_on": _blank(rng, day_text(opened), 0.1),
        }
    )
    return finish(frame[rng.random(count) < 0.8], MERCHANT_COLUMNS)
