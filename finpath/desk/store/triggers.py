"""Four eyes in the database itself: a fault in Python is not enough to let one person be two.

Author, reviewer and releaser of a proposal are three people, whatever account they use; and what was entered in the
chain is neither changed nor taken out.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

MESSAGES = {
    "approvals": "four eyes: who touched a case cannot approve it",
    "releases": "four eyes: who touched or approved a proposal cannot release it",
    "grants": "four eyes: who proposes or gets a role cannot approve it",
    "custody": "custody: an entry is never changed or taken out",
}

TOUCHED = """
    SELECT 1 FROM proposals WHERE id = NEW.proposal AND "by" = NEW.person
    UNION ALL SELECT 1 FROM proposals p JOIN decisions d ON d.case_id = p.case_id
        WHERE p.id = NEW.proposal AND d."by" = NEW.person
    UNION ALL SELECT 1 FROM proposals p JOIN words w ON w.case_id = p.case_id
        WHERE p.id = NEW.proposal AND w."by" = NEW.person AND w.kind <> 'sent_back'
"""

GRANTED = """
    SELECT 1 WHERE NEW."by" <> 'console'
        AND (NEW."by" = NEW.approved_by OR NEW.person = NEW.approved_by OR NEW.person = NEW."by")
"""

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
LATER = {"decisions": (APPROVED,), "words": (f"{APPROVED} AND NEW.kind <> 'sent_back'",)}
"""Who has approved does not become an author afterwards, while the proposal stands."""


WATCHED = {
    "approvals": "proposal, person, assertion, verdict",
    "releases": "proposal, person, assertion",
    "grants": 'person, role, "by", approved_by',
    "decisions": 'case_id, "by"',
    "words": 'case_id, "by"',
}
"""Columns that four eyes rest on; what became of a release is written into its row later."""


def add_triggers(db: Connection) -> None:
    """Add all of them, in the words of the database."""
    add = _postgresql if db.dialect.name == "postgresql" else _sqlite
    for name, event, table, found, message in _guards():
        add(db, name, event, table, found, message)
    if db.dialect.name == "postgresql":
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


def _guards() -> Iterator[tuple[str, str, str, str, str]]:
    """Each with its name, event, table, what must not be found, and what is said then."""
    for table, found in (FORBIDDEN | LATER).items():
        message = MESSAGES.get(table, "four eyes: who approved a proposal cannot touch its case")
        for name, event in ((f"{table}_insert", "INSERT"), (f"{table}_update", f"UPDATE OF {WATCHED[table]}")):
            yield name, event, table, " UNION ALL ".join(found), message
    for event in ("UPDATE", "DELETE"):
        yield f"custody_{event.lower()}", event, "custody", "SELECT 1", MESSAGES["custody"]


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
