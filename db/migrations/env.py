"""How Alembic reaches the database: through the connection that the program hands it."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

import db.models.registry  # noqa: F401 - every table must be known to compare with
from db.models.base import Base


def render_plainly(kind: str, item: Any, _autogen_context: Any) -> str | Literal[False]:
    """Write our own column types as what the database knows: a migration outlives our code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_plainly,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
