"""What letters say about activities, and about those who took part in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import extra_fields
from db.letter_cases import day
from db.letter_subjects import Rows, Subject
from db.models.activities import Activity, ActivitySignUp
from db.models.campaigns import Campaign
from db.models.members import Member
from db.models.trail import Move
from db.unit_names import names_of
from db.verbs import actor_of
from rules import activities as rules
from rules.access import Permission
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.letters_activities import NAMES
from rules.members import MEMBER_FIELDS

MOST_SHEETS = 14
"""An activity of more days than these has one list to sign, on which the day is left open."""
_KERNEL = {"kernel": True}
"""What hangs on activities and sign-ups that were found within the scope."""


def activity_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return activities with those who have a place, in the order of sign-up."""
    rows = session.scalars(select(Activity).where(Activity.id.in_(ids))).all()
    names = names_of(session, [key for row in rows for key in (row.unit_id, row.for_unit_id)])
    campaigns = _campaigns(session, rows)
    guests, reasons = _guests(session, rows, lists), _reasons(session, rows)
    names_told = actor_of(session).can(Permission.SEE_MEMBERS)
    found = {}
    for row in rows:
        listed = guests.get(row.id, [])
        found[row.id] = Subject(
            row.name,
            row.state,
            row.unit_id,
            (),
            {
                **_what(row, names, campaigns, lists),
                "state": _(rules.ACTIVITY.state_labels[row.state]),
                "places": _("no limit") if row.capacity is None else str(row.capacity),
                "sign_up_until": day(row.sign_up_until),
                "who": _who(row, names, lists),
                "programme": row.programme,
                "contact_name": row.contact_name,
                "contact_phone": row.contact_phone,
                "signed_up": str(len(listed)),
                "cancelled_because": reasons.get(row.id, ""),
                "outcome": row.outcome,
            },
            {"guests": listed if names_told else []},
            {NAMES: _days(row)},
        )
    return found


def _days(row: Activity) -> list[dict[str, str]]:
    """Return a list to sign for each day of an activity of several days, else one."""
    count = (row.to_on - row.from_on).days + 1
    if not 1 < count <= MOST_SHEETS:
        return [{}]
    return [{"days": day(row.from_on + timedelta(days=n))} for n in range(count)]


def _what(
    row: Activity,
    names: Mapping[int | None, str],
    campaigns: Mapping[int, str],
    lists: CodeLists,
) -> dict[str, str]:
    days = day(row.from_on)
    if row.to_on != row.from_on:
        days = _("{first} to {last}").format(first=days, last=day(row.to_on))
    hours = f"{row.from_time}–{row.to_time}" if row.to_time else row.from_time
    return {
        "unit_name": names.get(row.unit_id, ""),
        "activity_no": row.activity_no,
        "kind": label_of(lists, "activity_kind", row.kind),
        "activity": row.name,
        "place": row.place,
        "days": days,
        "hours": hours,
        "campaign": campaigns.get(row.campaign_id or 0, ""),
    }


def _who(row: Activity, names: Mapping[int | None, str], lists: CodeLists) -> str:
    parts = [names.get(row.for_unit_id) or names.get(row.unit_id, "")]
    if row.gender:
        parts.append(label_of(lists, "gender", row.gender))
    if row.age_from is not None:
        parts.append(_("from {years} years").format(years=row.age_from))
    if row.age_to is not None:
        parts.append(_("up to {years} years").format(years=row.age_to))
    return "、".join(parts)


def _campaigns(session: Session, rows: Sequence[Activity]) -> dict[int, str]:
    ids = {row.campaign_id for row in rows} - {None}
    if not ids:
        return {}
    wanted = select(Campaign.id, Campaign.name).where(Campaign.id.in_(ids))
    return {row.id: row.name for row in session.execute(wanted, execution_options=_KERNEL)}


def _guests(session: Session, rows: Sequence[Activity], lists: CodeLists) -> dict[int, Rows]:
    wanted = (
        select(ActivitySignUp, Member.gender)
        .join(Member, Member.id == ActivitySignUp.member_id)
        .where(
            ActivitySignUp.activity_id.in_([row.id for row in rows]),
            ActivitySignUp.state.in_(rules.WITH_A_PLACE),
        )
        .order_by(ActivitySignUp.activity_id, ActivitySignUp.number)
    )
    people = session.execute(wanted, execution_options=_KERNEL).all()
    units = names_of(session, (one.unit_id for one, _gender in people))
    found: dict[int, list[Mapping[str, str]]] = {}
    for one, gender in people:
        guests = found.setdefault(one.activity_id, [])
        guests.append(
            {
                "number": str(len(guests) + 1),
                "name": one.name,
                "gender": label_of(lists, "gender", gender or ""),
                "unit": units.get(one.unit_id, ""),
                "state": _(rules.SIGN_UP_LABELS[one.state]),
            }
        )
    return {**found}


def _reasons(session: Session, rows: Sequence[Activity]) -> dict[int, str]:
    """Return why activities were cancelled, the latest reason of each."""
    wanted = (
        select(Move.record_id, Move.note)
        .where(
            Move.record_type == Activity.__tablename__,
            Move.record_id.in_([row.id for row in rows if row.state == rules.CANCELLED]),
            Move.action == "cancel",
        )
        .order_by(Move.id)
    )
    found = session.execute(wanted, execution_options=_KERNEL)
    return {row.record_id: row.note for row in found}


def sign_up_subjects(session: Session, ids: Sequence[int], lists: CodeLists) -> dict[int, Subject]:
    """Return those who took part in an activity, each with the person and the activity."""
    rows = session.scalars(select(ActivitySignUp).where(ActivitySignUp.id.in_(ids))).all()
    members = _by_id(session, Member, [row.member_id for row in rows])
    held = _by_id(session, Activity, [row.activity_id for row in rows])
    units = {one.unit_id for one in held.values()} | {row.unit_id for row in rows}
    names, campaigns = names_of(session, units), _campaigns(session, list(held.values()))
    fields = MEMBER_FIELDS + extra_fields.list_fields(session, "member")
    return {
        row.id: Subject(
            row.name,
            row.state,
            row.unit_id,
            ((members[row.member_id], fields),),
            {
                **_what(held[row.activity_id], names, campaigns, lists),
                "participant_unit": names.get(row.unit_id, ""),
            },
        )
        for row in rows
    }


def _by_id(session: Session, model: Any, ids: Sequence[int]) -> dict[int, Any]:
    wanted = select(model).where(model.id.in_(set(ids)))
    return {row.id: row for row in session.scalars(wanted, execution_options=_KERNEL)}
