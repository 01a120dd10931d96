"""Draft the next migration from what changed in ``db/models``: ``make migration NAME=...``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from db import schema
from db.engine import open_engine


def draft(name: str) -> str:
    """Write the file that brings the newest schema to the present models; returns its path."""
    number = f"{int(schema.newest_revision()) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'newest.db'}")
        schema.upgrade(engine)
        with engine.connect() as connection:
            made = command.revision(
                schema.migrations(connection), name, autogenerate=True, rev_id=number
            )
        engine.dispose()
    return str(getattr(made, "path", number))


if __name__ == "__main__":
    sys.stdout.write(draft(" ".join(sys.argv[1:])) + "\n")
