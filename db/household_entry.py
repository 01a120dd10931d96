"""A person enters a household: from the registry, from an earlier household, or anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import extra_fields, search, trail
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from db.scope import hand_over
from db.sealing import blind_index
from db.unit_names import name_of
from db.values import assign, open_values
from db.verbs import load, open_to_all, today_of
from rules.access import Permission, check_allowed
from rules.errors import Conflict, InvalidInput
from rules.fields import Fields, Value, by_name
from rules.households import PERSON_FIELDS, check_person, complete_person
from rules.language import N_
from rules.members import MEMBER_FIELDS
from rules.reasons import SHORTEST_WEIGHTY

_COPIED = tuple(field.name for field in MEMBER_FIELDS if field.name in by_name(PERSON_FIELDS))
"""What a person of the registry brings along; after that the two records go their own ways."""
_KERNEL = {"kernel": True}
"""Nobody is entered twice in the whole tree; only the other unit's name is told."""


def person_fields(session: Session) -> Fields:
    return PERSON_FIELDS + extra_fields.list_fields(session, "household_person")


def derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that follow from a person's values: indexes and the ID's tail."""
    id_no, mobile = values.get("id_no"), values.get("mobile")
    bank_number = values.get("bank_number")
    return {
        "id_no_index": blind_index(id_no, "household_person.id_no") if id_no else None,
        "id_no_tail": blind_index(id_no[-4:], "household_person.id_no_tail") if id_no else None,
        "mobile_index": blind_index(mobile, "household_person.mobile") if mobile else None,
        "bank_index": (
            blind_index(bank_number, "household_person.bank_number") if bank_number else None
        ),
    }


def settle(session: Session, person: HouseholdPerson, renamed: bool) -> None:
    """Bring everything that follows from a person's values in line with them."""
    for name, value in derived(open_values(person, PERSON_FIELDS)).items():
        if getattr(person, name) != value:
            setattr(person, name, value)
    session.flush()
    if renamed:
        search.replace_grams(session, person.id, person.name, search.PEOPLE)


@open_to_all("called by the verbs of households, which are locked")
def enter(
    session: Session,
    unit_id: int,
    values: Mapping[str, Value],
    member_id: int | None = None,
    reason: str = "",
) -> HouseholdPerson:
    """Return the person's record in ``unit_id``: the known one, brought up to date, or a new one.

    Raises Conflict while the person belongs to another household, and where the registry
    knows the ID number, the person is not linked and no ``reason`` is given.
    """
    member = _member(session, member_id)
    copied = open_values(member, MEMBER_FIELDS) if member else {}
    full = complete_person(
        {**{name: copied[name] for name in _COPIED if member}, **_given(values, member)}
    )
    check_person(full, today_of(session))
    known = holder_of(session, full, member.id if member else None)
    if known is None:
        return _new(session, unit_id, full, member, reason)
    _check_free(session, known)
    if known.name != full["name"]:
        raise InvalidInput(
            N_("This ID number is entered under another name. Compare both with the card."),
            field="name",
        )
    hand_over(session, known)
    known.unit_id = unit_id
    if member is not None and known.member_id is None:
        known.member_id = member.id
    given = {name: value for name, value in full.items() if value is not None}
    assign(known, person_fields(session), given)
    settle(session, known, renamed=False)
    return known


def _given(values: Mapping[str, Value], member: Member | None) -> dict[str, Value]:
    """What somebody typed; an empty value does not wipe out what the registry says."""
    if member is None:
        return dict(values)
    return {name: value for name, value in values.items() if value not in (None, "")}


def _member(session: Session, member_id: int | None) -> Member | None:
    if member_id is None:
        return None
    check_allowed(session.info["actor"], Permission.SEE_MEMBERS)
    member = load(session, Member, member_id)
    if member.merged_into_id is not None:
        member = load(session, Member, member.merged_into_id)
    return member


def holder_of(
    session: Session, values: Mapping[str, Value], member_id: int | None
) -> HouseholdPerson | None:
    """Return the person who has this ID number or is this member, wherever in the tree."""
    found = None
    if member_id is not None:
        found = _live_person(session, HouseholdPerson.member_id == member_id)
    if found is None and values.get("id_no"):
        index = blind_index(str(values["id_no"]), "household_person.id_no")
        found = _live_person(
            session,
            HouseholdPerson.id_no_index == index,
            HouseholdPerson.id_type == values["id_type"],
        )
    return found


def _live_person(session: Session, *conditions: Any) -> HouseholdPerson | None:
    return session.scalar(
        select(HouseholdPerson)
        .where(HouseholdPerson.merged_into_id.is_(None), *conditions)
        # An ID number is known in the whole tree.
        .execution_options(kernel=True)
    )


def _check_free(session: Session, person: HouseholdPerson) -> None:
    """Raise Conflict, naming the unit and nobody, while the person is in a household."""
    unit = session.scalar(
        select(Unit.name)
        .join(Household, Household.unit_id == Unit.id)
        .join(HouseholdMembership, HouseholdMembership.household_id == Household.id)
        .where(HouseholdMembership.person_id == person.id, HouseholdMembership.to_on.is_(None))
        # Nobody belongs to two households, wherever they are.
        .execution_options(kernel=True)
    )
    if unit is not None:
        raise Conflict(
            N_(
                "This person belongs to a household of “{unit}” already. Ask for a move to this"
                " household instead."
            ),
            field="id_no",
            unit=unit,
        )
    _check_no_payee_elsewhere(session, person)


def _check_no_payee_elsewhere(session: Session, person: HouseholdPerson) -> None:
    """Raise Conflict where a household out of sight has its money paid to the person."""
    paid_to = select(Household.id).where(
        or_(Household.payee_id == person.id, Household.alternate_payee_id == person.id),
        Household.closed_on.is_(None),
    )
    seen = set(session.scalars(paid_to))
    unseen = set(session.scalars(paid_to, execution_options=_KERNEL)) - seen
    if unseen:
        unit_id = select(Household.unit_id).where(Household.id == min(unseen))
        raise Conflict(
            N_(
                "This person receives the money of a household of “{unit}”. That unit has to name"
                " another payee first."
            ),
            field="id_no",
            unit=name_of(session, session.scalar(unit_id, execution_options=_KERNEL)),
        )


def _new(
    session: Session,
    unit_id: int,
    values: Mapping[str, Value],
    member: Member | None,
    reason: str,
) -> HouseholdPerson:
    registered = None if member else registered_with(session, values)
    if registered is not None and len(reason.strip()) < SHORTEST_WEIGHTY:
        raise Conflict(
            N_(
                "The registry knows this ID number, with “{unit}”. Use that person, or say why not."
            ),
            field="id_no",
            unit=name_of(session, registered.unit_id),
        )
    person = HouseholdPerson(unit_id=unit_id, extra={}, member_id=member.id if member else None)
    assign(person, person_fields(session), values)
    session.add(person)
    settle(session, person, renamed=True)
    if registered is not None:
        trail.note(
            session,
            "entered_beside",
            "household_person",
            person.id,
            person.name,
            unit_id,
            reason=reason.strip(),
        )
    return person


def registered_with(session: Session, values: Mapping[str, Value]) -> Member | None:
    """Return the member of the registry who has this ID number, wherever in the tree."""
    if not values.get("id_no"):
        return None
    return session.scalar(
        select(Member)
        .where(
            Member.id_no_index == blind_index(str(values["id_no"]), "member.id_no"),
            Member.id_type == values["id_type"],
            Member.live(),
        )
        # An ID number is registered once in the whole tree.
        .execution_options(kernel=True)
    )
