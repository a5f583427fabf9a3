"""What must hold before a release, each with its state; and the digest that people sign."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Row, select

from finpath.desk.cases.safeguarded import names_one, protected_accounts
from finpath.desk.cases.states import APPROVED, CONFIRMED, PROPOSED, RELEASED
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.people.signatures import Site
from finpath.desk.policy.deconflict import DeconflictionList, ask_lists
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.tables import ANCHORS, APPROVALS, CASES, DECISIONS, LOGINS, PROPOSALS, RUNS
from finpath.dissemination import PackageSet, Routing
from finpath.errors import ConfigError
from finpath.keyring import SigningKey
from finpath.referral.query.disclosure import TLP


@dataclass(frozen=True)
class Hub:
    """What releases are made with.

    Args:
        site: Where people sign.
        key: The desk's.
        routing: Who is sent what; None where nothing can be released.
        signing: Signs what is released.
        outbox: Where it is written to.
        lists: That are asked before a release.
    """

    site: Site
    key: DeskKey
    routing: Routing | None = None
    signing: SigningKey | None = None
    outbox: Path = Path("outbox")
    lists: tuple[DeconflictionList, ...] = ()


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
        DeniedError: There is none; the words are those for one that is not shown.
    """
    row = db.execute(select(PROPOSALS).where(PROPOSALS.c.id == proposal)).first()
    if row is None:
        raise DeniedError("There is no such proposal, or it is not for you.")
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
    label = max([int(str(case.tlp)), *(TLP.index(each.tlp) for each in packed.packages)])
    content = referral_content(db, proposal)
    free = ask_lists(hub.lists, subjects_of(content), today()).free
    in_force = not case.ends_on or dt.date.fromisoformat(str(case.ends_on)) >= today()
    return (
        Condition("Somebody else has approved it, with a signature.", bool(list(approvals))),
        Condition("Its bytes are those that were approved.", same, "" if same else "The run or the routing changed."),
        Condition("Its label is within what its recipient may see.", label <= ceiling),
        Condition("Nothing in it is red.", label < TLP.index("red")),
        Condition("The agreement that it rests on is in force.", in_force),
        Condition("No account in it is safeguarding's.", not names_one(content, protected_accounts(db, hub.key))),
        Condition("The de-confliction lists are in order and name nothing of it.", free, _of_lists(hub, free=free)),
        Condition("Each account in it belongs to a case that was confirmed.", _all_confirmed(db, hub.key, content)),
        Condition("The proposal has not run out.", str(proposal.until) >= today().isoformat()),
        Condition(
            "The desk has a key that signs it.", hub.signing is not None, "" if hub.signing else "desk.toml names none."
        ),
    )


def _of_lists(hub: Hub, *, free: bool) -> str:
    """The same words for a list that names something and one that has run out: one person is told which."""
    return "" if free and hub.lists else "Who looks after the lists is told why." if not free else "None is configured."


def told(db: Connection, hub: Hub, person: str) -> tuple[str, ...]:
    """What the lists say of the proposals that wait, for the one person whom each list names."""
    logins = set(db.scalars(select(LOGINS.c.login).where(LOGINS.c.person == person)))
    own = [each for each in hub.lists if each.tell in logins]
    if not own:
        return ()
    sentences = [words for _, words in ask_lists(own, (), today()).faults]
    for proposal in db.execute(select(PROPOSALS).where(PROPOSALS.c.state.in_([PROPOSED, APPROVED]))):
        hits = ask_lists(own, subjects_of(referral_content(db, proposal)), today()).hits
        sentences += [f"The list of {hit.authority} names {hit.account}, of proposal {proposal.id}." for hit in hits]
    return tuple(sentences)


def subjects_of(content: bytes) -> tuple[str, ...]:
    """The accounts of a referral, as provider/merchant."""
    return tuple(f"{each['provider_id']}/{each['merchant_id']}" for each in json.loads(content)["subjects"])


def referral_content(db: Connection, proposal: Row[tuple[object, ...]]) -> bytes:
    """What the run that a proposal was made on says of its group, as JSON.

    Raises:
        ConfigError: It is not there any more.
    """
    landed = db.execute(select(RUNS.c.path).where(RUNS.c.seal == proposal.run)).scalar_one()
    path = Path(landed) / "referrals" / str(proposal.group_id) / "referral.json"
    if not path.is_file():
        raise ConfigError(f"There is no referral {path} any more: send the proposal back.")
    return path.read_bytes()


def _all_confirmed(db: Connection, key: DeskKey, content: bytes) -> bool:
    macs = set(map(key.mac, subjects_of(content)))
    query = (
        select(ANCHORS.c.mac, ANCHORS.c.case_id)
        .join(CASES, CASES.c.id == ANCHORS.c.case_id)
        .where(ANCHORS.c.mac.in_(macs), CASES.c.state.in_([CONFIRMED, PROPOSED, APPROVED, RELEASED]))
    )
    rows = db.execute(query).all()
    spoken = (
        select(DECISIONS, CASES.c.key)
        .join(CASES, CASES.c.id == DECISIONS.c.case_id)
        .where(DECISIONS.c.case_id.in_({row.case_id for row in rows}), DECISIONS.c.outcome.in_(["confirm", "clear"]))
        .order_by(DECISIONS.c.at, DECISIONS.c.id)
    )
    last = {
        key.mac(account): each.outcome
        for each in db.execute(spoken)
        for account in json.loads(unseal(key.unwrap(each.key), each.what))["accounts"]
    }
    return macs <= {row.mac for row in rows if last.get(row.mac) == "confirm"}
