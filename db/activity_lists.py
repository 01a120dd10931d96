"""Reading activities: pages of the list, a week, those of a campaign or of a member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from db.activity_scope import visible
from db.models.activities import Activity, ActivityCost, ActivitySignUp
from db.models.campaigns import Campaign
from db.models.members import Member
from db.models.units import Unit
from db.scope import below
from db.verbs import load, needs, today_of
from rules import activities as rules
from rules.access import Permission
from rules.activities import When

PAGE_SIZE = 50
MOST_OF_ONE = 200
UPCOMING, OPEN, UNFINISHED = "upcoming", "open", "unfinished"
BILLS, HELD, ALL = "bills", "held", "all"
VIEWS = (UPCOMING, OPEN, UNFINISHED, BILLS, HELD, ALL)
_KERNEL = {"kernel": True}
"""For activities of the unions above, which ``visible`` limits by hand, and counts of all units."""


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity in a list, with how many people of all units stand where."""

    id: int
    activity_no: str
    name: str
    kind: str
    place: str
    when: When
    unit_name: str
    campaign_name: str
    state: str
    capacity: int | None
    sign_up_until: date | None
    signed_up: int
    waiting: int
    attended: int

    @property
    def free(self) -> int | None:
        return rules.free_places(self.capacity, self.signed_up)


@dataclass(frozen=True, slots=True)
class ActivityPage:
    rows: list[ActivityRow]
    total: int


@dataclass(frozen=True, slots=True)
class TakenPart:
    """What a member signed up for, and what became of it."""

    activity_id: int
    name: str
    kind: str
    when: When
    unit_name: str
    state: str
    activity_state: str


@needs(Permission.SEE_CAMPAIGNS)
def list_page(
    session: Session, chosen: Mapping[str, Any], page: int = 1, size: int = PAGE_SIZE
) -> ActivityPage:
    """List activities; ``chosen`` may hold ``view``, ``text``, ``kind``, ``year``, ``below_id``
    and ``campaign_id``."""
    wanted = select_ids(session, chosen)
    counted = wanted.order_by(None).with_only_columns(func.count(Activity.id))
    total = session.scalar(counted, execution_options=_KERNEL) or 0
    paged = wanted.limit(size).offset((page - 1) * size)
    ids = session.scalars(paged, execution_options=_KERNEL).all()
    return ActivityPage(rows_of(session, ids), total)


def select_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    """Select the ids of the whole list, the next ones first, or the latest of those held."""
    view = chosen.get("view")
    where = [visible(session), *_chosen(chosen)]
    if view in _VIEWED:
        where.append(_VIEWED[view](today_of(session)))
    order = (Activity.from_on.desc(), Activity.id.desc())
    if view in (UPCOMING, OPEN):
        order = (Activity.from_on, Activity.id)  # type: ignore[assignment]  # both are orders
    return select(Activity.id).where(*where).order_by(*order)


def _upcoming(today: date) -> ColumnElement[bool]:
    return and_(Activity.state.in_(rules.CHANGEABLE), Activity.to_on >= today)


def _open(today: date) -> ColumnElement[bool]:
    closed = and_(Activity.sign_up_until.is_not(None), Activity.sign_up_until < today)
    return and_(Activity.state == rules.OPEN, Activity.to_on >= today, ~closed)


def _unfinished(today: date) -> ColumnElement[bool]:
    """Over, but not yet held or cancelled, or nobody has entered who came."""
    left_open = and_(Activity.state.in_(rules.CHANGEABLE), Activity.to_on < today)
    return or_(left_open, and_(Activity.state == rules.HELD, _without_attendance()))


def _without_attendance() -> ColumnElement[bool]:
    return (
        select(ActivitySignUp.id)
        .where(ActivitySignUp.activity_id == Activity.id, ActivitySignUp.state == rules.SIGNED_UP)
        .exists()
    )


def _bills(_today: date) -> ColumnElement[bool]:
    waiting = select(ActivityCost.id).where(
        ActivityCost.activity_id == Activity.id, ActivityCost.state == rules.COST_ASKED
    )
    return waiting.exists()


def _held(_today: date) -> ColumnElement[bool]:
    return Activity.state == rules.HELD


_VIEWED = {UPCOMING: _upcoming, OPEN: _open, UNFINISHED: _unfinished, BILLS: _bills, HELD: _held}


