"""Rows of a group in the form of its member: each takes its gaps from a row of the honest account it resembles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .clock import to_utc
from .idmake import draw
from .model import TRANSACTION_COLUMNS, frame, objects
from .money import amounts
from .plans import Plan
from .view import View


@dataclass(frozen=True)
class Cast:
    """A group's accounts at one member: new names, whom each resembles in form and in trade."""

    names: tuple[str, ...]
    donors: tuple[str, ...]
    looks: tuple[str, ...]
    cores: tuple[tuple[str, str], ...]
    plan: Plan


def anchors(view: View, when: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Positions of rows of about the same time, for what depends on the order of issue."""
    times = view.seconds[view.by_time]
    low, high = np.searchsorted(times, when, "left"), np.searchsorted(times, when, "right")
    at = low + (rng.random(len(when)) * (high - low)).astype(int) + rng.integers(-2, 2, len(when))
    return view.by_time[np.clip(at, 0, len(times) - 1)]


def forms(view: View, account: np.ndarray, donors: tuple[str, ...], rng: np.random.Generator) -> np.ndarray:
    """A row of its account's donor for each row."""
    made = np.zeros(len(account), dtype=int)
    for number in np.unique(account):
        at = np.flatnonzero(account == number)
        held = view.rows_of(donors[number])
        made[at] = held[rng.integers(0, len(held), len(at))]
    return made


def recast(text: str | None, cores: tuple[str, str], width: int = 80) -> str | None:
    """The text with the account's own word in place of its donor's, in the same case."""
    old, new = cores
    if text is None or pd.isna(text) or not old:
        return text
    for before, after in ((old.upper(), new.upper()), (old.lower(), new.lower()), (old.capitalize(), new.capitalize())):
        text = str(text).replace(before, after)
    return text[:width]


def dress(view: View, flow: pd.DataFrame, cast: Cast, payers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Transactions in full; `flow` has account, payer_ref, when, euro, point, kind, related, recurring, ordinary."""
    account = flow["account"].to_numpy()
    form, look = forms(view, account, cast.donors, rng), forms(view, account, cast.looks, rng)
    when = flow["when"].to_numpy() // view.grain * view.grain
    near = anchors(view, when, rng)
    made = {column: view.rows[column].to_numpy()[form] for column in TRANSACTION_COLUMNS if column in view.rows}
    made["transaction_id"] = draw(view.make("transaction_id"), view.rows["transaction_id"].to_numpy()[near], rng)
    made["occurred_at"] = to_utc(when.astype("datetime64[s]"), view.zone)
    made["payer_ref"] = flow["payer_ref"].to_numpy()
    made["merchant_id"] = np.array(cast.names, dtype=object)[account]
    model = _models(view, flow, cast, rng)
    made["amount"] = amounts(view, flow["euro"].to_numpy(), flow["point"].to_numpy(), form, model)
    made["kind"] = np.where(pd.isna(made["kind"]), None, objects(flow["kind"]))
    _values(view, flow, made, (form, look, near), rng)
    _content(view, flow, cast, made, rng)
    for name in ("payer_ref_kind", "payer_country", "protected_payer"):
        _put(made, name, payers[name].to_numpy())
    _related(view, flow, made, rng)
    return frame(made, TRANSACTION_COLUMNS, len(flow))


def _put(made: dict[str, np.ndarray], column: str, values: np.ndarray) -> None:
    """Set a column where the form has a value; keep the form's own where the new value is missing."""
    if column in made:
        old = objects(made[column])
        new = objects(values)
        made[column] = np.where((old == None) | (new == None), old, new)  # noqa: E711


def _models(view: View, flow: pd.DataFrame, cast: Cast, rng: np.random.Generator) -> np.ndarray:
    """One row for each price of a list, whose cents all payments of that price take."""
    point = flow["point"].to_numpy()
    drawn: dict[int, int] = {}
    for number, price in zip(flow["account"].to_numpy(), point):
        if price not in drawn:
            held = view.rows_of(cast.donors[number])
            drawn[price] = int(held[int(rng.integers(len(held)))])
    return np.array([drawn[price] for price in point], dtype=int)


def _values(view: View, flow: pd.DataFrame, made: dict[str, np.ndarray], rows: tuple[np.ndarray, ...], rng: np.random.Generator) -> None:
    """References, terminals and what the trade itself decides."""
    form, look, near = rows
    if "network_reference" in made:
        held = pd.notna(made["network_reference"])
        spare = view.rows["network_reference"].dropna().to_numpy()
        if held.any():
            close = view.rows["network_reference"].to_numpy()[near[held]]
            close = np.where(pd.isna(close), spare[rng.integers(0, len(spare), int(held.sum()))], close)
            made["network_reference"] = made["network_reference"].copy()
            made["network_reference"][held] = draw(view.make("network_reference"), close, rng)
    if "terminal_id" in made:
        known: dict[tuple, str] = {}
        column = objects(made["terminal_id"])
        for at, number in enumerate(flow["account"].to_numpy()):
            if column[at] is not None:
                key = (number, column[at])
                if key not in known:
                    known[key] = str(draw(view.make("terminal_id"), column[at: at + 1], rng)[0])
                column[at] = known[key]
        made["terminal_id"] = column
    for name in ("mcc", "entry_mode", "card_present", "rail", "purpose_text", "relationship", "recurring"):
        if name in view.rows:
            _put(made, name, view.rows[name].to_numpy()[look])


def _content(view: View, flow: pd.DataFrame, cast: Cast, made: dict[str, np.ndarray], rng: np.random.Generator) -> None:
    plan, count = cast.plan, len(flow)
    own = ~flow["ordinary"].to_numpy()
    if "descriptor" in made:
        width = int(view.rows["descriptor"].dropna().astype(str).str.len().max() or 80) if view.rows["descriptor"].notna().any() else 80
        made["descriptor"] = objects([recast(text, cast.cores[number], width) for text, number in zip(made["descriptor"], flow["account"])])
    if plan.recurring:
        _put(made, "recurring", np.where(own, True, None).astype(object))
    if plan.rail and "rail" in view.rows and (view.rows["rail"] == plan.rail).any():
        _put(made, "rail", np.where(own & (rng.random(count) < 0.7), plan.rail, None).astype(object))
    if plan.relations and "relationship" in view.rows:
        usable = [name for name in plan.relations if (view.rows["relationship"] == name).any()]
        if usable:
            _put(made, "relationship", np.array(usable, dtype=object)[rng.integers(0, len(usable), count)])
    if plan.texts == "handle" and "purpose_text" in view.rows:
        held = view.rows["purpose_text"].dropna().astype(str)
        held = held[held.str.contains(r"\d|_") & ~held.str.contains("invoice|order|ref|payment|voucher")].to_numpy()
        if len(held):
            _put(made, "purpose_text", held[rng.integers(0, len(held), count)])
    declined = (flow["kind"] == "decline").to_numpy()
    if "response_code" in made and declined.any():
        bad = view.rows.loc[view.rows["kind"] == "decline", "response_code"].dropna().to_numpy()
        good = view.rows.loc[view.rows["kind"] == "purchase", "response_code"].dropna().to_numpy()
        for mask, pool in ((declined, bad), (~declined, good)):
            if len(pool):
                _put(made, "response_code", np.where(mask, pool[rng.integers(0, len(pool), count)], None))


def _related(view: View, flow: pd.DataFrame, made: dict[str, np.ndarray], rng: np.random.Generator) -> None:
    related = np.full(len(flow), None, dtype=object)
    target = flow["related"].to_numpy()
    kinds = flow["kind"].to_numpy()
    for kind in sorted(set(kinds[target >= 0])):
        rows = view.rows[view.rows["kind"] == kind]
        share = float(rows["related_id"].notna().mean()) if len(rows) and "related_id" in rows else 0.0
        at = np.flatnonzero((target >= 0) & (kinds == kind) & (rng.random(len(flow)) < share))
        related[at] = made["transaction_id"][target[at]]
    made["related_id"] = related
