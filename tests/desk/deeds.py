"""What people do one after the other, for tests that begin later on."""

from __future__ import annotations

from pathlib import Path

from finpath.custody import Head
from finpath.desk.cases.decide import Decision, decide
from finpath.desk.cases.release import approve, challenge, propose, release
from tests.desk.conftest import Office


def confirmed(office: Office, login: str = "ada") -> str:
    """A case of the run's referrals that somebody has confirmed."""
    case = next(row.id for row in office.queue(login) if row.tier == "refer")
    decide(office.desk.store, office.person(login), case, Decision("confirm", "own_file"))
    return case


def proposed(office: Office, login: str = "ada") -> tuple[str, str]:
    case = confirmed(office, login)
    return case, propose(office.desk.store, office.desk.hub, office.person(login), case, "fiu")


def signed(office: Office, login: str, act: str, proposal: str) -> tuple[str, Head]:
    with office.desk.store.read() as db:
        nonce, head = challenge(db, act, proposal)
    return office.keys[login].sign(nonce), head


def approved(office: Office) -> tuple[str, str]:
    case, proposal = proposed(office)
    approve(
        office.desk.store, office.desk.hub, office.person("ben"), proposal, signed(office, "ben", "approve", proposal)
    )
    return case, proposal


def released(office: Office) -> tuple[str, str, Path]:
    case, proposal = approved(office)
    token = signed(office, "cem", "release", proposal)
    return case, proposal, release(office.desk.store, office.desk.hub, office.person("cem"), proposal, token)
