"""Four eyes in the database itself: a fault in Python is not enough to let one person be two.

Author, reviewer and releaser of a proposal are three people, whatever account they use; and what was entered in the
chain is neither changed nor taken out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

MESSAGES = {
    "approvals": "four eyes: who touched a case cannot approve it",
    "releases": "four eyes: who touched or approved a proposal cannot release it",
    "grants": "four eyes: who proposes or gets a role cannot approve it",
    "custody": "custody: an entry is never changed or taken out",
    "purge_approvals": "four eyes: who touched a case or proposed its purge cannot approve that",
    "purges": "four eyes: what a purge was proposed as does not change",
    "holds": "four eyes: a hold ends when one person asks and another agrees",
    "cases": "four eyes: two people purge a case, and never while it is held",
    "hits": "four eyes: the two sides of a hit are answered by two people",
    "quiets": "four eyes: a case is quiet when one person asks and another agrees, for 90 days",
    "shares": "four eyes: what is given to a partner was approved by somebody else, with the same words",
    "share_approvals": "four eyes: who touched a case cannot approve what is given of it",
    "tombs": "custody: a tombstone is never changed or taken out",
}

ASKED = 'SELECT 1 FROM {asked} WHERE id = NEW.{new} AND "by" = NEW.person'
WROTE = """
    SELECT 1 FROM {asked} a JOIN {table} w ON w.case_id = a.case_id
    WHERE a.id = NEW.{new} AND w."by" = NEW.person{own}
"""


def _authors(asked: str, new: str, *tables: str) -> str:
    """What finds the new row's person among those who asked for what it answers, or wrote of that case.

    Args:
        asked: The table of what it answers.
        new: The new row's column that names it.
        tables: Of a case, whose authors count; who sends something back is none.
    """
    own = {"words": " AND w.kind <> 'sent_back'"}
    wrote = [WROTE.format(asked=asked, new=new, table=table, own=own.get(table, "")) for table in tables]
    return " UNION ALL ".join([ASKED.format(asked=asked, new=new), *wrote])


TOUCHED = _authors("proposals", "proposal", "decisions", "words")
MEDDLED = _authors("purges", "purge", "proposals", "decisions", "words")
SHARED = _authors("shares", "share", "decisions", "words")

GRANTED = """
    SELECT 1 WHERE NEW."by" <> 'console'
        AND (NEW."by" = NEW.approved_by OR NEW.person = NEW.approved_by OR NEW.person = NEW."by")
"""

ENDED_ALONE = """
    SELECT 1 WHERE NEW.lifted_by IS NOT NULL AND (NEW.lift_by IS NULL OR NEW.lift_by = NEW.lifted_by)
"""

HELD_OTHERWISE = 'SELECT 1 WHERE NEW.case_id <> OLD.case_id OR NEW."by" <> OLD."by" OR NEW.until <> OLD.until'

UNLIKE_PROPOSED = """
    SELECT 1 WHERE NEW.mac <> OLD.mac OR NEW.why <> OLD.why OR NEW.authority <> OLD.authority
        OR NEW.digest <> OLD.digest OR NEW."by" <> OLD."by" OR NEW.until <> OLD.until
        OR (NEW.case_id IS NOT NULL AND (OLD.case_id IS NULL OR NEW.case_id <> OLD.case_id))
"""

ANSWERED_ALONE = "SELECT 1 WHERE NEW.left_by = NEW.right_by"
QUIET_ALONE = 'SELECT 1 WHERE NEW.agreed_by = NEW."by"'
QUIET_LONGER = 'SELECT 1 WHERE NEW.until > OLD.until OR NEW.case_id <> OLD.case_id OR NEW."by" <> OLD."by"'

UNAPPROVED = """
    SELECT 1 FROM holds WHERE case_id = OLD.id AND lifted_by IS NULL
    UNION ALL SELECT 1 WHERE OLD.lane <> 'received' AND NOT EXISTS (
        SELECT 1 FROM purges g WHERE g.case_id = OLD.id AND g.state = 'proposed' AND (
            (SELECT COUNT(*) FROM purge_approvals a WHERE a.purge = g.id)
            + (SELECT COUNT(*) FROM people WHERE id = g."by")) >= 2)
"""
"""What proposes by itself, or at the console, is nobody's eyes. A copy of a partner's ends without any."""

MADE_A_COPY = """
    SELECT 1 WHERE NEW.lane <> OLD.lane AND (NEW.lane = 'received' OR OLD.lane = 'received')
"""
"""Else a case could be made a copy first, and end without anybody's eyes."""

GIVEN_ALONE = """
    SELECT 1 WHERE NEW.kind <> 'question' AND NEW.seal <> '' AND NOT EXISTS (
        SELECT 1 FROM share_approvals a WHERE a.share = NEW.id AND a.person <> NEW."by")
"""
GIVEN_OTHERWISE = """
    SELECT 1 WHERE NEW.case_id <> OLD.case_id OR NEW.kind <> OLD.kind OR NEW.partner <> OLD.partner
        OR NEW.digest <> OLD.digest OR NEW."by" <> OLD."by" OR (OLD.seal <> '' AND NEW.seal <> OLD.seal)
"""
"""A question asks a member about its own accounts: one person asks it."""

