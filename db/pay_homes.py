"""The households of a run in bulk: whose they are, and who may take the money for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.scope import below

_KERNEL = {"kernel": True}
"""Of a run that was loaded: households and payees may belong to another unit."""


@dataclass(frozen=True, slots=True)
class Home:
    """A household with who takes its money now; ``payee_id`` is None where nobody lives."""

    id: int
    unit_id: int | None
    head_name: str
    is_open: bool
    payee_id: int | None
    payee_name: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a locked line keeps of its payee and household; sealed values in clear."""

    id_no: str | None
    bank_name: str | None
    bank_number: str | None
    address: str | None
    building: str | None


def homes_of(
    session: Session, household_ids: Iterable[int], unit_id: int | None = None
) -> dict[int, Home]:
    """Return the actor's households among some, ``unit_id`` keeping to a subtree.

    Payee is the household's payee, else the alternate, else the head, whoever lives.
    """
    found: dict[int, Home] = {}
    for part in portions(sorted(set(household_ids))):
        query = select(
            Household.id,
            Household.unit_id,
            Household.head_name,
            Household.payee_id,
            Household.alternate_payee_id,
            Household.closed_on,
            Household.merged_into_id,
        ).where(Household.id.in_(part))
        if unit_id is not None:
            query = query.where(Household.unit_id.in_(below(unit_id)))
        found |= _with_payees(session, session.execute(query).all())
    return found


def _with_payees(session: Session, rows: Sequence[Any]) -> dict[int, Home]:
    heads = _heads(session, [row.id for row in rows])
    wanted = {row.payee_id for row in rows} | {row.alternate_payee_id for row in rows}
    living = _living(session, {key for key in wanted | set(heads.values()) if key is not None})
    homes = {}
    for row in rows:
        choices = (row.payee_id, row.alternate_payee_id, heads.get(row.id))
        payee = next((key for key in choices if key in living), None)
        homes[row.id] = Home(
            row.id,
            row.unit_id,
            row.head_name,
            row.closed_on is None and row.merged_into_id is None,
            payee,
            living.get(payee or 0, ""),
        )
    return homes


def _heads(session: Session, household_ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(HouseholdMembership.household_id, HouseholdMembership.person_id).where(
            HouseholdMembership.household_id.in_(household_ids),
            HouseholdMembership.relation == "self",
            HouseholdMembership.to_on.is_(None),
        ),
        execution_options=_KERNEL,
    )
    return {row.household_id: row.person_id for row in rows}


def _living(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    # Past the scope: a payee may belong to another unit than the household.
    found: dict[int, str] = {}
    for part in portions(sorted(person_ids)):
        rows = session.execute(
            select(HouseholdPerson.id, HouseholdPerson.name).where(
                HouseholdPerson.id.in_(part), HouseholdPerson.deceased_on.is_(None)
            ),
            execution_options=_KERNEL,
        )
        found |= {row.id: row.name for row in rows}
    return found


def kept_after_merges(session: Session, household_ids: Iterable[int]) -> dict[int, int]:
    """Return, for those of some households that were merged away, the one that was kept."""
    found: dict[int, int] = {}
    for part in portions(sorted(household_ids)):
        rows = session.execute(
            select(Household.id, Household.merged_into_id).where(
                Household.id.in_(part), Household.merged_into_id.is_not(None)
            ),
            execution_options=_KERNEL,
        )
        found |= {row.id: row.merged_into_id for row in rows}
    if found:
        further = kept_after_merges(session, set(found.values()))
        found = {key: further.get(kept, kept) for key, kept in found.items()}
    return found


def deceased(session: Session, person_ids: Iterable[int]) -> dict[int, date]:
    """Return who of some people has died, and when."""
    found: dict[int, date] = {}
    for part in portions(sorted(set(person_ids))):
        rows = session.execute(
            select(HouseholdPerson.id, HouseholdPerson.deceased_on).where(
                HouseholdPerson.id.in_(part), HouseholdPerson.deceased_on.is_not(None)
            ),
            execution_options=_KERNEL,
        )
        found |= {row.id: row.deceased_on for row in rows}
    return found


def to_freeze(session: Session, payees: Mapping[int, int]) -> dict[int, Frozen]:
    """Return what a lock keeps, by household; ``payees`` names each household's payee."""
    people: dict[int, Any] = {}
    for part in portions(sorted(set(payees.values()))):
        people |= {
            row.id: row
            for row in session.execute(
                select(
                    HouseholdPerson.id,
                    HouseholdPerson.id_no,
                    HouseholdPerson.bank_name,
                    HouseholdPerson.bank_number,
                ).where(HouseholdPerson.id.in_(part)),
                execution_options=_KERNEL,
            )
        }
    frozen = {}
    for part in portions(sorted(payees)):
        rows = session.execute(
            select(Household.id, Household.home_address, Household.building).where(
                Household.id.in_(part)
            ),
            execution_options=_KERNEL,
        )
        for row in rows:
            person = people[payees[row.id]]
            frozen[row.id] = Frozen(
                person.id_no, person.bank_name, person.bank_number, row.home_address, row.building
            )
    return frozen


def names_of(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of some people."""
    found: dict[int, str] = {}
    for part in portions(sorted(set(person_ids))):
        rows = session.execute(
            select(HouseholdPerson.id, HouseholdPerson.name).where(HouseholdPerson.id.in_(part)),
            execution_options=_KERNEL,
        )
        found |= {row.id: row.name for row in rows}
    return found
