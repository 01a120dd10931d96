"""Declared kinship: nobody decides on the household of an own relative."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.households import Household, Kinship
from db.models.office import CodeRow
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission, check_allowed
from rules.errors import Conflict, InvalidInput, NotAllowed, WrongState
from rules.language import N_

OF_KIN = N_("A relative of yours is in this household. Somebody else must decide.")
SEE_ALL = (Permission.SUPERVISE, Permission.READ_TRAIL, Permission.APPROVE_HARDSHIP)


def check_not_kin(session: Session, account_id: int | None, record: Any) -> None:
    """Raise NotAllowed when the actor declared a relative in the record's household."""
    household_id = getattr(record, "household_id", None)
    if household_id is not None:
        check_no_kin_among(session, account_id, [household_id])


def check_no_kin_among(
    session: Session, account_id: int | None, household_ids: Iterable[int]
) -> None:
    """Raise NotAllowed when the actor declared a relative in one of the households."""
    if kin_among(session, account_id, household_ids):
        raise NotAllowed(OF_KIN)


def kin_among(session: Session, account_id: int | None, household_ids: Iterable[int]) -> set[int]:
    """Return those of some households in which the actor declared a relative."""
    if account_id is None:
        return set()
    homes = session.scalars(
        select(Kinship.household_id).where(
            Kinship.account_id == account_id,
            Kinship.household_id.in_(list(household_ids)),
            Kinship.ended_on.is_(None),
        )
    )
    return set(homes)


@dataclass(frozen=True, slots=True)
class KinshipRow:
    """A declared tie; ``mine`` says that the actor declared it."""

    id: int
    version: int
    household_id: int
    household_no: str
    account_name: str
    relation: str
    declared_on: date
    ended_on: date | None
    mine: bool


@needs(Permission.USE_OFFICE)
def declare(session: Session, household_id: int, relation: str) -> int:
    """Declare that a relative of the actor's own lives in a household; returns the tie's id.

    From then on the actor decides on nothing of that household.
    """
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    household = load(session, Household, household_id)
    known = session.scalar(
        select(CodeRow.id).where(CodeRow.list_name == "kin_relation", CodeRow.code == relation)
    )
    if known is None:
        raise InvalidInput(N_("Say how you are related."), field="relation")
    actor = actor_of(session)
    if actor.account_id is None:
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))
    if any(row.mine for row in list_of_household(session, household.id) if not row.ended_on):
        raise Conflict(N_("You have declared this already."))
    tie = Kinship(
        account_id=actor.account_id,
        account_name=actor.name,
        household_id=household.id,
        relation=relation,
        declared_on=today_of(session),
    )
    session.add(tie)
    session.flush()
    return tie.id


@needs(Permission.USE_OFFICE)
def end(session: Session, kinship_id: int, seen: int) -> None:
    """End a tie that the actor declared, from today on."""
    tie = load(session, Kinship, kinship_id, seen)
    if tie.account_id != actor_of(session).account_id:
        raise NotAllowed(N_("Only whoever declared this can end it."))
    if tie.ended_on is not None:
        raise WrongState(N_("This has ended already."))
    tie.ended_on = today_of(session)


@needs(Permission.SEE_HARDSHIP)
def list_of_household(session: Session, household_id: int) -> list[KinshipRow]:
    """Return who of the office declared relatives in a household: one's own tie, and to those
    who watch over the office or decide in it everybody's."""
    household = load(session, Household, household_id)
    actor = actor_of(session)
    wanted = select(Kinship, Household.household_no).where(Kinship.household_id == household.id)
    if not any(actor.can(right) for right in SEE_ALL):
        wanted = wanted.where(Kinship.account_id == actor.account_id)
    return _rows(session, wanted)


@needs(Permission.USE_OFFICE)
def list_own(session: Session) -> list[KinshipRow]:
    """Return the ties that the actor declared, newest first."""
    own = actor_of(session).account_id
    return _rows(session, select(Kinship, Household.household_no).where(Kinship.account_id == own))


@needs(Permission.SUPERVISE)
def list_all(session: Session) -> list[KinshipRow]:
    """Return every tie that stands, within the actor's part of the office."""
    return _rows(
        session,
        select(Kinship, Household.household_no).where(
            Kinship.ended_on.is_(None),
            Kinship.household_id.in_(select(Household.id)),
        ),
    )


def _rows(session: Session, wanted: Any) -> list[KinshipRow]:
    own = actor_of(session).account_id
    rows = session.execute(
        wanted.join(Household, Household.id == Kinship.household_id).order_by(Kinship.id.desc())
    )
    return [
        KinshipRow(
            tie.id,
            tie.version,
            tie.household_id,
            number,
            tie.account_name,
            tie.relation,
            tie.declared_on,
            tie.ended_on,
            tie.account_id == own,
        )
        for tie, number in rows
    ]
