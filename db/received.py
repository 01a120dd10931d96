"""Everything a household received: aid, gifts, claims, and what was granted but not paid yet.

The statements pass by the scope, so that what another unit gave is seen as well; they are
limited to one household, which the reader has in scope. Which need it was for is told to those
who propose or decide on aid only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import claim_due
from db.households import ids_of
from db.models.aid import AidGrant, Fund
from db.models.care import CareGift
from db.models.claims import Claim
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.members import Member
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayItem
from db.trail import HIDDEN
from db.verbs import actor_of, load, needs, today_of
from rules import aid as rules
from rules.access import Permission
from rules.claims import APPROVED

PAID, GRANTED, WAITING = "paid", "granted", "awaiting"
_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class ReceivedRow:
    """One payment, gift or grant; ``state`` says whether it was paid, or only granted.

    ``what`` is the month of a benefit or what was given; ``source`` the record behind it.
    """

    on: date
    kind: str
    what: str
    name: str
    fen: int
    fund: str
    need: str
    state: str
    source_type: str
    source_id: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Aid that may meet the need of a proposal; ``same`` says that the need is the same."""

    row: ReceivedRow
    same: bool


@needs(Permission.SEE_HARDSHIP)
def list_received(session: Session, household_id: int, months: int = 12) -> list[ReceivedRow]:
    """Return what a household received or was granted in so many months, the latest first."""
    return _told(session, _all(session, household_id, months))


@needs(Permission.SEE_HARDSHIP)
def same_need(
    session: Session, household_id: int, kind: str, need: str, but: int = 0
) -> list[ReceivedRow]:
    """Return what was given, granted or proposed for the same need in twelve months."""
    return [one.row for one in list_overlaps(session, household_id, kind, need, but) if one.same]


@needs(Permission.SEE_HARDSHIP)
def list_overlaps(
    session: Session, household_id: int, kind: str, need: str, but: int = 0
) -> list[Overlap]:
    """Return aid of twelve months for the same need, or of a kind that may meet it too.

    ``but`` is the grant that is looked at.
    """
    return _overlaps(session, _all(session, household_id, 12), household_id, kind, need, but)


@needs(Permission.SEE_HARDSHIP)
def list_beside(
    session: Session, household_id: int, kind: str, need: str, but: int
) -> tuple[list[ReceivedRow], list[Overlap]]:
    """Return what a household received in twelve months, and what of it overlaps a grant."""
    rows = _all(session, household_id, 12)
    return _told(session, rows), _overlaps(session, rows, household_id, kind, need, but)


def _overlaps(
    session: Session, rows: list[ReceivedRow], household_id: int, kind: str, need: str, but: int
) -> list[Overlap]:
    found = []
    for row in [*rows, *_waiting(session, household_id)]:
        if (row.source_type, row.source_id) == (AidGrant.__tablename__, but):
            continue
        same = rules.same_words(row.need, need)
        if same or rules.overlap(row.kind, kind):
            found.append((row, same))
    told = _told(session, [row for row, _ in found])
    return [Overlap(row, same) for row, (_, same) in zip(told, found, strict=True)]


def _all(session: Session, household_id: int, months: int) -> list[ReceivedRow]:
    ids = ids_of(session, load(session, Household, household_id).id)
    since = _back(today_of(session), months)
    rows = [
        *_payments(session, ids, since),
        *_gifts(session, ids, since),
        *_grants(session, ids, rules.GRANTED),
        *_claims(session, ids),
    ]
    return sorted(rows, key=lambda row: (row.on, row.source_id), reverse=True)


def _back(today: date, months: int) -> date:
    """Return the day that lies so many months before; the 31st of a short month is its end."""
    first = rules.months_on(rules.month_of(today), -months)
    last = (rules.months_on(first, 1) - first).days
    return first.replace(day=min(today.day, last))


def _told(session: Session, rows: list[ReceivedRow]) -> list[ReceivedRow]:
    if may_read(session):
        return rows
    return [replace(row, need=HIDDEN) if row.need else row for row in rows]


def may_read(session: Session) -> bool:
    """Say whether the actor works on aid and so reads what a proposal says."""
    actor = actor_of(session)
    return actor.can(Permission.GRANT_AID) or actor.can(Permission.APPROVE_AID)


