"""One activity with all that stands about it, and the people on its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from db import moves, sign_ups
from db.activity_scope import find
from db.models.activities import Activity, ActivitySignUp
from db.models.aid import Fund
from db.models.campaigns import Campaign
from db.models.members import Member
from db.models.units import Unit
from db.moves import MoveRow
from db.scope import check_units
from db.unit_names import names_of
from db.values import masked
from db.verbs import actor_of, needs
from rules import activities as rules
from rules.access import Permission, check_allowed
from rules.activities import Condition, When
from rules.activity_forms import ACTIVITY_FIELDS, PLANNING_FIELDS
from rules.errors import NotFound
from rules.fields import Value, by_name
from rules.members import MEMBER_FIELDS

PAGE_SIZE = 50
MOST_TO_TICK = 1000
_KERNEL = {"kernel": True}
"""What hangs on an activity that the actor may know of."""
_FIELDS = by_name(MEMBER_FIELDS)
_RANK = case({rules.WAITING: 1, rules.WITHDRAWN: 2}, value=ActivitySignUp.state, else_=0)


@dataclass(frozen=True, slots=True)
class ActivityFile:
    """An activity; ``counts`` are those of all units, ``own`` says that it is in scope."""

    id: int
    version: int
    activity_no: str
    unit_id: int
    unit_name: str
    campaign_id: int | None
    campaign_name: str
    campaign_own: bool
    """Whether the campaign itself may be looked at."""
    for_unit_name: str
    name: str
    kind: str
    place: str
    when: When
    sign_up_until: date | None
    capacity: int | None
    condition: Condition
    state: str
    outcome: str
    programme: str
    contact: str
    cost_fen: int | None
    fund_id: int | None
    fund_name: str
    values: dict[str, Value]
    counts: dict[str, int]
    own: bool
    attended_days: tuple[str, ...]
    moves: tuple[MoveRow, ...]

    @property
    def taken(self) -> int:
        return sum(self.counts.get(state, 0) for state in rules.WITH_A_PLACE)

    @property
    def free(self) -> int | None:
        return rules.free_places(self.capacity, self.taken)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody on an activity's list; the mobile number is masked."""

    id: int
    version: int
    member_id: int
    number: int
    name: str
    gender: str
    unit_name: str
    mobile: str
    state: str
    walk_in: bool
    moved_up_on: date | None
    signed_up_on: date
    note: str
    came_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonPage:
    rows: list[PersonRow]
    total: int


@needs(Permission.SEE_CAMPAIGNS)
def get_activity(session: Session, activity_id: int) -> ActivityFile:
    """Return an activity in scope, or of a union above; raises NotFound for others."""
    row = find(session, activity_id)
    tied = _tied(session, row)
    names = names_of(session, [row.unit_id, row.for_unit_id])
    asked = (*ACTIVITY_FIELDS, *PLANNING_FIELDS)
    return ActivityFile(
        row.id,
        row.version,
        row.activity_no,
        row.unit_id or 0,
        names.get(row.unit_id, ""),
        row.campaign_id,
        tied.campaign_name,
        tied.campaign_own,
        names.get(row.for_unit_id, ""),
        row.name,
        row.kind,
        row.place,
        When(row.from_on, row.to_on, row.from_time, row.to_time),
        row.sign_up_until,
        row.capacity,
        Condition(row.gender, row.age_from, row.age_to, row.targets_only),
        row.state,
        row.outcome,
        row.programme,
        " ".join(part for part in (row.contact_name, row.contact_phone) if part),
        row.cost_fen,
        row.fund_id,
        tied.fund_name,
        {one.name: getattr(row, one.name) for one in asked},
        sign_ups.count_by_state(session, row.id),
        _is_own(session, row),
        tuple(row.attended_days or ()),
        tuple(moves.list_moves(session, Activity.__tablename__, row.id)),
    )


@dataclass(frozen=True, slots=True)
class _Tied:
    campaign_name: str
    campaign_own: bool
    fund_name: str


