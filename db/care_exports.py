"""Lists of households, visits, gifts and pairings to take away; each is on the trail first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import care_gift_lists, codes, exports, household_search, pairings, visit_lists
from db.bulk import portions
from db.care_gift_lists import GiftRow
from db.exports import Cell, Export, Permit
from db.household_search import HouseholdRow
from db.pairings import PairingRow
from db.verbs import actor_of, needs
from db.visit_lists import VisitRow
from rules.access import Permission, check_allowed
from rules.codes import CodeLists, label_of
from rules.hardship import HARDSHIP_FILE
from rules.language import N_, _
from rules.money import show_money
from rules.visits import MISSED, VISIT

HOUSEHOLDS, VISITS, GIFTS, PAIRINGS = "household", "visit", "care_gift", "pairing"
ROWS_AT_ONCE = 500

Row = tuple[Cell, ...]


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, what: str, chosen: Mapping[str, Any], form: str = "xlsx") -> Permit:
    """Put an export on the trail before it leaves; returns the permit to read the rows.

    ``chosen`` as for the list; of visits also its ``view``.
    """
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    query = _IDS[what](session, chosen).order_by(None).subquery()
    rows = session.scalar(select(func.count()).select_from(query)) or 0
    return exports.permit_of(session, what, chosen, form, rows)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, permit: Permit) -> Export:
    """Return what the permit is for; raises NotAllowed for anybody else's permit."""
    exports.check_own(session, permit)
    check_allowed(actor_of(session), Permission.SEE_HARDSHIP)
    headings, rows_of, write = _EXPORTS[permit.register]
    ids = list(session.scalars(_IDS[permit.register](session, permit.chosen)))
    lists = codes.code_lists(session)

    def rows() -> Iterator[Row]:
        for part in portions(ids, ROWS_AT_ONCE):
            for row in rows_of(session, list(part)):
                yield write(row, lists)

    return Export(tuple(map(_, headings)), rows())


def _visit_ids(session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    return visit_lists.select_ids(session, str(chosen.get("view") or ""), chosen)


def _gift_ids(_session: Session, chosen: Mapping[str, Any]) -> Select[Any]:
    return care_gift_lists.select_ids(chosen)


_IDS: Mapping[str, Callable[[Session, Mapping[str, Any]], Select[Any]]] = {
    HOUSEHOLDS: household_search.select_ids,
    VISITS: _visit_ids,
    GIFTS: _gift_ids,
    PAIRINGS: pairings.select_ids,
}


def _household(row: HouseholdRow, _lists: CodeLists) -> Row:
    state = HARDSHIP_FILE.state_labels.get(row.file_state)
    return (
        row.household_no,
        row.name,
        "、".join(row.people),
        str(len(row.people)),
        row.unit_name,
        _(state) if state else None,
        _day(row.closed_on),
    )


def _visit(row: VisitRow, lists: CodeLists) -> Row:
    state = MISSED if row.missed else row.state
    return (
        row.name,
        row.unit_name,
        _day(row.planned_on),
        _day(row.made_on),
        _occasion(row, lists),
        row.visitors,
        _(VISIT.state_labels[state]),
        row.missed_reason,
        str(row.open_questions),
    )


def _gift(row: GiftRow, lists: CodeLists) -> Row:
    return (
        row.name,
        row.unit_name,
        _day(row.on),
        _occasion(row, lists),
        label_of(lists, "gift_kind", row.kind),
        row.what,
        show_money(row.fen),
        row.fund_name,
        row.note,
        _("cancelled") if row.cancelled else None,
        row.cancel_reason,
    )


def _pairing(row: PairingRow, lists: CodeLists) -> Row:
    return (
        row.cadre_name,
        row.cadre_position,
        row.head_name,
        row.unit_name,
        label_of(lists, "risk_level", row.risk_level),
        _day(row.from_on),
        _day(row.visited_on),
        _day(row.due_on),
        _("Yes") if row.behind else _("No"),
    )


def _occasion(row: VisitRow | GiftRow, lists: CodeLists) -> str:
    if row.festival:
        return label_of(lists, "festival", row.festival)
    return label_of(lists, "care_occasion", row.occasion)


def _day(day: Any) -> Cell:
    return day.isoformat() if day else None


_EXPORTS: Mapping[str, tuple[Sequence[str], Callable[..., Any], Callable[..., Row]]] = {
    HOUSEHOLDS: (
        (
            N_("Household number"), N_("Head"), N_("People"), N_("Number of people"), N_("Unit"),
            N_("Hardship file"), N_("Closed on"),
        ),
        household_search.rows_of,
        _household,
    ),
    VISITS: (
        (
            N_("Name"), N_("Unit"), N_("Planned on"), N_("Visited on"), N_("Occasion"),
            N_("Who goes"), N_("State"), N_("Why missed"), N_("Open questions"),
        ),
        visit_lists.rows_of,
        _visit,
    ),
    GIFTS: (
        (
            N_("Name"), N_("Unit"), N_("Given on"), N_("Occasion"), N_("Cash or goods"),
            N_("What is given"), N_("Amount"), N_("Fund"), N_("Note"), N_("Cancelled"),
            N_("Reason"),
        ),
        care_gift_lists.rows_of,
        _gift,
    ),
    PAIRINGS: (
        (
            N_("Cadre"), N_("Position"), N_("Household"), N_("Unit"), N_("Risk level"),
            N_("Helps since"), N_("Last visit"), N_("Contact by"), N_("Behind"),
        ),
        pairings.rows_of,
        _pairing,
    ),
}  # fmt: skip
