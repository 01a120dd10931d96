"""Reports on the screen: a period told, issued, taken away, printed."""

from __future__ import annotations

from collections.abc import Callable

from db import reports
from db.session import reading, writing
from db.verbs import today_of
from rules.access import Actor
from rules.periods import MONTH, period_at
from tests.ground.people import almighty
from tests.pages.conftest import Sample, Screen

Open = Callable[[Actor], Screen]


def test_a_clerk_issues_the_report_of_the_last_month(sample: Sample, screen: Open) -> None:
    with reading(almighty()) as session:
        last = period_at(MONTH, today_of(session)).previous
    shown = screen(almighty()).open("reports")
    assert "未印发" in shown.text
    shown.click(f"reports-issue-{last.code}")
    with reading(almighty()) as session:
        issue = reports.latest_issue(session, last)
    assert issue is not None
    assert (issue.row.number, issue.report.period) == (1, last)
    ways = [one.proto.query_string for one in shown.app.get("page_link")]
    assert f"letter=report_circular&issued_report={issue.row.id}" in ways
    assert f"reports-issue-{last.code}" not in [one.key for one in shown.app.button]


def test_an_issue_is_opened_by_its_number_and_units_are_ranked(
    sample: Sample, screen: Open
) -> None:
    with reading(almighty()) as session:
        last = period_at(MONTH, today_of(session)).previous
    with writing(almighty()) as session:
        key = reports.issue(session, last)
    shown = screen(almighty()).open("reports", id=key, tell="units", rank="claims")
    assert "北岭县总工会" in shown.text
    shown.open("reports", show="issued")
    assert last.shown in shown.text


def test_a_running_period_is_told_and_not_issued(sample: Sample, screen: Open) -> None:
    with reading(almighty()) as session:
        running = period_at(MONTH, today_of(session))
    shown = screen(almighty()).open("reports", period=running.code)
    assert running.last_on.isoformat() in shown.text
    assert f"reports-issue-{running.code}" not in [one.key for one in shown.app.button]
