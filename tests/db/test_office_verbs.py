"""What the office keeps beside its registers: filters, events, days, own fields, the desk."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import (
    calendar,
    desk,
    extra_fields,
    life_events,
    members,
    saved_filters,
    settings,
)
from db.calendar import DayRow
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Kind
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant, worker

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def member_id(city: City) -> int:
    return enrol(city.mill, "郑洁", 2)


class TestSavedFilters:
    def test_a_filter_is_its_owners_and_the_same_name_replaces_it(self, city: City) -> None:
        owner = almighty()
        with writing(owner) as session:
            kept = saved_filters.save(session, "member", "女职工", {"gender": "female", "q": ""})
            assert saved_filters.save(session, "member", "女职工", {"gender": "male"}) == kept
            assert [row.chosen for row in saved_filters.list_own(session, "member")] == [
                {"gender": "male"}
            ]
        with writing(almighty()) as session:
            assert saved_filters.list_own(session, "member") == []
            with pytest.raises(NotFound):
                saved_filters.drop(session, kept)
        with writing(owner) as session:
            saved_filters.drop(session, kept)
            assert saved_filters.list_own(session, "member") == []

    def test_an_empty_filter_is_not_saved(self, city: City) -> None:
        with writing(almighty()) as session, pytest.raises(InvalidInput):
            saved_filters.save(session, "member", "全部", {"gender": ""})


class TestLifeEvents:
    def test_an_event_is_entered_seen_and_struck_out(self, member_id: int) -> None:
        with writing(almighty()) as session:
            event = life_events.enter(session, member_id, "hospital_stay", TODAY, note="阑尾炎")
            life_events.cancel(session, event, 1)
        with writing(almighty()) as session, pytest.raises(WrongState):
            life_events.cancel(session, event, 2)

    def test_a_note_is_told_for_a_reason_only_and_the_reading_is_on_the_trail(
        self, city: City, member_id: int
    ) -> None:
        with writing(almighty()) as session:
            event = life_events.enter(session, member_id, "hospital_stay", TODAY, note="阑尾炎")
            assert "阑尾炎" not in life_events.list_of_member(session, member_id)[0].note
            with pytest.raises(InvalidInput):
                life_events.reveal_note(session, event, " ")
        with writing(everyone_but(Permission.REVEAL_SEALED)) as session, pytest.raises(NotAllowed):
            life_events.reveal_note(session, event, "安排探望慰问")
        with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
            life_events.reveal_note(session, event, "安排探望慰问")
        with writing(almighty(name="孙丽")) as session:
            assert life_events.reveal_note(session, event, "安排探望慰问") == "阑尾炎"
        with reading(almighty()) as session:
            row = session.scalars(select(TrailRow).where(TrailRow.action == "revealed")).one()
            assert (row.actor, row.record_id) == ("孙丽", event)

    @pytest.mark.parametrize(
        ("kind", "on"),
        [
            ("birthday", TODAY),
            ("wedding", TODAY + timedelta(days=1)),
            ("wedding", date(1980, 1, 1)),
        ],
    )
    def test_a_wrong_kind_or_day_is_refused(self, member_id: int, kind: str, on: date) -> None:
        with writing(almighty()) as session, pytest.raises(InvalidInput):
            life_events.enter(session, member_id, kind, on)

    def test_entering_needs_permission_and_scope(self, city: City, member_id: int) -> None:
        with writing(everyone_but(Permission.EDIT_MEMBERS)) as session, pytest.raises(NotAllowed):
            life_events.enter(session, member_id, "wedding", TODAY)
        with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
            life_events.enter(session, member_id, "wedding", TODAY)


class TestCalendar:
    def test_the_shipped_table_counts_holidays_and_make_up_days(self, city: City) -> None:
        with reading(almighty()) as session:
            known = calendar.calendar_of(session)
            assert calendar.list_years(session) == [2026, 2025]
            assert calendar.years_missing(session) == [2027]
        assert not known.is_workday(date(2026, 10, 1))

    def test_next_years_table_is_taken_in_and_replaces_what_differs(self, city: City) -> None:
        day = DayRow(date(2027, 1, 1), "off", "元旦", "通知")
        extra = DayRow(date(2027, 1, 2), "worked", "调休", "通知")
        with writing(almighty()) as session:
            assert calendar.take_in(session, 2027, [day, extra]) == 2
            session.flush()
            assert calendar.take_in(session, 2027, [day]) == 1
        with reading(almighty()) as session:
            known = calendar.calendar_of(session)
            assert calendar.years_missing(session) == []
        assert not known.is_workday(date(2027, 1, 1))
        assert not known.is_workday(date(2027, 1, 2))

    @pytest.mark.parametrize(
        "day",
        [
            DayRow(date(2026, 1, 1), "off", "", ""),
            DayRow(date(2027, 1, 4), "worked", "", ""),
            DayRow(date(2027, 1, 1), "maybe", "", ""),
        ],
    )
    def test_a_wrong_table_is_refused_whole(self, city: City, day: DayRow) -> None:
        with writing(almighty()) as session, pytest.raises(InvalidInput):
            calendar.take_in(session, 2027, [DayRow(date(2027, 5, 3), "off", "", ""), day])

    def test_taking_in_needs_its_permission(self, city: City) -> None:
        actor = everyone_but(Permission.MANAGE_SETTINGS)
        with writing(actor) as session, pytest.raises(NotAllowed):
            calendar.take_in(session, 2027, [DayRow(date(2027, 1, 1), "off", "", "")])


class TestExtraFields:
    def test_an_own_field_is_saved_shown_and_checked_like_the_rest(self, city: City) -> None:
        with writing(almighty()) as session:
            extra_fields.add(session, "member", "volunteer_since", "志愿服务起始", Kind.DATE)
        with writing(almighty()) as session:
            field = extra_fields.list_fields(session, "member")[0]
            assert (field.label, field.extra) == ("志愿服务起始", True)
            member_id = members.register(
                session, city.mill, worker("郑洁", 2, volunteer_since=date(2020, 1, 1))
            )
        with reading(almighty()) as session:
            values = members.get_member(session, member_id).values
        assert values["volunteer_since"] == date(2020, 1, 1)

    def test_a_retired_field_keeps_its_values_but_is_no_longer_asked(self, city: City) -> None:
        with writing(almighty()) as session:
            field_id = extra_fields.add(session, "unit", "bus_line", "公交线路", Kind.TEXT)
        with writing(almighty()) as session:
            extra_fields.retire(session, field_id, 1)
        with reading(almighty()) as session:
            assert extra_fields.list_fields(session, "unit") == ()
            assert [row.retired for row in extra_fields.list_all(session, "unit")] == [True]

    def test_names_of_shipped_fields_and_wrong_kinds_are_refused(self, city: City) -> None:
        with writing(almighty()) as session:
            extra_fields.add(session, "unit", "bus_line", "公交线路", Kind.TEXT)
            session.flush()
            with pytest.raises(Conflict):
                extra_fields.add(session, "unit", "bus_line", "公交", Kind.TEXT)
            for name, kind in (("name", Kind.TEXT), ("Bad Name", Kind.TEXT), ("x1", Kind.USCI)):
                with pytest.raises(InvalidInput):
                    extra_fields.add(session, "unit", name, "标签", kind)
            with pytest.raises(InvalidInput):
                extra_fields.add(session, "unit", "x2", "标签", Kind.CHOICE, codes="no_list")


class TestDesk:
    def test_it_counts_what_the_actor_may_do_and_nothing_of_other_counties(
        self, city: City
    ) -> None:
        with writing(almighty()) as session:
            members.register(session, city.mill, worker("郑洁", 2))
        with reading(actor_with(Permission.USE_OFFICE, Permission.APPROVE_JOINS)) as session:
            assert [(row.label, row.count) for row in desk.list_waiting(session)] == [
                ("Applications to join", 1)
            ]
        with reading(actor_with(Permission.USE_OFFICE)) as session:
            assert desk.list_waiting(session) == []
        with reading(almighty(unit=city.south)) as session:
            assert desk.list_waiting(session) == []

    def test_what_one_entered_oneself_waits_for_somebody_else(self, city: City) -> None:
        clerk = almighty()
        with writing(clerk) as session:
            members.register(session, city.mill, worker("郑洁", 2))
        with reading(clerk) as session:
            assert "Applications to join" not in {row.label for row in desk.list_waiting(session)}
        with writing(almighty()) as session:
            settings.change(session, "relaxed_duties", [["enter", "approved"]], 0)
        with reading(clerk) as session:
            assert "Applications to join" in {row.label for row in desk.list_waiting(session)}
