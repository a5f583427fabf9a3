"""Who asks how often: offers, the hashes in them and the hits that came of them, by partner and day."""

from __future__ import annotations

from sqlalchemy import func, select

from finpath.desk.people.person import today
from finpath.desk.store.store import Acting
from finpath.desk.store.tables import OFFER_COUNTS

THEIRS, OURS = "theirs", "ours"
"""Who asked: the partner, or this desk."""

PROBING = (
    select(
        OFFER_COUNTS.c.org,
        OFFER_COUNTS.c.way,
        *(func.sum(OFFER_COUNTS.c[name]).label(name) for name in ("offers", "hashes", "hits")),
    )
    .group_by(OFFER_COUNTS.c.org, OFFER_COUNTS.c.way)
    .order_by(OFFER_COUNTS.c.org, OFFER_COUNTS.c.way)
)
"""By partner and way, over all days."""


def count(acting: Acting, org: str, way: str, hashes: int, hits: int) -> None:
    """Count an offer by its hashes; or an answer, which has none, by its hits."""
    more = {"offers": int(hashes > 0), "hashes": hashes, "hits": hits}
    row = (OFFER_COUNTS.c.org == org, OFFER_COUNTS.c.way == way, OFFER_COUNTS.c.day == today().isoformat())
    values = {name: OFFER_COUNTS.c[name] + number for name, number in more.items()}
    if not acting.db.execute(OFFER_COUNTS.update().where(*row).values(**values)).rowcount:
        acting.db.execute(OFFER_COUNTS.insert().values(org=org, way=way, day=today().isoformat(), **more))
