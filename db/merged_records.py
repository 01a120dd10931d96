"""What hangs on a member's record, moved to another record and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from db import campaign_merges
from db.models.activities import Activity, ActivitySignUp
from db.models.campaign_people import CampaignTarget
from db.models.care import CareGift, Visit
from db.models.claims import Claim
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.models.mutual import Enrolment
from db.models.people import Attachment, JoinApplication, LifeEvent, Membership, Transfer
from db.scope import hand_over
from db.verbs import open_to_all, today_of
from rules.activities import WITHDRAWN
from rules.claims import DEAD
from rules.errors import WrongState
from rules.language import N_

_OF_MEMBER: Mapping[str, Any] = {
    "membership": Membership,
    "join_application": JoinApplication,
    "transfer": Transfer,
    "life_event": LifeEvent,
    "attachment": Attachment,
    "household_person": HouseholdPerson,
    "visit": Visit,
    "care_gift": CareGift,
    "enrolment": Enrolment,
    "campaign_target": CampaignTarget,
    "activity_sign_up": ActivitySignUp,
}
_FOLLOWING = ("life_event", "attachment")
"""These belong to the unit in which the person is now; the others tell where it was."""


def _owner(model: Any) -> Any:
    return model.record_id if model is Attachment else model.member_id


def _of(model: Any, member_ids: Sequence[int]) -> Any:
    query = select(model).where(_owner(model).in_(member_ids)).order_by(model.id)
    if model is Attachment:
        query = query.where(model.record_type == "member")
    return query.execution_options(kernel=True)


@open_to_all("called by the verbs of merging, which have loaded the member")
def count_belongings(session: Session, member_id: int) -> dict[str, int]:
    """Return how many periods, applications, transfers, events and papers a record has."""
    return {
        name: session.scalar(_of(model, [member_id]).order_by(None).with_only_columns(func.count()))
        or 0
        for name, model in _OF_MEMBER.items()
    }


@open_to_all("called by the verbs of merging, which have loaded both members")
def check_one_household_person(session: Session, *member_ids: int) -> None:
    """Raise WrongState where both members are linked to somebody of a household."""
    linked = session.scalar(
        _of(HouseholdPerson, member_ids).with_only_columns(func.count()).order_by(None)
    )
    if (linked or 0) > 1:
        raise WrongState(
            N_(
                "Both records are linked to people of households. Take one of the two links away"
                " there first."
            )
        )


@open_to_all("called by the verbs of merging, which have loaded both members")
def check_covered_once(session: Session, first_id: int, second_id: int) -> None:
    """Raise WrongState where both members have a cover of the same plan on the same day."""
    one, other = aliased(Enrolment), aliased(Enrolment)
    twice = session.scalar(
        select(one.id)
        .join(
            other,
            and_(
                other.plan_id == one.plan_id,
                other.from_on <= one.to_on,
                other.to_on >= one.from_on,
            ),
        )
        .where(
            one.member_id == first_id,
            other.member_id == second_id,
            one.live.is_(True),
            other.live.is_(True),
        )
        .limit(1)
        .execution_options(kernel=True)
    )
    if twice is not None:
        raise WrongState(
            N_(
                "Both records are covered by the same plan at the same time. Take one of the two"
                " covers back first, as entered in error."
            )
        )


@open_to_all("called by the verbs of merging, which have loaded both members")
def check_signed_up_once(session: Session, first_id: int, second_id: int) -> None:
    """Raise WrongState where both members are on the list of one activity."""
    one, other = aliased(ActivitySignUp), aliased(ActivitySignUp)
    name = session.scalar(
        select(Activity.name)
        .join(one, one.activity_id == Activity.id)
        .join(other, other.activity_id == Activity.id)
        .where(
            one.member_id == first_id,
            other.member_id == second_id,
            one.state != WITHDRAWN,
            other.state != WITHDRAWN,
        )
        .limit(1)
        .execution_options(kernel=True)
    )
    if name is not None:
        raise WrongState(
            N_(
                "Both records are on the list of the activity “{name}”. Take one of the two off"
                " that list first."
            ),
            name=name,
        )


@open_to_all("called by the verbs of merging, which have loaded both members")
def check_no_claim_since(session: Session, keeper: Member, moved: Mapping[str, Any]) -> None:
    """Raise WrongState where the kept record has claims on covers that would go back."""
    number = session.scalar(
        select(Claim.claim_no)
        .where(
            Claim.enrolment_id.in_(moved.get("enrolment", ())),
            Claim.member_id == keeper.id,
            Claim.state.not_in(DEAD),
        )
        .limit(1)
        .execution_options(kernel=True)
    )
    if number is not None:
        raise WrongState(
            N_("Claim {number} was taken since on a cover that would go back."), number=number
        )


@open_to_all("called by the verbs of merging, which have loaded both members")
def move_belongings(
    session: Session, keeper: Member, goner: Member, standing_from_gone: bool
) -> dict[str, Any]:
    """Move everything from ``goner`` to ``keeper``; returns what is needed to move it back."""
    moved: dict[str, Any] = {
        "closed": _close_other_period(session, keeper, goner, standing_from_gone)
    }
    moved["units"] = _bring_to_unit(session, keeper, goner)
    moved["joined"] = campaign_merges.join_entries(session, (keeper.id, goner.id))
    for name, model in _OF_MEMBER.items():
        records = session.scalars(_of(model, [goner.id])).all()
        moved[name] = [record.id for record in records]
        for record in records:
            _give(session, record, keeper.id)
    moved["forwarded"] = _forward(session, goner.id, keeper.id)
    return moved


def _give(session: Session, record: Any, member_id: int) -> None:
    hand_over(session, record)
    if isinstance(record, Attachment):
        record.record_id = member_id
    else:
        record.member_id = member_id


def _close_other_period(
    session: Session, keeper: Member, goner: Member, standing_from_gone: bool
) -> list[int]:
    """A person has one open period: the one of the record whose standing is kept."""
    loser = keeper if standing_from_gone else goner
    periods = session.scalars(_of(Membership, [loser.id]).where(Membership.to_on.is_(None))).all()
    for period in periods:
        hand_over(session, period)
        period.to_on = max(today_of(session), period.from_on)
    return [period.id for period in periods]


def _bring_to_unit(session: Session, keeper: Member, goner: Member) -> list[list[Any]]:
    before: list[list[Any]] = []
    for name in _FOLLOWING:
        for record in session.scalars(_of(_OF_MEMBER[name], [keeper.id, goner.id])):
            if record.unit_id != keeper.unit_id:
                before.append([name, record.id, record.unit_id])
                hand_over(session, record)
                record.unit_id = keeper.unit_id
    return before


def _forward(session: Session, from_id: int, to_id: int) -> list[int]:
    """Records merged into ``from_id`` earlier lead to ``to_id`` now; one step is enough."""
    earlier = session.scalars(
        select(Member).where(Member.merged_into_id == from_id).execution_options(kernel=True)
    ).all()
    for member in earlier:
        hand_over(session, member)
        member.merged_into_id = to_id
    return [member.id for member in earlier]


@open_to_all("called by the verb that takes a merge back, which has loaded both members")
def move_back(session: Session, goner: Member, moved: Mapping[str, Any]) -> None:
    """Give ``goner`` back what ``move_belongings`` took."""
    for name, model in _OF_MEMBER.items():
        for record in _by_id(session, model, moved.get(name, ())):
            _give(session, record, goner.id)
    campaign_merges.part_entries(session, moved.get("joined", ()))
    for name, key, unit_id in moved["units"]:
        for record in _by_id(session, _OF_MEMBER[name], [key]):
            hand_over(session, record)
            record.unit_id = unit_id
    for period in _by_id(session, Membership, moved["closed"]):
        hand_over(session, period)
        period.to_on = None
    for member in _by_id(session, Member, moved["forwarded"]):
        hand_over(session, member)
        member.merged_into_id = goner.id


def _by_id(session: Session, model: Any, ids: Sequence[int]) -> Sequence[Any]:
    query = select(model).where(model.id.in_(ids)).execution_options(kernel=True)
    return session.scalars(query).all()
