"""How Alembic reaches the database: through the connection that the program hands it."""

from __future__ import annotations

from alembic import context

import db.models.registry  # noqa: F401 - every table must be known to compare with
from db.models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="base.",
)
with context.begin_transaction():
    context.run_migrations()
