"""Lists of aid and a fund's ledger to take away; each export is on the trail first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import aid_lists, benefit_lists, codes, exports, fund_entries
from db.aid_lists import GrantRow
from db.benefit_lists import BenefitRow
from db.bulk import portions
from db.exports import Cell, Export, Permit
from db.fund_entries import EntryRow
from db.verbs import actor_of, needs
from rules import aid as rules
from rules.access import Permission, check_allowed
from rules.codes import CodeLists, label_of
from rules.funds import ENTRY_LABELS
from rules.language import N_, _
from rules.money import show_money

GRANTS, BENEFITS, ENTRIES = "aid_grant", "entitlement", "fund_entry"
_ENTRIES_AT_ONCE = 500


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, what: str, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows."""
    actor = actor_of(session)
    if what == ENTRIES:
        check_allowed(actor, Permission.SEE_FUNDS)
        total = fund_entries.list_entries(session, int(chosen["fund_id"]), 1, 1).total
    else:
        check_allowed(actor, Permission.SEE_HARDSHIP)
        query = _ids(what, chosen).order_by(None).subquery()
        total = session.scalar(select(func.count()).select_from(query)) or 0
    return exports.permit_of(session, what, chosen, form, total)


def _ids(what: str, chosen: Mapping[str, Any]) -> Any:
    lists = aid_lists if what == GRANTS else benefit_lists
    return lists.select_ids(chosen)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    exports.check_own(session, permit)
    lists = codes.code_lists(session)
    if permit.register == ENTRIES:
        return Export(tuple(map(_, _ENTRY_HEADINGS)), _entries(session, permit, lists))
    ids = list(session.scalars(_ids(permit.register, permit.chosen)))
    if permit.register == GRANTS:
        rows = _grants(session, ids, lists)
        return Export(tuple(map(_, _GRANT_HEADINGS)), rows)
    return Export(tuple(map(_, _BENEFIT_HEADINGS)), _benefits(session, ids, lists))


_GRANT_HEADINGS = (
    N_("Number"),
    N_("For whom"),
    N_("Kind of aid"),
    N_("Amount"),
    N_("Fund"),
    N_("Unit"),
    N_("State"),
    N_("Applied on"),
    N_("Decided on"),
    N_("Paid on"),
    N_("Entered by"),
)
_BENEFIT_HEADINGS = (
    N_("Number"),
    N_("For whom"),
    N_("Kind of benefit"),
    N_("Amount a month"),
    N_("First month"),
    N_("Last month"),
    N_("Fund"),
    N_("Unit"),
    N_("State"),
    N_("Basis"),
)
_ENTRY_HEADINGS = (
    N_("Day"),
    N_("Kind of entry"),
    N_("Amount"),
    N_("Kind of aid"),
    N_("Paid by"),
    N_("Document number"),
    N_("Note"),
    N_("Entered by"),
)


def _grants(session: Session, ids: list[int], lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    for part in portions(ids):
        for row in aid_lists.rows_of(session, part):
            yield _grant(row, lists)


def _grant(row: GrantRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.grant_no,
        row.name,
        label_of(lists, "aid_kind", row.kind),
        show_money(row.fen),
        row.fund,
        row.unit_name,
        _(rules.GRANT.state_labels[row.state]),
        *_days(row.applied_on, row.decided_on, row.paid_on),
        row.entered_by,
    )


def _benefits(session: Session, ids: list[int], lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    for part in portions(ids):
        for row in benefit_lists.rows_of(session, part):
            yield _benefit(row, lists)


def _benefit(row: BenefitRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.entitlement_no,
        row.name,
        label_of(lists, "aid_kind", row.kind),
        show_money(row.monthly_fen),
        rules.month_name(row.from_on),
        rules.month_name(row.last_on) if row.last_on else None,
        row.fund,
        row.unit_name,
        _(rules.BENEFIT.state_labels[row.state]),
        row.basis,
    )


def _entries(session: Session, permit: Permit, lists: CodeLists) -> Iterator[tuple[Cell, ...]]:
    pages = -(-permit.rows // _ENTRIES_AT_ONCE)
    for page in range(1, pages + 1):
        found = fund_entries.list_entries(
            session, int(permit.chosen["fund_id"]), page, _ENTRIES_AT_ONCE
        )
        for row in found.rows:
            yield _entry(row, lists)


def _entry(row: EntryRow, lists: CodeLists) -> tuple[Cell, ...]:
    return (
        row.on.isoformat(),
        _(ENTRY_LABELS[row.kind]),
        show_money(row.fen),
        label_of(lists, "aid_kind", row.aid_kind),
        row.payer,
        row.document_no,
        row.note,
        row.actor,
    )


def _days(*days: Any) -> Iterable[Cell]:
    return (day.isoformat() if day else None for day in days)
