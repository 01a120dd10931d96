"""Retention: files of people who left long ago are emptied; who it was and when stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from db import quality, settings, summaries, trail
from db.models.activities import ActivitySignUp
from db.models.campaign_people import CampaignTarget
from db.models.claims import Claim, ClaimPaper, Opinion, SecondLook
from db.models.households import HouseholdPerson
from db.models.members import Member
from db.models.people import (
    Attachment,
    ImportBatch,
    ImportRow,
    JoinApplication,
    LifeEvent,
    Membership,
    Merge,
    Transfer,
)
from db.models.trail import SCRUBBED, Move, TrailRow
from db.verbs import needs, today_of
from rules.access import Permission
from rules.claims import APPROVED, DEAD
from rules.errors import WrongState
from rules.language import N_
from rules.members import MEMBER_FIELDS, Status
from rules.reasons import SHORTEST_WEIGHTY, check_reason
from rules.workdays import plus_months

MOST_AT_ONCE = 500
ENDED = (Status.LEFT, Status.DEEMED_LEFT, Status.EXPELLED, Status.DECEASED)
KEPT = frozenset(("name", "gender", "member_no", "joined_on"))
"""What stays of a person: who it was, and when; the periods of the membership stay too."""

_EMPTIED = tuple(field.name for field in MEMBER_FIELDS if field.name not in KEPT)
_DERIVED = ("id_no_index", "id_no_tail", "mobile_index", "mobile_tail", "bank_index")
_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class Due:
    """How many files may be emptied: of people whose membership ended before ``before``."""

    count: int
    before: date


@needs(Permission.MANAGE_SETTINGS)
def get_due(session: Session) -> Due:
    """Return how many files are due, without naming anybody."""
    before = _limit(session)
    query = _due(before).with_only_columns(func.count(Member.id))
    return Due(session.scalar(query) or 0, before)


def _limit(session: Session) -> date:
    return plus_months(today_of(session), -12 * int(settings.get(session, "retention_years")))


def _due(before: date) -> Any:
    ended = select(Membership.member_id).where(
        Membership.status.in_(ENDED), Membership.to_on.is_(None), Membership.from_on < before
    )
    columns = Member.__table__.columns
    # Whatever unit it lies with: a claim still on its way or within the time stays whole.
    # Those of a record merged into this one stay with that record.
    claims, other = Claim.__table__.columns, Member.__table__.alias()
    merged = select(other.c.id).where(other.c.merged_into_id == Member.id).correlate(Member)
    claimed = select(claims.id).where(
        or_(claims.member_id == Member.id, claims.member_id.in_(merged)),
        or_(claims.handed_in_on >= before, claims.state.not_in((APPROVED, *DEAD))),
    )
    in_household = select(HouseholdPerson.id).where(HouseholdPerson.member_id == Member.id)
    return select(Member.id).where(
        Member.live(),
        Member.status.in_(ENDED),
        Member.id.in_(ended),
        ~claimed.exists(),
        ~in_household.exists(),  # what belongs to a household is kept with the household
        or_(*(columns[name].is_not(None) for name in _EMPTIED)),
    )


@needs(Permission.MANAGE_SETTINGS)
def empty_due(session: Session, reason: str) -> int:
    """Empty the files that are due, 500 at most; returns how many. There is no way back.

    Values, notes and papers go, also those of records merged into them, out of what
    imports and merges kept for undoing, and out of the trail, whose signatures stay valid.
    """
    text = N_("Give a reason; it is kept on the trail.")
    reason = check_reason(reason, text=text, shortest=SHORTEST_WEIGHTY)
    people = list(
        session.scalars(
            select(Member)
            .where(Member.id.in_(_due(_limit(session))))
            .order_by(Member.id)
            .limit(MOST_AT_ONCE)
        )
    )
    if not people:
        raise WrongState(N_("No file is due to be emptied."))
    ids = [person.id for person in people]
    merged = select(Member.id).where(Member.merged_into_id.in_(ids))
    every = [*ids, *session.scalars(merged, execution_options=_KERNEL)]
    _empty_members(session, every)
    _empty_standing(session, every)
    _empty_around(session, every)
    _empty_sign_ups(session, every)
    _empty_claims(session, every)
    for person in people:
        trail.note(
            session, "emptied", "member", person.id, person.name, person.unit_id, reason=reason
        )
    return len(people)


def _empty_members(session: Session, ids: Sequence[int]) -> None:
    # Not by the records themselves: their old values would go to the trail once more.
    table = Member.__table__
    _run(
        session,
        update(table)
        .where(table.c.id.in_(ids))
        .values(
            dict.fromkeys((*_EMPTIED, *_DERIVED)) | {"extra": {}, "version": table.c.version + 1}
        ),
    )
    quality.write_problems_of_many(session, ((member_id, None, ()) for member_id in ids))
    summaries.touch_area(session, "members")


def _empty_standing(session: Session, ids: Sequence[int]) -> None:
    """Take the notes out of periods, applications and transfers, and out of their steps."""
    steps = Move.__table__
    for model in (Membership, JoinApplication, Transfer):
        table = model.__table__
        own = select(table.c.id).where(table.c.member_id.in_(ids))
        of_own = (steps.c.record_type == table.name, steps.c.record_id.in_(own))
        _scrub(session, table.name, own)
        _run(session, update(steps).where(*of_own).values(note=""))
        _run(session, update(table).where(table.c.member_id.in_(ids)).values(note=""))


def _empty_around(session: Session, ids: Sequence[int]) -> None:
    events, papers = LifeEvent.__table__, Attachment.__table__
    imported, merged = ImportRow.__table__, Merge.__table__
    own_papers = (papers.c.record_type == "member", papers.c.record_id.in_(ids))
    of_events = select(events.c.id).where(events.c.member_id.in_(ids))
    of_papers = select(papers.c.id).where(*own_papers)
    _scrub(session, "member", ids)
    _scrub(session, "life_event", of_events)
    _scrub(session, "attachment", of_papers)
    _run(session, update(events).where(events.c.member_id.in_(ids)).values(note=None, relation=""))
    _run(session, update(papers).where(*own_papers).values(name="", sha256="", retired=True))
    batches = select(ImportBatch.id).where(ImportBatch.register == "member")
    of_import = (imported.c.record_id.in_(ids), imported.c.batch_id.in_(batches))
    _run(session, update(imported).where(*of_import).values(before=None))
    touched = or_(merged.c.kept_id.in_(ids), merged.c.gone_id.in_(ids))
    _run(session, update(merged).where(touched).values(before="{}"))


def _empty_sign_ups(session: Session, ids: Sequence[int]) -> None:
    """Take the notes out of sign-ups and lists of campaigns; who took part in what stays."""
    for model, emptied in _OF_LISTS.items():
        table = model.__table__
        own, version = table.c.member_id.in_(ids), {"version": table.c.version + 1}
        _scrub(session, table.name, select(table.c.id).where(own))
        _run(session, update(table).where(own).values({**emptied, **version}))


_OF_LISTS: Mapping[Any, dict[str, Any]] = {
    ActivitySignUp: {"note": ""},
    CampaignTarget: {"reason": "", "reached_note": ""},
}


def _empty_claims(session: Session, ids: Sequence[int]) -> None:
    """Take illness, accounts and notes out of claims; what was given when, and for what, stays."""
    claims, papers, steps = Claim.__table__, Attachment.__table__, Move.__table__
    own = select(claims.c.id).where(claims.c.member_id.in_(ids))
    for model, emptied in _OF_CLAIMS.items():
        table = model.__table__
        of_own = table.c.id.in_(own) if model is Claim else table.c.claim_id.in_(own)
        _scrub(session, table.name, select(table.c.id).where(of_own))
        version = {"version": table.c.version + 1}
        _run(session, update(table).where(of_own).values({**emptied, **version}))
    of_claims = (steps.c.record_type == claims.name, steps.c.record_id.in_(own))
    _run(session, update(steps).where(*of_claims).values(note=""))
    own_papers = (papers.c.record_type == claims.name, papers.c.record_id.in_(own))
    _scrub(session, papers.name, select(papers.c.id).where(*own_papers))
    _run(session, update(papers).where(*own_papers).values(name="", sha256="", retired=True))
    summaries.touch_area(session, Claim.__area__)


_OF_CLAIMS: Mapping[Any, dict[str, Any]] = {
    Claim: {
        **dict.fromkeys(("diagnosis", "bank_number", "bank_index", "mobile", "mobile_index")),
        **dict.fromkeys(("hospital", "payee_name", "bank_name", "refusal_note", "note"), ""),
    },
    ClaimPaper: {"waived_note": ""},
    SecondLook: {"note": ""},
    Opinion: {"reasons": None, "question": "", "note": ""},
}


def _scrub(session: Session, record_type: str, ids: Any) -> None:
    rows = TrailRow.__table__
    _run(
        session,
        update(rows)
        .where(rows.c.record_type == record_type, rows.c.record_id.in_(ids))
        .values(details=SCRUBBED),
    )


def _run(session: Session, statement: Any) -> None:
    session.execute(statement, execution_options=_KERNEL)
