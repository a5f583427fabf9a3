"""What the owner of a case is told of a hit with another desk's case, beside hits within this desk."""

from __future__ import annotations

import json

from sqlalchemy import Connection, Row, select

from finpath.desk.cases.queue import queue_row
from finpath.desk.hits.keys import WORDS
from finpath.desk.hits.notice import REMOTE, TELL, Notice, Opened
from finpath.desk.match.rows import is_told
from finpath.desk.match.said import both_said_yes
from finpath.desk.policy.may import Person, visible
from finpath.desk.store.seals import DeskKey, unseal
from finpath.desk.store.tables import CASES, REMOTE_HITS


def read_remote_notices(db: Connection, key: DeskKey, person: Person) -> list[Notice]:
    """Hits with cases of other desks, of cases that this person may see, the last first."""
    query = select(REMOTE_HITS).join(CASES, CASES.c.id == REMOTE_HITS.c.case_id).where(visible(person), is_told())
    rows = db.execute(query.order_by(REMOTE_HITS.c.at.desc(), REMOTE_HITS.c.id)).all()
    return [remote_notice(db, key, row) for row in rows]


def remote_notice(db: Connection, key: DeskKey, row: Row[tuple[object, ...]]) -> Notice:
    """A hit as the owner of its case here is told of it; the other desk is a handle until both said yes."""
    case = db.execute(select(CASES).where(CASES.c.id == row.case_id)).one()
    own, theirs = str(row.own_answer), str(row.their_answer)
    by = [WORDS[kind] for kind in json.loads(str(row.kinds))]
    handle = str(row.partner) if both_said_yes(row) else f"o-{key.mac(f'handle {row.id} {REMOTE}')[:8]}"
    return Notice(
        str(row.id), REMOTE, queue_row(case, key), by, handle, str(row.at)[:10], own, theirs if own else "",
        own == theirs == TELL, alone=row.told_by is None,
    )  # fmt: skip


def read_remote_opened(db: Connection, key: DeskKey, notice: Notice) -> Opened:
    """Whom to ask at the other desk, where both said yes and it has told; no content crosses here."""
    row = db.execute(select(REMOTE_HITS).where(REMOTE_HITS.c.id == notice.hit)).one()
    if not both_said_yes(row) or row.whom is None:
        return Opened()
    wrapped = db.execute(select(CASES.c.key).where(CASES.c.id == row.case_id)).scalar_one()
    return Opened(unseal(key.unwrap(wrapped), bytes(row.whom)).decode())
