"""Visits at home: planned, written down, moved, missed; what was found stays sealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import campaign_aid, moves, reveals
from db.models.care import CareGift, Visit
from db.models.hardship import HardshipFile
from db.models.people import LifeEvent
from db.receivers import whom
from db.verbs import actor_of, load, needs, today_of
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.visits import MADE, ROUTINE, VISIT, check_needs

LONGEST_FINDINGS = 4000
SEALED_PARTS = ("findings", "needs")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a visit or a gift is for: the occasion, the day or event that it answers, and the
    campaign that it is part of."""

    occasion: str = ROUTINE
    festival: str = ""
    for_on: date | None = None
    life_event_id: int | None = None
    campaign_id: int | None = None


@needs(Permission.VISIT_HOUSEHOLDS)
def plan(
    session: Session,
    planned_on: date,
    visitors: str,
    purpose: Purpose,
    *,
    household_id: int | None = None,
    member_id: int | None = None,
) -> int:
    """Plan a visit to a household or a member for today or later; returns its id."""
    if planned_on < today_of(session):
        raise InvalidInput(N_("This day has passed already."), field="planned_on")
    return _enter(session, planned_on, visitors, purpose, household_id, member_id).id


def _enter(
    session: Session,
    planned_on: date,
    visitors: str,
    purpose: Purpose,
    household_id: int | None,
    member_id: int | None,
) -> Visit:
    visited = whom(session, household_id, member_id)
    if not visitors.strip():
        raise InvalidInput(N_("Say who goes."), field="visitors")
    check_event(session, purpose, visited.member_id)
    visit = Visit(
        unit_id=visited.unit_id,
        household_id=visited.household_id,
        member_id=visited.member_id,
        name=visited.name,
        occasion=purpose.occasion,
        festival=purpose.festival,
        for_on=purpose.for_on,
        life_event_id=purpose.life_event_id,
        campaign_id=campaign_aid.checked(session, purpose.campaign_id, visited.unit_id),
        planned_on=planned_on,
        visitors=visitors.strip(),
    )
    moves.begin(session, visit, VISIT)
    return visit


def check_event(session: Session, purpose: Purpose, member_id: int | None) -> None:
    """Raise InvalidInput when the purpose's life event is not this member's."""
    if purpose.life_event_id is None:
        return
    event = load(session, LifeEvent, purpose.life_event_id)
    if event.cancelled or event.member_id != member_id:
        raise InvalidInput(N_("This event belongs to somebody else or was struck out."))


@dataclass(frozen=True, slots=True)
class Account:
    """What the visitors bring back; ``needs`` are answers by item, given with consent only."""

    made_on: date
    visitors: str
    findings: str = ""
    needs_consent: bool = False
    needs: Mapping[str, str] | None = None


@needs(Permission.VISIT_HOUSEHOLDS)
def write_down(session: Session, visit_id: int, seen: int, account: Account) -> None:
    """Write down a planned visit that was made."""
    _make(session, load(session, Visit, visit_id, seen), account)


@needs(Permission.VISIT_HOUSEHOLDS)
def write_down_unplanned(
    session: Session,
    account: Account,
    purpose: Purpose,
    *,
    household_id: int | None = None,
    member_id: int | None = None,
) -> int:
    """Write down a visit that nobody had planned; returns its id."""
    visit = _enter(session, account.made_on, account.visitors, purpose, household_id, member_id)
    _make(session, visit, account)
    return visit.id


def _make(session: Session, visit: Visit, account: Account) -> None:
    if account.made_on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="made_on")
    if not account.visitors.strip():
        raise InvalidInput(N_("Say who goes."), field="visitors")
    answers = dict(account.needs or {})
    check_needs(answers, account.needs_consent)
    moves.move(session, visit, VISIT, "make")
    visit.made_on, visit.visitors = account.made_on, account.visitors.strip()
    visit.findings = account.findings.strip()[:LONGEST_FINDINGS] or None
    visit.needs_consent = account.needs_consent
    visit.needs = json.dumps(answers, sort_keys=True) if answers else None
    _settle(session, visit)


def _settle(session: Session, visit: Visit) -> None:
    session.flush()
    if visit.household_id is not None:
        date_last_visit(session, visit.household_id)


def date_last_visit(session: Session, household_id: int) -> None:
    """Bring a household's open file in line with its last visit; for verbs that hold a lock."""
    file = session.scalar(
        select(HardshipFile).where(
            HardshipFile.household_id == household_id, HardshipFile.is_open.is_(True)
        )
    )
    last = session.scalar(
        select(func.max(Visit.made_on)).where(
            Visit.household_id == household_id, Visit.state == MADE
        )
    )
    if file is not None and file.visited_on != last:
        file.visited_on = last


@needs(Permission.VISIT_HOUSEHOLDS)
def complete(
    session: Session,
    visit_id: int,
    seen: int,
    findings: str = "",
    needs_consent: bool | None = None,
    needs: Mapping[str, str] | None = None,
) -> None:
    """Put findings or answers about needs that came later on a visit that was made."""
    visit = load(session, Visit, visit_id, seen)
    if visit.state != MADE:
        raise WrongState(N_("Only a visit that was made has findings."))
    consent = visit.needs_consent if needs_consent is None else needs_consent
    answers = dict(needs or {})
    check_needs(answers, consent)
    visit.needs_consent = consent
    if not consent:
        visit.needs = None
    elif answers:
        visit.needs = json.dumps({**_answers(visit), **answers}, sort_keys=True)
    if findings.strip():
        visit.findings = findings.strip()[:LONGEST_FINDINGS]


def _answers(visit: Visit) -> dict[str, str]:
    return dict(json.loads(visit.needs)) if visit.needs else {}


@needs(Permission.VISIT_HOUSEHOLDS)
def postpone(session: Session, visit_id: int, seen: int, planned_on: date) -> None:
    """Move a planned visit, also one whose day has passed, to today or a later day."""
    visit = load(session, Visit, visit_id, seen)
    if planned_on < today_of(session):
        raise InvalidInput(N_("This day has passed already."), field="planned_on")
    moves.move(session, visit, VISIT, "postpone", f"{visit.planned_on} → {planned_on}")
    visit.planned_on = planned_on


@needs(Permission.VISIT_HOUSEHOLDS)
def take(session: Session, visit_id: int, seen: int, action: str, note: str) -> None:
    """Mark a planned visit as missed, call it off, or strike out one entered in error."""
    if action not in ("miss", "call_off", "strike_out"):
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    visit = load(session, Visit, visit_id, seen)
    if action == "miss" and visit.planned_on > today_of(session):
        raise WrongState(N_("Its day has not come yet. Move it to another day or call it off."))
    if action == "strike_out":
        _check_no_gift(session, visit)
    moves.move(session, visit, VISIT, action, note)
    if action == "miss":
        visit.missed_reason = note.strip()[:200]
    if action == "strike_out":
        _settle(session, visit)


def _check_no_gift(session: Session, visit: Visit) -> None:
    gift = select(CareGift.id).where(CareGift.visit_id == visit.id, CareGift.cancelled.is_(False))
    if session.scalar(gift.limit(1)) is not None:
        raise WrongState(N_("A gift was given at this visit. Cancel the gift first."))


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, visit_id: int, field: str, reason: str) -> str:
    """Return a visit's findings or needs in full; who, what and why go on the trail.

    Needs come as JSON: answers by item.
    """
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    if field not in SEALED_PARTS:
        raise InvalidInput(N_("This field is not protected."))
    visit = load(session, Visit, visit_id)
    return reveals.reveal(session, visit, field, reason)
