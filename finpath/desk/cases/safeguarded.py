"""Who is safeguarding's is a suspect's nowhere, from whichever run a page or a package is made.

An account is safeguarding's from the run, or the person, that says so, until safeguarding closes its case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from finpath.desk.cases.anchors import forget_account
from finpath.desk.cases.run_groups import SUSPECTS, Account, Group
from finpath.desk.cases.states import CLOSED, NEW
from finpath.desk.store.seals import DeskKey, seal, unseal
from finpath.desk.store.store import Acting, new_id, now
from finpath.desk.store.tables import ANCHORS, CASES, PLACES
from finpath.tables.contract import SAFEGUARDED


def protected_accounts(db: Connection, key: DeskKey) -> frozenset[str]:
    """The accounts that safeguarding has, as provider/merchant."""
    rows = db.execute(
        select(ANCHORS.c.account, CASES.c.key)
        .join(CASES, CASES.c.id == ANCHORS.c.case_id)
        .where(CASES.c.lane == SAFEGUARDED, CASES.c.state != CLOSED)
    )
    return frozenset(unseal(key.unwrap(row.key), row.account).decode() for row in rows)


def without(group: Group, protected: Collection[str]) -> Group | None:
    """A group of suspects without accounts that safeguarding has; none where nobody is left."""
    if group.lane == SAFEGUARDED or not any("/".join(account) in protected for account in group.accounts):
        return group
    left = tuple(account for account in group.accounts if "/".join(account) not in protected)
    more = f" and {len(left) - 1} more" if left[1:] else ""
    return replace(group, accounts=left, title=f"{'/'.join(left[0])}{more}", why="") if left else None


def unnamed(group: Group, key: DeskKey) -> Group:
    """Who is safeguarding's has no group of a run: a keyed hash stands for it, and no account."""
    return replace(group, id=key.group_of("/".join(group.accounts[0]))) if group.lane == SAFEGUARDED else group


def names_one(content: bytes, accounts: Iterable[str]) -> bool:
    """Whether a text names one of these accounts: as provider/merchant, or as JSON names a merchant."""
    for account in accounts:
        merchant = account.partition("/")[2]
        if account.encode() in content or f'"merchant_id": "{merchant}"'.encode() in content:
            return True
    return False


def set_free(acting: Acting, macs: Iterable[str]) -> None:
    """Take accounts out of every case of suspects; what names them there is shown no more."""
    lanes = select(CASES.c.id).where(CASES.c.lane == SUSPECTS)
    touched: set[str] = set()
    for mac in macs:
        among = (ANCHORS.c.mac == mac, ANCHORS.c.case_id.in_(lanes))
        touched |= set(acting.db.scalars(select(ANCHORS.c.case_id).where(*among)))
        acting.db.execute(ANCHORS.delete().where(*among))
    for case in sorted(touched):
        forget_account(acting, case)


def hand_to_safeguarding(acting: Acting, case: str, accounts: Iterable[Account]) -> None:
    """A person holds accounts for a victim's: each leaves its cases at once, and gets one of safeguarding's own."""
    row = acting.db.execute(select(CASES).where(CASES.c.id == case)).one()
    places = list(acting.db.scalars(select(PLACES.c.country).where(PLACES.c.case_id == case)))
    for account in accounts:
        name = "/".join(account)
        made, wrapped = new_id("c"), acting.key.new_key()
        key = acting.key.unwrap(wrapped)
        acting.know_key(made, key)
        values = dict(row._mapping)  # noqa: SLF001 - a row as SQLAlchemy gives it
        values |= {"id": made, "state": NEW, "lane": SAFEGUARDED, "tier": SAFEGUARDED, "score": 0, "assigned": None,
                   "set_aside_until": None, "opened_at": now(), "group_id": acting.key.group_of(name),
                   "change": "new", "key": wrapped, "title": seal(key, name.encode()),
                   "why": seal(key, b"")}  # fmt: skip
        acting.db.execute(CASES.insert().values(**values))
        acting.db.execute(PLACES.insert(), [{"case_id": made, "country": country} for country in places])
        anchor = {"case_id": made, "mac": acting.key.mac(name), "account": seal(key, name.encode()), "run": row.run}
        acting.db.execute(ANCHORS.insert().values(**anchor))
        acting.enter("hub", "opened", f"case:{made}", {"run": row.run})
    set_free(acting, [acting.key.mac("/".join(account)) for account in accounts])
