"""What must hold before a release, each with its state; and the digest that people sign."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Row, select

from finpath.desk.people.person import today
from finpath.desk.people.signatures import Site
from finpath.desk.store.tables import APPROVALS, PROPOSALS
from finpath.dissemination import PackageSet, Routing
from finpath.errors import ConfigError
from finpath.keyring import SigningKey
from finpath.referral.query.disclosure import TLP


@dataclass(frozen=True)
class Hub:
    """What releases are made with.

    Args:
        site: Where people sign.
        routing: Who is sent what; None where nothing can be released.
        signing: Signs what is released.
        outbox: Where it is written to.
    """

    site: Site
    routing: Routing | None = None
    signing: SigningKey | None = None
    outbox: Path = Path("outbox")


@dataclass(frozen=True)
class Condition:
    """One condition of a release, and whether it holds."""

    words: str
    holds: bool
    note: str = ""


def package_digest(packed: PackageSet) -> str:
    """Over the path and the bytes of everything in a package."""
    lines = [
        f"{hashlib.sha256(content).hexdigest()}  {package.name}/{path}\n"
        for package in packed.packages
        for path, content in sorted(package.files.items())
    ]
    return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


def find_proposal(db: Connection, proposal: str) -> Row[tuple[object, ...]]:
    """A proposal.

    Raises:
        ConfigError: There is none.
    """
    row = db.execute(select(PROPOSALS).where(PROPOSALS.c.id == proposal)).first()
    if row is None:
        raise ConfigError("There is no such proposal, or it is not for you.")
    return row


def conditions(
    db: Connection, hub: Hub, proposal: Row[tuple[object, ...]], case: Row[tuple[object, ...]], packed: PackageSet
) -> Sequence[Condition]:
    """Everything that must hold before a release, each with its state."""
    same = package_digest(packed) == proposal.digest
    approvals = db.scalars(
        select(APPROVALS.c.person).where(APPROVALS.c.proposal == proposal.id, APPROVALS.c.verdict == "approve")
    )
    ceiling = min((TLP.index(each.profile.tlp) for each in packed.packages), default=0)
    label = max((TLP.index(each.tlp) for each in packed.packages), default=0)
    in_force = not case.ends_on or dt.date.fromisoformat(str(case.ends_on)) >= today()
    return (
        Condition("Somebody else has approved it, with a signature.", bool(list(approvals))),
        Condition("Its bytes are those that were approved.", same, "" if same else "The run or the routing changed."),
        Condition("Its label is within what its recipient may see.", label <= ceiling),
        Condition("Nothing in it is red.", label < TLP.index("red")),
        Condition("The agreement that it rests on is in force.", in_force),
        Condition("No account of it is safeguarding's.", case.lane != "protect"),
        Condition("The proposal has not run out.", str(proposal.until) >= today().isoformat()),
        Condition(
            "The desk has a key that signs it.", hub.signing is not None, "" if hub.signing else "desk.toml names none."
        ),
    )
