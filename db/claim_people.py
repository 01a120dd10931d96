"""The person behind a claim, all records of theirs, and what is held against other claims."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from db.models.claims import Claim
from db.models.members import Member
from db.models.units import UnitBelow
from db.verbs import actor_of
from rules.claim_matches import Days

_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a claim is held against the others."""

    member_ids: Sequence[int]
    name: str
    birth_on: date | None
    plan_id: int
    days: Days
    bank_index: bytes | None = None
    mobile_index: bytes | None = None
    but: Collection[int] = ()
    """Claims that this one belongs to: itself, what it appeals against, what it adds to."""


def person_ids(session: Session, member_id: int) -> list[int]:
    """Return a member's id and those of records merged with it, in order."""
    # The caller has found the member within the scope.
    asked = {"member_id": member_id}
    return list(session.scalars(_RECORDS, asked, execution_options=_KERNEL))


def hold_person(session: Session, member_id: int) -> list[int]:
    """Let claims of one person be entered and decided one after the other, in every unit.

    Returns what ``person_ids`` does.
    """
    asked = {"member_id": member_id}
    return list(session.scalars(_HELD, asked, execution_options=_KERNEL))


def _records() -> Select[int]:
    who = bindparam("member_id", type_=BigInteger)
    root = (select(Member.merged_into_id).where(Member.id == who).correlate(None)).scalar_subquery()
    return (
        select(Member.id)
        .where(
            or_(
                Member.id == who,
                Member.merged_into_id == who,
                Member.id == root,
                Member.merged_into_id == root,
            )
        )
        .order_by(Member.id)
    )


# Made once: building them takes as long as running them.
_RECORDS = _records()
_HELD = _RECORDS.with_for_update()


def traits_of(
    session: Session,
    claim: Claim,
    member_ids: Sequence[int],
    birth_on: date | None = None,
    own: Collection[int] = (),
) -> Traits:
    """Return what of a stored claim is held against the others; ``own`` are those that it
    belongs to, where they are known."""
    return Traits(
        member_ids,
        claim.name,
        birth_on,
        claim.plan_id,
        Days(claim.event, claim.event_on, claim.ended_on),
        claim.bank_index,
        claim.mobile_index,
        own or own_of(session, claim),
    )


def own_of(session: Session, claim: Claim) -> list[int]:
    """Return a stored claim's id with those that it adds to or appeals against."""
    first = claim.tops_up_id or claim.id
    others = session.scalars(
        select(Claim.id).where(Claim.tops_up_id == first), execution_options=_KERNEL
    )
    own = {claim.id, first, *others}
    if claim.appeals_id is not None:
        own.add(claim.appeals_id)
    return sorted(own)


def in_sight(session: Session, unit_ids: Collection[int | None]) -> set[int | None]:
    """Return those of some units that lie in the actor's part of the office."""
    actor = actor_of(session)
    if actor.everywhere or not unit_ids:
        return set(unit_ids)
    return set(
        session.scalars(
            select(UnitBelow.unit_id).where(
                UnitBelow.ancestor_id == actor.unit_id, UnitBelow.unit_id.in_(unit_ids)
            ),
            execution_options=_KERNEL,
        )
    )
