"""From a proposal to the outbox: what is approved is the digest of a package, and those bytes are released, or none.

Author, reviewer and releaser are three people. The desk sends nothing: it writes the package, and a person sends it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import Connection, Row, select

from finpath.custody import Head
from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.conditions import Hub, conditions, find_proposal, package_digest, referral_content
from finpath.desk.cases.decide import deny, read_record, require
from finpath.desk.cases.safeguarded import names_one, protected_accounts
from finpath.desk.cases.states import APPROVED, PROPOSED, after
from finpath.desk.errors import DeniedError
from finpath.desk.people.person import today
from finpath.desk.people.signatures import challenge_of, require_signature
from finpath.desk.policy.may import Person, may
from finpath.desk.policy.roles import APPROVE, PROPOSE, RELEASE
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Acting, Store, new_id, now, read_head
from finpath.desk.store.tables import APPROVALS, CASES, DECISIONS, PROPOSALS, RELEASES, RUNS, WORDS
from finpath.dissemination import PackageSet, build_case_packages, write_packages
from finpath.dissemination.write import select_recipient
from finpath.errors import ConfigError
from finpath.keyring import sign
from finpath.output.folder import Run
from finpath.output.folder.atomic_output import write_atomically
from finpath.output.folder.seal import NAME as SUMS
from finpath.output.folder.seal import digest as digest_file
from finpath.output.folder.seal import read_seal
from finpath.output.folder.verify import verify

HOLDS = dt.timedelta(days=30)
"""How long a proposal waits."""


def build(db: Connection, hub: Hub, group: str, recipient: str, run: str) -> PackageSet:
    """The package of a run's group for a recipient; the run's folder is verified first.

    Raises:
        ConfigError: The folder is not as it was landed, or nothing of the case goes to that recipient.
    """
    if hub.routing is None:
        raise ConfigError("The desk has no routing table: name one in desk.toml, or nothing can be released.")
    if not group:
        raise ConfigError("Nothing of it can be released before a later run: an account of it went to safeguarding.")
    landed = db.execute(select(RUNS).where(RUNS.c.seal == run)).one()
    found = verify(Path(landed.path), landed.seal)
    if found.faults:
        raise ConfigError(f"The run {landed.name} is not as it was landed: {found.faults[0].sentence}")
    return select_recipient(build_case_packages(Run(Path(landed.path)), hub.routing, group), recipient)


def propose(store: Store, hub: Hub, person: Person, case: str, recipient: str) -> str:
    """Propose to release a case to a recipient; the id of the proposal.

    Raises:
        ConfigError: Nothing can be released, or the case is not confirmed.
        DeniedError: The person may not.
    """
    with store.read() as db:
        row, record = read_record(db, case)
        allowed = record is not None and may(person, PROPOSE, record, today()).allowed
        packed = None
        if row is not None and allowed:
            packed = build(db, hub, str(row.group_id), recipient, str(row.run))
    with store.act() as acting:
        row = require(store, acting, person, PROPOSE, case)
        assert packed is not None, "the row was there"  # noqa: S101
        outcomes = acting.db.scalars(
            select(DECISIONS.c.outcome).where(DECISIONS.c.case_id == case).order_by(DECISIONS.c.at)
        )
        standing = [each for each in outcomes if each in {"confirm", "clear"}]
        if not standing or standing[-1] != "confirm":
            raise ConfigError("Only a case that somebody has confirmed is proposed.")
        state = after(str(row.state), "propose")
        proposal, digest = new_id("p"), package_digest(packed)
        until = (dt.datetime.now(dt.UTC) + HOLDS).date().isoformat()
        acting.db.execute(
            PROPOSALS.insert().values(
                id=proposal, case_id=case, group_id=row.group_id, recipient=recipient, digest=digest,
                by=person.id, at=now(), until=until,
                state=PROPOSED, run=row.run,
            )
        )  # fmt: skip
        acting.db.execute(CASES.update().where(CASES.c.id == case).values(state=state))
        acting.enter(person.id, "proposed", f"case:{case}", {"proposal": proposal, "digest": digest, "to": recipient})
    return proposal


def challenge(db: Connection, act: str, proposal: str) -> tuple[bytes, Head]:
    """What somebody signs who approves or releases, and the head of the chain in it."""
    head = read_head(db)
    return challenge_of(act, proposal, str(find_proposal(db, proposal).digest), head), head


def approve(store: Store, hub: Hub, person: Person, proposal: str, signed: tuple[str, Head]) -> None:
    """Approve a proposal with a signature over its digest.

    Args:
        store: The desk's.
        hub: Where people sign.
        person: Who approves.
        proposal: Its id.
        signed: The assertion of WebAuthn, and the head of the chain that its challenge named.

    Raises:
        ConfigError: It was not signed, or waits no more.
        DeniedError: The person may not: who has worked on it is not who approves it.
    """
    with store.act() as acting:
        row, case = _asked(store, acting, person, APPROVE, proposal)
        if str(row.until) < today().isoformat():
            raise ConfigError(f"The proposal ran out on {row.until}: send it back.")
        if names_one(referral_content(acting.db, row), protected_accounts(acting.db, hub.key)):
            raise ConfigError("It names an account that is safeguarding's: send it back.")
        assertion, head = signed
        require_signature(
            acting, hub.site, person.id, assertion, challenge_of("approve", proposal, str(row.digest), head)
        )
        _step(acting, case, row, "approve", APPROVED)
        acting.db.execute(
            APPROVALS.insert().values(
                proposal=proposal, person=person.id, verdict="approve", head=str(head), at=now(), assertion=assertion
            )
        )
        acting.enter(person.id, "approved", f"case:{case.id}", {"proposal": proposal, "digest": str(row.digest)})


def send_back(store: Store, person: Person, proposal: str, words: str) -> None:
    """Send a proposal back, with a reason.

    Raises:
        ConfigError: There is no reason, or it waits no more.
        DeniedError: The person may not.
    """
    text = clean_words(words)
    with store.act() as acting:
        row, case = _asked(store, acting, person, APPROVE, proposal)
        _step(acting, case, row, "send_back", "sent back")
        acting.db.execute(
            WORDS.insert().values(
                id=new_id("w"), case_id=case.id, kind="sent_back", by=person.id, at=now(),
                text=seal(acting.case_key(str(case.id)), text.encode()),
            )
        )  # fmt: skip
        acting.enter(person.id, "sent_back", f"case:{case.id}", {"proposal": proposal, "words": text})


def take_back(store: Store, person: Person, proposal: str) -> None:
    """Take back a proposal that one has made, before it is released.

    Raises:
        ConfigError: It waits no more.
        DeniedError: Somebody else made it.
    """
    with store.act() as acting:
        row, case = _asked(store, acting, person, PROPOSE, proposal)
        if row.by != person.id:
            deny(store, acting, person, "take_back")
            raise DeniedError("Only who proposed it takes it back; who approves may send it back.")
        _step(acting, case, row, "send_back", "taken back")
        acting.enter(person.id, "sent_back", f"case:{case.id}", {"proposal": proposal, "by": "its author"})


def release(store: Store, hub: Hub, person: Person, proposal: str, signed: tuple[str, Head]) -> Path:
    """Write an approved package to the outbox, if its bytes are those that were approved.

    Raises:
        ConfigError: A condition does not hold.
        DeniedError: The person may not: it is neither who worked on it nor who approved it.
    """
    with store.read() as db:
        row = find_proposal(db, proposal)
        case, _ = read_record(db, str(row.case_id))
        assert case is not None, "a proposal has a case"  # noqa: S101
        packed = build(db, hub, str(row.group_id), str(row.recipient), str(row.run))
    with store.act() as acting:
        row, case = _asked(store, acting, person, RELEASE, proposal)
        for condition in conditions(acting.db, hub, row, case, packed):
            if not condition.holds:
                raise ConfigError(f"It cannot be released: {condition.words} {condition.note}".strip())
        assertion, head = signed
        require_signature(
            acting, hub.site, person.id, assertion, challenge_of("release", proposal, str(row.digest), head)
        )
        _step(acting, case, row, "release", "released")
        folder = hub.outbox / proposal
        seal_text = _write(packed, hub, folder)
        acting.db.execute(
            RELEASES.insert().values(
                id=new_id("r"), proposal=proposal, person=person.id, head=str(head), at=now(), assertion=assertion,
                seal=seal_text, folder=proposal, state="written", filed_as=None, reason=None,
            )
        )  # fmt: skip
        done = {"proposal": proposal, "digest": str(row.digest), "seal": seal_text}
        acting.enter(person.id, "released", f"case:{case.id}", done, agreement=str(case.agreement))
    return folder


def _write(packed: PackageSet, hub: Hub, folder: Path) -> str:
    """The package, whole or not at all, and beside it the signature of its sums."""
    assert hub.routing is not None, "it was built"  # noqa: S101
    assert hub.signing is not None, "a condition"  # noqa: S101
    hub.outbox.mkdir(parents=True, exist_ok=True, mode=0o700)
    with write_atomically(folder, force=True) as place:
        write_packages(packed, hub.routing, place)
    sums = (folder / SUMS).read_bytes()
    folder.with_name(f"{folder.name}.minisig").write_bytes(sign(sums, hub.signing, f"finpath release {folder.name}"))
    return read_seal(sums) or digest_file(folder / SUMS)


def _asked(
    store: Store, acting: Acting, person: Person, act: str, proposal: str
) -> tuple[Row[tuple[object, ...]], Row[tuple[object, ...]]]:
    row = find_proposal(acting.db, proposal)
    return row, require(store, acting, person, act, str(row.case_id), proposal)


def _step(acting: Acting, case: Row[tuple[object, ...]], row: Row[tuple[object, ...]], done: str, state: str) -> None:
    if row.state not in {PROPOSED, APPROVED}:
        raise ConfigError(f"The proposal is {row.state}, and waits no more.")
    moved = after(str(case.state), done)
    acting.db.execute(CASES.update().where(CASES.c.id == case.id).values(state=moved))
    acting.db.execute(PROPOSALS.update().where(PROPOSALS.c.id == row.id).values(state=state))
