"""Activities are planned, opened, held or cancelled; units below know of them and clashes tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import (
    activities,
    activity_choices,
    activity_feedback,
    activity_lists,
    activity_views,
    attendance,
    letters,
    place_conflicts,
    summaries,
    trail,
)
from db.attendance import Tick
from db.engine import Store
from db.letter_templates import TemplateRow
from db.models.activities import ActivityFeedback
from db.models.trail import TrailRow
from db.session import reading, writing
from db.summaries import Slot
from rules import activities as rules
from rules.access import Permission
from rules.activities import When
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.letters import letter_date
from tests.ground import activities as ground
from tests.ground import campaigns
from tests.ground.activities import DAY, asked, join, on_day, opened, planned, step, stored
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def _sums_hold() -> None:
    with reading(almighty()) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert trail.first_broken_link(session) is None


def test_an_activity_is_planned_counted_and_told_on_the_trail(city: City) -> None:
    key = planned(city.north, capacity=30, from_time="09:00", to_time="11:30")
    row = stored(key)
    assert (row.activity_no, row.state, row.to_on) == ("A2026-00001", rules.PLANNED, DAY)
    step(key, "open")
    with reading(almighty()) as session:
        slot = Slot("activities", city.north, "lecture", rules.OPEN, "2026-12")
        assert summaries.stored(session)[slot] == (1, 30)
        told = session.query(TrailRow).filter_by(record_type="activity").order_by(TrailRow.id)
        assert [one.action for one in told] == ["created", "changed"]
        found = activity_views.get_activity(session, key)
    assert [one.action for one in found.moves] == ["enter", "open"]
    assert (found.own, found.free, found.unit_name) == (True, 30, "北岭县总工会")
    _sums_hold()


def test_what_is_planned_anew_is_held_by_the_campaigns_unit_where_the_clerk_may(
    city: City,
) -> None:
    campaign_id = campaigns.planned(city.north)
    whose = ((city.federation, city.north), (city.mill, city.mill), (city.south, city.south))
    for unit, held_by in (*whose, (None, city.north)):
        with reading(almighty(unit=unit)) as session:
            found = activity_choices.get_holder(session, campaign_id)
            assert found is not None
            assert found[0] == held_by
    with reading(almighty(unit=city.mill)) as session:
        assert activity_choices.get_holder(session, None) == (city.mill, "北岭纺织厂工会")
    with reading(almighty()) as session:
        assert activity_choices.get_holder(session, None) is None
    with (
        reading(everyone_but(Permission.PLAN_CAMPAIGNS)) as session,
        pytest.raises(NotAllowed),
    ):
        activity_choices.get_holder(session, campaign_id)


def test_what_cannot_be_is_refused_at_its_field(city: City) -> None:
    wrong: tuple[tuple[dict[str, Value], str], ...] = (
        ({"to_on": DAY - timedelta(days=1)}, "to_on"),
        ({"from_time": "11:00", "to_time": "09:00"}, "to_time"),
        ({"to_time": "09:00"}, "from_time"),
        ({"sign_up_until": DAY + timedelta(days=1)}, "sign_up_until"),
        ({"age_from": 40, "age_to": 30}, "age_to"),
        ({"for_unit_id": city.dock}, "for_unit_id"),
    )
    for values, field in wrong:
        with pytest.raises(InvalidInput) as told:
            planned(city.north, **values)
        assert told.value.field == field


def test_rights_scope_state_and_version_are_kept(city: City) -> None:
    with pytest.raises(NotAllowed), writing(everyone_but(Permission.PLAN_CAMPAIGNS)) as session:
        activities.plan(session, asked(city.north))
    with pytest.raises(NotFound), writing(almighty(unit=city.south)) as session:
        activities.plan(session, asked(city.north))
    key = planned(city.north)
    for actor, error in (
        (everyone_but(Permission.PLAN_CAMPAIGNS), NotAllowed),
        (almighty(unit=city.south), NotFound),
        (almighty(unit=city.mill), NotFound),
    ):
        with pytest.raises(error), writing(actor) as session:
            activities.change(session, key, 1, asked(city.north))
        with pytest.raises(error), writing(actor) as session:
            activities.take(session, key, 1, "open")
    with writing(almighty()) as session:
        activities.change(session, key, 1, asked(city.north, place="大礼堂"))
    with pytest.raises(Conflict), writing(almighty()) as session:
        activities.change(session, key, 1, asked(city.north))
    with pytest.raises(WrongState, match="begins on"):
        step(key, "hold")
    step(key, "cancel", "讲师生病")
    with pytest.raises(WrongState, match="held or cancelled"), writing(almighty()) as session:
        activities.change(session, key, stored(key).version, asked(city.north))
    with pytest.raises(InvalidInput):
        step(key, "revive")
    step(key, "revive", "改期举行")
    assert stored(key).state == rules.PLANNED
    _sums_hold()


def test_units_below_know_of_what_is_open_for_them_and_of_nothing_else(city: City) -> None:
    draft, for_all = planned(city.federation, name="草稿"), opened(city.federation, name="全市")
    for_south = opened(city.federation, name="南浦", for_unit_id=city.south)
    contact = actor_with(Permission.SEE_CAMPAIGNS, unit=city.mill)
    for actor, known in (
        (contact, {for_all}),
        (almighty(unit=city.dock), {for_all, for_south}),
        (almighty(), {draft, for_all, for_south}),
    ):
        with reading(actor) as session:
            found = activity_lists.list_page(session, {"view": "upcoming"})
            assert ({row.id for row in found.rows}, found.total) == (known, len(known))
            assert activity_lists.count_views(session)["upcoming"] == len(known)
    with reading(contact) as session:
        assert activity_views.get_activity(session, for_all).own is False
        for hidden in (draft, for_south):
            with pytest.raises(NotFound):
                activity_views.get_activity(session, hidden)


def test_lists_part_what_comes_from_what_was_and_find_by_text_kind_and_week(
    city: City, clock: Clock
) -> None:
    lecture, sports = opened(city.north), opened(city.south, name="趣味运动会", kind="sports")
    on_day(clock, DAY + timedelta(days=2))
    step(sports, "hold")
    late = planned(city.mill, from_on=DAY + timedelta(days=30))

    def found(**chosen: object) -> list[int]:
        with reading(almighty()) as session:
            return [row.id for row in activity_lists.list_page(session, chosen).rows]

    assert found(view="upcoming") == [late]
    assert (found(view="unfinished"), found(view="held")) == ([lecture], [sports])
    assert (found(text="运动"), found(text="a2026-00001")) == ([sports], [lecture])
    assert (found(kind="sports"), found(below_id=city.south)) == ([sports], [sports])
    assert found(year=2027) == [late]
    with reading(almighty()) as session:
        week = activity_lists.list_week(session, date(2026, 11, 30), {})
        assert {row.id for row in week} == {lecture, sports}
        assert activity_lists.list_years(session) == [2027, 2026]


def test_one_place_at_one_time_is_told(city: City) -> None:
    first = planned(city.north, from_time="09:00", to_time="11:00")
    second = planned(city.south, place=" 职工之家 二楼 ", from_time="10:00", to_time="12:00")
    planned(city.south, from_time="11:00", to_time="12:00", place="球场")
    gone = planned(city.mill)
    step(gone, "cancel", "重复")
    with reading(almighty()) as session:
        when = When(DAY, DAY, "10:30", "10:45")
        at_once = place_conflicts.list_overlapping(session, when, "职工之家二楼", but_id=first)
        assert [one.id for one in at_once] == [second]
        later = When(DAY, DAY, "12:00", "13:00")
        assert place_conflicts.list_overlapping(session, later, "职工之家二楼") == []
        pairs = place_conflicts.list_between(session, DAY, DAY, 50)
        assert place_conflicts.count_between(session, DAY, DAY) == len(pairs)
        assert place_conflicts.list_between(session, DAY, DAY, 50, 1) == []
        assert [(one.id, other.id) for one, other in pairs] == [(first, second)]


def test_fewer_places_than_people_are_refused_and_more_let_people_move_up(city: City) -> None:
    key = opened(city.north, capacity=1)
    people = [enrol(city.mill, name, order) for order, name in enumerate(("郑洁", "周平"), 1)]
    told = join(key, *people)
    assert (told.people, told.waiting) == (1, 1)
    with writing(almighty()) as session:
        values = asked(city.north, capacity=2, kind="class", from_on=DAY + timedelta(days=40))
        activities.change(session, key, stored(key).version, values)
    assert [state for _name, state in ground.states(key)] == ["signed_up", "signed_up"]
    assert {row.kind for row in ground.rows_of(key)} == {"class"}
    with pytest.raises(InvalidInput, match="have a place"), writing(almighty()) as session:
        activities.change(session, key, stored(key).version, asked(city.north, capacity=1))
    with reading(almighty()) as session:
        slot = Slot("sign_ups", city.mill, "class", "signed_up", "2027-01")
        assert summaries.stored(session)[slot] == (2, 0)
    _sums_hold()


def test_outcome_and_feedback_follow_what_was_held(city: City, clock: Clock) -> None:
    key = opened(city.north)
    values: dict[str, Value] = {"score": 5, "people": 3, "words": "讲得好"}
    with pytest.raises(WrongState), writing(almighty()) as session:
        activity_feedback.enter(session, key, values)
    with pytest.raises(WrongState), writing(almighty()) as session:
        activities.tell_outcome(session, key, stored(key).version, "好")
    on_day(clock, DAY)
    step(key, "hold")
    with writing(almighty()) as session:
        activities.tell_outcome(session, key, stored(key).version, "三人报名体检")
        activity_feedback.enter(session, key, values)
        wrong = activity_feedback.enter(session, key, {"score": 2, "people": 1})
    for actor, error in (
        (everyone_but(Permission.PLAN_CAMPAIGNS), NotAllowed),
        (almighty(unit=city.south), NotFound),
    ):
        with pytest.raises(error), writing(actor) as session:
            activity_feedback.enter(session, key, values)
        with pytest.raises(error), writing(actor) as session:
            activity_feedback.remove(session, wrong, 1)
    with reading(almighty()) as session:
        found = activity_feedback.get_feedback(session, key)
        assert (found.people, found.average) == (4, 425)
    with writing(almighty()) as session:
        activity_feedback.remove(session, wrong, 1)
    with pytest.raises(Conflict), writing(almighty()) as session:
        activity_feedback.remove(session, wrong, 1)
    with reading(almighty()) as session:
        assert activity_feedback.get_feedback(session, key).average == 500
        assert session.get(ActivityFeedback, wrong) is not None
        told = session.query(TrailRow).filter_by(record_type="activity_feedback").count()
        assert told == 3
    step(key, "reopen", "记错了")
    assert stored(key).state == rules.OPEN
    _sums_hold()


def test_letters_tell_of_an_activity_and_certify_who_came(city: City, clock: Clock) -> None:
    key = opened(city.north, kind="class", gender="female", age_to=45, capacity=20)
    join(key, enrol(city.mill, "郑洁", 2), enrol(city.school, "陈静", 4))
    rows = ground.rows_of(key)

    def values(kind: str, record_id: int) -> letters.LetterValues:
        with reading(almighty()) as session:
            return letters.list_values(
                session, TemplateRow(None, 0, "", kind, "", may_reveal=False), [record_id]
            )[0]

    notice = values("activity_notice", key).values
    assert (notice["activity"], notice["who"]) == (
        "女职工健康讲座",
        "北岭县总工会、女、不超过45周岁",
    )
    names = values("activity_names", key).rows["guests"]
    assert [(one["number"], one["name"], one["unit"]) for one in names] == [
        ("1", "郑洁", "北岭纺织厂工会"),
        ("2", "陈静", "北岭第一中学工会"),
    ]
    with writing(almighty()) as session:
        long = asked(city.north, kind="class", to_on=DAY + timedelta(days=2))
        activities.change(session, key, stored(key).version, long)
    with reading(almighty()) as session:
        template = TemplateRow(None, 0, "", "activity_names", "", may_reveal=False)
        sheets = letters.list_values(session, template, [key])
    assert [one.values["days"] for one in sheets] == [letter_date(DAY + timedelta(days=n))
                                                      for n in range(3)]  # fmt: skip
    with pytest.raises(WrongState, match="not for"):
        values("activity_certificate", rows[0].id)
    on_day(clock, DAY)
    with writing(almighty()) as session:
        attendance.enter(session, key, [Tick(row.id, row.version, True) for row in rows])
    assert values("activity_certificate", rows[0].id).values["name"] == "郑洁"
    step(key, "cancel", "停电")
    assert values("activity_cancelled", key).values["cancelled_because"] == "停电"
    with pytest.raises(NotFound), reading(almighty(unit=city.south)) as session:
        template = TemplateRow(None, 0, "", "activity_cancelled", "", may_reveal=False)
        letters.list_values(session, template, [key])
