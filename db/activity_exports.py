"""Activities and the people of one to take away; each export is on the trail first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import activity_lists, activity_views, codes, exports
from db.activity_lists import ActivityRow
from db.activity_scope import find
from db.activity_views import PersonRow
from db.bulk import portions
from db.exports import Cell, Export, Permit
from db.verbs import actor_of, needs
from rules.access import Permission, check_allowed
from rules.activities import ACTIVITY, SIGN_UP_LABELS
from rules.codes import CodeLists, label_of
from rules.language import N_, _

LIST, PEOPLE = "activity", "activity_sign_up"
_AT_ONCE = 500
_KERNEL = {"kernel": True}
"""The selects are limited by ``visible`` or were made within the scope."""


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, what: str, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows."""
    check_allowed(actor_of(session), Permission.SEE_CAMPAIGNS)
    if what == PEOPLE:
        total = activity_views.list_people(session, int(chosen["id"]), size=1).total
    else:
        query = activity_lists.select_ids(session, chosen).order_by(None).subquery()
        counted = select(func.count()).select_from(query)
        total = session.scalar(counted, execution_options=_KERNEL) or 0
    return exports.permit_of(session, what, chosen, form, total)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    exports.check_own(session, permit)
    lists = codes.code_lists(session)
    if permit.register == PEOPLE:
        return Export(tuple(map(_, _PEOPLE_HEADINGS)), _people(session, permit, lists))
    return Export(tuple(map(_, _HEADINGS)), _activities(session, permit, lists))


_HEADINGS = (
    N_("Number"),
    N_("Activity"),
    N_("Kind of activity"),
    N_("First day"),
    N_("Last day"),
    N_("Begins at"),
    N_("Ends at"),
    N_("Where it takes place"),
    N_("Held by"),
    N_("Campaign"),
    N_("State"),
    N_("Places"),
    N_("Signed up"),
    N_("Waiting"),
    N_("Attended"),
)
_PEOPLE_HEADINGS = (
    N_("No."),
    N_("Name"),
    N_("Gender"),
    N_("Unit"),
    N_("Mobile"),
    N_("State"),
    N_("Signed up on"),
    N_("Came on"),
    N_("Note"),
)


def _activities(session: Session, permit: Permit, lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    wanted = activity_lists.select_ids(session, permit.chosen)
    ids = list(session.scalars(wanted, execution_options=_KERNEL))
    for part in portions(ids, _AT_ONCE):
        for row in activity_lists.rows_of(session, part):
            yield _activity(row, lists)


def _activity(row: ActivityRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.activity_no,
        row.name,
        label_of(lists, "activity_kind", row.kind),
        row.when.from_on.isoformat(),
        row.when.to_on.isoformat(),
        row.when.from_time,
        row.when.to_time,
        row.place,
        row.unit_name,
        row.campaign_name,
        _(ACTIVITY.state_labels[row.state]),
        "" if row.capacity is None else str(row.capacity),
        str(row.signed_up),
        str(row.waiting),
        str(row.attended),
    )


def _people(session: Session, permit: Permit, lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    wanted = activity_views.select_people(find(session, int(permit.chosen["id"])).id)
    for part in portions(session.scalars(wanted).all(), _AT_ONCE):
        for row in activity_views.people_of(session, part):
            yield _person(row, lists)


def _person(row: PersonRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        str(row.number),
        row.name,
        label_of(lists, "gender", row.gender),
        row.unit_name,
        row.mobile,
        _(SIGN_UP_LABELS[row.state]),
        row.signed_up_on.isoformat(),
        " ".join(row.came_on),
        row.note,
    )
