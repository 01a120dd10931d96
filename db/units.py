"""The union tree: open, found, change, move, close; an actor sees its own subtree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db import campaign_handover, extra_fields
from db.models.members import Member
from db.models.units import Unit, UnitBelow
from db.scope import check_units
from db.search import pinyin_of, sort_key
from db.tree import attach, check_open, detach, take_for_closing
from db.unit_lists import UnitChoice, members_below
from db.values import assign, open_values, values_of
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.fields import Fields, Value
from rules.language import N_
from rules.members import PRESENT
from rules.units import UNIT_FIELDS, check_below, check_unit

_SUPERIOR_CLOSED = N_("The superior union is closed.")


@dataclass(frozen=True, slots=True)
class UnitFile:
    """Everything about one unit: values by field, the way up to the root, what hangs on it."""

    id: int
    version: int
    values: dict[str, Value]
    path: tuple[UnitChoice, ...]
    members: int
    units_below: int
    closed_on: date | None
    close_reason: str


@needs(Permission.SEE_UNITS)
def list_fields(session: Session) -> Fields:
    """Return the fields of a unit, the office's own ones included."""
    return _fields(session)


def _fields(session: Session) -> Fields:
    return UNIT_FIELDS + extra_fields.list_fields(session, "unit")


@needs(Permission.SEE_UNITS)
def get_name(session: Session, unit_id: int) -> str:
    """Return a unit's name; raises NotFound outside the actor's scope."""
    return load(session, Unit, unit_id).name


@needs(Permission.SEE_UNITS)
def get_unit(session: Session, unit_id: int) -> UnitFile:
    """Return one unit; raises NotFound outside the actor's scope."""
    unit = load(session, Unit, unit_id)
    below_count = session.scalar(
        select(func.count(UnitBelow.unit_id)).where(
            UnitBelow.ancestor_id == unit.id, UnitBelow.depth > 0
        )
    )
    return UnitFile(
        unit.id,
        unit.version,
        values_of(unit, _fields(session)),
        _path(session, unit.id),
        members_below(session, [unit.id]).get(unit.id, 0),
        below_count or 0,
        unit.closed_on,
        unit.close_reason,
    )


def _path(session: Session, unit_id: int) -> tuple[UnitChoice, ...]:
    rows = session.execute(
        select(Unit.id, Unit.name)
        .join(UnitBelow, UnitBelow.ancestor_id == Unit.id)
        .where(UnitBelow.unit_id == unit_id)
        .order_by(UnitBelow.depth.desc())
    ).all()
    names = ["", *(name for _, name in rows)]
    return tuple(
        UnitChoice(key, name, above) for (key, name), above in zip(rows, names, strict=False)
    )


@needs(Permission.EDIT_UNITS)
def found_unit(session: Session, values: Mapping[str, Value]) -> int:
    """Add a unit below its superior union; returns its id."""
    on = today_of(session)
    parent_id = values.get("parent_id")
    parent = load(session, Unit, int(str(parent_id))) if parent_id else None
    if parent is None and _is_there(session, Unit, Unit.parent_id.is_(None)):
        raise InvalidInput(N_("Choose the superior union."), field="parent_id")
    if parent is not None:
        check_open(session, parent.id, _SUPERIOR_CLOSED)
    check_below(str(values.get("kind") or ""), parent.kind if parent else None)
    check_unit(values, on)
    _check_usci_free(session, values.get("usci"), None)
    unit = Unit(parent_id=parent.id if parent else None, extra={})
    assign(unit, _fields(session), values)
    _index(unit)
    session.add(unit)
    session.flush()
    attach(session, unit.id, unit.parent_id)
    return unit.id


def _is_there(session: Session, model: Any, *conditions: ColumnElement[bool]) -> bool:
    """Say whether there is such a record, wherever in the tree."""
    found = select(model.id).where(*conditions).limit(1).execution_options(kernel=True)
    return session.scalar(found) is not None


def _index(unit: Unit) -> None:
    unit.sort_name = sort_key(unit.name)
    unit.search_text = search_text_of(unit.name)


def search_text_of(name: str) -> str:
    """Return what a unit is looked up by: its name, its pinyin and its initials."""
    syllables = pinyin_of(name)
    initials = "".join(syllable[0] for syllable in syllables)
    return " ".join(("".join(name.lower().split()), "".join(syllables), initials))


