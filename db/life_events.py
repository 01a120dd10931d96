"""Weddings, births, hospital stays, funerals, retirements; birthdays are derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import reveals
from db.models.members import Member
from db.models.people import LifeEvent
from db.trail import HIDDEN
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.members import LIFE_EVENTS


@dataclass(frozen=True, slots=True)
class LifeEventRow:
    id: int
    version: int
    kind: str
    on: date
    relation: str
    note: str
    cancelled: bool


@needs(Permission.SEE_MEMBERS)
def list_of_member(session: Session, member_id: int) -> list[LifeEventRow]:
    """Return a member's events, the latest first; of a note only that there is one."""
    member = load(session, Member, member_id)
    rows = session.scalars(
        select(LifeEvent)
        .where(LifeEvent.member_id == member.id)
        .order_by(LifeEvent.on.desc(), LifeEvent.id.desc())
    )
    return [
        LifeEventRow(
            row.id,
            row.version,
            row.kind,
            row.on,
            row.relation,
            HIDDEN if row.note else "",
            row.cancelled,
        )
        for row in rows
    ]


@needs(Permission.EDIT_MEMBERS)
def enter(
    session: Session, member_id: int, kind: str, on: date, relation: str = "", note: str = ""
) -> int:
    """Enter something that happened to a member or the family; ``relation`` is a code."""
    member = load(session, Member, member_id)
    if kind not in LIFE_EVENTS:
        raise InvalidInput(N_("Choose what happened."), field="kind")
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    if member.birth_on is not None and on < member.birth_on:
        raise InvalidInput(N_("This date lies before the birth date."), field="on")
    event = LifeEvent(
        unit_id=member.unit_id,
        member_id=member.id,
        kind=kind,
        on=on,
        relation=relation,
        note=note.strip() or None,
        cancelled=False,
    )
    session.add(event)
    session.flush()
    return event.id


@needs(Permission.EDIT_MEMBERS)
def cancel(session: Session, event_id: int, seen: int) -> None:
    """Strike out an event that was entered in error; it stays to be seen as such."""
    event = load(session, LifeEvent, event_id, seen)
    if event.cancelled:
        raise WrongState(N_("This entry is struck out already."))
    event.cancelled = True


@needs(Permission.REVEAL_SEALED)
def reveal_note(session: Session, event_id: int, reason: str) -> str:
    """Return an event's note in full; who read it and why goes on the trail."""
    event = load(session, LifeEvent, event_id)
    return reveals.reveal(session, event, "note", reason)
