"""Everything a household received: aid, gifts, claims, and what was granted but not paid yet.

The statements pass by the scope, so that what another unit gave is seen as well; they are
limited to households that the reader has in scope. Which need it was for is told to those
who propose or decide on aid only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from db import claim_due
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
    return _told(session, _received(_of_household(session, household_id, months)))


@needs(Permission.SEE_HARDSHIP)
def list_overlaps(
    session: Session, household_id: int, kind: str, need: str, but: int = 0
) -> list[Overlap]:
    """Return aid of twelve months for the same need, or of a kind that may meet it too.

    ``but`` is the grant that is looked at.
    """
    return _overlaps(session, _of_household(session, household_id), kind, need, but)


def overlaps_of(
    session: Session, asked: Sequence[tuple[int, str, str, int]]
) -> list[list[Overlap]]:
    """Return the overlaps of each household, kind, need and grant that is looked at; the caller
    has found the households within the scope."""
    found = _all(session, {household_id for household_id, *_rest in asked}, 12)
    return [
        _overlaps(session, found[household_id], kind, need, but)
        for household_id, kind, need, but in asked
    ]


@needs(Permission.SEE_HARDSHIP)
def list_beside(
    session: Session, household_id: int, kind: str, need: str, but: int
) -> tuple[list[ReceivedRow], list[Overlap]]:
    """Return what a household received in twelve months, and what of it overlaps a grant."""
    rows = _of_household(session, household_id)
    return _told(session, _received(rows)), _overlaps(session, rows, kind, need, but)


def _received(rows: list[ReceivedRow]) -> list[ReceivedRow]:
    return [row for row in rows if row.state != rules.WAITING]


def _overlaps(
    session: Session, rows: list[ReceivedRow], kind: str, need: str, but: int
) -> list[Overlap]:
    found = []
    for row in rows:
        if (row.source_type, row.source_id) == (AidGrant.__tablename__, but):
            continue
        same = rules.same_words(row.need, need)
        if same or rules.overlap(row.kind, kind):
            found.append((row, same))
    told = _told(session, [row for row, _ in found])
    return [Overlap(row, same) for row, (_, same) in zip(told, found, strict=True)]


def _of_household(session: Session, household_id: int, months: int = 12) -> list[ReceivedRow]:
    key = load(session, Household, household_id).id
    return _all(session, [key], months)[key]


@dataclass(frozen=True, slots=True)
class _Whose:
    """Under which ids households are remembered and who lives in them, each with the households
    that it tells something of."""

    homes: Mapping[int, set[int]]
    members: Mapping[int, set[int]]

    def of(self, home: int | None, member: int | None) -> set[int]:
        return self.homes.get(home or 0, set()) | self.members.get(member or 0, set())


_Found = Iterator[tuple[set[int], ReceivedRow]]
"""What was received, with the households that it tells something of."""


def _all(
    session: Session, household_ids: Collection[int], months: int
) -> dict[int, list[ReceivedRow]]:
    """Return what each household received or was granted, the latest first; what waits for a
    decision comes last."""
    whose = _whose(session, household_ids)
    since = _back(today_of(session), months)
    found: dict[int, list[ReceivedRow]] = {key: [] for key in household_ids}
    rows = (
        *_payments(session, whose, since),
        *_gifts(session, whose, since),
        *_grants(session, whose),
        *_claims(session, whose),
    )
    for keys, row in rows:
        for key in keys:
            found[key].append(row)
    for some in found.values():
        some.sort(key=lambda row: (row.state != rules.WAITING, row.on, row.source_id), reverse=True)
    return found


def _whose(session: Session, household_ids: Collection[int]) -> _Whose:
    merged = aliased(Member)
    at_home = (HouseholdMembership.household_id == Household.id) & (
        HouseholdMembership.to_on.is_(None)
    )
    rows: Any = session.execute(
        select(Household.id, Household.merged_into_id, HouseholdPerson.member_id, merged.id)
        .outerjoin(HouseholdMembership, at_home)
        .outerjoin(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .outerjoin(merged, merged.merged_into_id == HouseholdPerson.member_id)
        .where(
            or_(Household.id.in_(household_ids), Household.merged_into_id.in_(household_ids)),
        ),
        execution_options=_KERNEL,
    )
    homes: dict[int, set[int]] = {}
    members: dict[int, set[int]] = {}
    for home, into, *both in rows:
        keys = {home, into}.intersection(household_ids)
        homes.setdefault(home, set()).update(keys)
        for member in filter(None, both):
            members.setdefault(member, set()).update(keys)
    return _Whose(homes, members)


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


def _payments(session: Session, whose: _Whose, since: date) -> _Found:
    of_grant = (PayItem.source_type == AidGrant.__tablename__) & (PayItem.source_id == AidGrant.id)
    rows = session.execute(
        select(PayItem, Fund, HouseholdPerson.name, AidGrant.need, Claim.claim_no, Claim.name)
        .join(Fund, Fund.id == PayItem.fund_id)
        .outerjoin(HouseholdPerson, HouseholdPerson.id == PayItem.person_id)
        .outerjoin(AidGrant, of_grant)
        .outerjoin(Claim, claim_due.of_claim())
        .where(
            or_(PayItem.household_id.in_(whose.homes), PayItem.member_id.in_(whose.members)),
            PayItem.live.is_(True),
            PayItem.paid_on >= since,
        ),
        execution_options=_KERNEL,
    )
    for item, fund, name, need, claim_no, claimant in rows:
        yield (
            whose.of(item.household_id, item.member_id),
            ReceivedRow(
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
            ),
        )


def _claims(session: Session, whose: _Whose) -> _Found:
    rows = session.execute(
        select(Claim, MutualPlan.name)
        .join(MutualPlan, MutualPlan.id == Claim.plan_id)
        .where(
            Claim.member_id.in_(whose.members),
            Claim.state == APPROVED,
            Claim.payable_fen > 0,
            Claim.paid_on.is_(None),
        ),
        execution_options=_KERNEL,
    )
    for claim, plan in rows:
        yield (
            whose.of(None, claim.member_id),
            ReceivedRow(
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
            ),
        )


def _gifts(session: Session, whose: _Whose, since: date) -> _Found:
    rows = session.execute(
        select(CareGift, Fund)
        .outerjoin(Fund, Fund.id == CareGift.fund_id)
        .where(
            or_(CareGift.household_id.in_(whose.homes), CareGift.member_id.in_(whose.members)),
            CareGift.cancelled.is_(False),
            CareGift.on >= since,
        ),
        execution_options=_KERNEL,
    )
    for gift, fund in rows:
        yield (
            whose.of(gift.household_id, gift.member_id),
            ReceivedRow(
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
            ),
        )


def _grants(session: Session, whose: _Whose) -> _Found:
    rows: Any = session.execute(
        select(AidGrant, Fund)
        .join(Fund, Fund.id == AidGrant.fund_id)
        .where(
            AidGrant.household_id.in_(whose.homes),
            AidGrant.state.in_((rules.GRANTED, rules.WAITING)),
            ~paid_item().exists(),
        ),
        execution_options=_KERNEL,
    )
    for grant, fund in rows:
        yield (
            whose.of(grant.household_id, None),
            ReceivedRow(
                grant.decided_on or grant.applied_on,
                grant.kind,
                grant.grant_no,
                grant.name,
                grant.fen,
                fund.trail_label,
                grant.need,
                grant.state,
                AidGrant.__tablename__,
                grant.id,
            ),
        )


def paid_item() -> Any:
    """Select the payment of a grant that has arrived."""
    return select(PayItem.id).where(
        PayItem.source_type == AidGrant.__tablename__,
        PayItem.source_id == AidGrant.id,
        PayItem.live.is_(True),
        PayItem.paid_on.is_not(None),
    )
