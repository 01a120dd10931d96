"""Lists of claims to take away; each export is on the trail first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import claim_lists, codes, trail
from db.bulk import portions
from db.claim_lists import ClaimRow
from db.exports import Cell, Export, Permit
from db.verbs import actor_of, needs
from rules import claims as rules
from rules.access import Permission, check_allowed
from rules.codes import CodeLists, label_of
from rules.errors import NotAllowed
from rules.language import N_, _
from rules.money import show_money

_ROWS_AT_ONCE = 1000


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows."""
    actor = actor_of(session)
    check_allowed(actor, Permission.SEE_CLAIMS)
    query = claim_lists.select_ids(session, chosen).order_by(None).subquery()
    total = session.scalar(select(func.count()).select_from(query)) or 0
    told = {name: value for name, value in chosen.items() if value not in (None, "")}
    trail.note(session, "exported", "claim", None, form, actor.unit_id, rows=total, chosen=told)
    return Permit(actor.account_id, "claim", dict(chosen), total)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    if permit.account_id != actor_of(session).account_id:
        raise NotAllowed(N_("Your role does not include this. Ask the administrator."))
    lists = codes.code_lists(session)
    ids = list(session.scalars(claim_lists.select_ids(session, permit.chosen)))
    return Export(tuple(map(_, _HEADINGS)), _rows(session, ids, lists))


_HEADINGS = (
    N_("Number"),
    N_("Name"),
    N_("Mutual-aid plan"),
    N_("Unit"),
    N_("Claim event"),
    N_("Begins on"),
    N_("Ends on"),
    N_("Hospital"),
    N_("Cause"),
    N_("Handed in on"),
    N_("Total cost"),
    N_("Own part"),
    N_("Benefit"),
    N_("State"),
    N_("Decided on"),
    N_("Paid on"),
    N_("Paid out"),
)


def _rows(session: Session, ids: Sequence[int], lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    for part in portions(ids, _ROWS_AT_ONCE):
        for row in claim_lists.rows_of(session, part):
            yield _row(row, lists)


def _row(row: ClaimRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.claim_no,
        row.name,
        row.plan_name,
        row.unit_name,
        label_of(lists, "claim_event", row.event),
        row.event_on.isoformat(),
        row.ended_on.isoformat() if row.ended_on else None,
        row.hospital,
        label_of(lists, "claim_cause", row.cause),
        row.handed_in_on.isoformat(),
        show_money(row.total_fen),
        show_money(row.own_fen),
        show_money(row.payable_fen),
        _(rules.CLAIM.state_labels[row.state]),
        row.decided_on.isoformat() if row.decided_on else None,
        row.paid_on.isoformat() if row.paid_on else None,
        show_money(row.paid_fen) if row.paid_fen else None,
    )
