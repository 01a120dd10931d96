"""Reports: what differs from what was issued, who ranks where, how values read."""

from __future__ import annotations

from datetime import date

import pytest

from rules import reports
from rules.errors import InvalidInput, WrongState
from rules.periods import period_of
from rules.reports import Change, Report, Row, UnitRow

OCTOBER = period_of("2026-10")


def _report(fees: int, *units: UnitRow, plan: int = 0) -> Report:
    rows = (Row("mutual_fees", "", "", fees, 100), Row("mutual_fees", "plan", "1", plan, None))
    return Report(OCTOBER, 1, "云溪市总工会", rows, units)


def test_a_report_comes_back_from_what_was_stored_as_it_was() -> None:
    report = _report(500, UnitRow(2, "北岭县总工会", {"mutual_fees": 500, "claims": None}))
    assert reports.report_from_plain(report.to_plain()) == report


def test_changes_name_the_whole_its_parts_and_the_units() -> None:
    issued = _report(500, UnitRow(2, "北岭县总工会", {"mutual_fees": 500}), plan=500)
    now = _report(600, UnitRow(3, "南浦县总工会", {"mutual_fees": 600}), plan=600)
    assert reports.changes_between(issued, now) == (
        Change("mutual_fees", "", "", "", 500, 600),
        Change("mutual_fees", "plan", "1", "", 500, 600),
        Change("mutual_fees", "", "", "北岭县总工会", 500, None),
        Change("mutual_fees", "", "", "南浦县总工会", None, 600),
    )
    assert reports.changes_between(now, now) == ()
    assert reports.changed_figures(issued, now) == (Change("mutual_fees", "", "", "", 500, 600),)


def test_a_figure_that_only_one_program_knows_is_no_change() -> None:
    old = Report(OCTOBER, 1, "云溪市总工会", (Row("long_gone", "", "", 9, 9),), ())
    assert reports.changes_between(old, _report(500)) == ()
    assert reports.label_of("long_gone") == "long_gone"


def test_equals_share_a_place_and_what_is_not_known_has_none() -> None:
    values = ((2, 7), (3, 9), (4, 7), (5, None), (6, 1))
    units = [UnitRow(unit_id, "", {"claims": value}) for unit_id, value in values]
    assert reports.places_of(units, "claims") == {3: 1, 2: 2, 4: 2, 6: 4}


@pytest.mark.parametrize(
    ("figure", "value", "before", "shown", "change"),
    [
        ("claims", 1_204, 1_000, "1,204", "+20.40 %"),
        ("claims", 3, 0, "3", "—"),
        ("claims", 0, 8, "0", "-100.00 %"),
        ("mutual_fees", 1_234_50, 1_234_50, "1,234.50", "0.00 %"),
        ("mutual_loss_ratio", 8_800, 8_925, "88.00 %", "-1.25"),
        ("mutual_loss_ratio", None, 8_925, "—", "—"),
    ],
)
def test_values_are_written_exactly(
    figure: str, value: int | None, before: int, shown: str, change: str
) -> None:
    row = Row(figure, "", "", value, before)
    assert (row.shown, row.shown_change) == (shown, change)


def test_a_report_waits_for_the_end_of_its_period() -> None:
    with pytest.raises(WrongState, match="2026-10-31"):
        reports.check_over(OCTOBER, date(2026, 10, 31))
    reports.check_over(OCTOBER, date(2026, 11, 1))


def test_a_correction_needs_a_change_and_a_reason() -> None:
    change = (Change("claims", "", "", "", 1, 2),)
    with pytest.raises(WrongState):
        reports.check_correction((), "补录")
    with pytest.raises(InvalidInput):
        reports.check_correction(change, " ")
    reports.check_correction(change, "补录")