FORBIDDEN = {
    "approvals": (TOUCHED, "SELECT 1 FROM releases WHERE proposal = NEW.proposal AND person = NEW.person"),
    "releases": (
        TOUCHED,
        "SELECT 1 FROM approvals WHERE proposal = NEW.proposal AND person = NEW.person",
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM approvals WHERE proposal = NEW.proposal AND verdict = 'approve')",
    ),
    "grants": (GRANTED,),
}
"""By table, what finds a row where a new row must not be."""

APPROVED = """
    SELECT 1 FROM approvals a JOIN proposals p ON p.id = a.proposal
    WHERE p.case_id = NEW.case_id AND p.state IN ('proposed', 'approved') AND a.person = NEW."by"
"""
RETENTION = {"purge_approvals": (MEDDLED,), "share_approvals": (SHARED,)}
NEVER = {
    "custody": {"UPDATE": "SELECT 1", "DELETE": "SELECT 1"},
    "tombs": {"UPDATE": "SELECT 1", "DELETE": "SELECT 1"},
    "hits": {"INSERT": ANSWERED_ALONE, "UPDATE": ANSWERED_ALONE},
    "shares": {"INSERT": GIVEN_ALONE, "UPDATE": f"{GIVEN_ALONE} UNION ALL {GIVEN_OTHERWISE}"},
    "quiets": {"INSERT": QUIET_ALONE, "UPDATE": f"{QUIET_ALONE} UNION ALL {QUIET_LONGER}"},
    "purges": {"UPDATE": UNLIKE_PROPOSED, "DELETE": "SELECT 1"},
    "cases": {"DELETE": UNAPPROVED, "UPDATE": MADE_A_COPY},
    "holds": {
        "INSERT": ENDED_ALONE,
        "UPDATE": f"{ENDED_ALONE} UNION ALL {HELD_OTHERWISE}",
        "DELETE": "SELECT 1 WHERE OLD.lifted_by IS NULL",
    },
}
"""By table and event, what finds a row that must stay as it is."""

LATER = {"decisions": (APPROVED,), "words": (f"{APPROVED} AND NEW.kind <> 'sent_back'",)}
"""Who has approved does not become an author afterwards, while the proposal stands."""


WATCHED = {
    "approvals": "proposal, person, assertion, verdict",
    "releases": "proposal, person, assertion",
    "grants": 'person, role, "by", approved_by',
    "decisions": 'case_id, "by"',
    "words": 'case_id, "by"',
    "purge_approvals": "purge, person, assertion",
    "share_approvals": "share, person, assertion",
}
"""Columns that four eyes rest on; what became of a release is written into its row later."""


FIRST = frozenset({"approvals", "releases", "grants", "decisions", "words", "custody"})
"""Tables whose guards came with the first migration."""

RETENTION_TABLES = frozenset({"purge_approvals", "holds", "purges", "tombs", "cases"})
"""Those of the second."""

HIT_TABLES = frozenset({"hits", "quiets"})
"""Those of the third."""

EXCHANGE_TABLES = frozenset({"shares", "share_approvals", "cases"})
"""Those of the fourth, which knows of copies."""


def add_triggers(db: Connection, tables: Collection[str] | None = None) -> None:
    """Add those of some tables, or all of them, in the words of the database."""
    add = _postgresql if db.dialect.name == "postgresql" else _sqlite
    for name, event, table, found, message in _guards(tables):
        add(db, name, event, table, found, message)
    if db.dialect.name == "postgresql" and (tables is None or "custody" in tables):
        db.exec_driver_sql(
            "CREATE TRIGGER custody_truncate BEFORE TRUNCATE ON custody FOR EACH STATEMENT"
            " EXECUTE FUNCTION guard_custody_update()"
        )


def drop_triggers(db: Connection) -> None:
    """Take all of them away, for rows that were held to them when they were written."""
    names = [(name, table) for name, _, table, _, _ in _guards()]
    if db.dialect.name == "postgresql":
        for name, table in [*names, ("custody_truncate", "custody")]:
            db.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        return
    for name, _ in names:
        db.exec_driver_sql(f"DROP TRIGGER {name}")


def _guards(tables: Collection[str] | None = None) -> Iterator[tuple[str, str, str, str, str]]:
    """Each with its name, event, table, what must not be found, and what is said then."""
    for table, found in (FORBIDDEN | LATER | RETENTION).items():
        message = MESSAGES.get(table, "four eyes: who approved a proposal cannot touch its case")
        for name, event in ((f"{table}_insert", "INSERT"), (f"{table}_update", f"UPDATE OF {WATCHED[table]}")):
            if tables is None or table in tables:
                yield name, event, table, " UNION ALL ".join(found), message
    for table, events in NEVER.items():
        for event, forbidden in events.items():
            if tables is None or table in tables:
                yield f"{table}_{event.lower()}", event, table, forbidden, MESSAGES[table]


def _sqlite(db: Connection, name: str, event: str, table: str, found: str, message: str) -> None:  # noqa: PLR0913, PLR0917 - a guard
    db.exec_driver_sql(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
        f" WHEN EXISTS ({found}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(db: Connection, name: str, event: str, table: str, found: str, message: str) -> None:  # noqa: PLR0913, PLR0917 - as that
    given = "OLD" if event == "DELETE" else "NEW"
    db.exec_driver_sql(
        f"CREATE OR REPLACE FUNCTION guard_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF EXISTS ({found}) THEN RAISE EXCEPTION '{message}'; END IF; RETURN {given}; END $$"
    )
    db.exec_driver_sql(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION guard_{name}()")
