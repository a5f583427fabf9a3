"""Which cases meet, asked when a run lands: an equality of keys, no stored table of who resembles whom.

What more than a few cases have is a hub, and ties nobody. Who is safeguarding's, who is closed, and what rests on an
agreement that has ended meets nobody.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from sqlalchemy import ColumnElement, Row, select

from finpath.desk.cases.run_groups import SUSPECTS
from finpath.desk.cases.states import CLOSED
from finpath.desk.cases.untouched import require_untouched
from finpath.desk.hits.keys import FILES, GROUP, PAYERS, Keys, band_of, mac_of, read_keys, read_payers_in_common
from finpath.desk.people.person import today
from finpath.desk.store.seals import unseal
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import ANCHORS, CASES, HIT_COUNTS, HITS, MATCH_KEYS, PEOPLE, RUNS

HUB = 5
"""Cases that one key ties at most: what more of them have says nothing of any two."""

AT_ONCE = 5_000
"""Cases that one statement names."""

Pair = tuple[str, str]
Accounts = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Found:
    """What came of it: cases whose keys were compared, and pairs that had not met before."""

    asked: int = 0
    given: int = 0


@dataclass
class Met:
    """By what two cases meet."""

    kinds: set[str] = field(default_factory=set)
    payers: int = 0


def find_hits(store: Store, by: str, *, verified: bool = False) -> Found:
    """Compare the keys of the last run's cases with those of every open case. Asked again, it finds the same.

    Args:
        store: The desk's.
        by: Whose landing it is: its organisation is counted.
        verified: Whether the run's folder was held to its seal just now.

    Raises:
        ConfigError: The run's folder is not as it was landed.
    """
    with store.read() as db:
        last = db.execute(select(RUNS).order_by(RUNS.c.number.desc()).limit(1)).first()
    if last is None:
        return Found()
    path = Path(last.path)
    if not verified:
        require_untouched(path, last.seal, FILES)
    with store.act() as acting:
        accounts = accounts_that_meet(acting)
        every = {name for names in accounts.values() for name in names}
        shown = _note_keys(acting, read_keys(path, store.key, every), accounts)
        _note_groups(acting, last.seal, accounts)
        met = _meet(acting, accounts, shown)
        _add_payers(met, read_payers_in_common(path), accounts)
        known = {(row.left_case, row.right_case): row for row in acting.db.execute(select(HITS))}
        fresh = sorted(pair for pair in met if pair not in known)
        for pair in fresh:
            _tell(acting, pair, met[pair])
        for pair in sorted(met.keys() & known.keys()):
            _amend(acting, known[pair], met[pair])
        count_hits(acting, by, len(shown), len(fresh))
        acting.enter("hub", "looked", f"run:{last.seal[:16]}", {"compared": len(shown), "hits": len(fresh)})
    return Found(len(shown), len(fresh))


def in_force() -> ColumnElement[bool]:
    """Cases that rest on no agreement that has ended, as a condition of SQL."""
    return CASES.c.ends_on.is_(None) | (CASES.c.ends_on >= today().isoformat())


def may_meet() -> tuple[ColumnElement[bool], ...]:
    """Cases that may meet others, as conditions of SQL."""
    return (CASES.c.lane == SUSPECTS, CASES.c.state != CLOSED, in_force())


def accounts_that_meet(acting: Acting, *among: ColumnElement[bool]) -> Accounts:
    """The accounts of each case that may meet others; of some among them, where conditions say of which."""
    query = select(ANCHORS.c.case_id, ANCHORS.c.account, CASES.c.key).join(CASES).where(*may_meet(), *among)
    found: dict[str, list[str]] = defaultdict(list)
    own: dict[str, bytes] = {}
    for row in acting.db.execute(query):
        if row.case_id not in own:
            own[row.case_id] = acting.key.unwrap(row.key)
        found[row.case_id].append(unseal(own[row.case_id], row.account).decode())
    return found


def _note_keys(acting: Acting, keys: Keys, accounts: Accounts) -> Collection[str]:
    """Keep the keys of each case that the run shows, in place of those of earlier runs; the cases."""
    shown = sorted(case for case, names in accounts.items() if any(name in keys for name in names))
    rows = [
        {"case_id": case, "kind": kind, "mac": mac}
        for case in shown
        for kind, mac in sorted({each for name in accounts[case] for each in keys.get(name, ())})
    ]
    for begin in range(0, len(shown), AT_ONCE):
        some = shown[begin : begin + AT_ONCE]
        acting.db.execute(MATCH_KEYS.delete().where(MATCH_KEYS.c.case_id.in_(some)))
    if rows:
        acting.db.execute(MATCH_KEYS.insert(), rows)
    return set(shown)


def _note_groups(acting: Acting, run: str, accounts: Accounts) -> None:
    """The group of the run that a case was laid from: two cases that one group joins are never merged, and are told."""
    query = select(CASES.c.id, CASES.c.group_id).where(CASES.c.run == run, CASES.c.group_id != "")
    rows = [
        {"case_id": row.id, "kind": GROUP, "mac": mac_of(acting.key, GROUP, f"{run} {row.group_id}")}
        for row in acting.db.execute(query)
        if row.id in accounts
    ]
    acting.db.execute(MATCH_KEYS.delete().where(MATCH_KEYS.c.kind == GROUP))
    if rows:
        acting.db.execute(MATCH_KEYS.insert(), rows)


def _meet(acting: Acting, accounts: Accounts, shown: Collection[str]) -> dict[Pair, Met]:
    """Pairs of which one at least is shown, and the kinds of keys that both have."""
    holders: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in acting.db.execute(select(MATCH_KEYS)):
        if row.case_id in accounts:
            holders[row.kind, row.mac].append(row.case_id)
    met: dict[Pair, Met] = defaultdict(Met)
    for (kind, _), cases in holders.items():
        if 1 < len(cases) <= HUB:
            for left, right in combinations(sorted(cases), 2):
                if kind == GROUP or left in shown or right in shown:
                    met[left, right].kinds.add(kind)
    return met


def _add_payers(met: dict[Pair, Met], common: Mapping[frozenset[str], int], accounts: Accounts) -> None:
    """Payers in common beyond chance, as the run's graph has them, between accounts of two cases."""
    homes: dict[str, list[str]] = defaultdict(list)
    for case, names in accounts.items():
        for name in names:
            homes[name].append(case)
    for pair, shared in common.items():
        one, other = sorted(pair) if len(pair) > 1 else (*pair, *pair)
        for left in homes[one]:
            for right in homes[other]:
                if left != right:
                    each = met.setdefault((min(left, right), max(left, right)), Met())
                    each.kinds.add(PAYERS)
                    each.payers = max(each.payers, shared)


