"""The accounts of a case, and what becomes of a case that loses one to safeguarding."""

from __future__ import annotations

from sqlalchemy import Connection, select

from finpath.desk.cases.remote import end_remote_hits
from finpath.desk.cases.run_groups import Account
from finpath.desk.cases.states import APPROVED, CLOSED, CONFIRMED, OPEN, PROPOSED
from finpath.desk.store.seals import seal, unseal
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import ANCHORS, CASES, HITS, LEFTOVERS, MATCH_KEYS, PROPOSALS, SHARES


def accounts_of(acting: Acting, case: str) -> tuple[Account, ...]:
    """The accounts of a case, as provider and merchant."""
    key = acting.case_key(case)
    rows = acting.db.scalars(select(ANCHORS.c.account).where(ANCHORS.c.case_id == case))
    names = sorted(unseal(key, sealed).decode() for sealed in rows)
    return tuple((name.partition("/")[0], name.partition("/")[2]) for name in names)


RECALL_DUE = "recall"
"""The kind of leftover by which a recall is still to be written."""

GONE_THERE = "gone"
"""What has become of a copy that its partner has no more."""


def owe_recalls(db: Connection, case: str, why: str, share: str = "") -> None:
    """Write down that what partners have of a case is called back: the envelopes are made after this transaction.

    Args:
        db: In which the case still stands.
        case: Of which something was given.
        why: Of the recall.
        share: What is called back; all of it when left out.
    """
    still = [SHARES.c.case_id == case, SHARES.c.state == "sent", SHARES.c.became != GONE_THERE]
    still += [SHARES.c.id == share] if share else []
    given = db.execute(select(SHARES.c.partner, SHARES.c.seal).where(*still))
    rows = [{"kind": RECALL_DUE, "name": f"{row.partner} {row.seal} {why}"} for row in given]
    if rows:
        db.execute(LEFTOVERS.insert(), rows)
        db.execute(SHARES.update().where(*still).values(state="recalled"))


def lapse_proposals(acting: Acting, case: str) -> None:
    """End the proposals of a case: what they would release is not what it is any more."""
    waiting = PROPOSALS.c.state.in_([PROPOSED, APPROVED])
    acting.db.execute(PROPOSALS.update().where(PROPOSALS.c.case_id == case, waiting).values(state="lapsed"))
    proposed = (SHARES.c.case_id == case, SHARES.c.state == PROPOSED)
    acting.db.execute(SHARES.update().where(*proposed).values(state="lapsed"))


def forget_account(acting: Acting, case: str) -> None:
    """After an account has gone to safeguarding: the case names it nowhere, and shows no referral that does."""
    names = ["/".join(account) for account in accounts_of(acting, case)]
    title = f"{names[0]}{f' and {len(names) - 1} more' if names[1:] else ''}" if names else "No account is left"
    key = acting.case_key(case)
    acting.db.execute(MATCH_KEYS.delete().where(MATCH_KEYS.c.case_id == case))
    acting.db.execute(HITS.delete().where((HITS.c.left_case == case) | (HITS.c.right_case == case)))
    end_remote_hits(acting, case)
    lapse_proposals(acting, case)
    owe_recalls(acting.db, case, "safeguarding")
    state = acting.db.execute(select(CASES.c.state).where(CASES.c.id == case)).scalar_one()
    moved = OPEN if names and state in {CONFIRMED, PROPOSED, APPROVED} else state if names else CLOSED
    values = {"title": seal(key, title.encode()), "why": seal(key, b""), "group_id": "", "state": moved}
    acting.db.execute(CASES.update().where(CASES.c.id == case).values(**values))
    acting.enter("hub", "carried", f"case:{case}", {"accounts": len(names)})
