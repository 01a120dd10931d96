"""A figure is read once per change, apart for each scope."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy.orm import Session

from db import indicators, members
from db.engine import Store
from db.kept_figures import kept
from db.session import reading, writing
from db.summaries import area_versions, totals_of
from rules.indicators import INDICATORS
from tests.ground.people import almighty
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def test_a_figure_is_read_again_only_after_a_change_of_its_area(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    readings: list[int] = []

    def read() -> int:
        readings.append(1)
        return len(readings)

    def figure(session: Session, what: str = "people") -> int:
        return kept(session, ("members", "units"), what, read)

    with reading(almighty()) as session:
        assert [figure(session), figure(session)] == [1, 1]
        assert figure(session, "others") == 2
    with writing(almighty()) as session:
        members.change(session, member_id, version_of(member_id), {"job": "车工"})
    with reading(almighty()) as session:
        assert [figure(session), figure(session)] == [3, 3]
    with reading(almighty(unit=city.north)) as session:
        assert figure(session) == 4


def test_of_all_who_ask_for_a_figure_at_once_one_reads_it(city: City) -> None:
    readings: list[int] = []

    def ask() -> None:
        with reading(almighty()) as session:
            assert kept(session, ("members",), "at once", read) == 1

    other = Thread(target=ask)

    def read() -> int:
        readings.append(1)
        if len(readings) == 1:
            other.start()
            other.join(0.3)  # it waits for us, however long
        return len(readings)

    ask()
    other.join()
    assert readings == [1]


def test_what_is_made_of_totals_outlives_changes_that_count_nothing(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    totals, women = totals_of("members"), indicators.versions_of(INDICATORS["women"])

    def versions() -> tuple[int, int]:
        with reading(almighty()) as session:
            found = area_versions(session)
            return found["members"], found[totals]

    assert women == {totals}
    before = versions()
    with writing(almighty()) as session:
        members.change(session, member_id, version_of(member_id), {"job": "车工"})
    renamed = versions()
    assert (renamed[0] > before[0], renamed[1]) == (True, before[1])
    enrol(city.mill, "钱勇", order=2)
    assert versions()[1] > before[1]


def test_who_looks_at_a_moment_ago_leaves_the_newer_figure_in_its_place(city: City) -> None:
    readings: list[str] = []

    def figure(session: Session, who: str) -> None:
        kept(session, ("members",), "late", lambda: readings.append(who))

    with reading(almighty()) as late:
        area_versions(late)
        enrol(city.mill, "郑洁")
        with reading(almighty()) as session:
            figure(session, "new")
        figure(late, "late")
    with reading(almighty()) as session:
        figure(session, "again")
    assert readings == ["new", "late"]
