"""Plants groups of sellers and their honest twins into any coalition."""

import numpy as np
import pandas as pd

from .accounts import Account
from .book import Book
from .crowd import Crowd
from .frames import ANSWER_COLUMNS, Coalition, finish
from .groups import Founder
from .legs import Clock, legs
from .plans import TYPOLOGIES, Plan, changed
from .rows import Writer
from .surround import Surround, look
from .tricks import choose_collectors, cover_payments, pass_on, voucher_payments
from .twins import fitted, twin_of

SHARE = 0.10


def _plans(rng: np.random.Generator, around: Surround, groups: int) -> list[Plan]:
    """Draw the plans that the members' kinds allow, each with its twin, and fit them to the coalition's size."""
    kinds = {venue.kind for venue in around.venues}
    made = []
    for typology in TYPOLOGIES:
        for _ in range(groups):
            plan = typology(rng)
            if kinds & set(plan.kinds):
                made += [plan, twin_of(rng, plan, typology)]
    small = fitted(made, SHARE * len(around.rows)) if made else []
    pairs = zip(small[::2], small[1::2], strict=True)
    return [p for one, twin in pairs for p in (one, changed(twin, accounts=max(twin.accounts, one.accounts)))]


def _money(rng: np.random.Generator, around: Surround, events: pd.DataFrame, accounts: list[Account]) -> pd.DataFrame:
    """Give events their currency; sums in coins move with the day's rate."""
    coin = np.array([accounts[a].currency for a in events["account"]], dtype=object)
    amount = events["amount"].to_numpy().copy()
    for name in {c for c in coin if c is not None}:
        sample = around.rows["amount"].to_numpy()[around.rows["currency"].to_numpy(dtype=object) == name][:2000]
        if not (np.abs(sample * 100 - np.round(sample * 100)) > 1e-6).mean() > 0.3:
            continue
        at = np.flatnonzero((coin == name) & (events["answers"] < 0).to_numpy())
        digits = np.where(np.isclose(amount[at] * 1e4, np.round(amount[at] * 1e4), atol=1e-7), 4, 8)
        moved = amount[at] * np.exp(rng.normal(0, 0.03, len(at)))
        amount[at] = np.maximum(np.where(digits == 4, np.round(moved, 4), np.round(moved, 8)), 10.0**-digits)
    answers = events["answers"].to_numpy()
    amount = np.where(answers >= 0, amount[answers.clip(0)], amount)
    return events.assign(currency=coin, amount=amount)


def _events(founder: Founder, clock: Clock, writer: Writer, accounts: list[Account]) -> tuple[pd.DataFrame, list[str]]:
    """Let all payers pay; add what mules pass on, what vouchers cost, and what newcomers buy elsewhere."""
    parts = [founder.pay(account, number) for number, account in enumerate(accounts) if len(account.persons)]
    events = pd.concat(parts, ignore_index=True)
    stamps = np.zeros(len(events), dtype=np.int64)
    for number, at in events.groupby("account").indices.items():
        stamps[at] = clock.seconds(accounts[number], events["day"].to_numpy()[at])
    events["stamp"] = stamps
    ids = writer.ids(accounts)
    more = [
        pass_on(founder, events, accounts, ids),
        voucher_payments(founder, events, accounts),
        cover_payments(founder, clock, accounts),
    ]
    ids += writer.ids(accounts[len(ids) :])
    events = pd.concat([events, *(m for m in more if len(m))], ignore_index=True)
    return clock.answered(events, accounts), ids


