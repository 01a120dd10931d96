"""Filters that a person named for later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.office import SavedFilter
from db.verbs import actor_of, load, needs
from rules.access import Permission
from rules.errors import InvalidInput, NotFound
from rules.language import N_

MOST_OF_ONE_PERSON = 30


@dataclass(frozen=True, slots=True)
class SavedFilterRow:
    id: int
    version: int
    name: str
    chosen: dict[str, Any]


@needs(Permission.USE_OFFICE)
def list_own(session: Session, register: str) -> list[SavedFilterRow]:
    """Return the actor's filters of a register, by name."""
    rows = session.scalars(
        select(SavedFilter)
        .where(
            SavedFilter.account_id == actor_of(session).account_id,
            SavedFilter.register == register,
        )
        .order_by(SavedFilter.name)
    )
    return [
        SavedFilterRow(row.id, row.version, row.name, dict(row.chosen))
        for row in rows
        if row.chosen
    ]


@needs(Permission.USE_OFFICE)
def save(session: Session, register: str, name: str, chosen: Mapping[str, Any]) -> int:
    """Keep a filter under a name; the same name again replaces it."""
    actor = actor_of(session)
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise InvalidInput(N_("Give the filter a name of at most 60 characters."), field="name")
    kept = {key: value for key, value in chosen.items() if value not in (None, "", [])}
    if not kept or actor.account_id is None:
        raise InvalidInput(N_("Choose a filter first, then save it."), field="name")
    row = session.scalar(
        select(SavedFilter).where(
            SavedFilter.account_id == actor.account_id,
            SavedFilter.register == register,
            SavedFilter.name == name,
        )
    )
    if row is None:
        _check_room(session, actor.account_id)
        row = SavedFilter(account_id=actor.account_id, register=register, name=name)
        session.add(row)
    row.chosen = kept
    session.flush()
    return row.id


def _check_room(session: Session, account_id: int) -> None:
    own = session.scalar(
        select(func.count(SavedFilter.id)).where(SavedFilter.account_id == account_id)
    )
    if (own or 0) >= MOST_OF_ONE_PERSON:
        raise InvalidInput(N_("You have 30 saved filters. Drop one first."), field="name")


@needs(Permission.USE_OFFICE)
def drop(session: Session, filter_id: int) -> None:
    """Empty one of the actor's own filters, so that it is no longer offered."""
    row = load(session, SavedFilter, filter_id)
    if row.account_id != actor_of(session).account_id:
        raise NotFound(N_("There is no such record, or it is not in your part of the office."))
    row.chosen = {}
