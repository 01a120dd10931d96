"""Files in force are checked: yearly, and 30 % of them by a lot that anybody can repeat."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select

from db import reverification_coverage, reverification_lists, reverifications
from db.engine import Store
from db.models.hardship import Assessment, HardshipFile, Reverification
from db.models.trail import TrailRow
from db.reverification_lists import CheckRow
from db.session import reading, writing
from db.verbs import load, now_of
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.reverification import draw
from tests.ground.databases import Clock
from tests.ground.hardship import file_row, plant_file, put_back
from tests.ground.hardship_life import file_in_force, know_line
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

Values = dict[str, Value]

TODAY = date(2026, 11, 24)
YEAR_END = date(2026, 12, 31)
SEEN_AT_HOME = "长子已毕业就业，月薪六千元"
CHECKED: Values = {
    "done_on": TODAY,
    "result": "unchanged",
    "checked_by": "王芳、李建国",
    "findings": SEEN_AT_HOME,
}
NOTHING: Values = {}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _in_force(unit_id: int, how_many: int) -> list[int]:
    return [plant_file(unit_id, f"工友{order}", "in_force") for order in range(how_many)]


def _draw(unit_id: int, actor: Actor | None = None) -> reverifications.Drawn:
    with writing(actor or almighty(name="李建国")) as session:
        return reverifications.draw(session, unit_id, YEAR_END)


def _open() -> list[CheckRow]:
    with reading(almighty()) as session:
        return reverification_lists.list_spot_checks(session).rows


def _finish(file_id: int, check_id: int | None = None, more: Values = NOTHING) -> int:
    with writing(almighty(name="李建国")) as session:
        seen = file_row(file_id).version
        return reverifications.finish(session, file_id, seen, {**CHECKED, **more}, check_id)


def test_thirty_percent_of_each_units_files_are_drawn_rounded_up(city: City) -> None:
    mill, school = _in_force(city.mill, 11), _in_force(city.school, 1)
    plant_file(city.mill, "王明", "on_notice")
    assert _draw(city.north) == reverifications.Drawn(units=2, files=5)
    drawn = [row.file_id for row in _open()]
    assert (len(set(drawn) & set(mill)), len(set(drawn) & set(school))) == (4, 1)


def test_a_draw_below_one_county_leaves_the_other_alone(city: City) -> None:
    _in_force(city.mill, 4)
    _in_force(city.dock, 4)
    _draw(city.south)
    assert {row.unit_name for row in _open()} == {"南浦港务公司工会"}


def test_no_file_is_drawn_twice_in_a_year_and_a_full_share_is_not_drawn_again(
    city: City, clock: Clock
) -> None:
    _in_force(city.mill, 10)
    _draw(city.mill)
    with pytest.raises(WrongState):
        _draw(city.mill)
    _in_force(city.mill, 5)
    assert _draw(city.mill).files == 2
    assert max(Counter(row.file_id for row in _open()).values()) == 1
    clock.advance(days=40)
    with writing(almighty()) as session:
        again = reverifications.draw(session, city.mill, date(2027, 6, 30))
    assert again.files == 5


def test_a_draw_can_be_repeated_from_what_was_kept(city: City) -> None:
    _in_force(city.mill, 10)
    _draw(city.mill, almighty(name="李建国"))
    with reading(almighty()) as session:
        (kept,) = reverification_coverage.list_draws(session, 2026).rows
    assert (kept.actor, kept.in_force, kept.drawn, kept.on) == ("李建国", 10, 3, TODAY)
    assert kept.fits
    repeated = draw(kept.pool, kept.drawn, kept.seed)
    assert sorted(row.file_id for row in _open()) == sorted(repeated)


def test_a_draw_is_on_the_trail_with_who_drew(city: City) -> None:
    _in_force(city.mill, 1)
    _draw(city.mill, almighty(name="李建国"))
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.verb == "reverifications.draw"))
        assert {(row.record_type, row.actor) for row in rows} == {
            ("spot_check_draw", "李建国"),
            ("reverification", "李建国"),
        }


def test_drawing_needs_right_scope_and_a_day_of_this_year(city: City) -> None:
    _in_force(city.mill, 3)
    with pytest.raises(NotAllowed):
        _draw(city.mill, everyone_but(Permission.REVIEW_HARDSHIP))
    with pytest.raises(NotFound):
        _draw(city.mill, almighty(unit=city.south))
    for day in (date(2026, 11, 23), date(2027, 1, 4)):
        with writing(almighty()) as session, pytest.raises(InvalidInput):
            reverifications.draw(session, city.mill, day)


def test_a_done_check_sets_the_next_review_and_leaves_the_list(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    _draw(city.mill)
    (row,) = _open()
    _finish(file_id, row.id)
    assert file_row(file_id).review_due_on == date(2027, 11, 24)
    assert _open() == []
    with reading(almighty()) as session:
        (done,) = reverification_lists.list_done(session).rows
    assert (done.result, done.kind, done.overdue) == ("unchanged", "spot_check", False)
    assert SEEN_AT_HOME not in repr(done)


def test_a_yearly_review_is_listed_from_thirty_days_before_its_day(city: City) -> None:
    soon = plant_file(city.mill, "王明", "in_force", review_due_on=date(2026, 12, 24))
    late = plant_file(city.mill, "李敏", "in_force", review_due_on=date(2026, 11, 1))
    plant_file(city.mill, "周平", "in_force", review_due_on=date(2026, 12, 25))
    with reading(almighty()) as session:
        found = reverification_lists.list_yearly(session)
        assert reverifications.count_due(session) == 2
    assert [(row.file_id, row.overdue) for row in found.rows] == [(late, True), (soon, False)]
    _finish(late, more={"result": "papers_needed"})
    assert file_row(late).review_due_on == date(2026, 12, 24)


def test_findings_are_read_with_right_and_reason_and_that_is_trailed(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    check_id = _finish(file_id)
    with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
        reverifications.reveal(session, check_id, "年度复核核对")
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        reverifications.reveal(session, check_id, "")
    with writing(almighty()) as session:
        assert reverifications.reveal(session, check_id, "年度复核核对") == SEEN_AT_HOME
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow)).all()
        assert not [row for row in rows if SEEN_AT_HOME in row.details]
        assert [row.record_type for row in rows if row.action == "revealed"] == ["reverification"]


def test_who_entered_a_file_does_not_check_it(city: City) -> None:
    clerk = almighty(name="周平")
    file_id = plant_file(city.mill, "王明", "in_force", enterer=clerk)
    with writing(clerk) as session, pytest.raises(NotAllowed):
        reverifications.finish(session, file_id, 2, CHECKED)


def test_checking_needs_right_scope_state_and_a_fresh_version(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    waiting = plant_file(city.mill, "王明", "on_notice")
    refused = everyone_but(Permission.REVIEW_HARDSHIP)
    with writing(refused) as session, pytest.raises(NotAllowed):
        reverifications.finish(session, file_id, 2, CHECKED)
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        reverifications.finish(session, file_id, 2, CHECKED)
    with writing(almighty()) as session, pytest.raises(WrongState):
        reverifications.finish(session, waiting, 2, CHECKED)
    with writing(almighty()) as session, pytest.raises(Conflict):
        reverifications.finish(session, file_id, 9, CHECKED)


def test_a_check_needs_its_values_and_a_day_that_is_possible(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    wrong: tuple[Values, ...] = (
        {"findings": " "},
        {"result": None},
        {"done_on": date(2026, 11, 25)},
        {"done_on": date(2026, 11, 1)},
    )
    for values in wrong:
        with pytest.raises(InvalidInput):
            _finish(file_id, more=values)


def test_a_check_is_written_down_once(city: City) -> None:
    first, second = _in_force(city.mill, 2)
    _draw(city.mill)
    (row,) = _open()
    other = second if row.file_id == first else first
    with pytest.raises(WrongState):
        _finish(other, row.id)
    _finish(row.file_id, row.id)
    with pytest.raises(WrongState):
        _finish(row.file_id, row.id)


def test_coverage_counts_drawn_done_and_overdue_by_unit(city: City, clock: Clock) -> None:
    _in_force(city.mill, 10)
    plant_file(city.dock, "王明", "in_force", review_due_on=date(2026, 11, 1))
    with writing(almighty()) as session:
        reverifications.draw(session, city.federation, date(2026, 11, 30))
    row = next(row for row in _open() if row.unit_name == "北岭纺织厂工会")
    _finish(row.file_id, row.id)
    clock.advance(days=7)
    with reading(almighty()) as session:
        found = reverification_coverage.list_coverage(session, 2026)
    told = {
        row.unit_name: (row.in_force, row.share, row.drawn, row.done, row.overdue)
        for row in found.rows
    }
    assert told == {"北岭纺织厂工会": (10, 3, 3, 1, 2), "南浦港务公司工会": (1, 1, 1, 0, 1)}
    assert [row.reviews_overdue for row in found.rows if row.unit_id == city.dock] == [1]
    assert found.total == 2
    with reading(almighty(unit=city.south)) as session:
        assert reverification_coverage.list_coverage(session, 2026).total == 1


def test_a_drawn_file_that_is_closed_meanwhile_is_not_asked_for_any_more(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    _draw(city.mill)
    put_back(file_id, "exited")
    assert _open() == []
    with reading(almighty()) as session:
        assert reverifications.count_open(session) == 0
        assert session.scalar(select(Reverification.done_on)) is None


def _found(file_id: int, category: str) -> int:
    """Write a check down whose means test gave ``category``."""
    check_id = _finish(file_id, more={"result": "category_changed"})
    with writing(almighty()) as session:
        file = load(session, HardshipFile, file_id)
        row = Assessment(
            unit_id=file.unit_id,
            file_id=file_id,
            occasion="re-verification",
            at=now_of(session),
            rule_set="test",
            region="city",
            line_fen=106_200,
            inputs="{}",
            lines="[]",
            net_fen=150_000,
            people=3,
            category=category,
        )
        session.add(row)
        session.flush()
        load(session, Reverification, check_id).assessment_id = row.id
    return check_id


def _adopt(check_id: int, actor: Actor | None = None, seen: int = 2) -> None:
    with writing(actor or almighty(name="张敏")) as session:
        reverifications.adopt(session, check_id, seen)


def test_another_category_counts_once_somebody_else_adopts_it(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    check_id = _found(file_id, "relative")
    with reading(almighty()) as session:
        (row,) = reverification_lists.list_to_adopt(session).rows
    assert (row.category, row.found) == ("deep", "relative")
    assert file_row(file_id).category == "deep"
    _adopt(check_id)
    assert file_row(file_id).category == "relative"
    with reading(almighty()) as session:
        assert reverification_lists.count_to_adopt(session) == 0
    with pytest.raises(WrongState):
        _adopt(check_id, seen=3)


def test_who_checked_does_not_adopt_what_was_found(city: City) -> None:
    (file_id,) = _in_force(city.mill, 1)
    check_id = _found(file_id, "relative")
    with reading(almighty()) as session:
        checker = session.scalar(select(Reverification.done_by))
    with pytest.raises(NotAllowed):
        _adopt(check_id, actor_with(*Permission, account_id=checker))


def test_adopting_needs_right_scope_version_and_a_category(city: City) -> None:
    first, second = _in_force(city.mill, 2)
    check_id = _found(first, "relative")
    with pytest.raises(NotAllowed):
        _adopt(check_id, everyone_but(Permission.APPROVE_HARDSHIP))
    with pytest.raises(NotFound):
        _adopt(check_id, almighty(unit=city.south))
    with pytest.raises(Conflict):
        _adopt(check_id, seen=1)
    with pytest.raises(WrongState):
        _adopt(_finish(second), seen=1)


def test_a_check_can_test_the_means_anew(city: City) -> None:
    know_line()
    file_id = file_in_force(city.mill)
    check_id = _finish(file_id, more={"assess": True})
    with reading(almighty()) as session:
        check = load(session, Reverification, check_id)
        row = load(session, Assessment, check.assessment_id)
    assert (row.file_id, row.occasion) == (file_id, "re-verification")
