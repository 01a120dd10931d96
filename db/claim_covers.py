"""Under which cover a claim is made, and what stands in its way: period, waiting, limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import claim_fees, mutual_plans
from db.calendar import calendar_of
from db.claim_reckoning import Share
from db.cover import PERIOD_FROM_ON, Cover, covers_of, with_period
from db.models.claims import Claim
from db.models.mutual import Enrolment, UnitEnrolment
from db.scope import check_units
from db.verbs import today_of
from rules.claim_checks import Period, decisive_day, objection, reaches_out
from rules.claim_fees import FEES_LATE
from rules.claim_limits import Course, Late, lateness, limits_of
from rules.errors import InvalidInput, NotFound, WrongState
from rules.explanation import Line, line
from rules.fields import Value
from rules.language import N_
from rules.mutual_terms import PlanTerms

_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What speaks against a claim: codes of ``claim_refusal``, and sentences worth reading.

    ``fees`` says what of the unit's fees came after the event.
    """

    refusals: tuple[str, ...] = ()
    late: Late | None = None
    advice: tuple[Line, ...] = ()
    fees: Line | None = None


def covers_for(session: Session, keeper_id: int, values: Mapping[str, Value]) -> list[Cover]:
    """Return the covers that a claim may be made under, the day that counts by their terms.

    Where nothing covers the day, the nearest cover stands in, so that a refusal can be written.
    The caller has found the person within the scope, by the record that others forward to.
    """
    event_on, ended_on = values.get("event_on"), values.get("ended_on")
    if not isinstance(event_on, date):
        today = today_of(session)
        return covers_of(session, keeper_id, today, today)
    end = ended_on if isinstance(ended_on, date) and ended_on > event_on else None
    found = covers_of(session, keeper_id, event_on, end or event_on)
    fitting = [one for one in found if not _outside(one, event_on, end)]
    return fitting or found or _nearest(session, keeper_id, event_on)


def _outside(cover: Cover, event_on: date, ended_on: date | None) -> bool:
    day = decisive_day(cover.terms.event_day, event_on, ended_on)
    return not cover.from_on <= day <= cover.to_on


def _nearest(session: Session, keeper_id: int, on: date) -> list[Cover]:
    begins = session.scalars(
        select(Enrolment.from_on).where(Enrolment.member_id == keeper_id, Enrolment.live.is_(True)),
        execution_options=_KERNEL,  # another unit may have handed the cover in
    ).all()
    if not begins:
        return []
    nearest = min(begins, key=lambda day: (abs((day - on).days), day))
    return covers_of(session, keeper_id, nearest, nearest)


def choose(covers: list[Cover], wanted: Value, event: Value = None) -> Cover | None:
    """Return the cover that was chosen, or the only one there is, or that answers the event."""
    chosen = [one for one in covers if str(one.enrolment_id) == str(wanted or "")]
    if chosen:
        return chosen[0]
    found = covers if len(covers) == 1 else [one for one in covers if event in one.terms.events]
    return found[0] if len(found) == 1 else None


def check_ours(session: Session, cover: Cover) -> None:
    """Raise InvalidInput where the unit of the cover lies outside the actor's part."""
    try:
        check_units(session, [cover.unit_id])
    except NotFound:
        raise InvalidInput(
            N_(
                "This cover was handed in by “{unit}”, outside your part of the office. That unit,"
                " or the union above both, takes the claim."
            ),
            field="enrolment_id",
            unit=cover.unit_name,
        ) from None


