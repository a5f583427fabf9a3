"""Cases that meet: their keys, hits with two owners, quiet cases, and who asks how often."""

from __future__ import annotations

from alembic import op

from finpath.desk.store.tables import METADATA
from finpath.desk.store.triggers import HIT_TABLES, add_triggers

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("match_keys", "hits", "quiets", "hit_counts")


def upgrade() -> None:
    """Make them."""
    db = op.get_bind()
    METADATA.create_all(db, tables=[METADATA.tables[name] for name in TABLES])
    add_triggers(db, HIT_TABLES)
