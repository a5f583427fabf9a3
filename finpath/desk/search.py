"""Search over names in any script, ids and controllers' tokens: in memory, anew with each run, and never on disk.

What somebody may not see is taken out before anything is ranked or counted.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from anyascii import anyascii
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from finpath.desk.cases.run_groups import member_countries
from finpath.desk.cases.untouched import require_untouched
from finpath.desk.policy.may import Person, visible
from finpath.desk.store.seals import DeskKey
from finpath.desk.store.store import Store
from finpath.desk.store.tables import ANCHORS, CASES, LEFTOVERS, RUNS
from finpath.desk.typed_tokens import tokens_of
from finpath.errors import ConfigError
from finpath.ingest.keys import Keys
from finpath.output.folder import Run
from finpath.tables.contract import SAFEGUARDED

KEYS = "explanations/keys.parquet"
"""Written by `finpath run --keep-keys` alone."""

BY = ["provider_id", "merchant_id"]
COLUMNS = [*BY, "name", "tier", "rank"]
"""Of the findings: their reasons are many times as large."""

MOST, ALIKE, ALIKE_ASKED, LONGEST = 50, 72, 500, 200


@dataclass(frozen=True)
class Hit:
    """What was found."""

    name: str
    account: str
    tier: str
    case: str


@dataclass(frozen=True)
class Found:
    """What was found, and whether more was."""

    hits: tuple[Hit, ...]
    more: bool = False


@dataclass(frozen=True)
class _Index:
    """Merchants of the last run, folded; nobody of the lane `protect` is among them."""

    folded: tuple[str, ...]
    folded_names: tuple[str, ...]
    names: tuple[str, ...]
    accounts: tuple[str, ...]
    tiers: tuple[str, ...]
    countries: tuple[str, ...]
    by_token: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Search:
    """Looks through the merchants of the last run that was landed."""

    def __init__(self, store: Store, keys: Keys | None = None) -> None:
        """Nothing is read before somebody looks for something.

        Args:
            store: The desk's.
            keys: That tokens are made with, where an identifier is typed.
        """
        self._store, self._keys = store, keys
        self._reading = threading.Lock()
        self.forget()

    def forget(self) -> None:
        """Drop what is in memory: it is read again when somebody looks for something."""
        self._seal, self._hidden, self._index = "", frozenset[str](), _Index((), (), (), (), (), ())

    def find(self, person: Person, text: str) -> Found:
        """Merchants of whose controller a text is an identifier, or its token; else by their name or id.

        A name or an id holds the text, in any script; where none does, names like it are found.

        Raises:
            ConfigError: There is nothing to look for.
        """
        wanted = fold(text.strip()[:LONGEST])
        if len(wanted) < 2:  # noqa: PLR2004 - one letter is in every name
            raise ConfigError("Look for two letters or more of a name or an id.")
        index = self._current()
        own = person.countries
        typed = tokens_of(text[:LONGEST], self._keys, own or set(index.countries))
        places = [place for token in typed for place in index.by_token.get(token, ())] or [
            place for place, each in enumerate(index.folded) if wanted in each
        ]
        places = [place for place in dict.fromkeys(places) if not own or index.countries[place] in own]
        if not places:
            alike = process.extract(
                wanted, index.folded_names, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=ALIKE_ASKED
            )
            places = [place for _, _, place in alike if not own or index.countries[place] in own]
        hits: list[Hit] = []
        for begin in range(0, len(places), MOST):
            some = places[begin : begin + MOST]
            cases = self._cases(person, [index.accounts[place] for place in some])
            known = [(place, cases.get(index.accounts[place], "")) for place in some]
            hits += [
                Hit(index.names[place], index.accounts[place], index.tiers[place], case)
                for place, case in known
                if case is not None
            ]
            if len(hits) > MOST:
                break
        return Found(tuple(hits[:MOST]), len(hits) > MOST)

    def _cases(self, person: Person, accounts: list[str]) -> dict[str, str | None]:
        """The case of each account; None where it is in one that this person may not see."""
        with self._store.read() as db:
            found: dict[str, str | None] = {}
            macs = {self._store.key.mac(account): account for account in accounts}
            rows = db.execute(
                select(ANCHORS.c.mac, ANCHORS.c.case_id, visible(person).label("seen"))
                .join(CASES, CASES.c.id == ANCHORS.c.case_id)
                .where(ANCHORS.c.mac.in_(macs))
            )
            for row in rows:
                found[macs[row.mac]] = row.case_id if row.seen else found.get(macs[row.mac])
        return found

    def _current(self) -> _Index:
        with self._store.read() as db:
            last = db.execute(select(RUNS).order_by(RUNS.c.number.desc()).limit(1)).first()
            hidden = purged_accounts(db, last.seal) if last else frozenset()
        if last is None:
            return self._index
        with self._reading:  # a crowd that asks at once reads it once
            if (last.seal, hidden) != (self._seal, self._hidden):
                self.forget()
                require_untouched(Path(last.path), last.seal, ("findings.parquet", "coverage.json", KEYS))
                self._index = read_index(Path(last.path), self._store.key, hidden)
                self._seal, self._hidden = last.seal, hidden
            return self._index


def purged_accounts(db: Connection, seal: str) -> frozenset[str]:
    """Keyed hashes of accounts whose case was purged, and which the run's folder still names."""
    names = db.scalars(select(LEFTOVERS.c.name).where(LEFTOVERS.c.kind == "account"))
    return frozenset(mac for of, _, mac in (name.partition(" ") for name in names) if of == seal)


def read_index(path: Path, key: DeskKey, hidden: Collection[str]) -> _Index:
    """The merchants of a run, by rank, but for those that are hidden."""
    findings = pq.read_table(path / "findings.parquet", columns=COLUMNS)
    findings = findings.filter(pc.not_equal(findings["tier"], SAFEGUARDED)).sort_by("rank")
    if hidden:
        macs = [key.mac(f"{row['provider_id']}/{row['merchant_id']}") for row in findings.select(BY).to_pylist()]
        findings = findings.filter(pa.array([mac not in hidden for mac in macs], pa.bool_()))
    names = [name or "" for name in cast("list[str | None]", findings["name"].to_pylist())]
    accounts = pc.binary_join_element_wise(findings["provider_id"], findings["merchant_id"], "/").to_pylist()
    plain = tuple(map(fold, names))
    folded = tuple(f"{name} {account.casefold()}" for name, account in zip(plain, accounts, strict=True))
    homes = member_countries(Run(path))
    countries = tuple(homes.get(provider, "") for provider in findings["provider_id"].to_pylist())
    by_token = _by_token(path / KEYS, {account: place for place, account in enumerate(accounts)})
    return _Index(
        folded, plain, tuple(names), tuple(accounts), tuple(findings["tier"].to_pylist()), countries, by_token
    )


def _by_token(path: Path, places: Mapping[str, int]) -> Mapping[str, tuple[int, ...]]:
    """The merchants of each token that a run kept of their controllers; none where it kept none."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = pq.read_table(path, columns=["provider_id", "merchant_id", "token"]).to_pylist() if path.is_file() else []
    for row in rows:
        place = places.get(f"{row['provider_id']}/{row['merchant_id']}")
        if place is not None:
            found[row["token"]].append(place)
    return {token: tuple(sorted(set(each))) for token, each in found.items()}


def fold(text: str) -> str:
    """A text in any script as letters of the Latin alphabet, without capitals and accents.

    >>> fold("Café Ψ")
    'cafe ps'
    """
    return anyascii(text).casefold().strip()
