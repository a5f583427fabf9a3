"""Accounts of a group: which honest account each resembles, when it lives, what it is called, what it shares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .dress import Cast, recast
from .flow import Stage
from .idmake import beside, draw
from .model import IDENTITY, MERCHANT_COLUMNS, frame, objects
from .plans import Plan
from .view import DAY, WORD, View

LOOKS = {
    "digital": ("5816", "5815", "5734", "4816", "5818", "5817", "5999"), "adult": ("5967", "7273", "5968"),
    "trial": ("5968", "5815", "5734", "7997"), "voucher": ("6540", "5947", "5816"),
    "retail": ("5999", "5945", "5399", "5651", "5947", "7922", "5812", "8398"),
}
WISHES = 4


def deck(view: View, size: int, rng: np.random.Generator) -> list[str]:
    """Honest accounts drawn evenly, to lend their first day, gaps and place in the order to new ones."""
    span = view.end - int(view.seconds.min())
    able = view.accounts.index.to_numpy()[(view.accounts["first"] <= view.end - min(20 * DAY, span // 8)).to_numpy()]
    able = able if len(able) else view.accounts.index.to_numpy()
    rounds = [rng.permutation(able) for _ in range(size // len(able) + 1)]
    return list(np.concatenate(rounds)[:size])


def deal(view: View, cards: list[str], plan: Plan, count: int) -> list[str]:
    """Take cards from the deck: closed accounts for those that must close, facilitators' for theirs."""
    def closed(name: str) -> bool:
        """Whether the donor's line says that it closed."""
        return name in view.merchants.index and pd.notna(view.merchants.at[name, "closed_on"])

    def parented(name: str) -> bool:
        """Whether the donor hangs under a facilitator."""
        return name in view.merchants.index and pd.notna(view.merchants.at[name, "parent_id"])

    wish = parented if plan.parent else closed if plan.life == "chain" else None
    if wish is not None:
        near = sorted(cards[: WISHES * count], key=lambda name: not wish(name))
        taken, rest = near[:count], near[count:]
        cards[: WISHES * count] = [*taken, *rest]
    taken = cards[:count]
    del cards[:count]
    return taken