def _check_usci_free(session: Session, usci: Value, own_id: int | None) -> None:
    if not usci:
        return
    taken = session.scalar(
        select(Unit.id)
        .where(Unit.usci == usci, Unit.id != (own_id or 0), Unit.closed_on.is_(None))
        .execution_options(kernel=True)
    )
    if taken:
        raise InvalidInput(
            N_("Another unit has this social credit code. Look it up before adding one."),
            field="usci",
        )


@needs(Permission.EDIT_UNITS)
def change_unit(session: Session, unit_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change a unit's fields; its place in the tree is changed by ``move_unit``."""
    unit = load(session, Unit, unit_id, seen)
    fields = tuple(field for field in _fields(session) if field.name != "parent_id")
    full = {**open_values(unit, fields), **values}
    if full["kind"] != unit.kind:
        _check_kind_fits(session, unit, str(full["kind"]))
    check_unit(full, today_of(session))
    _check_usci_free(session, full.get("usci"), unit.id)
    assign(unit, fields, values)
    _index(unit)


def _check_kind_fits(session: Session, unit: Unit, kind: str) -> None:
    parent = (
        session.get(Unit, unit.parent_id, execution_options={"kernel": True})
        if unit.parent_id
        else None
    )
    check_below(kind, parent.kind if parent else None)
    for child_kind in session.scalars(
        select(Unit.kind).where(Unit.parent_id == unit.id).distinct()
    ):
        check_below(child_kind, kind)


@needs(Permission.EDIT_UNITS)
def move_unit(session: Session, unit_id: int, seen: int, parent_id: int) -> None:
    """Hang a unit, with everything below it, under another superior union."""
    _one_mover_at_a_time(session)
    unit, parent = load(session, Unit, unit_id, seen), load(session, Unit, parent_id)
    if unit.id == actor_of(session).unit_id or unit.parent_id is None:
        raise WrongState(N_("The top of your own part of the tree cannot be moved."))
    if unit.parent_id == parent.id:
        return
    check_units(session, [unit.parent_id])
    inside = session.get(UnitBelow, (unit.id, parent.id))
    if inside is not None:
        raise InvalidInput(N_("A unit cannot stand below itself."), field="parent_id")
    check_open(session, parent.id, _SUPERIOR_CLOSED)
    check_below(unit.kind, parent.kind)
    detach(session, unit.id)
    unit.parent_id = parent.id
    session.flush()
    attach(session, unit.id, parent.id)


def _one_mover_at_a_time(session: Session) -> None:
    """Two moves at once could hang each unit below the other; the top's row is their queue."""
    session.execute(
        select(Unit.id)
        .where(Unit.parent_id.is_(None))
        .with_for_update()
        .execution_options(kernel=True)
    )


@needs(Permission.EDIT_UNITS)
def close_unit(session: Session, unit_id: int, seen: int, on: date, reason: str) -> None:
    """Close a unit that has neither members nor open units below it."""
    unit = load(session, Unit, unit_id, seen)
    take_for_closing(session, unit.id)
    if unit.closed_on:
        raise WrongState(N_("This unit is closed already."))
    if not reason.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="reason")
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="closed_on")
    if _is_there(session, Unit, Unit.parent_id == unit.id, Unit.closed_on.is_(None)):
        raise WrongState(N_("There are open units below this one. Move or close them first."))
    waiting = [*(str(status) for status in PRESENT), "applied"]
    if _is_there(
        session, Member, Member.unit_id == unit.id, Member.live(), Member.status.in_(waiting)
    ):
        raise WrongState(N_("This unit still has members. Transfer them or end their membership."))
    campaign_handover.check_none_open(session, unit.id)
    unit.closed_on, unit.close_reason = on, reason.strip()


@needs(Permission.EDIT_UNITS)
def reopen_unit(session: Session, unit_id: int, seen: int) -> None:
    """Take back the closing of a unit whose superior union is open."""
    unit = load(session, Unit, unit_id, seen)
    if not unit.closed_on:
        raise WrongState(N_("This unit is not closed."))
    check_open(session, unit.parent_id, _SUPERIOR_CLOSED)
    _check_usci_free(session, unit.usci, unit.id)
    unit.closed_on, unit.close_reason = None, ""
