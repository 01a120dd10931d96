"""What must be true of all households, counted: part of the office's check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.household_entry import derived
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.verbs import open_to_all
from rules.errors import OfficeError
from rules.households import HEAD
from rules.language import N_

ROWS_AT_ONCE = 2000
_NUMBERS = ("id_no", "mobile", "bank_number")
_INDEXES = ("id_no_index", "id_no_tail", "mobile_index", "bank_index")
_LIVES = HouseholdMembership.to_on.is_(None)
_IS_HEAD = HouseholdMembership.relation == HEAD


@open_to_all("the office's check looks at every household, from the server's own keyboard")
def count_faults(session: Session) -> Iterator[tuple[str, int]]:
    """Yield what is not as it must be, as a sentence with the number of cases."""
    wrong = _wrong_indexes(session)
    if wrong:
        yield N_("{n} people of households cannot be found by their numbers."), wrong
    for sentence, query in _queries():
        counted = select(func.count()).select_from(query.subquery())
        number = session.scalar(counted, execution_options={"kernel": True})
        if number:
            yield sentence, number


def _wrong_indexes(session: Session) -> int:
    columns = HouseholdPerson.__table__.columns
    wanted = select(*(columns[name] for name in (*_NUMBERS, *_INDEXES)))
    options = {"kernel": True, "yield_per": ROWS_AT_ONCE}
    wrong = 0
    try:
        with session.execute(wanted, execution_options=options) as rows:
            for row in rows.mappings():
                expected = derived({name: row[name] for name in _NUMBERS})
                wrong += any(row[name] != expected[name] for name in _INDEXES)
    except OfficeError:
        return 0  # unreadable values are a fault of their own
    return wrong


def _queries() -> Iterator[tuple[str, Any]]:
    own = HouseholdMembership.household_id == Household.id
    heads = select(func.count(HouseholdMembership.id)).where(own, _LIVES, _IS_HEAD)
    open_ones = select(Household.id).where(Household.closed_on.is_(None))
    yield (
        N_("{n} households have not exactly one head."),
        open_ones.where(heads.correlate(Household).scalar_subquery() != 1),
    )
    other_name = (
        select(HouseholdMembership.id)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(own, _LIVES, _IS_HEAD, HouseholdPerson.name != Household.head_name)
        .correlate(Household)
    )
    yield (
        N_("{n} households bear another name than their head."),
        open_ones.where(other_name.exists()),
    )
    yield (
        N_("{n} people belong to a household that was closed."),
        select(HouseholdMembership.id)
        .join(Household, Household.id == HouseholdMembership.household_id)
        .where(_LIVES, Household.closed_on.is_not(None)),
    )
    yield (
        N_("{n} people left their household before they joined it."),
        select(HouseholdMembership.id).where(
            HouseholdMembership.to_on < HouseholdMembership.from_on
        ),
    )
