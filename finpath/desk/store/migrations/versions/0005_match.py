"""Cases that meet another desk's: what was asked, what met, and who asks how often."""

from __future__ import annotations

from alembic import op

from finpath.desk.store.tables import METADATA

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("remote_hits", "offers", "offered_cases", "match_sessions", "offer_counts")


def upgrade() -> None:
    """Make them."""
    METADATA.create_all(op.get_bind(), tables=[METADATA.tables[name] for name in TABLES])
