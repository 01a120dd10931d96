"""Whom aid is for and whose money it is: the checks that grants and benefits share."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.households import ids_of
from db.models.aid import Entitlement, Fund
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.units import UnitBelow
from db.verbs import load, needs, today_of
from rules import aid as rules
from rules import funds as fund_rules
from rules.access import Permission
from rules.cap_sets import AidKind
from rules.errors import InvalidInput, OfficeError, WrongState
from rules.households import HEAD
from rules.language import N_


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody of a household for whom aid may be; the head first."""

    id: int
    name: str
    relation: str
    birth_on: date | None


@needs(Permission.GRANT_AID)
def list_people(session: Session, household_id: int) -> list[PersonChoice]:
    """Return the living people of a household, the head first."""
    ids = ids_of(session, load(session, Household, household_id).id)
    rows = session.execute(
        select(HouseholdPerson, HouseholdMembership.relation)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(
            HouseholdMembership.household_id.in_(ids),
            HouseholdMembership.to_on.is_(None),
            HouseholdPerson.deceased_on.is_(None),
        )
        .order_by(HouseholdMembership.relation != HEAD, HouseholdMembership.id)
    )
    return [PersonChoice(one.id, one.name, relation, one.birth_on) for one, relation in rows]


@needs(Permission.SEE_HARDSHIP)
def get_household_of(session: Session, member_id: int) -> int | None:
    """Return the household in which somebody of the registry lives now, if one is known."""
    return session.scalar(
        select(HouseholdMembership.household_id)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(HouseholdPerson.member_id == member_id, HouseholdMembership.to_on.is_(None))
        .limit(1)
    )


def person_of(session: Session, household_id: int, person_id: int) -> HouseholdPerson:
    """Return a living person of a household; raises InvalidInput for anybody else."""
    ids = ids_of(session, household_id)
    person = session.scalar(
        select(HouseholdPerson)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(
            HouseholdPerson.id == person_id,
            HouseholdMembership.household_id.in_(ids),
            HouseholdMembership.to_on.is_(None),
        )
    )
    if person is None or person.deceased_on is not None:
        raise InvalidInput(N_("Choose a living person of this household."), field="person_id")
    return person


def check_not_both(session: Session, one: HouseholdPerson, other: HouseholdPerson) -> None:
    """Raise WrongState where two records of one person both have a benefit of the same kind."""
    found = session.scalars(
        select(Entitlement)
        .where(
            Entitlement.person_id.in_((one.id, other.id)),
            Entitlement.state.in_((rules.STANDING, rules.PAUSED)),
        )
        .order_by(Entitlement.id)
        .execution_options(kernel=True)  # another unit's benefit is the same person's money
    )
    first: dict[str, Entitlement] = {}
    for benefit in found:
        earlier = first.setdefault(benefit.kind, benefit)
        if earlier.person_id != benefit.person_id:
            raise WrongState(
                N_(
                    "{name} has the same benefit twice: {first} and {second}. End one of them"
                    " first."
                ),
                name=benefit.name,
                first=earlier.entitlement_no,
                second=benefit.entitlement_no,
            )


def check_fund(session: Session, unit_id: int | None, fund_id: int, kind: AidKind) -> None:
    """Raise InvalidInput unless a fund of the unit or one above it is open for this kind."""
    refusal = fund_refusals(session, [unit_id], fund_id, kind).get(unit_id)
    if refusal is not None:
        raise refusal


def fund_refusals(
    session: Session, unit_ids: Collection[int | None], fund_id: int, kind: AidKind
) -> dict[int | None, OfficeError]:
    """Return the units, of some, for which a fund does not pay this kind of aid, and why not."""
    rows = session.execute(
        select(UnitBelow.unit_id, Fund)
        .join(Fund, Fund.unit_id == UnitBelow.ancestor_id)
        .where(Fund.id == fund_id, UnitBelow.unit_id.in_(unit_ids))
        .execution_options(kernel=True)  # whose money it is, is known below its unit
    )
    refused: dict[int | None, OfficeError] = {
        unit_id: InvalidInput(N_("Choose a fund of this unit or of one above it."), field="fund_id")
        for unit_id in unit_ids
    }
    for unit_id, fund in rows:
        del refused[unit_id]
        try:
            fund_rules.check_open(fund.closed_on)
            fund_rules.check_use(fund.uses, kind)
            fund_rules.check_year_of(fund.year, today_of(session))
        except OfficeError as refusal:
            refused[unit_id] = refusal
    return refused
