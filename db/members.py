"""The member registry: open a person, register, change, reveal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import extra_fields, moves, quality, reveals
from db.models.members import Member
from db.models.people import JoinApplication
from db.models.units import Unit
from db.scope import hand_over
from db.sealing import blind_index, indexer
from db.search import replace_grams, sort_key
from db.tree import check_open
from db.unit_names import name_of
from db.values import assign, open_values, values_of
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Fields, Value
from rules.language import N_
from rules.members import MEMBER_FIELDS, Status, check_member, complete_member
from rules.moves import JOIN

REJOINABLE = frozenset((Status.LEFT, Status.DEEMED_LEFT, Status.REFUSED))
"""Who may apply again on the old record; the expelled and the dead may not."""


@dataclass(frozen=True, slots=True)
class MemberFile:
    """One person: values by field with sealed ones masked, and where they stand."""

    id: int
    version: int
    values: dict[str, Value]
    unit_id: int | None
    unit_name: str
    status: str


@needs(Permission.SEE_MEMBERS)
def list_fields(session: Session) -> Fields:
    """Return the fields of a member, the office's own ones included."""
    return _fields(session)


def _fields(session: Session) -> Fields:
    return MEMBER_FIELDS + extra_fields.list_fields(session, "member")


@needs(Permission.SEE_MEMBERS)
def get_member(session: Session, member_id: int) -> MemberFile:
    """Return one person; a merged record forwards. Raises NotFound outside the scope."""
    member = load(session, Member, member_id)
    if member.merged_into_id is not None:
        member = load(session, Member, member.merged_into_id)
    return MemberFile(
        member.id,
        member.version,
        values_of(member, _fields(session)),
        member.unit_id,
        name_of(session, member.unit_id),
        member.status,
    )


def derived(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return the columns that follow from a member's values: indexes, tails, sort key."""
    return {name: column[0] for name, column in derived_of_many([values]).items()}


def derived_of_many(members: Sequence[Mapping[str, Value]]) -> dict[str, list[Any]]:
    """Return ``derived`` of many members, column by column."""
    return {
        name: [derive(str(values[source])) if values.get(source) else None for values in members]
        for name, source, derive in (
            ("sort_name", "name", sort_key),
            ("id_no_index", "id_no", _of_id_no),
            ("id_no_tail", "id_no", _of_tail(indexer("member.id_no_tail"))),
            ("mobile_index", "mobile", indexer("member.mobile")),
            ("mobile_tail", "mobile", _of_tail(indexer("member.mobile_tail"))),
            ("bank_index", "bank_number", indexer("member.bank_number")),
        )
    }


def _of_id_no(number: str) -> bytes:
    return blind_index(number, "member.id_no")  # remembered from looking for its holder


def _of_tail(index: Callable[[str], bytes]) -> Callable[[str], bytes]:
    return lambda text: index(text[-4:])


@needs(Permission.EDIT_MEMBERS)
def register(session: Session, unit_id: int, values: Mapping[str, Value], note: str = "") -> int:
    """Enter a worker who applies to join ``unit_id``; returns the member's id.

    The unit decides on the application. A person who left earlier and whose whole ID number
    is given applies again on the old record. Raises InvalidInput naming the field, and
    Conflict when the person is a member already or the unit is closed.
    """
    check_open(session, load(session, Unit, unit_id).id)
    full = complete_member(values)
    check_member(full, today_of(session))
    earlier = _holder_of(session, full)
    if earlier is not None:
        return _apply_again(session, earlier, unit_id, full, note)
    _check_member_no_free(session, full, None)
    member = Member(unit_id=unit_id, status=Status.APPLIED, extra={}, withdrawn=False)
    assign(member, _fields(session), full)
    session.add(member)
    _settle(session, member, renamed=True)
    _apply(session, member, note)
    return member.id


def _settle(session: Session, member: Member, renamed: bool) -> None:
    """Bring everything that follows from a member's values in line with them."""
    values = open_values(member, MEMBER_FIELDS)
    for name, value in derived(values).items():
        if getattr(member, name) != value:
            setattr(member, name, value)
    session.flush()
    if renamed:
        replace_grams(session, member.id, member.name)
    quality.write_problems(session, member.id, member.unit_id, quality.problems_of(values))


def _apply(session: Session, member: Member, note: str) -> None:
    application = JoinApplication(
        unit_id=member.unit_id, member_id=member.id, applied_on=today_of(session), note=note.strip()
    )
    moves.begin(session, application, JOIN, note)


def _holder_of(session: Session, values: Mapping[str, Value]) -> Member | None:
    """Return the record that has this ID number already, wherever in the tree it is."""
    if not values.get("id_no"):
        return None
    return session.scalar(
        select(Member)
        .where(
            Member.id_type == values["id_type"],
            Member.id_no_index == blind_index(str(values["id_no"]), "member.id_no"),
            Member.live(),
        )
        .execution_options(kernel=True)
    )


def _apply_again(
    session: Session, member: Member, unit_id: int, values: Mapping[str, Value], note: str
) -> int:
    if member.status not in REJOINABLE:
        raise _registered_already(session, member)
    if values["name"] != member.name:
        raise InvalidInput(
            N_("This ID number is registered under another name. Compare both with the card."),
            field="name",
        )
    hand_over(session, member)
    member.unit_id, member.status = unit_id, Status.APPLIED
    assign(member, _fields(session), {name: v for name, v in values.items() if v is not None})
    _settle(session, member, renamed=False)
    _apply(session, member, note)
    return member.id


def _registered_already(session: Session, member: Member) -> Conflict:
    return Conflict(
        N_("This ID number is registered with “{unit}” already. Transfer the member instead."),
        field="id_no",
        unit=name_of(session, member.unit_id),
    )


def _check_member_no_free(
    session: Session, values: Mapping[str, Value], own_id: int | None
) -> None:
    if not values.get("member_no"):
        return
    taken = session.scalar(
        select(Member.id)
        .where(Member.member_no == values["member_no"], Member.live(), Member.id != (own_id or 0))
        .execution_options(kernel=True)
    )
    if taken:
        raise InvalidInput(N_("This member number is taken."), field="member_no")


@needs(Permission.EDIT_MEMBERS)
def change(session: Session, member_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change those fields of a member that ``values`` names; the rest stays."""
    member = load(session, Member, member_id, seen)
    if member.merged_into_id is not None or member.withdrawn:
        raise WrongState(N_("This record was merged into another or taken back."))
    fields = _fields(session)
    full = complete_member({**open_values(member, fields), **values})
    check_member(full, today_of(session))
    _check_new_numbers_free(session, member, full)
    renamed = full["name"] != member.name
    assign(member, fields, full)
    _settle(session, member, renamed)


def _check_new_numbers_free(session: Session, member: Member, values: Mapping[str, Value]) -> None:
    """Look for another holder of numbers that change; those that stay were looked up before."""
    if (values["id_type"], values["id_no"]) != (member.id_type, member.id_no):
        holder = _holder_of(session, values)
        if holder is not None and holder.id != member.id:
            raise _registered_already(session, holder)
    if values["member_no"] != member.member_no:
        _check_member_no_free(session, values, member.id)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, member_id: int, field: str, reason: str) -> str:
    """Return one sealed value in full; who, what and why go on the trail."""
    reveals.check_sealed(MEMBER_FIELDS, field)
    member = load(session, Member, member_id)
    return reveals.reveal(session, member, field, reason)
