"""What one desk sends another."""

from __future__ import annotations

from alembic import op

from finpath.desk.store.tables import METADATA

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("sent", "came")


def upgrade() -> None:
    """Make them."""
    METADATA.create_all(op.get_bind(), tables=[METADATA.tables[name] for name in TABLES])
