"""Whatever people do, in whatever order: no case goes without two people, by who worked on it, or while it is held."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from finpath.desk.cases.decide import write_words
from finpath.desk.chain import read_log
from finpath.desk.people.person import grant, today
from finpath.desk.retention.hold import ask_to_end, end_hold, hold_case
from finpath.desk.retention.purge import approvers, eyes, propose_due, propose_purge, refuse_purge
from finpath.desk.store.tables import CASES, HOLDS, PURGES, TOMBS
from finpath.errors import ConfigError
from finpath.output.folder.verify import Verification
from tests.desk.conftest import Runs, make_office
from tests.desk.test_landing import group
from tests.desk.test_retention import NAMED, YEAR, age, agree, left_of

LOGINS = st.sampled_from(["ada", "ben", "cem", "hal"])
PAIRS = st.sampled_from([("ben", "cem"), ("cem", "hal"), ("hal", "cem"), ("cem", "ben")])
WRITERS = st.sampled_from(["ada"] * 6 + ["ben", "hal"])


class Keeping(RuleBasedStateMachine):
    """People at one desk, and one case whose time is over."""

    run: Path
    purged: ClassVar[int] = 0
    """Cases that went, over all sequences."""

    @initialize(at_once=st.sampled_from([True, False, False]))
    def open_office(self, at_once: bool) -> None:  # noqa: FBT001 - hypothesis gives it by name
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        self.office = make_office(f"sqlite:///{place}/desk.sqlite", place / "home")
        self.office.desk.land("console", self.run)
        self.store = self.office.desk.store
        self.worked: set[str] = set()
        with self.store.read() as db:
            self.case = str(db.execute(select(CASES.c.id)).scalar_one())
        with self.store.act() as acting:  # everybody may do everything: only who they are holds them back
            for login in ("ada", "ben", "cem", "hal"):
                for role in ("analyst", "reviewer"):
                    grant(acting, self.office.people[login], role, self.office.people["fay"], self.office.people["gus"])
        age(self.office, 6)
        if at_once:
            self.goes_through(("ben", "cem"))

    def teardown(self) -> None:
        if hasattr(self, "office"):
            with self.store.read() as db:
                type(self).purged += len(db.execute(select(TOMBS)).all())
            self.store.close()
            self.folder.cleanup()

    def last(self) -> str:
        with self.store.read() as db:
            return str(db.execute(select(PURGES.c.id).order_by(PURGES.c.at.desc())).scalar() or "none")

    def hold(self) -> str:
        with self.store.read() as db:
            return str(db.execute(select(HOLDS.c.id).where(HOLDS.c.lifted_by.is_(None))).scalar() or "none")

    @rule(login=WRITERS)
    def writes(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            write_words(self.store, self.office.person(login), self.case, "note", "A note.")
            self.worked.add(self.office.people[login])

    @rule()
    def the_clock_proposes(self) -> None:
        propose_due(self.store, 5)

    @rule(login=LOGINS)
    def proposes(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            propose_purge(self.store, self.office.person(login), self.case, "unfounded", "Board")

    @rule(login=LOGINS)
    def approves(self, login: str) -> None:
        held = self.hold() != "none"
        with contextlib.suppress(ConfigError):
            agree(self.office, login, self.last())
            assert not held

    @rule(both=PAIRS)
    def goes_through(self, both: tuple[str, str]) -> None:
        self.the_clock_proposes()
        for login in both:
            self.approves(login)

    @rule(both=PAIRS)
    def goes_through_again(self, both: tuple[str, str]) -> None:
        self.goes_through(both)

    @rule(login=LOGINS)
    def refuses(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            refuse_purge(self.store, self.office.person(login), self.last())

    @rule(login=LOGINS)
    def holds(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            hold_case(self.store, self.office.person(login), self.case, named=NAMED, until=today() + YEAR)

    @rule(login=LOGINS)
    def asks_to_end(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            ask_to_end(self.store, self.office.person(login), self.hold())

    @rule(login=LOGINS)
    def ends(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            end_hold(self.store, self.office.person(login), self.hold())

    @invariant()
    def two_people(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.store.read() as db:
            tombs = db.execute(select(TOMBS)).all()
            assert len(tombs) == (left_of(self.office, self.case) == 0)
            for tomb in tombs:
                row = db.execute(select(PURGES).where(PURGES.c.id == tomb.purge)).one()
                approved = approvers(db, tomb.purge)
                assert len(eyes(db, row)) >= 2
                assert not approved & {row.by}
                assert not approved & self.worked
            for hold in db.execute(select(HOLDS)):
                assert hold.lifted_by is None or hold.lifted_by != hold.lift_by
        assert not read_log(self.store).faults()


def test_no_case_goes_without_two_people_in_any_sequence(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finpath.desk.cases.land.read_groups", lambda _: (group("a", "1", "2"),))
    monkeypatch.setattr("finpath.desk.cases.land.verify", lambda _: Verification("a" * 64, 1, ()))
    quick = settings(max_examples=20, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    monkeypatch.setattr(Keeping, "run", runs.later, raising=False)
    run_state_machine_as_test(Keeping, settings=quick)
    assert Keeping.purged, "some sequences end in a purge"
