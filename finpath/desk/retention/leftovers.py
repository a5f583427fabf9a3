"""What a purge leaves to be done after its transaction, written down in it: who is killed in between does it later."""

from __future__ import annotations

from sqlalchemy import Connection, select

from finpath.desk.store.tables import ANCHORS, COPIES, PROPOSALS, RELEASES, RUNS, SENT, SHARES, SIGHTINGS

RECEIPT_DUE = "receipt"
"""The kind of leftover by which a receipt is still to be written."""

PURGED = "purged"
"""Why a copy goes, as its partner is told."""


def receipts_of(db: Connection, case: str, told: str, mac: str) -> set[tuple[str, str]]:
    """The receipt that a purge owes to the partner who gave what it takes away.

    Args:
        db: Before the rows go.
        case: That goes.
        told: Why it went.
        mac: Of its tombstone.
    """
    copies = db.execute(select(COPIES).where(COPIES.c.case_id == case))
    return {(RECEIPT_DUE, f"{each.partner} {each.seal} {told} {mac}") for each in copies}


def leftovers_of(db: Connection, case: str) -> set[tuple[str, str]]:
    """What lies outside of the tables, or must be done after the transaction that takes a case away."""
    released = select(RELEASES.c.folder).join(PROPOSALS).where(PROPOSALS.c.case_id == case)
    files = select(SENT.c.file).join(SHARES, SHARES.c.seal == SENT.c.seal).where(SHARES.c.case_id == case)
    runs = select(SIGHTINGS.c.run).where(SIGHTINGS.c.case_id == case)
    last = db.execute(select(RUNS.c.seal).order_by(RUNS.c.number.desc()).limit(1)).scalar()
    own = select(ANCHORS.c.mac).where(ANCHORS.c.case_id == case)
    shared = select(ANCHORS.c.mac).where(ANCHORS.c.case_id != case, ANCHORS.c.mac.in_(own))
    names = db.scalars(own.where(ANCHORS.c.mac.not_in(shared)))
    return {
        ("pages", ""),
        ("keys", ""),
        *(("outbox", folder) for folder in db.scalars(released)),
        *(("outbox", file) for file in db.scalars(files)),
        *(("run", seal) for seal in db.scalars(runs)),
        *(("account", f"{last} {mac}") for mac in names if last),
    }
