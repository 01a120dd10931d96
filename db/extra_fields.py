"""Columns that an office adds to a register in the browser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.area_memory import AreaMemory
from db.models.office import CodeRow, ExtraField
from db.verbs import load, needs, open_to_all
from rules.access import Permission
from rules.errors import Conflict, InvalidInput
from rules.fields import Field, Fields, Kind, by_name
from rules.hardship import FILE_FIELDS
from rules.households import HOUSEHOLD_FIELDS, PERSON_FIELDS
from rules.language import N_
from rules.members import MEMBER_FIELDS
from rules.own_fields import RESERVED
from rules.units import UNIT_FIELDS

REGISTERS: dict[str, Fields] = {
    "member": MEMBER_FIELDS,
    "unit": UNIT_FIELDS,
    "household": HOUSEHOLD_FIELDS,
    "household_person": PERSON_FIELDS,
    "hardship_file": FILE_FIELDS,
}
ALLOWED_KINDS = (
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.INTEGER,
    Kind.MONEY,
    Kind.DATE,
    Kind.MONTH,
    Kind.CHOICE,
    Kind.CHOICES,
    Kind.YES_NO,
)
"""Kinds without sealing or look-ups: an office's own column holds nothing secret."""

GROUP = N_("Own fields")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")

_memory: AreaMemory[Fields] = AreaMemory("settings")


@dataclass(frozen=True, slots=True)
class ExtraFieldRow:
    """An own field as the settings show it, the retired ones included."""

    id: int
    version: int
    register: str
    name: str
    label: str
    kind: str
    codes: str
    required: bool
    help: str
    position: int
    retired: bool


@open_to_all("descriptions of columns hold nothing personal and every form needs them")
def list_fields(session: Session, register: str) -> Fields:
    """Return the office's own fields of a register ("member", "unit") that are in use."""
    return _memory.recall(session, lambda: _read(session, register), register)


def _read(session: Session, register: str) -> Fields:
    rows = session.scalars(
        select(ExtraField)
        .where(ExtraField.register == register, ExtraField.retired.is_(False))
        .order_by(ExtraField.position, ExtraField.id)
    )
    return tuple(
        Field(
            row.name,
            row.label,
            Kind(row.kind),
            codes=row.codes,
            required=row.required,
            help=row.help,
            group=GROUP,
            aliases=(row.label,),
            extra=True,
        )
        for row in rows
    )


@needs(Permission.MANAGE_SETTINGS)
def list_all(session: Session, register: str) -> list[ExtraFieldRow]:
    """Return every own field of a register, retired ones last."""
    rows = session.scalars(
        select(ExtraField)
        .where(ExtraField.register == register)
        .order_by(ExtraField.retired, ExtraField.position, ExtraField.id)
    )
    return [
        ExtraFieldRow(
            row.id,
            row.version,
            row.register,
            row.name,
            row.label,
            row.kind,
            row.codes,
            row.required,
            row.help,
            row.position,
            row.retired,
        )
        for row in rows
    ]


@needs(Permission.MANAGE_SETTINGS)
def add(
    session: Session,
    register: str,
    name: str,
    label: str,
    kind: str,
    codes: str = "",
    required: bool = False,
    help_text: str = "",
) -> int:
    """Add an own field; its name is for good, its label may change."""
    if register not in REGISTERS:
        raise InvalidInput(N_("Choose the register."), field="register")
    if not _NAME.fullmatch(name) or name in RESERVED or name in by_name(REGISTERS[register]):
        raise InvalidInput(
            N_("A short name has 2 to 40 small letters, digits or underscores, and is new."),
            field="name",
        )
    _check(session, label, kind, codes, help_text)
    taken = select(ExtraField.id).where(ExtraField.register == register, ExtraField.name == name)
    if session.scalar(taken) is not None:
        raise Conflict(N_("This register has a field of that name already."), field="name")
    last = session.scalar(
        select(func.max(ExtraField.position)).where(ExtraField.register == register)
    )
    row = ExtraField(
        register=register,
        name=name,
        label=label.strip(),
        kind=kind,
        codes=codes,
        required=required,
        help=help_text.strip(),
        position=(last or 0) + 1,
        retired=False,
    )
    session.add(row)
    session.flush()
    return row.id


def _check(session: Session, label: str, kind: str, codes: str, help_text: str) -> None:
    if not 1 <= len(label.strip()) <= 60:
        raise InvalidInput(N_("Enter a label of at most 60 characters."), field="label")
    if len(help_text.strip()) > 200:
        raise InvalidInput(N_("Enter a hint of at most 200 characters."), field="help")
    if kind not in ALLOWED_KINDS:
        raise InvalidInput(N_("Choose what the field holds."), field="kind")
    if kind in (Kind.CHOICE, Kind.CHOICES):
        known = session.scalar(select(CodeRow.id).where(CodeRow.list_name == codes).limit(1))
        if known is None:
            raise InvalidInput(N_("Choose the code list."), field="codes")


@needs(Permission.MANAGE_SETTINGS)
def change(
    session: Session,
    field_id: int,
    seen: int,
    label: str,
    required: bool,
    help_text: str = "",
    position: int | None = None,
) -> None:
    """Relabel or reorder an own field; name and kind stay, since values hang on them."""
    row = load(session, ExtraField, field_id, seen)
    _check(session, label, row.kind, row.codes, help_text)
    row.label, row.required, row.help = label.strip(), required, help_text.strip()
    if position is not None:
        row.position = position


@needs(Permission.MANAGE_SETTINGS)
def retire(session: Session, field_id: int, seen: int, retired: bool = True) -> None:
    """Take an own field out of use or back; its values stay where they are."""
    load(session, ExtraField, field_id, seen).retired = retired
