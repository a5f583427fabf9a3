"""Who stands behind honest accounts: names, identifiers, and what families of accounts share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import names
from .archetypes import Archetype

ABROAD = {"remitter": ("PH", "RO", "KE", "CO", "TH", "MA", "UA", "IN"), "cards": ("NL", "DE", "GB", "IE", "LV", "CY", "US")}
REASONS = ("merchant request", "dormant", "MATCH 04", "MATCH 12", "moved to another acquirer", "risk decision")


def identify(rng: np.random.Generator, kinds: tuple[Archetype, ...], accounts: pd.DataFrame, home: str, world: str) -> pd.DataFrame:
    """The merchants' columns for every account, all filled; members later leave out what they lack."""
    rows = len(accounts)
    family = _family(accounts)
    single = np.flatnonzero(family < 0)
    owner = family.copy()
    owner[single] = family.max(initial=-1) + 1 + np.arange(len(single))
    word = names.words(rng, int(owner.max()) + 1)[owner]
    land = _lands(rng, rows, home, world)
    made = _named(rng, word, land)
    made["country"] = land
    made["mcc"] = np.array([kind.mcc or None for kind in kinds], dtype=object)[accounts["archetype"].to_numpy()]
    made["settlement_account"] = names.ibans(rng, land)
    made["phone"] = names.phones(rng, land)
    number = rng.integers(1, 220, rows).astype(str)
    street = names.words(rng, max(20, rows // 6))
    town = names.words(rng, max(8, rows // 60))
    made["postal_address"] = [f"{street[a]} {b}, {town[c]}" for a, b, c in zip(
        rng.integers(0, len(street), rows), number, (rng.random(rows) ** 2 * len(town)).astype(int))]
    made["principal"] = ["pr" + text for text in names.strings(rng, rows, 10, names.DIGITS)]
    _share(rng, kinds, accounts, made, owner)
    _hubs(rng, made)
    made["declared_ticket"] = np.round(accounts["median"].to_numpy() * rng.lognormal(0, 0.2, rows), 0)
    made["close_reason"] = rng.choice(np.array(REASONS, dtype=object), rows, p=[0.4, 0.2, 0.06, 0.04, 0.2, 0.1])
    made["protected_payee"] = np.where(rng.random(rows) < 0.004, True, False).astype(object)
    return made


def _family(accounts: pd.DataFrame) -> np.ndarray:
    own = accounts["family"].to_numpy()
    joint = accounts["archetype"].to_numpy() * 100_000 + own
    return np.where(own < 0, -1, np.unique(np.where(own < 0, -1, joint), return_inverse=True)[1])


def _lands(rng: np.random.Generator, rows: int, home: str, world: str) -> np.ndarray:
    share = {"remitter": 0.93, "vasp": 0.5, "cards": 0.15}.get(world, 0.08)
    pool = ABROAD.get(world, ABROAD["cards"])
    abroad = rng.choice(np.array(pool, dtype=object), rows, p=rng.dirichlet(np.full(len(pool), 1.5)))
    return np.where(rng.random(rows) < share, abroad, home).astype(object)


def _named(rng: np.random.Generator, word: np.ndarray, land: np.ndarray) -> pd.DataFrame:
    rows = len(word)
    tail = np.array(names.WORDS, dtype=object)[rng.integers(0, len(names.WORDS), rows)]
    style = rng.integers(0, 4, rows)
    form = [names.FORMS.get(code, "Ltd") for code in land]
    line = [(f"{w} {t}", f"{w}*{t}", f"PAY {w}", f"{w}.EXAMPLE")[s].upper()[:22] for w, t, s in zip(word, tail, style)]
    mail = rng.integers(0, 3, rows)
    return pd.DataFrame({
        "legal_name": [f"{w} {t} {f}" for w, t, f in zip(word, tail, form)],
        "trading_name": [f"{w} {t}" for w, t in zip(word, tail)],
        "descriptor": line,
        "registration_number": [f"{c}{n}" for c, n in zip(land, names.strings(rng, rows, 8, names.DIGITS))],
        "domain": [f"{w.lower()}-{t.lower()}.example" for w, t in zip(word, tail)],
        "email": [(f"info@{w.lower()}.example", f"{w.lower()}{n}@mail.example", f"{w.lower()}.{t.lower()}@post.example")[m]
                  for w, t, n, m in zip(word, tail, names.strings(rng, rows, 3, names.DIGITS), mail)],
    })


def _share(rng: np.random.Generator, kinds: tuple[Archetype, ...], accounts: pd.DataFrame, made: pd.DataFrame, owner: np.ndarray) -> None:
    """Let each family share what its sort shares; some members of a family keep a field to themselves."""
    shared = {
        "chain": ("legal_name", "trading_name", "descriptor", "domain", "email", "settlement_account", "principal", "registration_number"),
        "franchise": ("trading_name", "descriptor", "domain"),
        "holding": ("settlement_account", "principal", "phone", "postal_address"),
        "platform": ("settlement_account", "domain"),
    }
    sort = np.array([kind.family for kind in kinds])[accounts["archetype"].to_numpy()]
    first = pd.Series(np.arange(len(owner))).groupby(owner).transform("first").to_numpy()
    for name, fields in shared.items():
        for column in fields:
            odd = rng.random(len(owner)) < {"chain": 0.05, "franchise": 0.05, "holding": 0.35, "platform": 0.3}[name]
            at = np.flatnonzero((sort == name) & ~odd)
            made.loc[at, column] = made[column].to_numpy()[first[at]]
    apart = np.flatnonzero(np.isin(sort, ["holding", "platform"]))
    fresh = _named(rng, names.words(rng, len(apart)), made["country"].to_numpy()[apart])
    for column in ("legal_name", "trading_name", "descriptor", "registration_number", "email"):
        made.loc[apart, column] = fresh[column].to_numpy()
    keep = apart[sort[apart] == "holding"]
    made.loc[keep, "domain"] = fresh["domain"].to_numpy()[sort[apart] == "holding"]


def _hubs(rng: np.random.Generator, made: pd.DataFrame) -> None:
    """Registered agents, call services, book-keepers: many strangers with one address or number."""
    for column, share, hubs in (("postal_address", 0.06, 4), ("phone", 0.03, 4), ("email", 0.02, 5), ("principal", 0.02, 6)):
        donors = made[column].to_numpy()[rng.integers(0, len(made), hubs)]
        at = np.flatnonzero(rng.random(len(made)) < share * rng.uniform(0.3, 1.5))
        made.loc[at, column] = donors[rng.integers(0, hubs, len(at))]
    own = np.flatnonzero(rng.random(len(made)) < 0.05)
    partner = rng.integers(0, len(made), len(own))
    for column in ("phone", "email", "postal_address"):
        some = rng.random(len(own)) < 0.4
        made.loc[own[some], column] = made[column].to_numpy()[partner[some]]
