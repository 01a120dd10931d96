"""On which days of several somebody came, and for which days attendance was entered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("activity", sa.Column("attended_days", sa.JSON()))
    op.add_column("activity_sign_up", sa.Column("came_on", sa.JSON()))
