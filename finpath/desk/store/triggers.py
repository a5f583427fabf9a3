"""Four eyes in the database itself: a fault in Python is not enough to let one person be two.

Author, reviewer and releaser of a proposal are three people, whatever account they use; and what was entered in the
chain is neither changed nor taken out.
"""

from __future__ import annotations

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


def add_triggers(db: Connection) -> None:
    """Add all of them, in the words of the database."""
    add = _postgresql if db.dialect.name == "postgresql" else _sqlite
    for table, found in (FORBIDDEN | LATER).items():
        message = MESSAGES.get(table, "four eyes: who approved a proposal cannot touch its case")
        for event in ("INSERT", "UPDATE"):
            add(db, table, event, " UNION ALL ".join(found), message)
    for event in ("UPDATE", "DELETE"):
        add(db, "custody", event, "SELECT 1", MESSAGES["custody"])
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(
            "CREATE TRIGGER custody_truncate BEFORE TRUNCATE ON custody FOR EACH STATEMENT"
            " EXECUTE FUNCTION guard_custody_update()"
        )


def _sqlite(db: Connection, table: str, event: str, found: str, message: str) -> None:
    db.exec_driver_sql(
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table}"
        f" WHEN EXISTS ({found}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(db: Connection, table: str, event: str, found: str, message: str) -> None:
    name = f"guard_{table}_{event.lower()}"
    given = "OLD" if event == "DELETE" else "NEW"
    db.exec_driver_sql(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF EXISTS ({found}) THEN RAISE EXCEPTION '{message}'; END IF; RETURN {given}; END $$"
    )
    db.exec_driver_sql(
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
