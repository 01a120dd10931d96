"""Reports: the figures of a period as official tables and circular, issued and corrected."""

from __future__ import annotations

import streamlit as st

from components import actions, address, dialogs, links, period_choice, tables
from components import reports as drawn
from components.text import plain
from db import reports
from db.reports import Issue
from db.session import reading
from db.verbs import today_of, zone_of
from pages.reports import tables_out
from rules import reports as rules
from rules.access import Actor, Permission
from rules.language import N_, _
from rules.periods import MONTH, Period, period_at
from rules.reports import Report

PERIOD, ISSUES = "period", "issued"
FIGURES, UNITS, CHANGES = "figures", "units", "changes"
VIEWS = {PERIOD: N_("A period"), ISSUES: N_("Issued so far")}
HERE = "reports"
CHOICE = 420
"""How wide the choice of a figure is, in pixels."""


def page(actor: Actor) -> None:
    st.title(_("Reports"))
    wanted = address.get_id()
    if wanted is not None:
        _one_issue(actor, wanted)
        return
    view = address.switch(_("Show"), {one: _(label) for one, label in VIEWS.items()}, key="reports")
    if view == ISSUES:
        _issues(actor)
    else:
        _period(actor)


def _issues(actor: Actor) -> None:
    with reading(actor) as session:
        rows, more = reports.list_issues(session, tables.page_wanted())
        zone = zone_of(session)
    drawn.issues(rows, zone, lambda row: links.to(HERE, id=row.id))
    tables.pages(tables.offset() + len(rows) + more, more=more)


def _one_issue(actor: Actor, issue_id: int) -> None:
    with reading(actor) as session:
        issue, zone = reports.get_issue(session, issue_id), zone_of(session)
        others = reports.list_of_period(session, issue.report.period, issue.row.unit_id)
    period = issue.report.period
    st.subheader(plain(f"{issue.report.unit_name} · {period.shown}"))
    drawn.standing(issue.row, zone, 0, "")
    tables_out.offer(actor, period, issue)
    if len(others) > 1:
        drawn.issues(others, zone, lambda row: links.to(HERE, id=row.id))
    _tell(actor, issue.report, issue)


def _period(actor: Actor) -> None:
    with reading(actor) as session:
        today, zone = today_of(session), zone_of(session)
    period = period_choice.choose(today, period_at(MONTH, today).previous)
    with reading(actor) as session:
        now = reports.draw_figures(session, period)
        issue = reports.latest_issue(session, period)
    changed = rules.changed_figures(issue.report, now) if issue else ()
    st.subheader(plain(f"{now.unit_name} · {period.shown}"))
    over = period.is_over(today)
    row = issue.row if issue else None
    drawn.standing(row, zone, len(changed), "" if over else period.last_on.isoformat())
    with st.container(horizontal=True, vertical_alignment="center"):
        if actor.can(Permission.ISSUE_REPORTS) and over:
            _issuing(period, issue)
        tables_out.offer(actor, period, issue)
    if changed:
        drawn.changes(changed)
    _tell(actor, issue.report if issue else now, issue)


def _issuing(period: Period, issue: Issue | None) -> None:
    if issue is None:
        actions.button(
            _("Issue the report"),
            lambda session: reports.issue(session, period),
            key=f"reports-issue-{period.code}",
            done=_("The report is issued. It stays as it is, whatever changes later."),
            primary=True,
            icon=":material/verified:",
        )
    else:
        dialogs.confirm(
            _("Issue a correction"),
            _("The issue before stays to be read; the next circular tells what was corrected."),
            lambda session, reason: reports.correct(
                session, issue.row.id, issue.row.version, reason
            ),
            key=f"reports-correct-{issue.row.id}",
            done=_("The correction is issued."),
            icon=":material/edit_note:",
        )


def _tell(actor: Actor, report: Report, issue: Issue | None) -> None:
    views = {FIGURES: _("Figures"), UNITS: _("Units")}
    if issue and issue.changes:
        views[CHANGES] = _("Corrections")
    view = address.switch(_("Show"), views, key=f"reports-tell-{report.period.code}", name="tell")
    if view == CHANGES and issue:
        drawn.changes(issue.changes)
        return
    codes = {row.figure: rules.label_of(row.figure) for row in report.figures}
    if view == FIGURES:
        drawn.figures(report.figures)
        return
    with st.container(width=CHOICE):
        figure = address.choose(
            _("Rank by"), codes, key="reports-rank", name="rank", default=rules.leading(codes)
        )
    with reading(actor) as session:
        units = reports.list_units(session, report, figure)
    drawn.ranking(units, figure)