def _rows(founder: Founder, writer: Writer, clock: Clock, made: tuple) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows to add, and the legs that they come from."""
    events, accounts, ids, facts = made
    around = founder.around
    events = _money(founder.rng, around, events, accounts)
    seen = legs(founder.crowd, events, accounts)
    seen = pd.concat([seen, events.drop(columns=["person"]).iloc[seen["event"]].reset_index(drop=True)], axis=1)
    last = np.array([around.members[v]["last"] for v in seen["view"]])
    begun = np.array([around.members[v]["first"] for v in seen["view"]])
    day = seen["stamp"].to_numpy() // 86_400
    seen = seen[(day <= last) & (day >= begun)].reset_index(drop=True)
    seen["template"] = writer.templates(seen, accounts, clock)
    seen = seen[seen["template"] >= 0].reset_index(drop=True)
    seen["reference"] = writer.references(seen, accounts)
    known = (ids, facts)
    parts = [writer.member_rows(view, part.reset_index(drop=True), known) for view, part in seen.groupby("view")]
    return pd.concat(parts, ignore_index=True), seen


def _answer(founder: Founder, seen: pd.DataFrame, made: tuple[list[Account], list[str]]) -> pd.DataFrame:
    """Return each account under each member that saw it."""
    accounts, ids = made
    pairs = {(a, v) for a, v in zip(seen["account"], seen["view"], strict=True)}
    out = []
    for number, view in sorted(pairs):
        account, views = accounts[number], [view]
        if not account.plan.role:
            continue
        if account.plan.trick == "inside":
            mirror = [account.venue.mirror] if account.venue.mirror else []
            views += list(founder.sites.twin_shops(account.shop, (*account.venue.views, *mirror)))
        out += [(v, ids[number], account.group, account.plan.typology, account.plan.role) for v in views]
    frame = pd.DataFrame(out, columns=list(ANSWER_COLUMNS))
    return frame.drop_duplicates(["provider_id", "merchant_id"]).reset_index(drop=True)


def _merchants(coalition: Coalition, around: Surround, rng: np.random.Generator, made: tuple) -> pd.DataFrame:
    """Return merchants rows of new accounts at members that have a table."""
    accounts, ids, facts, answer = made
    where = {name: number for number, name in enumerate(ids)}
    rows = []
    table = coalition.merchants
    parts = table.groupby("provider_id", sort=True) if len(table) else []
    for provider, part in parts:
        shops = around.shops[around.shops["provider"] == provider]
        book = Book(rng, part, set(shops["merchant_id"]))
        member = around.members.get(provider)
        for name in answer.loc[answer["provider_id"] == provider, "merchant_id"]:
            account = accounts[where[name]]
            if account.plan.trick == "inside" or member is None:
                continue
            model = around.shops["merchant_id"].iat[account.shop]
            row = book.row(account, name, facts[where[name]], (model, member["last"]))
            rows += [row] if row else []
    return finish(pd.DataFrame(rows, columns=list(table.columns)), list(table.columns))


def _seen_by(around: Surround, crowd: Crowd, account: Account) -> int:
    """Return under how many members an account will be seen."""
    old = account.persons[account.persons < crowd.base]
    new = {crowd.new.provider[p - crowd.base] for p in account.persons[account.persons >= crowd.base]}
    seen = sum(bool((around.handle[v][old] >= 0).any() or v in new) for v in account.venue.views)
    return seen + (account.venue.mirror is not None)


def _balance(founder: Founder, accounts: list[Account]) -> list[Account]:
    """Return further twins where a typology has fewer twin accounts than planted ones."""
    more: list[Account] = []
    for typology in sorted({a.plan.typology for a in accounts}):
        mine = [a for a in accounts if a.plan.typology == typology]
        twins = [a.plan for a in mine if a.plan.role == "twin"]
        count = {
            role: sum(_seen_by(founder.around, founder.crowd, a) for a in mine if a.plan.role == role)
            for role in ("planted", "twin")
        }
        for turn in range(12):
            short = count["planted"] * 1.08 + 1 - count["twin"]
            if short <= 0 or not twins:
                break
            least = 3 if twins[0].trick == "pool" else 2
            plan = changed(twins[turn % len(twins)], accounts=max(least, min(40, int(short / 2) + 1)), payers=5)
            added = founder.found(plan, f"h{len(more):04d}")
            count["twin"] += sum(_seen_by(founder.around, founder.crowd, a) for a in added)
            more += added
    return more


def plant(coalition: Coalition, seed: int, groups: int) -> tuple[Coalition, pd.DataFrame]:
    """Return the rows to add and the answer: provider_id, merchant_id, group, typology, role (planted or twin)."""
    rng = np.random.default_rng([seed, 2])
    around = look(coalition)
    founder, clock = Founder(rng, around), Clock(rng, around)
    writer = Writer(rng, around, founder.crowd)
    accounts: list[Account] = []
    for number, plan in enumerate(_plans(rng, around, groups)):
        accounts += founder.found(plan, f"g{number:04d}")
    accounts += _balance(founder, accounts)
    choose_collectors(accounts)
    events, ids = _events(founder, clock, writer, accounts)
    facts = [writer.facts(account) for account in accounts]
    rows, seen = _rows(founder, writer, clock, (events, accounts, ids, facts))
    answer = _answer(founder, seen, (accounts, ids))
    merchants = _merchants(coalition, around, rng, (accounts, ids, facts, answer))
    rows = finish(rows, list(coalition.transactions.columns))
    rows = rows.sort_values(["provider_id", "occurred_at", "transaction_id"], kind="stable").reset_index(drop=True)
    if len(merchants):
        merchants = merchants.sort_values(["provider_id", "merchant_id"], kind="stable").reset_index(drop=True)
    answer = answer.sort_values(["provider_id", "merchant_id"], kind="stable").reset_index(drop=True)
    return Coalition(coalition.members, merchants, rows), answer
