"""The households of a run in bulk: whose they are, and who may take the money for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.payables import HOUSEHOLD, MEMBER, PERSON, Frozen, Party, Payee, Wrong
from db.scope import below
from rules.language import N_

_KERNEL = {"kernel": True}
"""Of a run that was loaded: households and payees may belong to another unit."""


NOBODY_TO_PAY = N_("Nobody of the household can take the money: enter a payee.")
HOUSEHOLD_CLOSED = N_("The household is closed.")
DEAD = N_("{name} died on {on}.")


def payees_of(
    session: Session, household_ids: Iterable[int], unit_id: int | None = None
) -> dict[Party, Payee]:
    """Return the actor's households among some, ``unit_id`` keeping to a subtree.

    Payee is the household's payee, else the alternate, else the head, whoever lives.
    """
    found: dict[Party, Payee] = {}
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


def _with_payees(session: Session, rows: Sequence[Any]) -> dict[Party, Payee]:
    heads = _heads(session, [row.id for row in rows])
    wanted = {row.payee_id for row in rows} | {row.alternate_payee_id for row in rows}
    living = _living(session, {key for key in wanted | set(heads.values()) if key is not None})
    found = {}
    for row in rows:
        choices = (row.payee_id, row.alternate_payee_id, heads.get(row.id))
        person = next((living[key] for key in choices if key in living), None)
        party = Party(HOUSEHOLD, row.id)
        found[party] = Payee(
            party,
            row.unit_id,
            row.head_name,
            person.name if person else "",
            _wrong(row, person),
            person.id if person else None,
            _known_as(person),
        )
    return found


def _wrong(row: Any, person: Any) -> Wrong | None:
    if row.closed_on is not None or row.merged_into_id is not None:
        return HOUSEHOLD_CLOSED, {}
    return (NOBODY_TO_PAY, {}) if person is None else None


def _known_as(person: Any) -> frozenset[Party]:
    if person is None:
        return frozenset()
    member = {Party(MEMBER, person.member_id)} if person.member_id is not None else set()
    return frozenset({Party(PERSON, person.id), *member})


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


def _living(session: Session, person_ids: Iterable[int]) -> dict[int, Any]:
    # Past the scope: a payee may belong to another unit than the household.
    found: dict[int, Any] = {}
    for part in portions(sorted(person_ids)):
        rows = session.execute(
            select(HouseholdPerson.id, HouseholdPerson.name, HouseholdPerson.member_id).where(
                HouseholdPerson.id.in_(part), HouseholdPerson.deceased_on.is_(None)
            ),
            execution_options=_KERNEL,
        )
        found |= {row.id: row for row in rows}
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


def deaths(session: Session, person_ids: Iterable[int]) -> dict[Party, Wrong]:
    """Return who of some people has died, with a sentence that says when."""
    found: dict[Party, Wrong] = {}
    for part in portions(sorted(set(person_ids))):
        rows = session.execute(
            select(HouseholdPerson.id, HouseholdPerson.name, HouseholdPerson.deceased_on).where(
                HouseholdPerson.id.in_(part), HouseholdPerson.deceased_on.is_not(None)
            ),
            execution_options=_KERNEL,
        )
        found |= {
            Party(PERSON, row.id): (DEAD, {"name": row.name, "on": row.deceased_on}) for row in rows
        }
    return found


def freeze(session: Session, payees: Iterable[Payee]) -> dict[Party, Frozen]:
    """Return what a lock keeps of households and of who takes their money."""
    person_of = {one.party.id: one.person_id for one in payees if one.person_id is not None}
    people: dict[int, Any] = {}
    for part in portions(sorted(set(person_of.values()))):
        people |= {
            row.id: row
            for row in session.execute(
                select(
                    HouseholdPerson.id,
                    HouseholdPerson.id_no,
                    HouseholdPerson.bank_name,
                    HouseholdPerson.bank_number,
                    HouseholdPerson.mobile,
                ).where(HouseholdPerson.id.in_(part)),
                execution_options=_KERNEL,
            )
        }
    frozen = {}
    for part in portions(sorted(person_of)):
        rows = session.execute(
            select(Household.id, Household.home_address, Household.building).where(
                Household.id.in_(part)
            ),
            execution_options=_KERNEL,
        )
        for row in rows:
            person = people[person_of[row.id]]
            frozen[Party(HOUSEHOLD, row.id)] = Frozen(
                person.id_no,
                person.bank_name,
                person.bank_number,
                row.home_address,
                row.building,
                person.mobile,
            )
    return frozen
