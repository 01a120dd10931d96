"""Where a member stands: dated periods, joining, leaving; nothing is edited away.

A person has one open period at a time; it says the same as the member's own row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db import moves, quality, settings
from db.member_lists import MemberPage, rows_of
from db.models.members import Member
from db.models.people import Attachment, JoinApplication, LifeEvent, Membership, Transfer
from db.models.units import Unit
from db.scope import hand_over
from db.tree import check_open
from db.values import open_values
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.members import ENDINGS, MEMBER_FIELDS, PRESENT, Status
from rules.moves import JOIN
from rules.workdays import plus_months

PAGE_SIZE = 50

CHANGE_TYPES = {
    Status.RETAINED: "retain",
    Status.LEFT: "leave",
    Status.DEEMED_LEFT: "deemed_left",
    Status.EXPELLED: "expel",
    Status.DECEASED: "decease",
}
"""The code of ``change_type`` that opens a period of each status."""


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """One period; ``to_on`` is its last day, None while it lasts."""

    status: str
    unit_name: str
    from_on: date
    to_on: date | None
    change_type: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """A join application as the deciding union sees it."""

    id: int
    version: int
    member_id: int
    name: str
    unit_name: str
    state: str
    applied_on: date
    note: str
    entered_by: str


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    rows: list[ApplicationRow]
    has_more: bool
    total: int


@needs(Permission.SEE_MEMBERS)
def list_periods(session: Session, member_id: int) -> list[MembershipRow]:
    """Return a member's periods, newest first; also those spent in units out of scope."""
    member = load(session, Member, member_id)
    rows = session.execute(
        select(Membership, Unit.name)
        .outerjoin(Unit, Unit.id == Membership.unit_id)
        .where(Membership.member_id == member.id)
        .order_by(Membership.from_on.desc(), Membership.id.desc())
        .execution_options(kernel=True)
    )
    return [
        MembershipRow(
            row.status, name or "", row.from_on, row.to_on, row.change_type, row.reason, row.note
        )
        for row, name in rows
    ]


def open_period(
    session: Session, member: Member, on: date, change_type: str, reason: str = "", note: str = ""
) -> None:
    """Close the member's open period on ``on`` and begin the one that the member's row says.

    Raises InvalidInput when the open period began after ``on``.
    """
    last = session.scalar(
        select(Membership)
        .where(Membership.member_id == member.id, Membership.to_on.is_(None))
        .execution_options(kernel=True)
    )
    if last is not None:
        if on < last.from_on:
            raise InvalidInput(
                N_("The present period began on {on}. Enter that day or a later one."),
                field="on",
                on=last.from_on.isoformat(),
            )
        hand_over(session, last)
        last.to_on = on
    session.add(
        Membership(
            unit_id=member.unit_id,
            member_id=member.id,
            status=member.status,
            from_on=on,
            change_type=change_type,
            reason=reason,
            note=note.strip(),
        )
    )


@needs(Permission.SEE_MEMBERS)
def list_applications(
    session: Session, state: str = JOIN.start, page: int = 1, size: int = PAGE_SIZE
) -> ApplicationPage:
    """List join applications in one state, oldest first."""
    wanted = select(JoinApplication.id).where(JoinApplication.state == state)
    total = session.scalar(wanted.with_only_columns(func.count(JoinApplication.id))) or 0
    ids = session.scalars(
        wanted.order_by(JoinApplication.applied_on, JoinApplication.id)
        .limit(size + 1)
        .offset((page - 1) * size)
    ).all()
    return ApplicationPage(_application_rows(session, ids[:size]), len(ids) > size, total)


def _application_rows(session: Session, ids: Sequence[int]) -> list[ApplicationRow]:
    found = session.execute(
        select(JoinApplication, Member.name, Unit.name)
        .join(Member, Member.id == JoinApplication.member_id)
        .outerjoin(Unit, Unit.id == JoinApplication.unit_id)
        .where(JoinApplication.id.in_(ids))
        .order_by(JoinApplication.applied_on, JoinApplication.id)
        .execution_options(kernel=True)
    )
    enterers = moves.enterers(session, "join_application", ids)
    return [
        ApplicationRow(
            row.id,
            row.version,
            row.member_id,
            name,
            unit_name or "",
            row.state,
            row.applied_on,
            row.note,
            enterers.get(row.id, ""),
        )
        for row, name, unit_name in found
    ]


@needs(Permission.SEE_MEMBERS)
def get_application_of(session: Session, member_id: int) -> ApplicationRow | None:
    """Return a member's latest application within the actor's scope."""
    key = session.scalar(
        select(JoinApplication.id)
        .where(JoinApplication.member_id == member_id)
        .order_by(JoinApplication.id.desc())
        .limit(1)
    )
    return _application_rows(session, [key])[0] if key is not None else None


