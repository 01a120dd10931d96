"""The tables of a report to take away: its figures, their parts, its units, what was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from db import reports, trail
from db.reports import Issue
from db.verbs import actor_of, needs, zone_of
from rules import reports as rules
from rules.access import Permission
from rules.language import N_, _
from rules.periods import Period
from rules.reports import Report, Row, places_of, show_value

RECORD = "issued_report"
_COMPARED = (N_("In the period"), N_("A year earlier"), N_("Against last year"))


@dataclass(frozen=True, slots=True)
class Table:
    """One table in the reader's language; ``text_columns`` of its columns hold words."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text_columns: int


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a report, with the lines that say which report it is."""

    title: str
    lines: tuple[str, ...]
    tables: tuple[Table, ...]


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def record(session: Session, period: Period, issue_id: int | None) -> None:
    """Put on the trail that a report's tables were taken, before they leave."""
    chosen = {"period": period.code, "issue": issue_id or 0}
    trail.note(
        session, "exported", RECORD, issue_id, "xlsx", actor_of(session).unit_id, chosen=chosen
    )


@needs(Permission.USE_OFFICE)  # no wall display: it would name who issued it
@needs(Permission.SEE_FIGURES)
def list_tables(session: Session, period: Period, issue_id: int | None) -> Tables:
    """Return the tables of an issue, or of today's figures of a period where none is named."""
    issue = reports.get_issue(session, issue_id) if issue_id else None
    report = issue.report if issue else reports.draw(session, period)
    words = reports.word_parts(session, report)
    parts = [row for row in report.rows if row.group]
    tables = [
        Table(
            _("Figures"),
            (_("Area of work"), _("Figure"), *map(_, _COMPARED)),
            tuple(
                (rules.area_of(row.figure), rules.label_of(row.figure), *_compared(row))
                for row in report.figures
            ),
            2,
        ),
        Table(
            _("Figures taken apart"),
            (_("Figure"), _("Of which"), *map(_, _COMPARED)),
            tuple((rules.label_of(row.figure), words[row.place], *_compared(row)) for row in parts),
            2,
        ),
        _units(report),
    ]
    if issue and issue.changes:
        tables.append(_changed(issue))
    title = _("{unit}: report of {period}").format(
        unit=report.unit_name, period=report.period.shown
    )
    return Tables(title, tuple(_lines(session, report, issue)), tuple(tables))


def _compared(row: Row) -> tuple[str, str, str]:
    return row.shown, row.shown_before, row.shown_change


def _units(report: Report) -> Table:
    codes = [
        row.figure for row in report.figures if any(row.figure in u.values for u in report.units)
    ]
    places = {code: places_of(report.units, code) for code in codes}
    headings = [text for code in codes for text in (rules.label_of(code), _("Rank"))]
    rows = [
        (
            one.name,
            *(
                text
                for code in codes
                for text in (
                    show_value(code, one.values.get(code)),
                    str(places[code].get(one.unit_id, rules.NOTHING)),
                )
            ),
        )
        for one in report.units
    ]
    return Table(_("Units"), (_("Unit"), *headings), tuple(rows), 1)


def _changed(issue: Issue) -> Table:
    rows = [
        (
            rules.label_of(one.figure),
            one.unit or _("All together"),
            one.shown_issued,
            one.shown_current,
        )
        for one in issue.changes
        if not one.group
    ]
    headings = (_("Figure"), _("Unit"), _("As issued before"), _("As corrected"))
    return Table(_("Corrections"), headings, tuple(rows), 2)


def _lines(session: Session, report: Report, issue: Issue | None) -> Iterable[str]:
    period: Sequence[str] = (
        report.period.first_on.isoformat(),
        report.period.last_on.isoformat(),
    )
    yield _("From {first} to {last}.").format(first=period[0], last=period[1])
    if issue is None:
        yield _("Not issued: figures as they are today.")
        return
    on = issue.row.issued_at.astimezone(zone_of(session)).date().isoformat()
    text = _("Issue {n}, issued on {on} by {who}.")
    yield text.format(n=issue.row.number, on=on, who=issue.row.issued_by)
    if issue.row.reason:
        yield _("Reason of the correction: {reason}").format(reason=issue.row.reason)
