"""Households: found one, open it, change its home and who receives its money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import extra_fields, reveals
from db.household_entry import enter
from db.household_people import join
from db.household_stage import check_open, is_direct
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.units import Unit
from db.numbers import next_number
from db.search import sort_key
from db.unit_names import name_of
from db.values import assign, open_values, values_of
from db.verbs import actor_of, load, needs, open_to_all, today_of
from rules.access import Permission, check_allowed
from rules.errors import WrongState
from rules.fields import Fields, Value
from rules.households import HEAD, HOUSEHOLD_FIELDS, check_household, household_number
from rules.language import N_

_KERNEL = {"kernel": True}
"""Of households that the caller has loaded."""


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """One household: its home with sealed values masked, and where it stands.

    ``direct`` says that its people are still entered without a second person.
    """

    id: int
    version: int
    household_no: str
    head_name: str
    values: dict[str, Value]
    unit_id: int | None
    unit_name: str
    payee_id: int | None
    alternate_payee_id: int | None
    closed_on: date | None
    direct: bool


@needs(Permission.SEE_HARDSHIP)
def list_fields(session: Session) -> Fields:
    """Return the fields of a household, the office's own ones included."""
    return _fields(session)


def _fields(session: Session) -> Fields:
    return HOUSEHOLD_FIELDS + extra_fields.list_fields(session, "household")


@needs(Permission.SEE_HARDSHIP)
def get_household(session: Session, household_id: int) -> HouseholdFile:
    """Return one household; a merged one forwards. Raises NotFound outside the scope."""
    household = load(session, Household, household_id)
    if household.merged_into_id is not None:
        household = load(session, Household, household.merged_into_id)
    return HouseholdFile(
        household.id,
        household.version,
        household.household_no,
        household.head_name,
        values_of(household, _fields(session)),
        household.unit_id,
        name_of(session, household.unit_id),
        household.payee_id,
        household.alternate_payee_id,
        household.closed_on,
        is_direct(session, household),
    )


@needs(Permission.EDIT_HARDSHIP)
def found(
    session: Session,
    unit_id: int,
    head: Mapping[str, Value],
    values: Mapping[str, Value] = {},
    member_id: int | None = None,
    on: date | None = None,
    reason: str = "",
) -> int:
    """Enter a household with its head; returns the household's id.

    ``values`` are those of the home, ``member_id`` the head in the registry, whose values and
    address are copied. Raises Conflict while the head belongs to another household.
    """
    unit = load(session, Unit, unit_id)
    if unit.closed_on:
        raise WrongState(N_("This unit is closed."))
    home = {**_registered_home(session, member_id), **values}
    person = enter(session, unit_id, head, member_id, reason)
    household = new_household(session, unit_id, person, home)
    join(session, household, person, HEAD, on)
    return household.id


def _registered_home(session: Session, member_id: int | None) -> dict[str, Value]:
    if member_id is None:
        return {}
    return {"home_address": load(session, Member, member_id).home_address}


def new_household(
    session: Session, unit_id: int | None, head: HouseholdPerson, home: Mapping[str, Value]
) -> Household:
    """Make a household, named after its head and numbered; nobody belongs to it yet."""
    year = today_of(session).year
    household = Household(
        unit_id=unit_id,
        household_no=household_number(year, next_number(session, "household", year)),
        head_name=head.name,
        sort_name=sort_key(head.name),
        extra={},
    )
    check_household(home)
    assign(household, _fields(session), home)
    session.add(household)
    session.flush()
    return household


@needs(Permission.EDIT_HARDSHIP)
def change(session: Session, household_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Change those fields of a household's home that ``values`` names; the rest stays."""
    household = load(session, Household, household_id, seen)
    check_open(household)
    fields = _fields(session)
    full = {**open_values(household, fields), **values}
    check_household(full)
    assign(household, fields, full)


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, household_id: int, field: str, reason: str) -> str:
    """Return one sealed value of a home in full; who, what and why go on the trail."""
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    household = load(session, Household, household_id)
    reveals.check_sealed(HOUSEHOLD_FIELDS, field)
    return reveals.reveal(session, household, field, reason)


@open_to_all("called by verbs that have loaded the households")
def payees_of(
    session: Session, households: Iterable[Household]
) -> dict[int, HouseholdPerson | None]:
    """Return who receives each household's money: payee, else alternate, else head.

    Nobody who died is chosen; None where nobody is left.
    """
    wanted = list(households)
    roles = {key for one in wanted for key in (one.payee_id, one.alternate_payee_id) if key}
    people = {
        person.id: person
        for person in session.scalars(
            select(HouseholdPerson).where(HouseholdPerson.id.in_(roles)), execution_options=_KERNEL
        )
    }
    heads = {row[0]: row[1] for row in session.execute(_heads([one.id for one in wanted]))}
    return {
        one.id: next(
            (
                person
                for person in (
                    people.get(one.payee_id or 0),
                    people.get(one.alternate_payee_id or 0),
                    heads.get(one.id),
                )
                if person is not None and person.deceased_on is None
            ),
            None,
        )
        for one in wanted
    }


def _heads(household_ids: list[int]) -> Any:
    return (
        select(HouseholdMembership.household_id, HouseholdPerson)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(
            HouseholdMembership.household_id.in_(household_ids),
            HouseholdMembership.to_on.is_(None),
            HouseholdMembership.relation == HEAD,
        )
        # The callers have loaded the households.
        .execution_options(kernel=True)
    )


@open_to_all("called by reads that have loaded the household")
def ids_of(session: Session, household_id: int) -> list[int]:
    """Return the ids under which a household is remembered: its own and those merged into it."""
    return ids_of_each(session, [household_id])[household_id]


@open_to_all("called by reads that have found the households")
def ids_of_each(session: Session, household_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return the ids under which each of some households is remembered."""
    found = {key: [key] for key in household_ids}
    merged = session.execute(
        select(Household.merged_into_id, Household.id).where(
            Household.merged_into_id.in_(list(found))
        ),
        execution_options=_KERNEL,
    )
    for into, key in merged:
        found[into or 0].append(key)
    return found
