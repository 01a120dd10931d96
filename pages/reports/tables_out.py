"""A report to take away: the official tables as a workbook, the circular as a letter."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from components import downloads, links
from db import report_tables
from db.reports import Issue
from db.session import reading, writing
from documents.report_tables import TableSheet, write_tables
from rules.access import Actor, Permission
from rules.language import _
from rules.periods import Period


def offer(actor: Actor, period: Period, issue: Issue | None) -> None:
    """Draw the ways to take a period's report away, as issued or as it is today."""
    issue_id = issue.row.id if issue else None
    downloads.file(
        _("Official tables (Excel)"),
        partial(_workbook, actor, period, issue_id),
        name=f"{period.code}.xlsx",
        key=f"reports-tables-{period.code}-{issue_id}",
    )
    if issue_id and actor.can(Permission.PRINT_LETTERS):
        chosen = {"letter": "report_circular", "issued_report": issue_id}
        links.button(_("Print the circular"), "letters", icon=":material/print:", **chosen)


def _workbook(actor: Actor, period: Period, issue_id: int | None) -> bytes:
    with writing(actor) as session:
        report_tables.record(session, period, issue_id)
    with reading(actor) as session:
        found = report_tables.list_tables(session, period, issue_id)
    target = BytesIO()
    sheets = [
        TableSheet(one.name, found.title, found.lines, one.headings, one.rows, one.text_columns)
        for one in found.tables
    ]
    write_tables(target, sheets)
    return target.getvalue()