def stage(view: View, plan: Plan, donors: list[str], payers: int, rng: np.random.Generator) -> Stage:
    """Lives of the accounts, and the honest trade that each looks like."""
    starts = view.accounts.loc[donors, "first"].to_numpy().astype(np.int64)
    room = np.maximum(view.end - 1 - starts, 1)
    if plan.life == "short":
        ends = starts + np.minimum(room, (10 + rng.lognormal(3.6, 0.7, len(starts))) * DAY).astype(np.int64)
    elif plan.life == "chain":
        later = np.array([np.min(starts[starts > start + 8 * DAY], initial=view.end - 1) for start in starts])
        ends = np.minimum(later + (rng.normal(2, 4, len(starts)) * DAY).astype(np.int64), view.end - 1)
    else:
        ends = starts + np.where(rng.random(len(starts)) < 0.75, room, room * rng.uniform(0.2, 1, len(starts))).astype(np.int64)
    for number, donor in enumerate(donors):
        closed = view.merchants.at[donor, "closed_on"] if donor in view.merchants.index else None
        if closed is not None and not pd.isna(closed):
            ends[number] = min(ends[number], int(pd.Timestamp(closed).timestamp()) + DAY // 2)
    ends = np.minimum(np.maximum(ends, starts + DAY // 2), view.end - 1)
    return Stage(starts, np.maximum(ends, starts), _looks(view, plan, len(donors), rng), payers)


def _looks(view: View, plan: Plan, count: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Honest accounts of one sort of trade, with some payments each."""
    names = view.accounts.index.to_numpy()
    busy = view.accounts["count"].to_numpy() >= 5
    wanted = busy if busy.any() else np.ones(len(names), dtype=bool)
    codes = view.rows["mcc"].to_numpy()[view.order[view.accounts["begin"].to_numpy()]]
    sort = np.isin(objects(codes).astype(str), LOOKS.get(plan.look, ()))
    if plan.look == "person":
        sort = pd.isna(codes)
    chosen = names[wanted & sort] if (wanted & sort).any() else names[wanted]
    few = chosen[rng.integers(0, len(chosen), max(1, count // 3))]
    return tuple(few[rng.integers(0, len(few), count)])


def cast(view: View, plan: Plan, donors: list[str], looks: tuple[str, ...], rng: np.random.Generator) -> Cast:
    """Names for the accounts, and the words that take the place of their donors' words."""
    names = beside(view.make("merchant_id"), np.array(donors, dtype=object), rng)
    old = [_core(view, donor) for donor in donors]
    new = [_word(view, rng) for _ in donors]
    if plan.brand:
        new = [new[0]] * len(new)
    return Cast(tuple(names), tuple(donors), looks, tuple(zip(old, new)), plan)


def _core(view: View, account: str) -> str:
    """The rarest word of an account's names: its own."""
    texts = []
    if account in view.merchants.index:
        held = view.merchants.loc[account]
        texts = [held[name] for name in ("legal_name", "trading_name", "descriptor", "domain") if name in held and pd.notna(held[name])]
    if "descriptor" in view.rows:
        texts += list(view.rows["descriptor"].iloc[view.rows_of(account)[:5]].dropna())
    found = WORD.findall(str(texts[0])) if texts else []
    return min((word.lower() for word in found), key=lambda word: (view.words[word], found.index(word) if word in found else 0), default="")


def _word(view: View, rng: np.random.Generator) -> str:
    """A new word from the first half of one account's word and the second of another's."""
    names = view.accounts.index.to_numpy()
    for _ in range(20):
        one, two = (_core(view, names[int(rng.integers(len(names)))]) for _ in range(2))
        word = one[: (len(one) + 1) // 2] + two[len(two) // 2:]
        if word and not view.words[word]:
            view.words[word] += 1
            return word
    return "".join(chr(97 + letter) for letter in rng.integers(0, 26, 7))


def register(view: View, cast: Cast, rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Lines of the merchants' table for those accounts whose donors have one."""
    listed = [number for number, donor in enumerate(cast.donors) if donor in view.merchants.index]
    made = view.merchants.loc[[cast.donors[number] for number in listed]].reset_index(drop=True).astype(object)
    if not listed:
        return frame({}, MERCHANT_COLUMNS, 0)
    made["merchant_id"] = [cast.names[number] for number in listed]
    for line, number in enumerate(listed):
        _fresh(view, made, line, cast.cores[number], rng)
    _opened(view, cast, made, listed, rng)
    _trade(view, cast, made, rows, listed)
    _ties(cast.plan, made, rng)
    return frame({name: made[name] for name in MERCHANT_COLUMNS if name in made}, MERCHANT_COLUMNS, len(made))


def _fresh(view: View, made: pd.DataFrame, line: int, cores: tuple[str, str], rng: np.random.Generator) -> None:
    """Identifiers of its own for one account; what a crowd shares stays as the donor has it."""
    for name in ("legal_name", "trading_name", "descriptor", "domain", *IDENTITY, "registration_number"):
        value = made.at[line, name] if name in made else None
        if value is None or pd.isna(value):
            continue
        held = view.shared.get(name, {}).get(value, 0)
        parent = made.at[line, "parent_id"] if "parent_id" in made else None
        if held >= 25 or (held >= 3 and parent is not None and not pd.isna(parent)):
            continue
        changed = recast(value, cores)
        if changed == value and name in (*IDENTITY, "registration_number", "domain"):
            changed = draw(view.make(name), np.array([value], dtype=object), rng)[0]
        made.at[line, name] = changed


def _opened(view: View, cast: Cast, made: pd.DataFrame, listed: list[int], rng: np.random.Generator) -> None:
    """Opened between the accounts before and after the donor, so that order holds and no date is a copy."""
    if "opened_on" not in made:
        return
    given = pd.to_datetime(view.merchants["opened_on"], errors="coerce").dropna().sort_index()
    by_id = given.to_numpy().astype("datetime64[D]")
    known, counted = np.sort(by_id), view.make("merchant_id").sort == "number"
    for line, number in enumerate(listed):
        value = made.at[line, "opened_on"]
        if value is None or pd.isna(value):
            continue
        day = np.datetime64(pd.Timestamp(value), "D")
        low = known[max(np.searchsorted(known, day, "left") - 1, 0)]
        high = known[min(np.searchsorted(known, day, "right"), len(known) - 1)]
        if counted:
            at = int(given.index.searchsorted(cast.names[number]))
            low, high = sorted((by_id[max(at - 1, 0)], by_id[min(at, len(by_id) - 1)]))
        first = np.int64(view.accounts.at[cast.donors[number], "first"]).astype("datetime64[s]").astype("datetime64[D]")
        low = min(low, max(day, first))
        high = max(low, min(high, max(day, first)))
        new = low + rng.integers(0, (high - low).astype(int) + 1)
        shift = pd.Timedelta(days=int((new - day).astype(int)))
        made.at[line, "opened_on"] = value + shift.to_pytimedelta()


def _trade(view: View, cast: Cast, made: pd.DataFrame, rows: pd.DataFrame, listed: list[int]) -> None:
    """Category of the trade that it looks like; the ticket it announced."""
    typical = rows.groupby("merchant_id")["amount"].median()
    for line, number in enumerate(listed):
        look = cast.looks[number]
        if "mcc" in made and pd.notna(made.at[line, "mcc"]) and look in view.merchants.index and pd.notna(view.merchants.at[look, "mcc"]):
            made.at[line, "mcc"] = view.merchants.at[look, "mcc"]
        ticket = made.at[line, "declared_ticket"] if "declared_ticket" in made else None
        if ticket is not None and not pd.isna(ticket) and not cast.plan.drift and cast.names[number] in typical.index:
            donor = float(view.rows["amount"].iloc[view.rows_of(cast.donors[number])].median())
            scaled = float(ticket) / donor * float(typical[cast.names[number]])
            made.at[line, "declared_ticket"] = float(max(1.0, round(scaled))) if float(ticket) % 1 == 0 else round(scaled, 2)


def _ties(plan: Plan, made: pd.DataFrame, rng: np.random.Generator) -> None:
    """What the group's accounts share: one value for all, or a chain of pairs; only where a value is held."""
    for name in plan.share:
        if name not in made:
            continue
        held = np.flatnonzero(made[name].notna().to_numpy() & (rng.random(len(made)) < plan.sharing))
        if plan.pairs:
            for one, two in zip(held[::2], held[1::2]):
                made.at[two, name] = made.at[one, name]
        elif len(held):
            made.loc[held, name] = made.at[held[0], name]
    if plan.parent and "parent_id" in made:
        held = np.flatnonzero(made["parent_id"].notna().to_numpy())
        made.loc[held, "parent_id"] = made["parent_id"].to_numpy()[held[0]] if len(held) else None
