"""Periods: their days, their months, how they are written and read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InvalidInput
from rules.language import speaking
from rules.periods import (
    KINDS,
    MONTH,
    NUMBERS,
    Period,
    month_or_year,
    months_to,
    period_at,
    period_of,
)

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))


@given(kind=st.sampled_from(sorted(KINDS)), on=DAYS)
def test_a_period_holds_its_day_and_its_code_leads_back_to_it(kind: str, on: date) -> None:
    period = period_at(kind, on)
    assert period.first_on <= on <= period.last_on
    assert period_of(period.code) == period
    assert period.previous.last_on + timedelta(days=1) == period.first_on
    assert (period.before.year, period.before.number) == (period.year - 1, period.number)
    assert (period.months[0], period.months[-1]) == (period.first_month, period.last_month)
    assert (period.holds(f"{on:%Y-%m}"), period.holds(period.before.last_month)) == (True, False)
    assert months_to(period.last_month, len(period.months)) == period.months


def test_a_statistical_year_runs_from_october_to_september() -> None:
    year = period_of("S2026")
    assert (year.first_on, year.last_on) == (date(2025, 10, 1), date(2026, 9, 30))
    assert period_at("statistical_year", date(2026, 10, 1)).code == "S2027"
    assert (year.is_over(date(2026, 9, 30)), year.is_over(date(2026, 10, 1))) == (False, True)


def test_a_month_holds_the_year_so_far_and_a_quarter_up_to_its_end() -> None:
    march = month_or_year(2026, 3)
    assert march == Period(MONTH, 2026, 3)
    for period in (march, period_of("2026Q1")):
        held = [month for month in months_to("2026-12", 24) if period.holds_so_far(month)]
        assert held == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize(
    "code",
    ["", "2026-13", "2026-00", "2026Q5", "2026Q0", "S2026-01", "1999", "2101", "now", "٢٠٢٦"],
)
def test_other_texts_are_no_period(code: str) -> None:
    with pytest.raises(InvalidInput):
        period_of(code)


def test_a_period_reads_in_both_languages() -> None:
    periods = [Period("month", 2026, 3), Period("quarter", 2026, 4), Period("year", 2026)]
    assert [one.shown for one in periods] == ["2026年3月", "2026年第4季度", "2026年"]
    assert Period("statistical_year", 2026).shown == "2026统计年度"
    with speaking("en"):
        assert [one.shown for one in periods] == ["3/2026", "Quarter 4 of 2026", "Year 2026"]
    assert set(NUMBERS) == set(KINDS)