def _payments(session: Session, ids: list[int], since: date) -> Iterator[ReceivedRow]:
    of_grant = (PayItem.source_type == AidGrant.__tablename__) & (PayItem.source_id == AidGrant.id)
    rows = session.execute(
        select(PayItem, Fund, HouseholdPerson.name, AidGrant.need, Claim.claim_no, Claim.name)
        .join(Fund, Fund.id == PayItem.fund_id)
        .outerjoin(HouseholdPerson, HouseholdPerson.id == PayItem.person_id)
        .outerjoin(AidGrant, of_grant)
        .outerjoin(Claim, claim_due.of_claim())
        .where(
            or_(PayItem.household_id.in_(ids), PayItem.member_id.in_(_members(ids))),
            PayItem.live.is_(True),
            PayItem.paid_on >= since,
        ),
        execution_options=_KERNEL,
    )
    for item, fund, name, need, claim_no, claimant in rows:
        yield ReceivedRow(
            item.paid_on or since,
            item.kind,
            claim_no or item.month,
            name or claimant or "",
            item.fen,
            fund.trail_label,
            need or "",
            PAID,
            item.source_type,
            item.source_id,
        )


def _members(ids: list[int]) -> Any:
    """Select the members who live in some households now, with what was merged into them."""
    at_home = (
        select(HouseholdPerson.member_id)
        .join(HouseholdMembership, HouseholdMembership.person_id == HouseholdPerson.id)
        .where(
            HouseholdMembership.household_id.in_(ids),
            HouseholdMembership.to_on.is_(None),
            HouseholdPerson.member_id.is_not(None),
        )
    )
    return select(Member.id).where(or_(Member.id.in_(at_home), Member.merged_into_id.in_(at_home)))


def _claims(session: Session, ids: list[int]) -> Iterator[ReceivedRow]:
    rows = session.execute(
        select(Claim, MutualPlan.name)
        .join(MutualPlan, MutualPlan.id == Claim.plan_id)
        .where(
            Claim.member_id.in_(_members(ids)),
            Claim.state == APPROVED,
            Claim.payable_fen > 0,
            Claim.paid_on.is_(None),
        ),
        execution_options=_KERNEL,
    )
    for claim, plan in rows:
        yield ReceivedRow(
            claim.decided_on or claim.handed_in_on,
            claim_due.KIND,
            claim.claim_no,
            claim.name,
            claim.payable_fen,
            plan,
            "",
            GRANTED,
            claim_due.CLAIM,
            claim.id,
        )


def _gifts(session: Session, ids: list[int], since: date) -> Iterator[ReceivedRow]:
    rows = session.execute(
        select(CareGift, Fund)
        .outerjoin(Fund, Fund.id == CareGift.fund_id)
        .where(
            or_(CareGift.household_id.in_(ids), CareGift.member_id.in_(_members(ids))),
            CareGift.cancelled.is_(False),
            CareGift.on >= since,
        ),
        execution_options=_KERNEL,
    )
    for gift, fund in rows:
        yield ReceivedRow(
            gift.on,
            gift.kind,
            gift.what,
            gift.name,
            gift.fen,
            fund.trail_label if fund else "",
            "",
            PAID,
            CareGift.__tablename__,
            gift.id,
        )


def _waiting(session: Session, household_id: int) -> Iterator[ReceivedRow]:
    return _grants(session, ids_of(session, household_id), rules.WAITING)


def _grants(session: Session, ids: list[int], state: str) -> Iterator[ReceivedRow]:
    rows: Any = session.execute(
        select(AidGrant, Fund)
        .join(Fund, Fund.id == AidGrant.fund_id)
        .where(AidGrant.household_id.in_(ids), AidGrant.state == state, ~paid_item().exists()),
        execution_options=_KERNEL,
    )
    for grant, fund in rows:
        yield ReceivedRow(
            grant.decided_on or grant.applied_on,
            grant.kind,
            grant.grant_no,
            grant.name,
            grant.fen,
            fund.trail_label,
            grant.need,
            state,
            AidGrant.__tablename__,
            grant.id,
        )


def paid_item() -> Any:
    """Select the payment of a grant that has arrived."""
    return select(PayItem.id).where(
        PayItem.source_type == AidGrant.__tablename__,
        PayItem.source_id == AidGrant.id,
        PayItem.live.is_(True),
        PayItem.paid_on.is_not(None),
    )
