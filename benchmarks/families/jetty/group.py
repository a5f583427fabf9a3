"""One group, planted or twin, at one member: its payments, its accounts, its payers' other lives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .accounts import cast, deal, register, stage
from .clock import to_utc
from .dress import Cast, anchors, dress
from .flow import Flow, stream
from .idmake import draw
from .model import TRANSACTION_COLUMNS, frame
from .money import euros
from .payers import attributes, gather, lives
from .plans import Plan
from .view import DAY, View


@dataclass(frozen=True)
class Group:
    """Rows to add for one group at one member, and its accounts."""

    cast: Cast
    transactions: pd.DataFrame
    merchants: pd.DataFrame


def make_group(view: View, plan: Plan, cards: list[str], budget: int, rng: np.random.Generator) -> Group:
    """A group of the plan's traits in about `budget` rows."""
    donors = deal(view, cards, plan, plan.accounts)
    rng.shuffle(donors)
    refs, models = gather(view, plan, rng)
    place = stage(view, plan, donors, len(refs), rng)
    known = cast(view, plan, donors, place.looks, rng)
    flow = stream(view, plan, place, int(budget / (1 + plan.host)), rng)
    table = _table(view, plan, flow, refs)
    table = pd.concat([table, _ordinary(view, plan, place, len(table), rng)], ignore_index=True)
    _open_on_day(table, place.starts)
    table = _answered(view, plan, table, rng)
    made = dress(view, table, known, attributes(view, table["payer_ref"].to_numpy(), models), rng)
    used = {new: model for new, model in models.items() if new in set(table["payer_ref"])}
    other = _other_lives(view, used, rng)
    return Group(known, pd.concat([made, other], ignore_index=True) if len(other) else made, register(view, known, made, rng))


def _table(view: View, plan: Plan, flow: Flow, refs: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({
        "account": flow.account, "payer_ref": refs[flow.payer], "when": flow.when, "euro": flow.euro, "point": flow.point,
        "kind": flow.kind, "related": flow.related, "ordinary": flow.ordinary,
    })


def _ordinary(view: View, plan: Plan, place: object, own: int, rng: np.random.Generator) -> pd.DataFrame:
    """The honest trade in front of a laundered stream: customers, prices and hours of the look-alike."""
    count = int(own * plan.host)
    account = rng.integers(0, len(place.starts), count)
    rows = np.array([rng.choice(view.rows_of(place.looks[number])) for number in account], dtype=int)
    who = np.array([rng.choice(view.rows_of(place.looks[number])) for number in account], dtype=int)
    payer = view.rows["payer_ref"].to_numpy()[who] if count else np.empty(0, dtype=object)
    starts, width = place.starts[account], (place.ends - place.starts)[account]
    day = (starts + rng.random(count) * width).astype(np.int64) // DAY * DAY
    when = np.clip(day + (view.seconds[rows] + rng.integers(-1200, 1200, count)) % DAY, starts, starts + width)
    return pd.DataFrame({
        "account": account, "payer_ref": payer, "when": when, "euro": euros(view, rows) if count else np.empty(0), "point": -1,
        "kind": "purchase", "related": -1, "ordinary": True,
    })


def _open_on_day(table: pd.DataFrame, starts: np.ndarray) -> None:
    """Every account's first payment falls on its first day."""
    first = table.groupby("account")["when"].idxmin()
    opened = starts[first.index.to_numpy()]
    held = table.loc[first.to_numpy(), "when"].to_numpy()
    table.loc[first.to_numpy(), "when"] = np.maximum(opened, opened // DAY * DAY + held % DAY)


def _answered(view: View, plan: Plan, table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Refunds, chargebacks and declined attempts at the member's own rates, times the plan's."""
    share = view.rows["kind"].value_counts(normalize=True)
    starts = table.groupby("account")["when"].min()
    made = [table]
    for kind, factor, delay in (("refund", plan.refunds, 5 * DAY), ("chargeback", plan.disputes, 30 * DAY), ("decline", plan.declines, 0)):
        rate = min(0.3, float(share.get(kind, 0.0)) * factor * rng.lognormal(0, 0.4))
        at = np.flatnonzero(rng.random(len(table)) < rate)
        more = table.iloc[at].copy()
        more["kind"], more["related"] = kind, -1 if kind == "decline" else at
        shift = rng.exponential(1, len(at)) * delay if delay else -rng.exponential(150, len(at))
        more["when"] = np.maximum(more["when"] + shift.astype(np.int64), starts[more["account"]].to_numpy())
        made.append(more[more["when"] < view.end])
    return pd.concat(made, ignore_index=True)


def _other_lives(view: View, models: dict[str, str], rng: np.random.Generator) -> pd.DataFrame:
    """Payments of new payers at honest accounts, so that no payer exists for a group alone."""
    rows, owners, when = lives(view, models, rng)
    if not len(rows):
        return frame({}, TRANSACTION_COLUMNS, 0)
    when = when // view.grain * view.grain
    made = {column: view.rows[column].to_numpy()[rows].copy() for column in TRANSACTION_COLUMNS if column in view.rows}
    near = anchors(view, when, rng)
    made["transaction_id"] = draw(view.make("transaction_id"), view.rows["transaction_id"].to_numpy()[near], rng)
    made["occurred_at"] = to_utc(when.astype("datetime64[s]"), view.zone)
    held = attributes(view, owners, models)
    made["payer_ref"] = owners
    for column in ("payer_ref_kind", "payer_country", "protected_payer"):
        if column in made:
            made[column] = np.where(pd.isna(made[column]), None, held[column].to_numpy())
    made["related_id"] = np.full(len(rows), None, dtype=object)
    if "network_reference" in made:
        some = pd.notna(made["network_reference"])
        made["network_reference"][some] = draw(view.make("network_reference"), made["network_reference"][some], rng)
    return frame(made, TRANSACTION_COLUMNS, len(rows))
