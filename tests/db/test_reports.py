"""Reports of figures: issued once, kept as they were, corrected in the open."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, text

from db import letter_choices, letters, report_tables, reports
from db.engine import Store
from db.letter_templates import TemplateRow
from db.letters import LetterValues
from db.models.trail import TrailRow
from db.reports import Issue
from db.session import reading, writing
from documents.report_tables import TableSheet, write_tables
from rules.access import CONSOLE, Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.language import use_language
from rules.periods import Period, period_of
from tests.ground.account import claim, cover, receive
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

OCTOBER, STATISTICAL = period_of("2026-10"), period_of("S2026")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    city = plant()
    member_id = enrol(city.mill, "赵明", 3)
    cover_id = cover(city.mill, member_id)
    receive(city.mill, 9_500, date(2026, 10, 5))
    claim(city.mill, member_id, cover_id, handed_in_on=date(2026, 10, 9))
    claim(city.mill, member_id, cover_id, handed_in_on=date(2025, 10, 9))
    return city


def _issue(period: Period = OCTOBER, actor: Actor | None = None) -> int:
    with writing(actor or almighty()) as session:
        return reports.issue(session, period)


def _get(report_id: int, actor: Actor | None = None) -> Issue:
    with reading(actor or almighty()) as session:
        return reports.get_issue(session, report_id)


def _values(issue: Issue) -> dict[str, tuple[int | None, int | None]]:
    return {row.figure: (row.value, row.before) for row in issue.report.figures}


def _late_claim(city: City) -> None:
    member_id = enrol(city.dock, "周涛", 4)
    claim(city.dock, member_id, cover(city.dock, member_id), handed_in_on=date(2026, 10, 30))


def test_a_report_that_was_altered_behind_the_programs_back_is_found(
    city: City, office: Store
) -> None:
    _issue()
    with reading(CONSOLE) as session:
        assert reports.count_altered(session) == 0
    with office.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE issued_report SET figures = replace(figures, '1', '2')"))
    with reading(CONSOLE) as session:
        assert reports.count_altered(session) == 1


def test_a_report_keeps_every_figure_its_parts_and_the_units_below(city: City) -> None:
    issue = _get(_issue())
    assert _values(issue)["claims"] == (1, 1)
    assert _values(issue)["mutual_came_in"] == (9_500, 0)
    parts = [row for row in issue.report.rows if (row.figure, row.group) == ("claims", "plan")]
    assert [(row.value, row.before) for row in parts] == [(1, 1)]
    units = {one.name: one.values.get("claims") for one in issue.report.units}
    assert (units["北岭县总工会"], units["南浦县总工会"]) == (1, 0)
    assert (issue.row.number, issue.row.issued_by, issue.row.reason) == (1, "李敏", "")


def test_what_was_issued_stays_and_a_correction_says_what_and_why(city: City) -> None:
    first = _issue()
    _late_claim(city)
    assert _values(_get(first))["claims"] == (1, 1)
    with writing(almighty(name="王芳")) as session:
        with pytest.raises(InvalidInput):
            reports.correct(session, first, 1, " ")
        second = reports.correct(session, first, 1, "补录南浦县一件")
    assert _values(_get(first))["claims"] == (1, 1)
    corrected = _get(second)
    assert _values(corrected)["claims"] == (2, 1)
    assert (corrected.row.number, corrected.row.reason) == (2, "补录南浦县一件")
    whole = [one for one in corrected.changes if not (one.unit or one.group)]
    assert ("claims", 1, 2) in [(one.figure, one.issued, one.current) for one in whole]
    assert "南浦县总工会" in {one.unit for one in corrected.changes}
    with reading(almighty()) as session:
        latest = reports.latest_issue(session, OCTOBER)
        assert latest is not None
        assert latest.row.id == second
        rows = reports.list_of_period(session, OCTOBER, corrected.row.unit_id)
        assert [row.number for row in rows] == [1, 2]
        listed, more = reports.list_issues(session)
        assert ([row.id for row in listed], more) == ([second, first], False)
        told = session.scalars(
            select(TrailRow.verb)
            .where(TrailRow.record_type == "issued_report")
            .order_by(TrailRow.id)
        ).all()
    assert told == ["reports.issue", "reports.correct"]


def test_a_report_is_issued_once_and_after_its_period(city: City) -> None:
    first = _issue()
    with writing(almighty()) as session:
        with pytest.raises(Conflict):
            reports.issue(session, OCTOBER)
        with pytest.raises(WrongState, match="2026-11-30"):
            reports.issue(session, period_of("2026-11"))
        with pytest.raises(WrongState):
            reports.correct(session, first, 1, "没有变化")
        with pytest.raises(Conflict):
            reports.correct(session, first, 0, "旧表单")
    assert _values(_get(_issue(STATISTICAL)))["claims"] == (1, 0)


def test_only_the_last_issue_is_corrected(city: City) -> None:
    first = _issue()
    _late_claim(city)
    with writing(almighty()) as session:
        reports.correct(session, first, 1, "补录一件")
    with writing(almighty()) as session, pytest.raises(Conflict):
        reports.correct(session, first, 1, "又补录一件")


def test_a_county_reports_on_itself_and_sees_no_other(city: City) -> None:
    whole, own = _issue(), _issue(actor=almighty(unit=city.south))
    assert _values(_get(own))["claims"] == (0, 0)
    with reading(almighty(unit=city.south)) as session:
        assert [row.id for row in reports.list_issues(session)[0]] == [own]
        with pytest.raises(NotFound):
            reports.get_issue(session, whole)
    _late_claim(city)
    with writing(almighty()) as session, pytest.raises(WrongState, match="Another unit"):
        reports.correct(session, own, 1, "市里代为更正")


def test_reports_are_issued_by_those_with_the_right_only(city: City) -> None:
    first = _issue()
    with writing(everyone_but(Permission.ISSUE_REPORTS)) as session:
        with pytest.raises(NotAllowed):
            reports.issue(session, period_of("2026-09"))
        with pytest.raises(NotAllowed):
            reports.correct(session, first, 1, "补录一件")
    with reading(everyone_but(Permission.SEE_FIGURES)) as session:
        for look in (
            lambda: reports.get_issue(session, first),
            lambda: reports.list_issues(session),
            lambda: reports.draw_figures(session, OCTOBER),
            lambda: report_tables.list_tables(session, OCTOBER, first),
        ):
            with pytest.raises(NotAllowed):
                look()


def _circular(report_id: int) -> LetterValues:
    with writing(almighty()) as session:
        template = TemplateRow(None, 0, "", "report_circular", "", may_reveal=False)
        return letters.print_values(session, template, [report_id], ())[0]


def test_the_circular_says_what_was_issued_and_the_next_one_what_was_corrected(
    city: City, clock: Clock
) -> None:
    october = _issue()
    _late_claim(city)
    letter = _circular(october)
    figures = {row["label"]: row["value"] for row in letter.rows["figures"]}
    assert figures["受理理赔"] == "1", "not today's two"
    assert letter.values["correction"] == ""
    assert [row["unit"] for row in letter.rows["units"]][:2] == ["北岭县总工会", "南浦县总工会"]
    clock.advance(days=1)
    with writing(almighty()) as session:
        corrected = reports.correct(session, october, 1, "补录一件")
    assert "受理理赔 1 → 2" in _circular(corrected).values["correction"]
    clock.advance(days=10)
    following = _circular(_issue(period_of("2026-11")))
    assert ("2026年10月", "1", "2", "补录一件") in [
        (row["period"], row["issued"], row["now"], row["reason"])
        for row in following.rows["corrections"]
    ]
    with reading(almighty()) as session:
        template = TemplateRow(None, 0, "", "report_circular", "", may_reveal=False)
        rows = letter_choices.list_choices(session, template, "2026-10")
    assert [row.id for row in rows] == [corrected, october]


def test_the_tables_are_a_workbook_and_on_the_trail(city: City) -> None:
    report_id = _issue()
    use_language("en")
    with writing(almighty()) as session:
        report_tables.record(session, OCTOBER, report_id)
        found = report_tables.list_tables(session, OCTOBER, report_id)
        running = report_tables.list_tables(session, period_of("2026-11"), None)
    assert "Not issued: figures as they are today." in running.lines
    target = BytesIO()
    write_tables(
        target,
        [
            TableSheet(one.name, found.title, found.lines, one.headings, one.rows, one.text_columns)
            for one in found.tables
        ],
    )
    book = load_workbook(target)
    assert book.sheetnames == ["Figures", "Figures taken apart", "Units"]
    rows = list(book["Figures"].iter_rows(values_only=True))
    assert ("Mutual aid", "Claims accepted", "1", "1", "0.00 %") in rows
    assert any("Issue 1" in str(row[0]) for row in rows[:4])
    with reading(almighty()) as session:
        told = session.scalars(select(TrailRow).where(TrailRow.action == "exported")).one()
    assert (told.record_type, told.record_id) == ("issued_report", report_id)
