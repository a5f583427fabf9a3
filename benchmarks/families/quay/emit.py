"""From planned payments to rows of the contract, in the form of the rows around."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .model import MERCHANT_COLUMNS, TRUE, frame, stack
from .names import descriptor_like, paper_like
from .people import Home
from .shapes import retail
from .stage import Account, Rows, Stage
from .surround import Member

EPOCH = np.datetime64("1970-01-01", "s")


def emit(stage: Stage, columns: list[str]) -> pd.DataFrame:
    """Write all planned payments, at every member that sees them."""
    parts = []
    for number, home in enumerate(stage.homes):
        plans = [rows for home_of, rows in stage.plans if home_of == number]
        if not plans:
            continue
        rows, ids = joined(plans), {}
        refs = references(stage, home, rows)
        side = home.data["side"][rows.person]
        for index in range(home.leads):
            parts.append(written(stage, home, (index, rows, np.flatnonzero(side == index), refs, ids), False))
        mirror = home.data["mirror"][rows.person]
        heard = stage.rng.random(len(rows.person)) < 0.97
        for index in range(home.leads, len(home.sides)):
            seen = np.flatnonzero((mirror == index) & heard)
            parts.append(written(stage, home, (index, rows, seen, refs, ids), True))
    parts = [part for part in parts if len(part)]
    return stack(parts, columns)


def joined(plans: list[Rows]) -> Rows:
    """Put plans of one home below one another."""
    offset, related = 0, []
    for rows in plans:
        related.append(np.where(rows.related >= 0, rows.related + offset, -1))
        offset += len(rows.account)
    columns = {
        name: np.concatenate([getattr(rows, name) for rows in plans])
        for name in ("account", "person", "day", "amount", "second", "kind")
    }
    nth = np.concatenate([np.full(len(rows.account), int(rows.recurring)) for rows in plans])
    return Rows(**columns, nth=nth, related=np.concatenate(related))


def instants(member: Member, rows: Rows, donors: np.ndarray) -> np.ndarray:
    """Return when payments happened; where the member knows days only, at its hour of the day."""
    if member.day_only:
        clock = member.at[donors] - member.at[donors].astype("datetime64[D]")
        return EPOCH + rows.day * np.timedelta64(86400, "s") + clock
    local = pd.DatetimeIndex(EPOCH + (rows.day * 86400 + rows.second).astype("timedelta64[s]"))
    zoned = local.tz_localize(member.zone, ambiguous=np.zeros(len(local), dtype=bool), nonexistent="shift_forward")
    return np.asarray(zoned.tz_convert("UTC").tz_localize(None), dtype="datetime64[s]")


def references(stage: Stage, home: Home, rows: Rows) -> np.ndarray:
    """Make the references that both sides of a payment share."""
    lead, made = home.lead, np.full(len(rows.account), None, dtype=object)
    if "network_reference" not in lead.columns:
        return made
    when = EPOCH + (rows.day * 86400).astype("timedelta64[s]") + rows.second.astype("timedelta64[s]")
    acquirers = np.array(
        [_place(lead, stage.accounts[account].models[0], "acquirer_id") for account in rows.account], dtype=object
    )
    for name in pd.unique(acquirers):
        mine = np.flatnonzero(acquirers == name) if name is not None else np.flatnonzero(pd.isna(acquirers))
        near = lead.reference_near(name, when[mine])
        made[mine] = [retail(stage.rng, str(text), len(str(text)) // 2) for text in near]
    return made


def _place(member: Member, model: int, name: str) -> str | None:
    return member.place[name][model] if name in member.place else None


def written(stage: Stage, home: Home, plan: tuple, mirrored: bool) -> pd.DataFrame:
    """Write the rows that one member sees."""
    index, rows, chosen, refs, ids = plan
    member, rng = home.sides[index], stage.rng
    cut = rows.day[chosen] <= member.end_day
    chosen = chosen[cut & (rows.day[chosen] >= member.first_day)]
    if "kind" not in member.columns:
        chosen = chosen[rows.kind[chosen] == "purchase"]
    if not len(chosen):
        return pd.DataFrame()
    part = Rows(
        rows.account[chosen],
        rows.person[chosen],
        rows.day[chosen],
        rows.nth[chosen],
        rows.amount[chosen],
        rows.second[chosen],
        rows.kind[chosen],
        rows.related[chosen],
    )
    models = np.array([stage.accounts[account].models[index] for account in part.account])
    donors = member.order[member.starts[models] + (rng.random(len(models)) * member.counts[models]).astype(int)]
    forms = donors.copy()
    for kind, held in member.rows_of_kind.items():
        mine = np.flatnonzero(part.kind == kind)
        forms[mine] = rng.choice(held, size=len(mine))
    made = {
        name: member.columns[name][
            forms if name in ("response_code", "network_reference", "related_id", "kind") else donors
        ].copy()
        for name in member.columns
    }
    made["amount"], made["occurred_at"] = part.amount, instants(member, part, donors)
    made["provider_id"] = np.full(len(chosen), member.id, dtype=object)
    _name_ids(stage, member, made)
    ids.setdefault(index, np.full(len(rows.account), None, dtype=object))[chosen] = made["transaction_id"]
    _fill(stage, home, (index, part, refs[chosen], ids[index]), made)
    prefix = "mirror_" if mirrored else ""
    _fill_payers(home, part, prefix, made)
    return frame(made)


def _name_ids(stage: Stage, member: Member, made: dict[str, np.ndarray]) -> None:
    """Give each row an id of its own."""
    shape = member.shape("transaction_id")
    if shape.ordered:
        order = np.argsort(member.at, kind="stable")
        spot = np.clip(np.searchsorted(member.at[order], made["occurred_at"]), 0, len(order) - 1)
        new = shape.draw_near(stage.rng, member.columns["transaction_id"][order[spot]])
    else:
        new = shape.draw(stage.rng, len(made["amount"]))
    made["transaction_id"] = np.array(new, dtype=object)


def _fill(stage: Stage, home: Home, plan: tuple, made: dict[str, np.ndarray]) -> None:
    """Fill what belongs to the account and to the payment, wherever the model fills it."""
    index, part, refs, ids = plan
    member, accounts = home.sides[index], [stage.accounts[account] for account in part.account]
    made["merchant_id"] = np.array([account.merchant_id for account in accounts], dtype=object)
    if "kind" in made:
        made["kind"] = np.where(part.kind == "purchase", made["kind"], part.kind)
    if "related_id" in made:
        related = np.array([ids[row] if row >= 0 else None for row in part.related], dtype=object)
        made["related_id"] = np.where(pd.notna(made["related_id"]), related, None)
    if "network_reference" in made:
        made["network_reference"] = np.where(pd.notna(made["network_reference"]), refs, None)
    new = np.array([account.new for account in accounts])
    if "terminal_id" in made:
        old, cache = made["terminal_id"], stage.terminals
        for row in np.flatnonzero(new & pd.notna(old)):
            key = (index, part.account[row], old[row])
            if key not in cache:
                cache[key] = member.shape("terminal_id").draw(stage.rng, 1)[0]
            made["terminal_id"][row] = cache[key]
    if "descriptor" in made:
        for row in np.flatnonzero(new & pd.notna(made["descriptor"])):
            made["descriptor"][row] = statement(accounts[row], str(made["descriptor"][row]))
    if "protected_payer" in made:
        usual = pd.Series(member.columns["protected_payer"]).mode()[0]
        made["protected_payer"] = np.where(pd.notna(made["protected_payer"]), usual, None)
    _agree(home, accounts, made)
    if "recurring" in made:
        yes = [value for value in pd.unique(member.columns["recurring"]) if str(value).lower() in TRUE]
        agreed = (part.nth > 0) & new & pd.notna(made["recurring"])
        made["recurring"] = np.where(agreed, yes[0], made["recurring"]) if yes else made["recurring"]


def _agree(home: Home, accounts: list[Account], made: dict[str, np.ndarray]) -> None:
    """Let all members say the same of an account's place: acquirer, category, currency and country."""
    models = np.array([account.models[0] for account in accounts])
    for name, values in home.lead.place.items():
        if name in made:
            said = values[models]
            made[name] = np.where(pd.notna(made[name]) & pd.notna(said), said, made[name])