def _tell(acting: Acting, pair: Pair, met: Met) -> None:
    """One row for both owners; the entry names neither case, since one of them may be quiet."""
    hit = new_id("x")
    acting.db.execute(
        HITS.insert().values(
            id=hit, left_case=pair[0], right_case=pair[1], kinds=json.dumps(sorted(met.kinds)),
            band=band_of(met.payers), at=now(), left_answer="", right_answer="",
        )
    )  # fmt: skip
    acting.enter("hub", "met", f"hit:{hit}", {"kinds": sorted(met.kinds)})


def _amend(acting: Acting, before: Row[tuple[object, ...]], met: Met) -> None:
    """What they meet by besides; what people answered stays."""
    kinds = sorted(met.kinds | set(json.loads(str(before.kinds))))
    values = {"kinds": json.dumps(kinds), "band": band_of(met.payers) or before.band}
    acting.db.execute(HITS.update().where(HITS.c.id == before.id).values(**values))


def count_hits(acting: Acting, by: str, asked: int, given: int) -> None:
    """Count what somebody's organisation, or a partner, had compared, and what came of it."""
    org = str(acting.db.execute(select(PEOPLE.c.org).where(PEOPLE.c.id == by)).scalar() or by)
    day = today().isoformat()
    of_today = (HIT_COUNTS.c.org == org, HIT_COUNTS.c.day == day)
    more = {"asked": HIT_COUNTS.c.asked + asked, "given": HIT_COUNTS.c.given + given}
    if not acting.db.execute(HIT_COUNTS.update().where(*of_today).values(**more)).rowcount:
        acting.db.execute(HIT_COUNTS.insert().values(org=org, day=day, asked=asked, given=given))
