"""Figures: counted for a unit and period, taken apart, and equal to the lists behind them."""

from __future__ import annotations

from datetime import date

import pytest

from db import indicators, mutual_figures
from db.engine import Store
from db.session import reading
from rules.access import Permission
from rules.errors import NotAllowed, NotFound
from rules.indicators import INDICATORS
from rules.periods import period_of
from tests.ground.account import claim, cover, insured, receive
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

YEAR, MARCH = period_of("2026"), period_of("2026-03")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    """A county with a year's covers, fees and claims."""
    city = plant()
    insured(city.mill)
    member_id = enrol(city.school, "赵明", 3)
    earlier = cover(city.school, member_id, begin=date(2025, 1, 1), end=date(2025, 12, 31))
    renewed = cover(city.school, member_id, previous_id=earlier)
    receive(city.mill, 9_500, date(2026, 1, 5))
    receive(city.school, 9_500, date(2026, 3, 5))
    receive(city.dock, 10_000, date(2026, 4, 1))
    claim(city.school, member_id, renewed, paid_on=date(2026, 3, 30), paid_fen=15_200)
    claim(city.mill, member_id, renewed, state="refused", handed_in_on=date(2026, 2, 1))
    return city


def test_figures_of_mutual_aid_are_those_of_its_account(city: City) -> None:
    for unit_id in (None, city.north, city.mill):
        with reading(almighty()) as session:
            account = mutual_figures.get_account(session, period_of("2026"), unit_id).total
            found = indicators.figures(session, INDICATORS, YEAR, unit_id)
        year, before = account.year, account.year_before
        assert found["mutual_people"].value == year.people
        assert found["mutual_people"].before == before.people
        assert found["mutual_fees"].value == year.fees_fen
        assert found["mutual_came_in"].value == year.came_in_fen
        assert found["claims_paid"].value == year.paid_fen
        assert found["mutual_renewal"].value == year.renewal_rate
        assert found["mutual_loss_ratio"].value == year.loss_ratio


def test_a_figure_is_taken_apart_by_unit_month_and_its_own_groups(city: City) -> None:
    with reading(almighty()) as session:
        by_unit = indicators.grouped(session, "mutual_fees", "unit", YEAR)
        below = indicators.grouped(session, "claims", "unit", YEAR, city.north)
        by_month = indicators.grouped(session, "claims", "month", period_of("2026Q1"))
        by_plan = indicators.grouped(session, "claims", "plan", YEAR)
        rolling = indicators.series(session, "claims", MARCH, window=12)
        with pytest.raises(NotFound):
            indicators.grouped(session, "claims", "colour", YEAR)
    assert [(one.label, one.value) for one in by_unit] == [
        ("北岭县总工会", 19_000),
        ("南浦县总工会", 10_000),
    ]
    assert sum(one.value or 0 for one in below) == 2
    assert [(one.code, one.value) for one in by_month] == [
        ("2026-01", 0),
        ("2026-02", 1),
        ("2026-03", 1),
    ]
    assert [(one.label, one.value) for one in by_plan] == [("职工意外伤害互助（2011）", 2)]
    assert [one.value for one in rolling] == [2]


def test_the_list_behind_a_figure_is_for_those_who_may_see_its_names(city: City) -> None:
    with reading(almighty()) as session:
        found = indicators.list_behind(session, "claims_paid", MARCH)
        assert (found.total, found.total_fen) == (1, 15_200)
        assert [(one.name, one.fen) for one in found.rows] == [("王建国", 15_200)]
        with pytest.raises(NotFound):
            indicators.list_behind(session, "mutual_loss_ratio", MARCH)
    leader = actor_with(Permission.USE_OFFICE, Permission.SEE_FIGURES)
    with reading(leader) as session:
        assert indicators.figure(session, "claims_paid", MARCH).value == 15_200
        with pytest.raises(NotAllowed):
            indicators.list_behind(session, "claims_paid", MARCH)


def test_figures_stay_within_the_part_of_the_tree_and_with_those_who_may(city: City) -> None:
    south = actor_with(Permission.USE_OFFICE, Permission.SEE_FIGURES, unit=city.south)
    with reading(south) as session:
        assert indicators.figure(session, "mutual_fees", YEAR).value == 10_000
        with pytest.raises(NotFound):
            indicators.figure(session, "mutual_fees", YEAR, city.north)
    with (
        reading(everyone_but(Permission.SEE_FIGURES)) as session,
        pytest.raises(NotAllowed),
    ):
        indicators.figure(session, "claims", YEAR)
