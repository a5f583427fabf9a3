"""The first tables, and what keeps four eyes and the chain in the database."""

from __future__ import annotations

from alembic import op

from finpath.desk.store.tables import METADATA
from finpath.desk.store.triggers import add_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them. Who changes a table from here on freezes this list, and writes the next migration."""
    METADATA.create_all(op.get_bind())
    add_triggers(op.get_bind())
