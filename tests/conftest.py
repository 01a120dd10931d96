"""The ground that every test stands on; each part is a module of ``tests.ground``."""

from __future__ import annotations

pytest_plugins = (
    "tests.ground.people",
    "tests.ground.databases",
    "tests.ground.servers",
    "tests.ground.browsers",
)
