"""Honest life in a coalition as banks see it: three issuers, a bank, a wallet, a remitter, a VASP, a small acquirer."""

import numpy as np
import pandas as pd

from .aftermath import with_aftermath
from .delivery import VIEWS, View, acquirer_codes, card_side, deliver
from .frames import MEMBER_COLUMNS, MERCHANT_COLUMNS, Coalition, day_numbers, day_text, finish
from .payments import make_payments
from .people import make_people
from .register import full_table, thin_table
from .shops import make_shops
from .trades import TRADES

ZONES = {"NL": "Europe/Amsterdam", "DE": "Europe/Berlin", "SE": "Europe/Stockholm"}
ROWS_A_PAYMENT = 0.79


def _facts(shops: pd.DataFrame) -> pd.DataFrame:
    """Return what rows need to know of their shops."""
    facts = shops[
        ["acquirer", "card", "wallet", "credit_transfer", "remittance", "crypto", "till", "name", "mcc", "home"]
    ]
    scope = np.array([trade.scope for trade in TRADES], dtype=object)[shops["trade"]]
    present = np.array([trade.present for trade in TRADES])[shops["trade"]]
    return facts.assign(shop_land=shops["land"].to_numpy(), scope=scope, present=present)


def _members(rng: np.random.Generator, views: list[View], last: int) -> pd.DataFrame:
    """Return the members; they end on different last days."""
    late = rng.choice([0, 0, 1, 2, 4, 7, 9, 14, 21, 33], len(views))
    late[rng.integers(0, len(views))] = 0
    frame = pd.DataFrame(
        {
            "provider_id": [v.provider for v in views],
            "kind": [v.kind for v in views],
            "country": [v.country for v in views],
            "timezone": [ZONES[v.country] for v in views],
            "time_precision": [v.precision for v in views],
            "last_day": day_text(last - late),
        }
    )
    return finish(frame, MEMBER_COLUMNS)


def _merchants(rng: np.random.Generator, shops: pd.DataFrame, sent: pd.DataFrame, facts: tuple) -> pd.DataFrame:
    """Return the tables of the two members that have one, of receivers that were paid or are known."""
    code, start, days = facts
    ties = np.array([trade.ties for trade in TRADES], dtype=object)[shops["trade"]]
    present = np.array([trade.present for trade in TRADES])[shops["trade"]]
    whole = shops.assign(world=days, chain=ties == "chain", platform=ties == "platform", remote=present < 0.3)
    paid = {name: set(part) for name, part in sent.groupby("provider_id")["merchant_id"]}
    mean = sent[sent["provider_id"] == "acquirer-a"].groupby("merchant_id")["amount"].mean()
    mine = whole[whole["card"].isin(paid.get("acquirer-a", set())) & (whole["acquirer"] == 0)].reset_index(drop=True)
    mine["ticket"] = mean.reindex(mine["card"]).to_numpy()
    boxes = whole[whole["wallet"].isin(paid.get("wallet-a", set()))].reset_index(drop=True)
    tables = [full_table(rng, mine, code, start), thin_table(rng, boxes, start)]
    return pd.concat(tables, ignore_index=True)[list(MERCHANT_COLUMNS)]


def _thinned(rng: np.random.Generator) -> list[View]:
    """Return the members' views; here and there one lacks a column that it could fill."""
    views = []
    for view in VIEWS:
        keep = tuple(c for c in view.columns if c in ("related_id", "acquirer_id", "rail") or rng.random() > 0.12)
        views.append(View(view.provider, view.kind, view.country, view.precision, view.payer_kind, keep))
    return views


def background(seed: int, payments: int) -> Coalition:
    """Honest life only: every kind of honest trade that looks like what is sought, and much ordinary trade."""
    rng = np.random.default_rng([seed, 1])
    days = int(rng.integers(170, 260))
    start = np.datetime64("2026-01-01") - int(rng.integers(0, 120))
    people = make_people(rng, max(300, payments // 20), days)
    wanted = round(payments / ROWS_A_PAYMENT)
    shops = make_shops(rng, people, wanted, days)
    made = with_aftermath(rng, make_payments(rng, people, shops, start))
    last = int(start.astype(np.int64)) + days - 1
    made = pd.concat([made, _facts(shops).iloc[made["shop"]].reset_index(drop=True)], axis=1)
    codes = acquirer_codes(rng)
    made = card_side(rng, made, people, codes)
    views = _thinned(rng)
    members = _members(rng, views, last)
    sent = pd.concat([deliver(rng, view, made, people) for view in views], ignore_index=True)
    ends = day_numbers(pd.to_datetime(members.set_index("provider_id")["last_day"]).to_numpy())
    limit = pd.Series(ends, index=members["provider_id"]).reindex(sent["provider_id"]).to_numpy()
    when = day_numbers(sent["occurred_at"].to_numpy())
    sent = sent[(when <= limit) & (when >= last - days)].reset_index(drop=True)
    merchants = _merchants(rng, shops, sent, (codes[0], start, days))
    return Coalition(members, merchants, sent)
