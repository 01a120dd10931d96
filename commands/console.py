"""What the commands share: an opened office, words for the console, a unit by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from config import settings
from db import schema, unit_lists
from db.engine import Store
from db.scope import OfficeSession
from rules.errors import InvalidInput
from rules.language import N_, _


def say(text: str, **values: object) -> None:
    """Print one translated line."""
    typer.echo(_(text).format(**values))


@contextmanager
def opened() -> Iterator[Store]:
    """Open the office of the environment for one command."""
    store = schema.open_office(settings())
    try:
        yield store
    finally:
        store.engine.dispose()


def unit_id(session: OfficeSession, text: str) -> int:
    """Return the unit that a number or a name means; raises InvalidInput when it is unclear."""
    if text.isdecimal():
        return int(text)
    found = unit_lists.find_units(session, text)
    exact = [unit for unit in found if unit.name == text] or found
    if len(exact) != 1:
        names = tuple(unit.name for unit in exact[:5])
        raise InvalidInput(N_("{n} units are called like this. {names}"), n=len(exact), names=names)
    return exact[0].id