def grounds(
    session: Session, cover: Cover, values: Mapping[str, Value], linked: bool = False
) -> Grounds:
    """Return what speaks against a claim under a cover; linked claims were in time before."""
    event_on, ended_on = values.get("event_on"), values.get("ended_on")
    if not isinstance(event_on, date):
        return Grounds()
    end = ended_on if isinstance(ended_on, date) else None
    today = today_of(session)
    handed_in = values.get("handed_in_on")
    reported = values.get("reported_on")
    course = Course(
        event_on,
        end,
        reported if isinstance(reported, date) else None,
        handed_in if isinstance(handed_in, date) else today,
        handed_in if isinstance(handed_in, date) else today,
    )
    late = None if linked else lateness(cover.terms, course, calendar_of(session))
    code = objection_of(cover, event_on, end)
    fees = _late_fees(session, cover, event_on)
    named = fees is not None and FEES_LATE in cover.terms.refusals
    told = ((code, code), ("too_late", late), (FEES_LATE, named))
    refusals = tuple(name for name, applies in told if applies)
    return Grounds(refusals, late, _advice(cover, event_on, end), fees)


def _late_fees(session: Session, cover: Cover, event_on: date) -> Line | None:
    if cover.received_fen >= cover.due_fen and (cover.received_on or event_on) <= event_on:
        return None
    return claim_fees.of_hand_in(session, cover.hand_in_id, event_on)


def objection_of(cover: Cover | Share, event_on: date, ended_on: date | None) -> str:
    """Return the code of the refusal that the day suggests, empty where it is covered."""
    period = Period(cover.from_on, cover.to_on, cover.covered_from_on)
    return objection(period, decisive_day(cover.terms.event_day, event_on, ended_on))


def _advice(cover: Cover, event_on: date, ended_on: date | None) -> tuple[Line, ...]:
    found = []
    period = Period(cover.from_on, cover.to_on, cover.covered_from_on)
    if reaches_out(period, event_on, ended_on):
        text = (
            N_("It reaches into another period; by the plan the last day, {on}, decides.")
            if cover.terms.event_day == "end"
            else N_("It reaches into another period; by the plan the first day, {on}, decides.")
        )
        day = decisive_day(cover.terms.event_day, event_on, ended_on)
        found.append(line(text, on=day.isoformat()))
    if cover.left_on is not None:
        text = N_("The person left the cover on {on}.")
        found.append(line(text, on=cover.left_on.isoformat()))
    return tuple(found)


def limit_of(session: Session, terms: PlanTerms, event_on: date, end: date | None) -> date | None:
    """Return the last day for handing in by the plan's terms."""
    limits = limits_of(terms, event_on, end, calendar_of(session))
    days = [day for day in (limits.hand_in_by, limits.last_by) if day is not None]
    return min(days, default=None)


def share_of(cover: Cover, member_ids: Sequence[int]) -> Share:
    """Return what a claim under a cover is reckoned by."""
    return Share(
        member_ids,
        cover.plan_id,
        cover.from_on,
        cover.to_on,
        cover.period_from_on,
        cover.covered_from_on,
        cover.shares,
        cover.terms,
    )


def share_of_claim(session: Session, claim: Claim, member_ids: Sequence[int]) -> Share:
    """Return what a stored claim is reckoned by; raises WrongState once its cover was undone."""
    found = session.execute(
        with_period(
            select(Enrolment, PERIOD_FROM_ON)
            .join(UnitEnrolment, UnitEnrolment.id == Enrolment.unit_enrolment_id)
            .where(Enrolment.id == claim.enrolment_id)
        ),
        execution_options=_KERNEL,  # the claim was found within the scope
    ).one()
    cover: Enrolment = found[0]
    if not cover.live or not cover.confirmed:
        raise WrongState(
            N_(
                "The cover of this claim was taken back. Refuse the claim, or have the hand-in"
                " confirmed again."
            )
        )
    return Share(
        member_ids,
        cover.plan_id,
        cover.from_on,
        cover.to_on,
        found[1],
        cover.covered_from_on,
        cover.shares,
        mutual_plans.terms_of(session, cover.plan_version_id),
    )


def terms_of(session: Session, claim: Claim) -> PlanTerms:
    """Return the terms that a stored claim is judged by."""
    return mutual_plans.terms_of(session, claim.plan_version_id)
