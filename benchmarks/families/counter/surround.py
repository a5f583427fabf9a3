"""What surrounds: members, shops, payers and card acceptors of any coalition, read from its rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .frames import Coalition, day_numbers

JOINED = ("par", "iban", "email", "phone", "address")
REMOTE = {"81": 1, "10": 1, "01": 1, "82": 1, "05": 0, "07": 0, "90": 0, "91": 0, "02": 0}


@dataclass(frozen=True)
class Venue:
    """Where an account can be: the members that see it, under which acquirer; `mirror` sees every payment too."""

    views: tuple[str, ...]
    acquirer: str | None
    mirror: str | None
    kind: str
    weight: float


@dataclass
class Surround:
    """The rows in the order of time, with codes of shops and persons, and tables about both."""

    rows: pd.DataFrame
    members: dict[str, dict]
    shops: pd.DataFrame
    people: pd.DataFrame
    handle: dict[str, np.ndarray]
    venues: list[Venue]
    order: np.ndarray
    starts: np.ndarray
    payer: np.ndarray

    def rows_of(self, shop: int) -> np.ndarray:
        """Return the positions of a shop's rows."""
        return self.order[self.starts[shop] : self.starts[shop + 1]]


def column(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Return a column as objects with None; wholly None where the frame lacks it."""
    if name not in frame.columns:
        return np.full(len(frame), None, dtype=object)
    values = frame[name].to_numpy(dtype=object).copy()
    values[pd.isna(values)] = None
    return values


def _remote(rows: pd.DataFrame) -> np.ndarray:
    """Tell which rows were paid from afar (1), at a till (0), or cannot be told (-1)."""
    present = pd.Series(column(rows, "card_present")).map({"true": 0, "false": 1})
    mode = pd.Series(column(rows, "entry_mode")).map(REMOTE)
    return present.fillna(mode).fillna(-1).to_numpy().astype(int)


def _first_known(keys: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Return the first value that is there for each key."""
    known = pd.notna(values)
    found = pd.Series(values[known], dtype=object).groupby(keys[known], sort=False).first()
    out = np.full(count, None, dtype=object)
    out[found.index.to_numpy(dtype=int)] = found.to_numpy(dtype=object)
    return out


def _shop_table(rows: pd.DataFrame, codes: np.ndarray, names: pd.MultiIndex) -> pd.DataFrame:
    """Return one row for each merchant of a member."""
    count = len(names)
    far = rows["_remote"].to_numpy()
    known = np.bincount(codes, far >= 0, count)
    day = rows["_day"].to_numpy()
    first, last = np.full(count, 10**9), np.full(count, -1)
    np.minimum.at(first, codes, day)
    np.maximum.at(last, codes, day)
    return pd.DataFrame(
        {
            "provider": names.get_level_values(0),
            "merchant_id": names.get_level_values(1),
            "n": np.bincount(codes, minlength=count),
            "first": first,
            "last": last,
            "remote": np.where(known > 0, np.bincount(codes, far == 1, count) / np.maximum(known, 1), np.nan),
            "acquirer": _first_known(codes, column(rows, "acquirer_id"), count),
            "currency": _first_known(codes, column(rows, "currency"), count),
            "mcc": _first_known(codes, column(rows, "mcc"), count),
            "country": _first_known(codes, column(rows, "payee_country"), count),
            "rail": _first_known(codes, column(rows, "rail"), count),
        }
    )


def _joined(rows: pd.DataFrame, handles: np.ndarray, table: pd.DataFrame) -> np.ndarray:
    """Return a person for each handle: equal joining kinds, and two sides of one payment, are one person."""
    kind = table["kind"].isin(JOINED).to_numpy()
    key = np.where(kind, table["kind"].astype(str) + "|" + table["ref"], table["provider"] + "|" + table["ref"])
    person = pd.factorize(key)[0]
    reference = column(rows, "network_reference")
    bought = (rows["_kind"] == "purchase").to_numpy()
    known = np.flatnonzero(pd.notna(reference) & bought)
    exact = np.flatnonzero(bought & (rows["occurred_at"].to_numpy().astype(np.int64) % 86_400 > 0))
    alike = pd.factorize(pd.MultiIndex.from_frame(rows.iloc[exact][["merchant_id", "amount", "occurred_at"]]))[0]
    pairs = pd.concat(
        [
            pd.DataFrame({"ref": pd.factorize(reference[known])[0], "handle": handles[known]}),
            pd.DataFrame({"ref": -1 - alike, "handle": handles[exact]}),
        ]
    )
    pairs = pairs[pairs["ref"].duplicated(keep=False)].sort_values("ref", kind="stable")
    both = pairs.groupby("ref", sort=False)["handle"].agg(["first", "last"])
    provider = table["provider"].to_numpy()
    both = both[provider[both["first"]] != provider[both["last"]]].drop_duplicates("first").drop_duplicates("last")
    person[both["last"].to_numpy(dtype=int)] = person[both["first"].to_numpy(dtype=int)]
    return pd.factorize(person)[0]


def _people(rows: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Return a row for each payer's reference, and the handle and the person of each payment."""
    index = pd.MultiIndex.from_arrays([rows["provider_id"], rows["payer_ref"]])
    handles, names = pd.factorize(index)
    count = len(names)
    table = pd.DataFrame({"provider": names.get_level_values(0), "ref": names.get_level_values(1)})
    table["kind"] = _first_known(handles, column(rows, "payer_ref_kind"), count)
    table["country"] = _first_known(handles, column(rows, "payer_country"), count)
    table["n"] = np.bincount(handles, minlength=count)
    day = rows["_day"].to_numpy()
    first, last = np.full(count, 10**9), np.full(count, -1)
    np.minimum.at(first, handles, day)
    np.maximum.at(last, handles, day)
    table["first"], table["last"] = first, last
    table["person"] = _joined(rows, handles, table)
    return table, handles, table["person"].to_numpy()[handles]


def _members(coalition: Coalition, rows: pd.DataFrame) -> dict[str, dict]:
    """Return what matters of each member that has rows."""
    found: dict[str, dict] = {}
    places = pd.Series(np.arange(len(rows))).groupby(rows["provider_id"].to_numpy(), sort=False).groups
    facts = coalition.members.drop_duplicates("provider_id").set_index("provider_id")
    for provider, at in places.items():
        spots = np.asarray(at, dtype=int)
        instants = rows["occurred_at"].to_numpy()[spots]
        seconds = instants.astype(np.int64) % 86_400
        fact = facts.loc[provider]
        zone = str(fact["timezone"]) if "timezone" in facts.columns and pd.notna(fact["timezone"]) else "UTC"
        shift = pd.Timestamp(instants[len(instants) // 2]).tz_localize("UTC").tz_convert(zone).utcoffset()
        last = int(day_numbers(instants[-1:])[0])
        if "last_day" in facts.columns and pd.notna(fact["last_day"]):
            last = int(day_numbers(np.array([str(fact["last_day"])], dtype="datetime64[D]"))[0])
        daily = fact.get("time_precision") == "day" or len(np.unique(seconds)) < 4
        found[provider] = {
            "kind": fact["kind"],
            "rows": spots,
            "daily": daily,
            "last": last,
            "shift": int(shift.total_seconds()),
            "first": int(day_numbers(instants[:1])[0]),
            "calendar": np.unique(instants) if daily else None,
            "step": 60 if (seconds % 60 == 0).all() else 1,
        }
    return found


def _venues(members: dict[str, dict], shops: pd.DataFrame, rows: pd.DataFrame) -> list[Venue]:
    """Find the places for accounts: card acceptors that several issuers see, and members alone."""
    issuers = tuple(p for p, m in members.items() if m["kind"] in ("issuer", "scheme"))
    seen = shops[shops["provider"].isin(issuers)]
    shared = len(issuers) > 1 and seen["merchant_id"].duplicated().mean() > 0.03
    venues = [
        Venue((p,), None, None, m["kind"], float(len(m["rows"])))
        for p, m in members.items()
        if m["kind"] not in ("issuer", "scheme", "acquirer")
    ]
    reference = pd.Series(column(rows, "network_reference"))
    taken = set()
    for provider in (p for p, m in members.items() if m["kind"] == "acquirer"):
        mine = shops[shops["provider"] == provider]
        code = mine["acquirer"].mode().iat[0] if mine["acquirer"].notna().any() else None
        own = set(reference[members[provider]["rows"]].dropna())
        other = set(reference[rows["provider_id"].isin(issuers).to_numpy()].dropna()) if own else set()
        both = bool(issuers) and len(own & other) > 0.02 * len(own) > 0
        both |= shared and bool(mine["merchant_id"].isin(set(seen["merchant_id"])).mean() > 0.1)
        views = issuers if both and shared else issuers[:1] if both else (provider,)
        venues.append(Venue(views, code, provider if both else None, "acquirer", float(len(members[provider]["rows"]))))
        taken.add(code if both else None)
    for views in [issuers] if shared else [(p,) for p in issuers]:
        here = seen[seen["provider"].isin(views)]
        weights = here.groupby(here["acquirer"].fillna(""))["n"].sum()
        venues += [
            Venue(views, code or None, None, "issuer", float(weight))
            for code, weight in weights.items()
            if (code or None) not in taken - {None} and weight >= 0.002 * weights.sum()
        ]
    return venues


def look(coalition: Coalition) -> Surround:
    """Read a coalition: what `plant` must know of it."""
    rows = coalition.transactions.sort_values("occurred_at", kind="stable").reset_index(drop=True)
    kinds = column(rows, "kind")
    rows["_kind"] = np.where(pd.isna(kinds), "purchase", kinds)
    rows["_day"] = day_numbers(rows["occurred_at"].to_numpy())
    rows["_remote"] = _remote(rows)
    codes, names = pd.factorize(pd.MultiIndex.from_arrays([rows["provider_id"], rows["merchant_id"]]))
    shops = _shop_table(rows, codes, names)
    people, _, payer = _people(rows)
    members = _members(coalition, rows)
    handle = {}
    for provider in members:
        table = np.full(people["person"].max() + 1, -1)
        mine = np.flatnonzero((people["provider"] == provider).to_numpy())
        table[people["person"].to_numpy()[mine]] = mine
        handle[provider] = table
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(shops)))])
    venues = _venues(members, shops, rows)
    return Surround(rows, members, shops, people, handle, venues, order, starts, payer)
