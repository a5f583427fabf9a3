"""What one desk sends another, what it was given, and what it gives with four eyes; a copy ends by itself."""

from __future__ import annotations

from alembic import op

from finpath.desk.store.tables import METADATA
from finpath.desk.store.triggers import EXCHANGE_TABLES, add_triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("sent", "came", "copies", "shares", "share_approvals")


def upgrade() -> None:
    """Make them."""
    db = op.get_bind()
    METADATA.create_all(db, tables=[METADATA.tables[name] for name in TABLES])
    on = " ON cases" if db.dialect.name == "postgresql" else ""
    for event in ("delete", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS cases_{event}{on}")  # it knew no copies
    add_triggers(db, EXCHANGE_TABLES)
