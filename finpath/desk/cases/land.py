"""A run is landed: its folder verified, and its groups laid onto the cases with which they have accounts in common."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import Row, Table, select

from finpath.desk.cases.anchors import lapse_proposals
from finpath.desk.cases.run_groups import Account, Group, read_groups
from finpath.desk.cases.safeguarded import protected_accounts, set_free, unnamed, without
from finpath.desk.cases.states import APPROVED, MOVES, NEW, OPEN, PROPOSED
from finpath.desk.people.person import today
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Acting, Store, new_id, now
from finpath.desk.store.tables import ANCHORS, CASES, PLACES, RUNS, SIGHTINGS
from finpath.errors import ConfigError
from finpath.output.folder import Run
from finpath.output.folder.recorded_config import read_manifest
from finpath.output.folder.verify import verify
from finpath.presentation.text import count_of
from finpath.referral.query.disclosure import FLOOR, TLP
from finpath.tables.contract import SAFEGUARDED

SCALE = 100_000
"""Scores are kept as whole numbers: one is a thousandth of a percent."""

CHANGES = {
    "new": ("is new", "are new"),
    "met": ("joins earlier cases", "join earlier cases"),
    "grown": ("has grown", "have grown"),
    "split": ("is a part of an earlier case", "are parts of an earlier case"),
    "shrunk": ("has shrunk", "have shrunk"),
    "seen": ("was seen again", "were seen again"),
    "gone": ("was not seen", "were not seen"),
}
"""What becomes of one case, and of several."""


@dataclass(frozen=True)
class Landing:
    """What a run brought.

    Args:
        run: Its seal.
        changes: Cases by what became of them.
        was_there: Whether it had been landed before; then nothing is done.
    """

    run: str
    changes: Mapping[str, int] = field(default_factory=dict)
    was_there: bool = False

    @property
    def sentences(self) -> list[str]:
        """For a person."""
        if self.was_there:
            return ["This run was landed before: nothing is changed."]
        return [
            f"{count_of(self.changes[kind], 'case')} {words[self.changes[kind] > 1]}."
            for kind, words in CHANGES.items()
            if kind in self.changes
        ]


@dataclass(frozen=True)
class Rests:
    """Under what a case stands: the agreement of the coalition, its last day, and the team that works on it."""

    agreement: str = ""
    ends_on: str | None = None
    team: str = ""


def land(store: Store, by: str, path: Path, rests: Rests) -> Landing:
    """Land a run.

    Args:
        store: The desk's.
        by: Who lands it.
        path: The run folder; it stays where it is.
        rests: What its cases rest on.

    Raises:
        ConfigError: The folder is no run, is not as it was written, or is older than the last that was landed.
    """
    run = Run(path)
    verification = verify(path)
    if verification.faults or not verification.seal:
        fault = verification.faults[0].sentence if verification.faults else "it bears no seal"
        raise ConfigError(f"{path} is not as it was written ({fault}), so it is not landed.")
    groups = [unnamed(group, store.key) for group in read_groups(path)]
    with store.act() as acting:
        if acting.db.execute(select(RUNS).where(RUNS.c.seal == verification.seal)).first():
            acting.enter(by, "looked", f"run:{verification.seal[:16]}")
            return Landing(verification.seal, was_there=True)
        _require_later(acting, run)
        number = len(acting.db.execute(select(RUNS.c.seal)).all()) + 1
        acting.db.execute(
            RUNS.insert().values(
                seal=verification.seal, name=str(read_manifest(path).get("run") or path.name),
                path=str(path.resolve()), as_of=run.as_of.isoformat(), at=now(), by=by, number=number,
            )
        )  # fmt: skip
        changes = _Laying(acting, verification.seal, rests).lay(groups)
        done = {"seal": verification.seal, "cases": len(groups)}
        acting.enter(by, "landed", f"run:{verification.seal[:16]}", done, agreement=rests.agreement)
    return Landing(verification.seal, changes)


def _require_later(acting: Acting, run: Run) -> None:
    last = acting.db.execute(select(RUNS.c.as_of).order_by(RUNS.c.number.desc()).limit(1)).scalar()
    if last and run.as_of < dt.date.fromisoformat(last):
        raise ConfigError(
            f"{run.path} is as of {run.as_of}, and a run as of {last} was landed: a desk goes on with later runs only."
        )


@dataclass
class _Laying:
    """Lays the groups of one run onto cases."""

    acting: Acting
    run: str
    rests: Rests

    def lay(self, groups: Sequence[Group]) -> Mapping[str, int]:
        """Lay all; how many cases became what."""
        macs = {account: self.acting.key.mac("/".join(account)) for group in groups for account in group.accounts}
        ours = {account for group in groups if group.lane == SAFEGUARDED for account in group.accounts}
        set_free(self.acting, sorted(macs[account] for account in ours))
        groups = tuple(filter(None, (without(group, self._protected) for group in groups)))
        homes = self._homes(groups, macs)
        heirs = Counter(case for group in groups for case in homes[group])
        changes: Counter[str] = Counter()
        for group in groups:
            cases = sorted(homes[group], key=lambda case: (-homes[group][case], self._since[case], case))
            if not cases:
                self._open(group, macs)
                changes["new"] += 1
                continue
            if cases[0] in self._carried:  # a weaker part of a case that was split: a sighting of it, and its accounts
                self._anchor(cases[0], _fresh(group, self._held(cases), macs), macs)
                self._note(cases[0], group, "split")
                changes["split"] += 1
                continue
            self._carried.add(cases[0])
            kind = self._carry(group, cases, macs, split=heirs[cases[0]] > 1)
            changes[kind] += 1
            for other in cases[1:]:
                self._see(other, group, "met")
        for table, rows in self._rows.items():
            if rows:
                self.acting.db.execute(table.insert(), rows)
        changes["gone"] += self._miss()
        return {kind: changes[kind] for kind in CHANGES if changes[kind]}

    _rows: dict[Table, list[dict[str, object]]] = field(
        default_factory=lambda: {table: [] for table in (CASES, PLACES, ANCHORS, SIGHTINGS)}
    )
    """New rows, which are written together, each after what it names."""

    _carried: set[str] = field(default_factory=set)
    _since: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _protected(self) -> frozenset[str]:
        """Who is safeguarding's already, whatever this run says."""
        return protected_accounts(self.acting.db, self.acting.key)

    def _homes(self, groups: Sequence[Group], macs: Mapping[Account, str]) -> Mapping[Group, Counter[str]]:
        """The cases of each group's lane that have its accounts, and how many of them."""
        rows = self.acting.db.execute(
            select(ANCHORS.c.mac, ANCHORS.c.case_id, CASES.c.lane, CASES.c.opened_at).join(
                CASES, CASES.c.id == ANCHORS.c.case_id
            )
        )
        owners: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in rows:
            owners[row.lane, row.mac].append(row.case_id)
            self._since[row.case_id] = row.opened_at
        return {
            group: Counter(case for account in group.accounts for case in owners[group.lane, macs[account]])
            for group in groups
        }

    def _open(self, group: Group, macs: Mapping[Account, str]) -> None:
        case, wrapped = new_id("c"), self.acting.key.new_key()
        key = self.acting.key.unwrap(wrapped)
        self.acting.know_key(case, key)
        self._rows[CASES].append(
            {
                "id": case, "state": NEW, "lane": group.lane, "tier": group.tier, "score": _whole(group.score),
                "tlp": TLP.index(FLOOR), "team": self.rests.team, "assigned": None, "agreement": self.rests.agreement,
                "ends_on": self.rests.ends_on, "set_aside_until": None, "opened_at": now(), "run": self.run,
                "group_id": group.id, "change": "new", "key": wrapped, "title": seal(key, group.title.encode()),
                "why": seal(key, group.why.encode()),
            }
        )  # fmt: skip
        self._rows[PLACES] += [{"case_id": case, "country": country} for country in sorted(group.countries)]
        self._anchor(case, group.accounts, macs)
        self._note(case, group, "new")
        self.acting.enter("hub", "opened", f"case:{case}", {"run": self.run}, agreement=self.rests.agreement)

    def _carry(self, group: Group, cases: Sequence[str], macs: Mapping[Account, str], *, split: bool) -> str:
        """Carry on the case that has most of the group's accounts; what is new in the group comes to it."""
        case, held = cases[0], self._held(cases)
        fresh = _fresh(group, held, macs)
        own = {mac for mac, each in held.items() if case in each}
        kind = "met" if cases[1:] else "split" if split else "grown" if fresh else _seen_or_shrunk(own, group, macs)
        before = self.acting.db.execute(select(CASES).where(CASES.c.id == case)).one()
        state = self._state(before, grown=bool(fresh))
        key = self.acting.case_key(case)
        self.acting.db.execute(
            CASES.update().where(CASES.c.id == case).values(
                state=state, tier=group.tier, score=_whole(group.score), run=self.run, group_id=group.id, change=kind,
                title=seal(key, group.title.encode()), why=seal(key, group.why.encode()),
                set_aside_until=None if state == OPEN else before.set_aside_until,
            )
        )  # fmt: skip
        self._place(case, group)
        self._anchor(case, fresh, macs)
        self._note(case, group, kind)
        if kind != "seen":
            self.acting.enter("hub", "carried", f"case:{case}", {"run": self.run, "change": kind})
        return kind

    def _state(self, before: Row[tuple[object, ...]], *, grown: bool) -> str:
        """New accounts open a case again, and end a proposal that knew none of them; so does a review that is over."""
        over = before.set_aside_until is not None and before.set_aside_until < today().isoformat()
        if grown and before.state in {PROPOSED, APPROVED}:
            lapse_proposals(self.acting, str(before.id))
            return OPEN
        if before.state in MOVES["grow"][0] - {NEW} and (grown or over):
            return OPEN
        return str(before.state)

    def _held(self, cases: Sequence[str]) -> Mapping[str, set[str]]:
        rows = self.acting.db.execute(select(ANCHORS.c.mac, ANCHORS.c.case_id).where(ANCHORS.c.case_id.in_(cases)))
        held: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            held[row.mac].add(row.case_id)
        return held

    def _see(self, case: str, group: Group, change: str) -> None:
        """Say at a case that a group has some of its accounts, which goes on in another."""
        self.acting.db.execute(
            CASES.update().where(CASES.c.id == case).values(run=self.run, group_id=group.id, change=change)
        )
        self._note(case, group, change)
        self.acting.enter("hub", "carried", f"case:{case}", {"run": self.run, "change": change})

    def _note(self, case: str, group: Group, change: str) -> None:
        what = {"payments": group.payments, "volume_eur": group.volume_eur, "why": group.why, "rules": group.rules,
                "accounts": ["/".join(account) for account in group.accounts]}  # fmt: skip
        sealed = seal(self.acting.case_key(case), json.dumps(what).encode())
        self._rows[SIGHTINGS].append(
            {
                "case_id": case, "run": self.run, "group_id": group.id, "tier": group.tier,
                "score": _whole(group.score), "change": change, "what": sealed,
            }
        )  # fmt: skip

    def _place(self, case: str, group: Group) -> None:
        known = set(self.acting.db.scalars(select(PLACES.c.country).where(PLACES.c.case_id == case)))
        for country in sorted(group.countries - known):
            self.acting.db.execute(PLACES.insert().values(case_id=case, country=country))

    def _anchor(self, case: str, accounts: Sequence[Account], macs: Mapping[Account, str]) -> None:
        key = self.acting.case_key(case)
        self._rows[ANCHORS] += [
            {"case_id": case, "mac": macs[each], "account": seal(key, "/".join(each).encode()), "run": self.run}
            for each in accounts
        ]

    def _miss(self) -> int:
        """Say at the others that this run does not show them; they stay as they are."""
        others = (CASES.c.run != self.run, CASES.c.change != "gone")
        return self.acting.db.execute(CASES.update().where(*others).values(change="gone")).rowcount


def _fresh(group: Group, held: Collection[str], macs: Mapping[Account, str]) -> tuple[Account, ...]:
    """Accounts of a group that no case holds yet."""
    return tuple(account for account in group.accounts if macs[account] not in held)


def _seen_or_shrunk(own: set[str], group: Group, macs: Mapping[Account, str]) -> str:
    return "shrunk" if own - {macs[account] for account in group.accounts} else "seen"


def _whole(score: float) -> int:
    return round(score * SCALE)
