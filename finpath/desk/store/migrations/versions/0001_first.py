"""The first tables, and what keeps four eyes and the chain in the database."""

from __future__ import annotations

from alembic import op
from sqlalchemy import MetaData

from finpath.desk.store.tables import METADATA
from finpath.desk.store.triggers import FIRST, add_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "people", "logins", "credentials", "grants", "asked_grants", "sessions", "tokens", "repeats", "runs", "cases",
    "places", "anchors", "sightings", "words", "decisions", "proposals", "approvals", "releases", "custody", "salts",
)  # fmt: skip
"""Those of the first version; what later ones changed in them is turned back below."""


def upgrade() -> None:
    """Make them as they were."""
    first = MetaData(naming_convention=METADATA.naming_convention)
    for name in TABLES:
        METADATA.tables[name].to_metadata(first)
    first.create_all(op.get_bind())
    op.execute("ALTER TABLE releases DROP COLUMN filed_as")
    op.execute("ALTER TABLE releases ADD COLUMN reference TEXT")
    add_triggers(op.get_bind(), FIRST)