def _tied(session: Session, row: Activity) -> _Tied:
    """Return how campaign and fund are called, which may be a superior union's."""
    if row.campaign_id is None and row.fund_id is None:
        return _Tied("", False, "")
    campaign = select(Campaign.name).where(Campaign.id == row.campaign_id).scalar_subquery()
    fund = select(Fund.name).where(Fund.id == row.fund_id).scalar_subquery()
    names = session.execute(select(campaign, fund), execution_options=_KERNEL).one()
    own = select(Campaign.id).where(Campaign.id == row.campaign_id)
    return _Tied(names[0] or "", session.scalar(own) is not None, names[1] or "")


def _is_own(session: Session, row: Activity) -> bool:
    try:
        check_units(session, [row.unit_id])
    except NotFound:
        return False
    return True


@needs(Permission.SEE_CAMPAIGNS)
def list_people(
    session: Session,
    activity_id: int,
    *,
    text: str = "",
    state: str = "",
    page: int = 1,
    size: int = PAGE_SIZE,
) -> PersonPage:
    """List the people of an activity who are in scope, in the order of sign-up.

    Raises NotAllowed for who sees no members: the counts of ``get_activity`` are for everybody.
    """
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    wanted = select_people(find(session, activity_id).id, text, state)
    counted = wanted.order_by(None).with_only_columns(func.count(ActivitySignUp.id))
    ids = session.scalars(wanted.limit(size).offset((page - 1) * size)).all()
    return PersonPage(people_of(session, ids), session.scalar(counted) or 0)


def select_people(activity_id: int, text: str = "", state: str = "") -> Select[Any]:
    """Select an activity's people: those with a place, who waits, who withdrew."""
    wanted = select(ActivitySignUp.id).where(ActivitySignUp.activity_id == activity_id)
    if text.strip():
        wanted = wanted.where(ActivitySignUp.name.contains(text.strip(), autoescape=True))
    if state:
        wanted = wanted.where(ActivitySignUp.state == state)
    return wanted.order_by(_RANK, ActivitySignUp.number)


@needs(Permission.PLAN_CAMPAIGNS)
def list_to_tick(session: Session, activity_id: int) -> list[PersonRow]:
    """Return who may have come, in the order of the printed list; a thousand at most."""
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    wanted = select_people(find(session, activity_id).id)
    there = wanted.where(ActivitySignUp.state != rules.WITHDRAWN).limit(MOST_TO_TICK)
    return people_of(session, session.scalars(there).all())


@needs(Permission.SEE_CAMPAIGNS)
def list_to_inform(session: Session, activity_id: int) -> list[PersonRow]:
    """Return who of the scope expects an activity to take place, with masked mobile numbers."""
    check_allowed(actor_of(session), Permission.SEE_MEMBERS)
    wanted = select_people(find(session, activity_id).id)
    expecting = wanted.where(ActivitySignUp.state.in_(rules.EXPECTED)).limit(MOST_TO_TICK)
    return people_of(session, session.scalars(expecting).all())


def people_of(session: Session, ids: Sequence[int]) -> list[PersonRow]:
    """Return list rows for sign-ups that came out of a scoped query, in their order."""
    if not ids:
        return []
    found = session.execute(
        select(ActivitySignUp, Unit.name, Member.gender, Member.mobile)
        .join(Member, Member.id == ActivitySignUp.member_id)
        .outerjoin(Unit, Unit.id == ActivitySignUp.unit_id)
        .where(ActivitySignUp.id.in_(ids)),
        execution_options=_KERNEL,
    )
    rows = {row[0].id: _person(*row) for row in found}
    return [rows[key] for key in ids if key in rows]


def _person(
    row: ActivitySignUp, unit_name: str | None, gender: str | None, mobile: str | None
) -> PersonRow:
    return PersonRow(
        row.id,
        row.version,
        row.member_id,
        row.number,
        row.name,
        gender or "",
        unit_name or "",
        str(masked(_FIELDS["mobile"], mobile) or ""),
        row.state,
        row.walk_in,
        row.moved_up_on,
        row.signed_up_on,
        row.note,
        tuple(row.came_on or ()),
    )
