"""A household goes to another unit with its file and everything that hangs on both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db.models.aid import AidGrant, Entitlement
from db.models.base import Base, Recorded, Scoped
from db.models.care import Visit
from db.models.hardship import HardshipFile, HomeSurvey
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.pay_runs import PayItem
from db.models.people import Attachment
from db.received import paid_item
from db.scope import hand_over
from db.verbs import today_of
from rules import aid
from rules.errors import WrongState
from rules.language import N_

_STAYING = frozenset(
    (
        "fund",
        "fund_entry",
        "pay_run",
        "pay_line",
        "pay_item",
        "aid_grant",
        "entitlement",
        "care_gift",
        "notice_line",
        "objection",
    )
)
"""Money that was granted and what hung on a board stay with the unit that answers for them."""


def check_ready(session: Session, file: HardshipFile) -> None:
    """Raise WrongState while aid to the household is on its way, which its own unit pays."""
    proposed = select(AidGrant.id).where(
        AidGrant.household_id == file.household_id,
        AidGrant.state.in_(("entered", aid.WAITING, aid.SENT_BACK, aid.GRANTED)),
        ~paid_item().exists(),
    )
    standing = select(Entitlement.id).where(
        Entitlement.household_id == file.household_id,
        Entitlement.state.in_((aid.ASKED, aid.STANDING, aid.PAUSED)),
    )
    listed = select(PayItem.id).where(
        PayItem.household_id == file.household_id,
        PayItem.live.is_(True),
        PayItem.paid_on.is_(None),
    )
    for waiting in (proposed, standing, listed):
        if session.scalar(waiting.limit(1), execution_options={"kernel": True}) is not None:
            raise WrongState(
                N_("Aid to this household is on its way. Pay it out or end it before handing over.")
            )


def carry(session: Session, file: HardshipFile) -> None:
    """Move the file's household with all its records to ``file.to_unit_id``."""
    to_unit_id = file.to_unit_id
    for record in _records(session, file):
        if record.unit_id != to_unit_id:
            hand_over(session, record)
            record.unit_id = to_unit_id
    file.unit_id, file.to_unit_id = to_unit_id, None
    file.edited_on = today_of(session)


def load_household(session: Session, file: HardshipFile) -> Household:
    """Return the file's household, which must be open."""
    household = session.scalar(
        # The household stays with the giving unit until this step.
        select(Household).where(Household.id == file.household_id).execution_options(kernel=True)
    )
    if household is None or household.closed_on is not None:
        raise WrongState(N_("This household is closed. Look for the one it went into."))
    return household


def _records(session: Session, file: HardshipFile) -> Iterator[Any]:
    household = load_household(session, file)
    yield household
    people = select(HouseholdMembership.person_id).where(
        HouseholdMembership.household_id == household.id, HouseholdMembership.to_on.is_(None)
    )
    yield from _all(session, select(HouseholdPerson).where(HouseholdPerson.id.in_(people)))
    yield from _payees(session, household)
    files = select(HardshipFile.id).where(HardshipFile.household_id == household.id)
    for model in _models():
        columns = model.__table__.columns
        conditions = []
        if "household_id" in columns:
            conditions.append(model.household_id == household.id)
        if "file_id" in columns:
            conditions.append(model.file_id.in_(files))
        yield from _all(session, select(model).where(or_(*conditions)))
    yield from _all(session, select(Attachment).where(or_(*_homes(file))))


def _payees(session: Session, household: Household) -> list[Any]:
    """Return who receives the household's money and lives in no household of their own."""
    elsewhere = select(HouseholdMembership.id).where(
        HouseholdMembership.person_id == HouseholdPerson.id, HouseholdMembership.to_on.is_(None)
    )
    chosen = [key for key in (household.payee_id, household.alternate_payee_id) if key]
    wanted = HouseholdPerson.id.in_(chosen), ~elsewhere.exists()
    return _all(session, select(HouseholdPerson).where(*wanted))


def _models() -> list[Any]:
    """Return the tables of records that name a household or a file and may move with it."""
    models: list[Any] = [mapper.class_ for mapper in Base.registry.mappers]
    return [
        model
        for model in models
        if issubclass(model, Recorded)
        and issubclass(model, Scoped)
        and model.__table__.name not in _STAYING
        and {"household_id", "file_id"} & set(model.__table__.columns.keys())
    ]


def _homes(file: HardshipFile) -> Iterator[Any]:
    files = select(HardshipFile.id).where(HardshipFile.household_id == file.household_id)
    surveys = select(HomeSurvey.id).where(HomeSurvey.file_id.in_(files))
    record_type, record_id = Attachment.record_type, Attachment.record_id
    yield (record_type == "hardship_file") & record_id.in_(files)
    yield (record_type == "household") & (record_id == file.household_id)
    yield (record_type == "home_survey") & record_id.in_(surveys)
    visits = select(Visit.id).where(Visit.household_id == file.household_id)
    yield (record_type == "visit") & record_id.in_(visits)


def _all(session: Session, query: Any) -> list[Any]:
    # All that hangs on the household goes along, wherever it was entered.
    return list(session.scalars(query.execution_options(kernel=True)))