def statement(account: Account, template: str) -> str:
    """Return the statement text of an account: that of the first who asks, alike for all others."""
    account.statement = account.statement or descriptor_like(template, account.name)
    return account.statement


def _fill_payers(home: Home, part: Rows, prefix: str, made: dict[str, np.ndarray]) -> None:
    names = {"payer_ref": f"{prefix}ref", "payer_ref_kind": f"{prefix}kind", "payer_country": f"{prefix}country"}
    for column, name in names.items():
        if column in made:
            value = home.data[name][part.person]
            made[column] = np.where(pd.notna(made[column]), value, None)


def describe(stage: Stage, transactions: pd.DataFrame) -> pd.DataFrame:
    """Write the merchants tables for new accounts, at members that describe their like."""
    paid = set(zip(transactions["provider_id"], transactions["merchant_id"]))
    made: list[dict[str, str | None]] = []
    for account in stage.accounts:
        for index, side in enumerate(stage.homes[account.home].sides):
            model = account.models[index]
            if account.new and side.described[model] >= 0 and (side.id, account.merchant_id) in paid:
                made.append(_described(stage, side, account, int(side.described[model])))
    columns = ["provider_id", *MERCHANT_COLUMNS]
    return frame({name: np.array([row.get(name) for row in made], dtype=object) for name in columns})


