"""How often a campaign's list changed by hand, so that nobody approves another than they saw."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "campaign", sa.Column("list_changes", sa.Integer(), nullable=False, server_default="0")
    )