@needs(Permission.USE_OFFICE)
def decide_application(
    session: Session, application_id: int, seen: int, action: str, note: str = ""
) -> None:
    """Approve, refuse or withdraw a join application; nobody approves what they entered.

    Approval begins the membership on the day given with the member, today where none is.
    """
    application = load(session, JoinApplication, application_id, seen)
    member = load(session, Member, application.member_id)
    moves.move(session, application, JOIN, action, note)
    today = today_of(session)
    application.decided_on = today
    if action == "approve":
        member.status = Status.MEMBER
        joined = member.joined_on or today
        member.joined_on = joined
        open_period(session, member, _no_earlier_than_last(session, member, joined), "join")
        settle_in_unit(session, member)
    elif _is_back(session, member):
        return
    elif action == "refuse":
        member.status = Status.REFUSED
    else:
        member.withdrawn = True
        quality.write_problems(session, member.id, None, ())


def _no_earlier_than_last(session: Session, member: Member, on: date) -> date:
    """Who joins again does so after the end of the time before."""
    last = session.scalar(
        select(func.max(Membership.from_on))
        .where(Membership.member_id == member.id)
        .execution_options(kernel=True)
    )
    return max(on, last, today_of(session)) if last else on


def _is_back(session: Session, member: Member) -> bool:
    """Leave who was a member earlier where they were; False for somebody new."""
    earlier = session.scalar(
        select(Membership)
        .where(Membership.member_id == member.id, Membership.to_on.is_(None))
        .execution_options(kernel=True)
    )
    if earlier is None:
        return False
    hand_over(session, member)
    member.status, member.unit_id = earlier.status, earlier.unit_id
    settle_in_unit(session, member)
    return True


def settle_in_unit(session: Session, member: Member) -> None:
    """Bring life events, papers and faults to the unit where the person is now."""
    events = session.scalars(
        select(LifeEvent).where(LifeEvent.member_id == member.id).execution_options(kernel=True)
    )
    papers = session.scalars(
        select(Attachment)
        .where(Attachment.record_type == "member", Attachment.record_id == member.id)
        .execution_options(kernel=True)
    )
    for record in (*events, *papers):
        hand_over(session, record)
        record.unit_id = member.unit_id
    session.flush()
    problems = quality.problems_of(open_values(member, MEMBER_FIELDS))
    quality.write_problems(session, member.id, member.unit_id, problems)


@needs(Permission.TRANSFER_MEMBERS)
def end_membership(
    session: Session,
    member_id: int,
    seen: int,
    status: str,
    on: date,
    reason: str = "",
    note: str = "",
) -> None:
    """Retain, or end as left, deemed left, expelled or deceased, from ``on``.

    ``reason`` is a code of ``change_reason``. Raises WrongState for a person who is no
    member now and InvalidInput for a future day.
    """
    member = load(session, Member, member_id, seen)
    if status not in ENDINGS:
        raise InvalidInput(N_("Choose how the membership changes."), field="status")
    if member.status not in PRESENT or member.status == status:
        raise WrongState(N_("This person's membership does not allow that now."))
    _check_no_open_transfer(session, member.id)
    if on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    if status == Status.EXPELLED and not note.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="note")
    member.status = status
    open_period(session, member, on, CHANGE_TYPES[Status(status)], reason, note)


@needs(Permission.TRANSFER_MEMBERS)
def resume_membership(session: Session, member_id: int, seen: int, note: str) -> None:
    """Take back an ending that was entered in error, or let a retained member resume.

    A new period begins today; the wrong one stays in the history with the reason.
    """
    member = load(session, Member, member_id, seen)
    if member.status == Status.MEMBER or member.status not in ENDINGS:
        raise WrongState(N_("This person's membership does not allow that now."))
    if not note.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="note")
    check_open(session, member.unit_id)
    was_away = member.status not in PRESENT
    member.status = Status.MEMBER
    how = "rejoin" if was_away else "resume"
    open_period(session, member, today_of(session), how, note=note)


def _check_no_open_transfer(session: Session, member_id: int) -> None:
    waiting = session.scalar(
        select(Transfer.id).where(Transfer.member_id == member_id, Transfer.state == "proposed")
    )
    if waiting is not None:
        raise WrongState(N_("A transfer of this member is waiting. Withdraw it first."))


@needs(Permission.TRANSFER_MEMBERS)
def list_deemed_left(session: Session, page: int = 1, size: int = PAGE_SIZE) -> MemberPage:
    """List members without dues and activity for the months the office has set (6)."""
    wanted = deemed_left_query(session)
    total = session.scalar(wanted.with_only_columns(func.count(Member.id))) or 0
    ids = list(
        session.scalars(
            wanted.order_by(Member.dues_until_on, Member.id)
            .limit(size + 1)
            .offset((page - 1) * size)
        )
    )
    return MemberPage(rows_of(session, ids[:size]), len(ids) > size, total)


def deemed_left_query(session: Session) -> Any:
    """Select the ids of members whose dues and activity both stopped long ago."""
    months = int(settings.get(session, "deemed_left_months"))
    limit = plus_months(today_of(session), -months)
    return select(Member.id).where(
        Member.live(),
        Member.status == Status.MEMBER,
        Member.dues_until_on < limit,
        or_(Member.last_active_on.is_(None), Member.last_active_on < limit),
        or_(Member.joined_on.is_(None), Member.joined_on < limit),
    )
