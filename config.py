"""The environment, read once into one frozen value."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SAMPLE_MARK = "this-is-a-sample"
"""A file of this name in the office's folder says that its people are invented."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the office lives and how it is served.

    ``office_home`` holds the database, the key, attachments and backups; ``database_url``
    names another database than the SQLite file in it.
    """

    office_home: Path
    database_url: str
    port: int
    demo: bool

    @property
    def key_file(self) -> Path:
        return self.office_home / "key"

    @property
    def sample_mark(self) -> Path:
        return self.office_home / SAMPLE_MARK

    @property
    def is_sample(self) -> bool:
        return self.demo or self.sample_mark.exists()

    @property
    def attachments(self) -> Path:
        return self.office_home / "attachments"

    @property
    def backups(self) -> Path:
        return self.office_home / "backups"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment; raises ValueError for a port that is no number."""
    home = Path(os.environ.get("OFFICE_HOME") or "office-home").resolve()
    return Settings(
        office_home=home,
        database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{home / 'office.db'}",
        port=int(os.environ.get("PORT") or "8501"),
        demo=os.environ.get("OFFICE_DEMO") == "1",
    )
