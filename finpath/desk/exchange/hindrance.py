"""What stands against giving something of a case to a partner: asked when it is proposed, and again when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select

from finpath.desk.cases.run_groups import SUSPECTS
from finpath.desk.cases.safeguarded import protected_accounts
from finpath.desk.cases.states import APPROVED, CLOSED, RELEASED
from finpath.desk.chain import day_of
from finpath.desk.exchange.envelope import CASE, QUESTION, WARNING
from finpath.desk.exchange.partners import STANDINGS, Partner
from finpath.desk.exchange.send import Correspondent
from finpath.desk.hits.quiet import quiet_since
from finpath.desk.policy.deconflict import ask_lists
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import PLACES
from finpath.errors import ConfigError
from finpath.referral.query.disclosure import TLP

FLOOR_OF = {QUESTION: "ask", CASE: "give", WARNING: "warn"}


@dataclass(frozen=True)
class Giving:
    """What is about to be given.

    Args:
        acting: The transaction.
        desk: That gives it.
        partner: Who gets it.
        kind: case, question or warning.
        row: The case's.
        accounts: That are named in it.
    """

    acting: Acting
    desk: Correspondent
    partner: Partner
    kind: str
    row: Row[tuple[object, ...]]
    accounts: Sequence[str]


def require_free(giving: Giving) -> None:
    """Hold it to everything that binds.

    Raises:
        ConfigError: The first that stands against it.
    """
    for words, holds in HINDRANCES:
        if holds(giving):
            raise ConfigError(words)


def is_bound(giving: Giving) -> bool:
    """Whether what a partner has already may be there no more."""
    return any(binds(giving) for binds in (_is_safeguarded, _is_too_strict, _is_elsewhere))


def _is_below(giving: Giving) -> bool:
    tier, floor = str(giving.row.tier), giving.desk.config.floors[FLOOR_OF[giving.kind]]
    return tier not in STANDINGS or STANDINGS.index(tier) < STANDINGS.index(floor)


def _is_unapproved(giving: Giving) -> bool:
    return giving.kind == WARNING and giving.row.state not in {APPROVED, RELEASED}


def _is_too_strict(giving: Giving) -> bool:
    label = int(str(giving.row.tlp))
    return label >= TLP.index("red") or label > TLP.index(giving.partner.tlp)


def _is_elsewhere(giving: Giving) -> bool:
    query = select(PLACES.c.country).where(PLACES.c.case_id == giving.row.id)
    places = set(giving.acting.db.scalars(query))
    return bool(places and giving.partner.countries) and places.isdisjoint(giving.partner.countries)


def _has_ended(giving: Giving) -> bool:
    day = day_of(giving.acting.db).isoformat()
    return any(each and str(each) < day for each in (giving.row.ends_on, giving.desk.ends_on))


def _is_safeguarded(giving: Giving) -> bool:
    if giving.row.lane != SUSPECTS:
        return True
    return not protected_accounts(giving.acting.db, giving.acting.key).isdisjoint(giving.accounts)


def _disturbs(giving: Giving) -> bool:
    return not ask_lists(giving.desk.lists, giving.accounts, day_of(giving.acting.db)).free


HINDRANCES: tuple[tuple[str, Callable[[Giving], bool]], ...] = (
    ("What is safeguarding's is given to no partner.", _is_safeguarded),
    ("The case is closed: nothing of it is given.", lambda giving: giving.row.state == CLOSED),
    ("The case stands below what desk.toml asks for this: see [exchange].", _is_below),
    ("Only a case whose release somebody has approved warns partners.", _is_unapproved),
    ("Its label is stricter than what may reach that partner.", _is_too_strict),
    ("It is under the law of other countries than that partner.", _is_elsewhere),
    ("It rests on another agreement than the one that this desk exchanges under.",
     lambda giving: giving.row.agreement != giving.desk.agreement),
    ("The agreement has ended: nothing is given under it.", _has_ended),
    ("The case is quiet: of what it holds nobody is told.",
     lambda giving: str(giving.row.id) in quiet_since(giving.acting.db)),
    ("The de-confliction lists stop it: who looks after them is told why.", _disturbs),
)  # fmt: skip
"""In the order in which they are said, what stands against it."""
