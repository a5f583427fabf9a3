"""The label of a case (TLP 2.0): anybody who decides makes it stricter, two people make it laxer."""

from __future__ import annotations

import json

from sqlalchemy import Row, select

from finpath.desk.policy.may import Person
from finpath.desk.store.seals import unseal
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import CASES, DECISIONS
from finpath.errors import ConfigError, nearest
from finpath.referral.query.disclosure import FLOOR, TLP

LABEL = "label"


def check_label(label: str) -> None:
    """Hold a label to those that a case may have.

    Raises:
        ConfigError: It is none of them.
    """
    known = TLP[TLP.index(FLOOR) :]
    if label not in known:
        raise ConfigError(f'"{label:.40}" is no label of a case: {nearest(label, known)}')


def relabel(acting: Acting, person: Person, row: Row[tuple[object, ...]], label: str) -> bool:
    """Give a case another label, or note that a second person has to say the same; whether it has it now.

    Args:
        acting: The transaction, before this decision is written into it.
        person: Who decides.
        row: The case's.
        label: That is wanted.

    Raises:
        ConfigError: It has that label already.
    """
    wanted, now = TLP.index(label), int(str(row.tlp))
    if wanted == now:
        raise ConfigError(f"The case has the label {label} already.")
    if wanted < now and not _is_second(acting, person, row, label):
        return False
    acting.db.execute(CASES.update().where(CASES.c.id == row.id).values(tlp=wanted))
    return True


def _is_second(acting: Acting, person: Person, row: Row[tuple[object, ...]], label: str) -> bool:
    """Whether the last word on the label was another's and the same; one of both works on the case, if anybody does."""
    query = (
        select(DECISIONS)
        .where(DECISIONS.c.case_id == row.id, DECISIONS.c.outcome == LABEL)
        .order_by(DECISIONS.c.at.desc(), DECISIONS.c.id)
        .limit(1)
    )
    last = acting.db.execute(query).first()
    if last is None or last.by == person.id:
        return False
    same = json.loads(unseal(acting.case_key(str(row.id)), last.what))["label"] == label
    return same and (not row.assigned or row.assigned in {person.id, last.by})
