"""What a form brings: a visit with its question at the door, a gift; each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from db import care_gifts, funds, receivers, visit_questions, visits
from db.care_gifts import Present
from db.verbs import actor_of, needs, today_of
from db.visits import Account, Purpose
from rules.access import Permission
from rules.care import CASH, FESTIVAL, GOODS, PERIOD_DAYS
from rules.fields import Value
from rules.visits import NEED_PREFIX

Values = Mapping[str, Value]


@needs(Permission.VISIT_HOUSEHOLDS)
def bring_back(
    session: Session,
    values: Values,
    *,
    visit_id: int | None = None,
    seen: int = 0,
    purpose: Purpose | None = None,
    household_id: int | None = None,
    member_id: int | None = None,
) -> int:
    """Write a visit down as the form at the door gives it, with its question; returns its id."""
    account = Account(
        _day(values, "made_on"),
        _text(values, "visitors"),
        _text(values, "findings"),
        bool(values.get("needs_consent")),
        needs_of(values),
    )
    if visit_id is not None:
        visits.write_down(session, visit_id, seen, account)
    else:
        visit_id = visits.write_down_unplanned(
            session,
            account,
            purpose_of(values, purpose or Purpose()),
            household_id=household_id,
            member_id=member_id,
        )
    if values.get("question") or values.get("answer"):
        put_question(session, values, visit_id=visit_id)
    return visit_id


@needs(Permission.VISIT_HOUSEHOLDS)
def put_question(session: Session, values: Values, *, visit_id: int) -> int:
    """Write down a question of a visit as a form gives it; returns its id."""
    due_on = values.get("due_on")
    return visit_questions.ask(
        session,
        visit_id,
        _text(values, "question"),
        _text(values, "answer"),
        _text(values, "owner"),
        due_on if isinstance(due_on, date) else None,
    )


@needs(Permission.VISIT_HOUSEHOLDS)
def add_later(session: Session, values: Values, *, visit_id: int, seen: int) -> None:
    """Put findings or needs on a visit that was made, as a form gives them."""
    consent = values.get("needs_consent")
    visits.complete(
        session,
        visit_id,
        seen,
        _text(values, "findings"),
        None if consent is None else bool(consent),
        needs_of(values),
    )


@needs(Permission.VISIT_HOUSEHOLDS)
def plan(
    session: Session,
    values: Values,
    *,
    purpose: Purpose | None = None,
    household_id: int | None = None,
    member_id: int | None = None,
) -> int:
    """Plan a visit as a form gives it; returns its id."""
    return visits.plan(
        session,
        _day(values, "planned_on"),
        _text(values, "visitors"),
        purpose_of(values, purpose),
        household_id=household_id,
        member_id=member_id,
    )


@needs(Permission.VISIT_HOUSEHOLDS)
def give(
    session: Session,
    values: Values,
    *,
    purpose: Purpose | None = None,
    household_id: int | None = None,
    member_id: int | None = None,
    visit_id: int | None = None,
) -> int:
    """Give a gift to a household or a member, or at a visit, as a form gives it."""
    return care_gifts.give(
        session,
        purpose_of(values, purpose),
        present_of(values),
        household_id=household_id,
        member_id=member_id,
        visit_id=visit_id,
    )


@needs(Permission.VISIT_HOUSEHOLDS)
def list_warnings(
    session: Session,
    values: Values,
    *,
    purpose: Purpose | None = None,
    household_id: int | None = None,
    member_id: int | None = None,
    visit_id: int | None = None,
) -> list[str]:
    """Return what warns against the gift that a form holds so far; nothing while it is half."""
    what_for = purpose_of(values, purpose)
    without = what_for.occasion == FESTIVAL and not what_for.festival
    if what_for.occasion not in PERIOD_DAYS or without or not values.get("on"):
        return []
    found = care_gifts.list_warnings(
        session,
        what_for,
        present_of(values),
        household_id=household_id,
        member_id=member_id,
        visit_id=visit_id,
    )
    return [warning.shown({}) for warning in found]


def present_of(values: Values) -> Present:
    """Return what a form gives."""
    fund_id, fen = values.get("fund_id"), values.get("fen")
    return Present(
        _text(values, "kind"),
        fen if isinstance(fen, int) else 0,
        _day(values, "on"),
        _text(values, "what"),
        int(str(fund_id)) if fund_id else None,
        _text(values, "note"),
    )


def purpose_of(values: Values, purpose: Purpose | None) -> Purpose:
    """Keep the day and the event of a purpose as long as the occasion is the same."""
    occasion, festival = _text(values, "occasion"), _text(values, "festival")
    campaign_id = values.get("campaign_id")
    chosen = int(str(campaign_id)) if campaign_id else None
    if purpose is not None and not occasion:
        return replace(purpose, campaign_id=chosen or purpose.campaign_id)
    if purpose is None or purpose.occasion != occasion:
        return Purpose(occasion, festival, campaign_id=chosen)
    return replace(purpose, festival=festival or purpose.festival, campaign_id=chosen)


def needs_of(values: Values) -> dict[str, str]:
    """Return the answers about needs among a form's values, by item."""
    return {
        name.removeprefix(NEED_PREFIX): str(value)
        for name, value in values.items()
        if name.startswith(NEED_PREFIX) and name != "needs_consent" and value
    }


def _text(values: Values, name: str) -> str:
    return str(values.get(name) or "")


def _day(values: Values, name: str) -> date:
    value = values[name]
    return value if isinstance(value, date) else date.min


@needs(Permission.VISIT_HOUSEHOLDS)
def list_funds(session: Session, unit_id: int | None) -> list[tuple[int, str]]:
    """Return the pots that may pay for gifts of a unit, as id and name; they must be in scope."""
    if unit_id is None or not actor_of(session).can(Permission.SEE_FUNDS):
        return []
    found = funds.list_choices(session, unit_id, (CASH, GOODS), today_of(session).year)
    return [(one.id, one.name) for one in found if one.balance is not None]


@needs(Permission.SEE_HARDSHIP)
def get_whom(session: Session, household_id: int | None, member_id: int | None) -> receivers.Whom:
    """Return whom a visit would be to; raises NotFound outside the scope."""
    return receivers.whom(session, household_id, member_id)
