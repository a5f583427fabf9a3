"""What Alembic runs: migrations on the connection that the desk gives, in its transaction."""

from __future__ import annotations

from alembic import context

from finpath.desk.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
