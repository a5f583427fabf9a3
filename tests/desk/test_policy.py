"""Who may what: the rules in Python and in SQL say the same of every case."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.pool import StaticPool

from finpath.desk.policy.may import Person, Record, may, visible
from finpath.desk.policy.roles import ABOUT_A_CASE, ADMIN, AUDITOR, CHANGES, OF_ROLE, SAFEGUARDING, SEE
from finpath.desk.store.tables import CASES, METADATA, PLACES
from finpath.referral.query.disclosure import TLP

TODAY = dt.date(2026, 11, 30)
PLACES_KNOWN = ("NL", "ES", "DE")

people = st.builds(
    Person,
    id=st.sampled_from(["u-1", "u-2"]),
    roles=st.frozensets(st.sampled_from(sorted(OF_ROLE))),
    countries=st.frozensets(st.sampled_from(PLACES_KNOWN)),
    teams=st.frozensets(st.sampled_from(["red", "blue"])),
    tlp=st.sampled_from(TLP),
    acts=st.none() | st.frozensets(st.sampled_from(sorted(ABOUT_A_CASE))),
)
records = st.builds(
    Record,
    lane=st.sampled_from(["suspects", "protect", "received"]),
    tlp=st.sampled_from(TLP),
    countries=st.frozensets(st.sampled_from(PLACES_KNOWN)),
    team=st.sampled_from(["", "red", "blue"]),
    assigned=st.sampled_from(["", "u-1", "u-2"]),
    ends_on=st.none() | st.dates(dt.date(2026, 11, 1), dt.date(2026, 12, 30)),
    touched=st.frozensets(st.sampled_from(["u-1", "u-2"])),
    approved=st.frozensets(st.sampled_from(["u-1", "u-2"])),
)


@pytest.fixture(scope="module")
def engine():  # type: ignore[no-untyped-def] # noqa: ANN201
    made = create_engine("sqlite://", poolclass=StaticPool)
    METADATA.create_all(made)
    yield made
    made.dispose()


@given(person=people, record=records)
def test_python_and_sql_see_the_same(engine, person: Person, record: Record) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    values = {
        "id": "c-1", "state": "new", "lane": record.lane, "tier": "refer", "score": 1, "tlp": TLP.index(record.tlp),
        "team": record.team, "assigned": record.assigned or None, "agreement": "", "ends_on": None,
        "set_aside_until": None, "opened_at": "", "run": "", "group_id": "", "change": "", "key": b"",
        "title": b"", "why": b"",
    }  # fmt: skip
    with engine.connect() as db:
        db.execute(CASES.insert().values(**values))
        for country in record.countries:
            db.execute(PLACES.insert().values(case_id="c-1", country=country))
        seen = db.execute(select(CASES.c.id).where(visible(person))).first() is not None
        db.rollback()
    assert seen == may(person, SEE, record, TODAY).allowed


@given(person=people, record=records, act=st.sampled_from(sorted(ABOUT_A_CASE)))
def test_whoever_may_act_may_see(person: Person, record: Record, act: str) -> None:
    verdict = may(person, act, record, TODAY)
    if verdict.allowed:
        assert may(person, SEE, record, TODAY).allowed or person.acts is not None
        assert act not in CHANGES or record.ends_on is None or record.ends_on >= TODAY
        assert act not in {"approve", "release"} or person.id not in record.touched
    else:
        assert verdict.why


@given(record=records)
def test_who_audits_or_administers_sees_no_case(record: Record) -> None:
    for role in (AUDITOR, ADMIN):
        assert not may(Person("u-9", frozenset({role}), tlp="red"), SEE, record, TODAY).allowed


@given(record=records)
def test_safeguarding_is_a_lane_of_its_own(record: Record) -> None:
    sees = may(
        Person("u-9", frozenset({SAFEGUARDING}), tlp="red", teams=frozenset({"red", "blue"})), SEE, record, TODAY
    ).allowed
    assert sees == (record.lane == "protect")
