"""What waits for a decision in the sample office, entered with the office's own verbs."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import members, memberships, transfers
from db.models.members import Member
from db.models.people import JoinApplication, Transfer
from db.models.units import Unit
from db.sample_people import Person
from db.verbs import needs, today_of
from rules.access import Permission
from rules.members import Status
from rules.moves import JOIN, TRANSFER
from rules.quality import faults_of

APPLICANTS, TRANSFERS = 18, 9
APPROVED, ACCEPTED = 4, 2
"""So many of them are decided; one more is refused, the rest waits."""

_NOT_YET = ("joined_on", "member_no", "dues_until_on", "last_active_on")


def may_apply(person: Person) -> bool:
    """Say whether a drawn person is at work and has nothing planted that a form refuses."""
    values = person.values
    at_work = values["work_status"] == "on_duty" and values["nation"] and values["education"]
    return bool(at_work and values["id_no"] and values["mobile"] and not faults_of(values))


@needs(Permission.EDIT_MEMBERS)
def apply_to_join(session: Session, applicants: Iterable[Person]) -> None:
    """Enter these workers' applications."""
    for person in applicants:
        values = {name: value for name, value in person.values.items() if name not in _NOT_YET}
        values |= {"birth_on": None, "gender": None}  # the ID number says both
        members.register(session, person.unit_id, values, "本人申请，工会小组已核对材料")


@needs(Permission.TRANSFER_MEMBERS)
def propose_transfers(session: Session, dice: Random) -> None:
    """Send some members on the way to another unit."""
    units = list(
        session.scalars(select(Unit.id).where(Unit.kind == "grassroots_union").order_by(Unit.id))
    )
    people = session.execute(
        select(Member.id, Member.version, Member.unit_id)
        .where(Member.live(), Member.status == Status.MEMBER)
        .order_by(Member.id)
        .limit(TRANSFERS * 7)
    ).all()[::7]
    for person in people:
        target = dice.choice(units)
        if target != person.unit_id:
            on = today_of(session)
            transfers.propose(
                session, person.id, person.version, target, on, "labour_relation", "随单位调动"
            )


@needs(Permission.APPROVE_JOINS)
def decide_some(session: Session) -> None:
    """Approve, accept and refuse a few of what waits."""
    waiting = session.scalars(
        select(JoinApplication).where(JoinApplication.state == JOIN.start).order_by("id")
    ).all()
    for row in waiting[:APPROVED]:
        memberships.decide_application(session, row.id, row.version, "approve")
    for row in waiting[APPROVED : APPROVED + 1]:
        memberships.decide_application(
            session, row.id, row.version, "refuse", "尚未与单位建立劳动关系"
        )
    moving = session.scalars(
        select(Transfer).where(Transfer.state == TRANSFER.start).order_by("id")
    ).all()
    for transfer in moving[:ACCEPTED]:
        transfers.decide(session, transfer.id, transfer.version, "accept")
    for transfer in moving[ACCEPTED : ACCEPTED + 1]:
        transfers.decide(session, transfer.id, transfer.version, "refuse", "接收单位未见调令")
