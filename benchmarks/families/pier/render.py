"""From a drafted group to rows in the form of its members."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from .draft import Account
from .model import IDENTIFIERS
from .plan import Plan
from .shapes import slug, splice
from .survey import Member, column_of

Rng = np.random.Generator


def fill(rng: Rng, account: Account, events: pd.DataFrame, traits: dict[str, object]) -> pd.DataFrame:
    """Rows of one account: copies of rows of its model, with what is its own put in their place."""
    member = account.member
    place = _templates(rng, member, account.model, events["kind"].to_numpy())
    events, place = events[place >= 0], place[place >= 0]
    rows = member.rows.iloc[place].reset_index(drop=True).copy()
    size, when = len(rows), events["occurred_at"].to_numpy()
    rows["occurred_at"], rows["amount"] = when.astype("datetime64[s]"), events["amount"].to_numpy().round(2)
    rows["payer_ref"] = events["payer_ref"].to_numpy()
    rows["currency"] = str(member.shops.loc[account.model, "currency"]) if account.model in member.shops.index else None
    known = member.payers.reindex(rows["payer_ref"])
    kind = known["kind"].where(known["kind"].notna(), member.payers["kind"].iloc[0]).to_numpy(dtype=object)
    _put(rows, "payer_ref_kind", kind)
    _put(rows, "payer_country", _countries(rng, member, rows["payer_ref"].to_numpy()))
    _put(rows, "merchant_id", np.full(size, traits["number"], dtype=object))
    if not account.host:
        terminals = column_of(rows, "terminal_id").notna()
        if terminals.any():
            own = member.mould("terminal_id").draw(rng, int(rng.integers(1, 4)), when[:3])
            _put(rows, "terminal_id", rng.choice(own, size))
        for column in ("descriptor", "payee_country"):
            if traits.get(column) is not None:
                _put(rows, column, np.full(size, traits[column], dtype=object))
    rows["_row"], rows["_answers"] = events.index.to_numpy(), events["answers"].to_numpy()
    return rows


def _put(rows: pd.DataFrame, column: str, values: np.ndarray) -> None:
    """Write values where the model has one."""
    if column in rows:
        there = rows[column].notna().to_numpy() & pd.notna(values)
        rows[column] = np.where(there, values, rows[column].to_numpy(dtype=object))


def _countries(rng: Rng, member: Member, refs: np.ndarray) -> np.ndarray:
    """The country of each payer; a new payer has one of those that are there."""
    known = member.payers["country"].reindex(refs).to_numpy(dtype=object)
    there = member.payers["country"].dropna().to_numpy(dtype=object)
    if not len(there):
        return known
    codes, places = pd.factorize(refs)[0], rng.choice(there, len(refs))
    return np.where(pd.isna(known), places[codes], known)


def _templates(rng: Rng, member: Member, model: str, kinds: np.ndarray) -> np.ndarray:
    """For each row the place of a row of the same kind, of the model shop where it has one; -1 where nobody has."""
    own = member.at[model]
    place = np.full(len(kinds), -1)
    for kind in pd.unique(kinds):
        pool = own[member.kinds[own] == kind]
        if not len(pool):
            pool = np.flatnonzero(member.kinds == kind)
        if len(pool):
            place[kinds == kind] = rng.choice(pool, int((kinds == kind).sum()))
    return place


def traits_of(rng: Rng, plan: Plan, accounts: list[Account]) -> list[dict[str, object]]:
    """What is each account's own: number, name, descriptor, country."""
    head, out = None, []
    for account in accounts:
        member, when = account.member, np.array([account.first]).astype("datetime64[D]").astype("datetime64[s]")
        model = member.merchants[member.merchants["merchant_id"] == account.model]
        names = member.names
        name = splice(rng, names) if len(names) else ""
        head = head or name
        if plan.one_name and head:
            name = head if rng.random() < .5 else " ".join(head.split()[:-1] + name.split()[-1:])
        number = account.model if account.host else member.mould("merchant_id").draw(rng, 1, when)[0]
        out.append({"number": number, "name": name, "descriptor": _statement(rng, member, name),
                    "payee_country": _other(rng, member.rows, "payee_country") if plan.elsewhere else None,
                    "country": _other(rng, member.merchants, "country") if plan.elsewhere else None,
                    "model": model.iloc[0].to_dict() if len(model) and not account.host else None})
    return out


