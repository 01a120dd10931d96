"""For any unit and period each figure equals the list behind it, and units add up to the whole."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db import checks, indicators, totals
from db.indicator_lists import BEHIND
from db.models.units import Unit
from db.sample import Made
from db.session import reading
from rules.access import CONSOLE
from rules.indicator import FEN, NOW
from rules.indicators import INDICATORS
from rules.periods import KINDS, Period, period_at
from tests.ground.people import almighty

pytestmark = pytest.mark.usefixtures("made")

PERIODS = st.builds(
    period_at, st.sampled_from(sorted(KINDS)), st.dates(date(2024, 1, 1), date(2027, 3, 31))
)
UNITS = st.integers(0, 29)
CODES = st.sampled_from(sorted(INDICATORS))
OWN_SUMS = frozenset(("workers", "workers_women"))
"""Counts that are sums of what the listed units report."""


def _unit(place: int) -> int:
    with reading(CONSOLE) as session:
        found = session.scalars(select(Unit.id).order_by(Unit.id)).all()
    return found[place % len(found)]


@settings(max_examples=120, deadline=None)
@given(code=st.sampled_from(sorted(BEHIND)), period=PERIODS, place=UNITS)
def test_a_figure_is_the_count_or_sum_of_the_list_behind_it(
    code: str, period: Period, place: int
) -> None:
    unit_id = _unit(place)
    with reading(almighty(unit=unit_id)) as session:
        found = indicators.list_behind(session, code, period, size=10_000)
        figure = indicators.figure(session, code, period)
    money = INDICATORS[code].unit == FEN or code in OWN_SUMS
    if INDICATORS[code].kind != NOW:
        assert figure.value == (found.total_fen if money else found.total)
    assert len(found.rows) == found.total
    assert sum(one.fen or 0 for one in found.rows) == found.total_fen


@settings(max_examples=120, deadline=None)
@given(code=CODES, period=PERIODS, place=UNITS)
def test_units_groups_and_months_add_up_to_the_whole(code: str, period: Period, place: int) -> None:
    indicator, unit_id = INDICATORS[code], _unit(place)
    with reading(almighty()) as session:
        whole = indicators.figure(session, code, period, unit_id)
        units = indicators.grouped(session, code, "unit", period, unit_id)
        groups = {
            name: indicators.grouped(session, code, name, period, unit_id)
            for name, grouping in indicator.groups.items()
            if indicator.parts or grouping.by != "record"
        }
    if whole.value is None and indicator.kind == NOW:
        return
    assert sum(one.part for one in units) == whole.part
    assert sum(one.whole for one in units) == whole.whole
    if not indicator.is_share:
        assert sum(one.before or 0 for one in units) == whole.before
        for each in groups.values():
            assert sum(one.value or 0 for one in each) == whole.value


def test_totals_of_units_are_those_of_the_units_below(made: Made) -> None:
    with reading(CONSOLE) as session:
        assert totals.count_wrong(session) == 0
        assert not list(checks._summary_faults(session))
