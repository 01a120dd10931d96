"""Properties are about what is right, not about how fast a busy machine says so."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
