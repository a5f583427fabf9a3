"""Whatever people do, in whatever order: no release has one person as two of author, reviewer and releaser."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from finpath.desk.cases.decide import Decision, decide, write_words
from finpath.desk.cases.release import approve, propose, release, send_back
from finpath.desk.chain import read_log
from finpath.desk.people.person import approve_grant, ask_grant, grant, take_role
from finpath.desk.store.tables import APPROVALS, CASES, DECISIONS, PROPOSALS, RELEASES, WORDS
from finpath.dissemination import PackageSet
from finpath.dissemination.package import Package
from finpath.dissemination.profile import Profile
from finpath.errors import ConfigError
from finpath.output.folder.verify import Verification
from tests.desk.conftest import Runs, make_office
from tests.desk.deeds import signed
from tests.desk.test_landing import group

WORKERS = ("ada", "ben", "cem", "hal")
LOGINS = st.sampled_from(WORKERS)
AUTHORS = st.sampled_from([*["ada"] * 8, *WORKERS])
"""Mostly one: where everybody has touched a case, nobody is left to approve it."""
WORK = ("analyst", "reviewer", "releaser")
PACKAGE = PackageSet(
    (Package(Profile("fiu", "FIU", ("json",), frozenset(), "amber+strict"), "fiu", "NL", "amber", files={"a": b"b"}),),
    (),
)


class Day(RuleBasedStateMachine):
    """People at one desk."""

    run: Path
    released: ClassVar[set[str]] = set()
    """Proposals that were released, over all sequences."""

    @initialize()
    def open_office(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        self.office = make_office(f"sqlite:///{place}/desk.sqlite", place / "home")
        self.office.desk.land("console", self.run)
        with self.office.desk.store.read() as db:
            self.case = str(db.execute(select(CASES.c.id)).scalar_one())
        with self.office.desk.store.act() as acting:  # everybody may do everything: only who they are holds them back
            for login in WORKERS:
                for role in WORK:
                    grant(acting, self.office.people[login], role, self.office.people["fay"], self.office.people["gus"])

        self.decides("ada", "confirm")
        self.proposes("ada")

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.desk.store.close()
            self.folder.cleanup()

    def last_proposal(self) -> str:
        with self.office.desk.store.read() as db:
            return str(db.execute(select(PROPOSALS.c.id).order_by(PROPOSALS.c.at.desc())).scalar() or "none")

    @rule(login=AUTHORS, outcome=st.sampled_from(["confirm", "confirm", "confirm", "clear"]))
    def decides(self, login: str, outcome: str) -> None:
        with contextlib.suppress(ConfigError):
            decide(self.office.desk.store, self.office.person(login), self.case, Decision(outcome, "other", "Why."))

    @rule(login=AUTHORS)
    def writes(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            write_words(self.office.desk.store, self.office.person(login), self.case, "note", "A note.")

    @rule(login=AUTHORS)
    def proposes(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            propose(self.office.desk.store, self.office.desk.hub, self.office.person(login), self.case, "fiu")

    @rule(login=LOGINS)
    def approves(self, login: str) -> None:
        self.signs(login, "approve")

    @rule(login=LOGINS)
    def releases(self, login: str) -> None:
        self.signs(login, "release")

    @rule(login=LOGINS, other=LOGINS)
    def goes_through(self, login: str, other: str) -> None:
        self.signs(login, "approve")
        self.signs(other, "release")

    @rule(login=LOGINS)
    def sends_back(self, login: str) -> None:
        with contextlib.suppress(ConfigError):
            send_back(self.office.desk.store, self.office.person(login), self.last_proposal(), "Not yet.")

    def signs(self, login: str, act: str) -> None:
        proposal, store, hub = self.last_proposal(), self.office.desk.store, self.office.desk.hub
        with contextlib.suppress(ConfigError):
            do = approve if act == "approve" else release
            do(store, hub, self.office.person(login), proposal, signed(self.office, login, act, proposal))

    @rule(
        to=LOGINS,
        by=st.sampled_from(["fay", "ada"]),
        second=st.sampled_from(["gus", "ada"]),
        role=st.sampled_from(WORK),
    )
    def is_given_a_role(self, to: str, by: str, second: str, role: str) -> None:
        people = self.office.people
        with contextlib.suppress(ConfigError), self.office.desk.store.act() as acting:
            approve_grant(acting, ask_grant(acting, people[to], role, people[by]), people[second])

    @rule(login=LOGINS, role=st.sampled_from(WORK))
    def loses_a_role(self, login: str, role: str) -> None:
        with contextlib.suppress(ConfigError), self.office.desk.store.act() as acting:
            take_role(acting, self.office.people[login], role, self.office.people["fay"])

    @invariant()
    def three_people(self) -> None:
        if not hasattr(self, "office"):
            return
        with self.office.desk.store.read() as db:
            for released in db.execute(select(RELEASES)):
                approvers = set(db.scalars(select(APPROVALS.c.person).where(APPROVALS.c.proposal == released.proposal)))
                proposer = db.execute(select(PROPOSALS.c.by).where(PROPOSALS.c.id == released.proposal)).scalar_one()
                before = released.at
                authors = {proposer} | {
                    person
                    for table in (DECISIONS, WORDS)
                    for person in db.scalars(
                        select(table.c.by).where(
                            table.c.at <= before, *([table.c.kind != "sent_back"] if table is WORDS else [])
                        )
                    )
                }
                self.released.add(str(released.proposal))
                assert approvers
                assert not approvers & authors
                assert released.person not in approvers | authors
        assert not read_log(self.office.desk.store).faults()


def test_nobody_is_two_of_three_in_any_sequence(runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("finpath.desk.cases.land.read_groups", lambda _: (group("a", "1", "2"),))
    monkeypatch.setattr("finpath.desk.cases.land.verify", lambda _: Verification("a" * 64, 1, ()))
    monkeypatch.setattr("finpath.desk.cases.release.build", lambda *_: PACKAGE)
    subjects = [{"provider_id": "north", "merchant_id": merchant} for merchant in ("1", "2")]
    for module in ("release", "conditions"):
        told = json.dumps({"subjects": subjects}).encode()
        monkeypatch.setattr(f"finpath.desk.cases.{module}.referral_content", lambda *_, told=told: told)
    quick = settings(max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    monkeypatch.setattr(Day, "run", runs.later, raising=False)
    run_state_machine_as_test(Day, settings=quick)
    assert Day.released, "the sequences end in releases"
