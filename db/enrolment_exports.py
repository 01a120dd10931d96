"""Hand-ins and the people of one to take away; each export is on the trail first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import codes, enrolment_lists, trail
from db.bulk import portions
from db.enrolment_lists import HandInRow, PersonRow
from db.exports import Cell, Export, Permit
from db.verbs import actor_of, needs
from rules.access import Permission, check_allowed
from rules.codes import CodeLists, label_of
from rules.errors import NotAllowed
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_enrolment import FEE_LABELS, HAND_IN, fee_state

HAND_INS, PEOPLE = "unit_enrolment", "enrolment"
_PEOPLE_AT_ONCE = 500


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, what: str, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows."""
    actor = actor_of(session)
    check_allowed(actor, Permission.SEE_CLAIMS)
    if what == PEOPLE:
        total = enrolment_lists.list_people(session, int(chosen["id"]), "", 1, 1).total
    else:
        query = enrolment_lists.select_ids(chosen).order_by(None).subquery()
        total = session.scalar(select(func.count()).select_from(query)) or 0
    told = {name: value for name, value in chosen.items() if value not in (None, "")}
    trail.note(session, "exported", what, None, form, actor.unit_id, rows=total, chosen=told)
    return Permit(actor.account_id, what, dict(chosen), total)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    if permit.account_id != actor_of(session).account_id:
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))
    if permit.register == PEOPLE:
        lists = codes.code_lists(session)
        return Export(tuple(map(_, _PEOPLE_HEADINGS)), _people(session, permit, lists))
    return Export(tuple(map(_, _HEADINGS)), _hand_ins(session, permit))


_HEADINGS = (
    N_("Number"),
    N_("Unit"),
    N_("Mutual-aid plan"),
    N_("From"),
    N_("To"),
    N_("State"),
    N_("Number of people"),
    N_("Fees due"),
    N_("Fees received"),
    N_("Fees"),
    N_("Handed in on"),
)
_PEOPLE_HEADINGS = (
    N_("Name"),
    N_("ID number"),
    N_("Shares"),
    N_("Fee"),
    N_("From"),
    N_("To"),
    N_("Counts from"),
    N_("Left on"),
    N_("Reason for leaving"),
)


def _hand_ins(session: Session, permit: Permit) -> Iterator[tuple[Cell, ...]]:
    ids = list(session.scalars(enrolment_lists.select_ids(permit.chosen)))
    for part in portions(ids):
        for row in enrolment_lists.rows_of(session, part):
            yield _hand_in(row)


def _hand_in(row: HandInRow) -> tuple[Cell, ...]:
    return (
        row.number,
        row.unit_name,
        row.plan_name,
        row.from_on.isoformat(),
        row.to_on.isoformat(),
        _(HAND_IN.state_labels[row.state]),
        str(row.people),
        show_money(row.due_fen),
        show_money(row.received_fen),
        _(FEE_LABELS[fee_state(row.due_fen, row.received_fen)]),
        _day(row.handed_in_on),
    )


def _people(session: Session, permit: Permit, lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    for page in range(1, -(-permit.rows // _PEOPLE_AT_ONCE) + 1):
        found = enrolment_lists.list_people(
            session, int(permit.chosen["id"]), "", page, _PEOPLE_AT_ONCE
        )
        for row in found.rows:
            yield _person(row, lists)


def _person(row: PersonRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.name,
        row.id_no,
        str(row.shares),
        show_money(row.fee_fen),
        row.from_on.isoformat(),
        row.to_on.isoformat(),
        row.covered_from_on.isoformat(),
        _day(row.left_on),
        label_of(lists, "cover_end", row.left_reason),
    )


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