def _statement(rng: Rng, member: Member, name: str) -> str | None:
    """The name as the member's statements write names."""
    texts = column_of(member.rows, "descriptor").dropna()[:500]
    if not len(texts) or not name:
        return None
    upper = bool((texts.str.upper() == texts).mean() > .5)
    return (name.upper() if upper else name)[: int(texts.str.len().max())]


def _other(rng: Rng, frame: pd.DataFrame, column: str) -> str | None:
    values = column_of(frame, column).dropna().unique()
    return str(rng.choice(values)) if len(values) else None


def describe(rng: Rng, plan: Plan, account: Account, traits: dict[str, object], common: dict[str, object]
             ) -> dict[str, object] | None:
    """The row of an account in its member's table of merchants: as its model's, with its own identifiers."""
    row, member = traits["model"], account.member
    if row is None:
        return None
    row, old = dict(row), dict(row)
    row["merchant_id"] = traits["number"]
    own = {"trading_name": traits["name"], "descriptor": traits["descriptor"], "country": traits["country"],
           "legal_name": f"{traits['name']} {str(row.get('legal_name')).split()[-1]}",
           "domain": f"{slug(str(traits['name']))}{rng.integers(9, 999)}.example"}
    for column in IDENTIFIERS:
        mould = member.detail(column)
        if mould is not None and isinstance(old.get(column), str):
            own[column] = _identifier(rng, mould.draw(rng, 1)[0], old[column], str(traits["name"]))
            if column in plan.shared:
                own[column] = common.setdefault(column, own[column])
    for column, value in own.items():
        if isinstance(old.get(column), str) and value:
            row[column] = value
    return row | _dates(rng, account, old)


def _identifier(rng: Rng, drawn: str, old: str, name: str) -> str:
    """E-mail addresses keep their local part and take the account's name; others are as drawn."""
    if "@" in old:
        digits = re.search(r"\d+(?=\.[a-z]+$)", old)
        number = str(rng.integers(9, 999)) if digits else ""
        return f"{old.split('@')[0]}@{slug(name)}{number}.example"
    if " " in old:
        return re.sub(r"\d+", lambda m: str(rng.integers(1, 200)), old)
    return drawn


def _dates(rng: Rng, account: Account, old: dict[str, object]) -> dict[str, object]:
    """Opened as long before the first payment as others are; closed where members say so of others."""
    member, out = account.member, {}
    if isinstance(old.get("opened_on"), str):
        lag = int(rng.integers(0, 12)) if rng.random() < .8 else int(rng.integers(12, 120))
        out["opened_on"] = str(np.datetime64(account.first - lag, "D"))
    ended = account.last < member.last
    closed = column_of(member.merchants, "closed_on").dropna()
    quiet = member.shops["described"] & (member.shops["last"] < member.last - 20)
    rate = min(1.0, int((closed < str(np.datetime64(member.last - 20, "D"))).sum()) / max(1, int(quiet.sum())))
    says = bool(ended and len(closed) and rng.random() < rate)
    if "closed_on" in old:
        out["closed_on"] = str(np.datetime64(account.last, "D")) if says else None
    if "close_reason" in old:
        with_reason = column_of(member.merchants[column_of(member.merchants, "closed_on").notna()], "close_reason")
        pool = with_reason.to_numpy(dtype=object)
        out["close_reason"] = pool[rng.integers(0, len(pool))] if says and len(pool) else None
    return out
