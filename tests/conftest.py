"""The ground that every test stands on; each part is a module of ``tests.ground``."""

from __future__ import annotations

import gc

pytest_plugins = (
    "tests.ground.people",
    "tests.ground.databases",
    "tests.ground.servers",
    "tests.ground.browsers",
)


def pytest_collection_finish() -> None:
    """Look for garbage among what the tests make, not among all that was imported for them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
