"""Who is at the screen: asked anew on every run, in every fragment and in every callback.

The shell hands in the look-up with ``use_lookup``, because components do not reach the
database. Nothing is remembered between two questions: a session that has ended on the
server has ended here too, with the next click.
"""

from __future__ import annotations

from collections.abc import Callable

from rules.access import Actor
from rules.errors import SignedOut
from rules.language import N_

Lookup = Callable[[], Actor | None]


def _nobody() -> Actor | None:
    return None


_lookup: Lookup = _nobody


def use_lookup(lookup: Lookup) -> None:
    """Let ``lookup`` say who sits at the browser of the current run."""
    global _lookup
    _lookup = lookup


def current_actor() -> Actor:
    """Return the person at the screen; raises SignedOut when the session has ended."""
    actor = _lookup()
    if actor is None:
        raise SignedOut(N_("You have been signed out. Sign in again."))
    return actor
