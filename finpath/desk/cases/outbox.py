"""What became of what was released: the recipient's reference, an amendment, a withdrawal with its reason."""

from __future__ import annotations

import re

from finpath.desk.cases.clean import clean_words
from finpath.desk.cases.conditions import find_proposal
from finpath.desk.cases.decide import require
from finpath.desk.policy.may import Person
from finpath.desk.policy.roles import OUTBOX
from finpath.desk.store.seals import seal
from finpath.desk.store.store import Store
from finpath.desk.store.tables import RELEASES
from finpath.errors import ConfigError

REFERENCE = re.compile(r"[\w .,:;/()#-]{1,100}")
OUTCOMES = ("filed", "amended", "withdrawn")


def settle(  # noqa: PLR0913 - what became of it, and who says so
    store: Store, person: Person, proposal: str, outcome: str, *, reference: str, why: str
) -> None:
    """Say what became of a release: filed under the recipient's reference, amended, or withdrawn with a reason.

    Raises:
        ConfigError: There is no such release, or the reference or the reason is lacking.
        DeniedError: The person may not.
    """
    if outcome not in OUTCOMES:
        raise ConfigError(f"A release is {', '.join(OUTCOMES)}.")
    if not REFERENCE.fullmatch(reference.strip()) or clean_words(reference) != reference.strip():
        raise ConfigError("Say the recipient's reference: 1 to 100 letters, digits and signs, and no card number.")
    reason = clean_words(why) if outcome != "filed" or why.strip() else ""
    with store.act() as acting:
        row = find_proposal(acting.db, proposal)
        require(store, acting, person, OUTBOX, str(row.case_id))
        key = acting.case_key(str(row.case_id))
        changed = acting.db.execute(
            RELEASES.update()
            .where(RELEASES.c.proposal == proposal, RELEASES.c.state != "withdrawn")
            .values(
                state=outcome,
                filed_as=seal(key, reference.strip().encode()),
                reason=seal(key, reason.encode()) if reason else None,
            )
        )
        if not changed.rowcount:
            raise ConfigError("Nothing of it was released, or it was withdrawn.")
        done = {"proposal": proposal, "reference": reference, "why": reason}
        acting.enter(person.id, "withdrawn" if outcome == "withdrawn" else "filed", f"case:{row.case_id}", done)
