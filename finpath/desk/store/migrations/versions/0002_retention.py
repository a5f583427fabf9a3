"""Holds, purges and tombstones; and what stood in clear about a case goes under its key, or becomes a keyed hash."""

from __future__ import annotations

from alembic import context, op
from sqlalchemy import Connection, text

from finpath.desk.store.seals import DeskKey, seal
from finpath.desk.store.tables import METADATA
from finpath.desk.store.triggers import RETENTION_TABLES, add_triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("holds", "purges", "purge_approvals", "tombs", "leftovers")

REFERENCES = """
    SELECT r.id, r.reference, c.key
    FROM releases r
    JOIN proposals p ON p.id = r.proposal
    JOIN cases c ON c.id = p.case_id
    WHERE r.reference IS NOT NULL
"""
KEEP_REFERENCE = "UPDATE releases SET filed_as = :sealed WHERE id = :id"

PROTECTED = """
    SELECT id, group_id
    FROM cases
    WHERE lane = 'protect'
"""
HIDE_CASE = "UPDATE cases SET group_id = :hidden WHERE id = :id"
HIDE_SIGHTING = "UPDATE sightings SET group_id = :hidden WHERE case_id = :id AND group_id = :name"


def upgrade() -> None:
    """Make the tables; seal references, and hide accounts that stood for the group of who is safeguarding's."""
    db = op.get_bind()
    key: DeskKey = context.config.attributes["key"]
    METADATA.create_all(db, tables=[METADATA.tables[name] for name in TABLES])
    op.execute(f"ALTER TABLE releases ADD COLUMN filed_as {'BYTEA' if db.dialect.name == 'postgresql' else 'BLOB'}")
    for row in db.execute(text(REFERENCES)).all():
        sealed = seal(key.unwrap(bytes(row.key)), row.reference.encode())
        db.execute(text(KEEP_REFERENCE), {"sealed": sealed, "id": row.id})
    op.execute("ALTER TABLE releases DROP COLUMN reference")
    op.execute("DELETE FROM repeats")  # their digests were under no key
    _hide_groups(db, key)
    add_triggers(db, RETENTION_TABLES)


def _hide_groups(db: Connection, key: DeskKey) -> None:
    for row in db.execute(text(PROTECTED)).all():
        if "/" in row.group_id:
            given = {"hidden": key.group_of(row.group_id), "id": row.id, "name": row.group_id}
            db.execute(text(HIDE_CASE), given)
            db.execute(text(HIDE_SIGHTING), given)
