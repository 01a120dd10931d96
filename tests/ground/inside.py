"""The inside of an office whose home is a folder, opened as another process of it would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands.console import opened
from config import settings
from db.engine import use_store


@contextmanager
def office_in(home: Path) -> Iterator[None]:
    """Let the verbs of the block work on the office's own database."""
    before = use_store(None)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OFFICE_HOME", str(home))
            patch.setenv("DATABASE_URL", "")
            settings.cache_clear()
            with opened():
                yield
    finally:
        settings.cache_clear()
        use_store(before)