def _chosen(chosen: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    text = str(chosen.get("text") or "").strip()
    if text:
        named = Activity.name.contains(text, autoescape=True)
        found.append(or_(named, Activity.activity_no == text.upper()))
    if chosen.get("kind"):
        found.append(Activity.kind == chosen["kind"])
    if chosen.get("year"):
        year = int(chosen["year"])
        found.append(Activity.from_on.between(date(year, 1, 1), date(year, 12, 31)))
    if chosen.get("below_id"):
        found.append(Activity.unit_id.in_(below(chosen["below_id"])))
    if chosen.get("campaign_id"):
        found.append(Activity.campaign_id == int(chosen["campaign_id"]))
    return found


@needs(Permission.SEE_CAMPAIGNS)
def count_views(session: Session) -> dict[str, int]:
    """Count what is coming, open for sign-up and unfinished."""
    today = today_of(session)
    wanted = {UPCOMING: _upcoming(today), OPEN: _open(today), UNFINISHED: _unfinished(today)}
    counts = session.execute(
        select(*(func.count().filter(one) for one in wanted.values()))
        .select_from(Activity)
        .where(visible(session), or_(*wanted.values())),
        execution_options=_KERNEL,
    ).one()
    return dict(zip(wanted, counts, strict=True))


@needs(Permission.SEE_CAMPAIGNS)
def list_years(session: Session) -> list[int]:
    """Return the years that have activities, the latest first."""
    first, last = session.execute(
        select(func.min(Activity.from_on), func.max(Activity.from_on)).where(visible(session)),
        execution_options=_KERNEL,
    ).one()
    return list(range(last.year, first.year - 1, -1)) if first else []


@needs(Permission.SEE_CAMPAIGNS)
def list_week(session: Session, monday: date, chosen: Mapping[str, Any]) -> list[ActivityRow]:
    """Return what takes place in the seven days from a day on, in order; nothing cancelled."""
    wanted = (
        select(Activity.id)
        .where(
            visible(session),
            *_chosen({**chosen, "year": None}),
            Activity.from_on <= monday + timedelta(days=6),
            Activity.to_on >= monday,
            Activity.state != rules.CANCELLED,
        )
        .order_by(Activity.from_on, Activity.from_time, Activity.id)
        .limit(MOST_OF_ONE)
    )
    return rows_of(session, session.scalars(wanted, execution_options=_KERNEL).all())


@needs(Permission.SEE_CAMPAIGNS)
def list_of_campaign(session: Session, campaign_id: int) -> list[ActivityRow]:
    """Return the activities of a campaign that the actor may know of, in order."""
    wanted = (
        select(Activity.id)
        .where(visible(session), Activity.campaign_id == campaign_id)
        .order_by(Activity.from_on, Activity.id)
        .limit(MOST_OF_ONE)
    )
    return rows_of(session, session.scalars(wanted, execution_options=_KERNEL).all())


def rows_of(session: Session, ids: Sequence[int]) -> list[ActivityRow]:
    """Return list rows for ids that came out of a limited query, in their order."""
    if not ids:
        return []
    counts = _counts(session, ids)
    found = session.execute(
        select(Activity, Unit.name, Campaign.name)
        .outerjoin(Unit, Unit.id == Activity.unit_id)
        .outerjoin(Campaign, Campaign.id == Activity.campaign_id)
        .where(Activity.id.in_(ids)),
        execution_options=_KERNEL,
    )
    rows = {row[0].id: _row(*row, counts.get(row[0].id, {})) for row in found}
    return [rows[key] for key in ids if key in rows]


def _counts(session: Session, ids: Iterable[int]) -> dict[int, dict[str, int]]:
    rows = session.execute(
        select(ActivitySignUp.activity_id, ActivitySignUp.state, func.count())
        .where(ActivitySignUp.activity_id.in_(list(ids)))
        .group_by(ActivitySignUp.activity_id, ActivitySignUp.state),
        execution_options=_KERNEL,
    )
    found: dict[int, dict[str, int]] = {}
    for activity_id, state, n in rows:
        found.setdefault(activity_id, {})[state] = n
    return found


def _row(
    activity: Activity, unit_name: str, campaign_name: str, counts: Mapping[str, int]
) -> ActivityRow:
    return ActivityRow(
        activity.id,
        activity.activity_no,
        activity.name,
        activity.kind,
        activity.place,
        When(activity.from_on, activity.to_on, activity.from_time, activity.to_time),
        unit_name or "",
        campaign_name or "",
        activity.state,
        activity.capacity,
        activity.sign_up_until,
        sum(counts.get(state, 0) for state in rules.WITH_A_PLACE),
        counts.get(rules.WAITING, 0),
        counts.get(rules.ATTENDED, 0),
    )


@needs(Permission.SEE_CAMPAIGNS)
def list_of_member(session: Session, member_id: int) -> list[TakenPart]:
    """Return what a member signed up for and took part in, the latest first."""
    member = load(session, Member, member_id)
    rows = session.execute(
        select(Activity, ActivitySignUp.state, Unit.name)
        .join(ActivitySignUp, ActivitySignUp.activity_id == Activity.id)
        .outerjoin(Unit, Unit.id == Activity.unit_id)
        .where(ActivitySignUp.member_id == member.id)
        .order_by(Activity.from_on.desc(), ActivitySignUp.id.desc())
        .limit(MOST_OF_ONE),
        # Whoever sees the member sees what the person took part in, also before a transfer.
        execution_options=_KERNEL,
    )
    return [
        TakenPart(
            activity.id,
            activity.name,
            activity.kind,
            When(activity.from_on, activity.to_on, activity.from_time, activity.to_time),
            unit_name or "",
            state,
            activity.state,
        )
        for activity, state, unit_name in rows
    ]


def select_without_attendance(session: Session) -> Select[Any]:
    """Count the own activities that are over while somebody's attendance is not entered."""
    over = Activity.to_on < today_of(session)
    return select(func.count(Activity.id)).where(
        Activity.state.in_(rules.ATTENDABLE), over, _without_attendance()
    )


def count_closing_soon(session: Session) -> int:
    """Count the activities known to the actor whose sign-up ends within three days."""
    today = today_of(session)
    until = today + timedelta(days=rules.SIGN_UP_ENDS_SOON_DAYS)
    wanted = select(func.count(Activity.id)).where(
        Activity.state == rules.OPEN,
        Activity.sign_up_until.between(today, until),
        visible(session),
    )
    return session.scalar(wanted, execution_options=_KERNEL) or 0