def _described(stage: Stage, member: Member, account: Account, row: int) -> dict[str, str | None]:
    """Describe one account after its model, missing where the model's entry is missing."""
    rng = stage.rng
    made: dict[str, str | None] = {"provider_id": member.id}
    for column, values in member.table.items():
        model = values[row]
        if column == "merchant_id":
            made[column] = account.merchant_id
        elif column in account.papers:
            made[column] = account.papers[column] if model is not None else None
        elif model is None or column in ("kind", "parent_id", "mcc", "acquirer_id", "protected_payee", "country"):
            made[column] = model
        elif column == "trading_name":
            made[column] = account.name
        elif column == "legal_name":
            made[column] = " ".join(
                [
                    account.name.split()[0] if rng.random() < 0.4 else stage.namer.name(rng).split()[0],
                    *str(model).split()[1:],
                ]
            )
        elif column == "descriptor":
            made[column] = statement(account, str(model))
        elif column == "declared_ticket":
            made[column] = values[rng.choice([spot for spot, value in enumerate(values) if value is not None])]
        elif column not in ("opened_on", "closed_on", "close_reason"):
            made[column] = paper_like(member, column, account.name, rng)
    _dates(stage, member, (account, row), made)
    return made


def _dates(stage: Stage, member: Member, plan: tuple[Account, int], made: dict[str, str | None]) -> None:
    """Write when the account was opened, and closed, as often as other accounts of the member say so."""
    account, row = plan
    rng, table = stage.rng, member.table
    if "opened_on" in table and table["opened_on"][row] is not None:
        if "lags" not in member.habits:
            member.habits["lags"] = lags(member)
        lag = int(rng.choice(member.habits["lags"]))
        made["opened_on"] = str(np.datetime64(account.life[0] - lag, "D"))
    if account.ends and "closed_on" in table:
        reasons = [value for value in table.get("close_reason", ()) if value is not None]
        if "closing" not in member.habits:
            member.habits["closing"] = np.array([closing_rate(member)])
        if rng.random() < member.habits["closing"][0]:
            made["closed_on"] = str(np.datetime64(min(account.life[1] + int(rng.integers(0, 15)), member.end_day), "D"))
            if reasons:
                made["close_reason"] = str(reasons[int(rng.integers(len(reasons)))])


def lags(member: Member) -> np.ndarray:
    """Return how many days after opening the newer merchants took their first payment."""
    new = np.flatnonzero((member.first_seen > member.first_day + 15) & (member.described >= 0))
    opened = [member.table["opened_on"][member.described[code]] for code in new]
    days = [
        int(member.first_seen[code] - np.datetime64(str(value)[:10], "D").astype(int))
        for code, value in zip(new, opened)
        if value is not None
    ]
    near = np.array([day for day in days if 0 <= day <= 60])
    return near if len(near) >= 5 else np.arange(1, 30)


def closing_rate(member: Member) -> float:
    """Return how many of the merchants that ended are said to be closed."""
    ended = np.flatnonzero((member.last_seen < member.end_day - 20) & (member.described >= 0) & (member.counts >= 8))
    closed = [member.table["closed_on"][member.described[code]] is not None for code in ended]
    return float(np.mean(closed)) if len(closed) >= 5 else 0.6
