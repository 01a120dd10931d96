"""Joining, leaving, and the dated periods that remember both."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import life_events, members, memberships, units
from db import settings as office_settings
from db.engine import Store
from db.memberships import ApplicationRow
from db.models.people import LifeEvent
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, row_of, version_of, worker

pytestmark = pytest.mark.usefixtures("office")

TODAY = date(2026, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _apply(actor: Actor, unit_id: int, name: str = "郑洁", order: int = 2) -> ApplicationRow:
    with writing(actor) as session:
        member_id = members.register(session, unit_id, worker(name, order))
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    return waiting


def _decide(actor: Actor, waiting: ApplicationRow, action: str, note: str = "") -> None:
    with writing(actor) as session:
        memberships.decide_application(session, waiting.id, waiting.version, action, note)


def _end(member_id: int, status: str, on: date = TODAY, **more: str) -> None:
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, status, on, **more)


def _periods(member_id: int) -> list[tuple[str, date, date | None]]:
    with reading(almighty()) as session:
        rows = memberships.list_periods(session, member_id)
    return [(row.status, row.from_on, row.to_on) for row in rows]


def test_nobody_approves_an_application_they_entered(city: City) -> None:
    clerk = almighty(name="周平")
    waiting = _apply(clerk, city.mill)
    with pytest.raises(NotAllowed):
        _decide(clerk, waiting, "approve")
    assert row_of(waiting.member_id).status == "applied"


def test_a_small_office_may_let_one_person_do_both(city: City) -> None:
    clerk = almighty(name="周平")
    with writing(almighty()) as session:
        office_settings.change(session, "relaxed_duties", [["enter", "approved"]], 0)
    _decide(clerk, _apply(clerk, city.mill), "approve")


def test_approval_needs_its_own_permission(city: City) -> None:
    waiting = _apply(almighty(), city.mill)
    with pytest.raises(NotAllowed):
        _decide(everyone_but(Permission.APPROVE_JOINS), waiting, "approve")


def test_approval_begins_a_period_and_an_approved_application_stays_decided(city: City) -> None:
    waiting = _apply(almighty(), city.mill)
    _decide(almighty(), waiting, "approve")
    assert _periods(waiting.member_id) == [("member", TODAY, None)]
    with reading(almighty()) as session:
        decided = memberships.get_application_of(session, waiting.member_id)
    assert decided is not None
    with pytest.raises(WrongState):
        _decide(almighty(), decided, "refuse", "重复")


def test_a_refusal_needs_a_reason_and_the_person_may_apply_again(city: City) -> None:
    waiting = _apply(almighty(), city.mill)
    with pytest.raises(InvalidInput):
        _decide(almighty(), waiting, "refuse")
    _decide(almighty(), waiting, "refuse", "不是本单位职工")
    assert row_of(waiting.member_id).status == "refused"
    assert _apply(almighty(), city.mill).member_id == waiting.member_id


def test_a_withdrawn_application_frees_the_id_number(city: City) -> None:
    waiting = _apply(almighty(), city.mill)
    _decide(almighty(), waiting, "withdraw")
    assert row_of(waiting.member_id).withdrawn
    assert _apply(almighty(), city.dock).member_id != waiting.member_id


def test_a_foreign_county_neither_sees_nor_decides_an_application(city: City) -> None:
    waiting = _apply(almighty(), city.mill)
    foreigner = almighty(unit=city.south)
    with reading(foreigner) as session:
        assert memberships.list_applications(session).total == 0
    with pytest.raises(NotFound):
        _decide(foreigner, waiting, "approve")


def test_two_reviewers_cannot_both_decide(city: City) -> None:
    waiting = _apply(almighty(), city.mill)
    _decide(almighty(name="孙丽"), waiting, "approve")
    with pytest.raises(Conflict):
        _decide(almighty(name="吴刚"), waiting, "approve")


def test_leaving_closes_the_period_and_opens_the_next_on_the_same_day(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", joined_on=date(2020, 5, 1))
    _end(member_id, "left", date(2026, 11, 20), reason="own_request")
    assert _periods(member_id) == [
        ("left", date(2026, 11, 20), None),
        ("member", date(2020, 5, 1), date(2026, 11, 20)),
    ]
    assert row_of(member_id).status == "left"


def test_an_ending_before_the_present_period_is_refused(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", joined_on=date(2020, 5, 1))
    with pytest.raises(InvalidInput) as refused:
        _end(member_id, "left", date(2020, 4, 30))
    assert refused.value.field == "on"


def test_an_ending_in_the_future_is_refused(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    with pytest.raises(InvalidInput):
        _end(member_id, "left", date(2026, 11, 25))


def _returning(city: City, unit_id: int) -> ApplicationRow:
    member_id = enrol(city.mill, "郑洁", 2)
    with writing(almighty()) as session:
        life_events.enter(session, member_id, "wedding", date(2020, 5, 1))
    _end(member_id, "left")
    return _apply(almighty(), unit_id)


def _unit_of_events(member_id: int) -> list[int | None]:
    with reading(almighty()) as session:
        found = select(LifeEvent.unit_id).where(LifeEvent.member_id == member_id)
        return list(session.scalars(found))


def test_who_joins_another_unit_later_brings_life_events_along(city: City) -> None:
    waiting = _returning(city, city.dock)
    _decide(almighty(), waiting, "approve")
    assert _unit_of_events(waiting.member_id) == [city.dock]


def test_a_withdrawn_return_leaves_the_person_where_they_were(city: City) -> None:
    waiting = _returning(city, city.dock)
    _decide(almighty(unit=city.south), waiting, "withdraw")
    row = row_of(waiting.member_id)
    assert (row.status, row.unit_id) == ("left", city.mill)
    assert _unit_of_events(waiting.member_id) == [city.mill]


def test_a_refused_return_leaves_the_person_where_they_were(city: City) -> None:
    waiting = _returning(city, city.dock)
    _decide(almighty(unit=city.south), waiting, "refuse", "不是本单位职工")
    row = row_of(waiting.member_id)
    assert (row.status, row.unit_id) == ("left", city.mill)


def test_nobody_resumes_a_membership_in_a_closed_unit(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    _end(member_id, "left")
    with writing(almighty()) as session:
        units.close_unit(session, city.mill, 1, TODAY, "企业注销")
    with writing(almighty()) as session, pytest.raises(WrongState):
        memberships.resume_membership(session, member_id, version_of(member_id), "误操作")


def test_who_has_left_cannot_leave_again(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    _end(member_id, "left")
    with pytest.raises(WrongState):
        _end(member_id, "deceased")


def test_a_retained_member_may_resume_and_the_history_keeps_all_periods(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", joined_on=date(2020, 5, 1))
    _end(member_id, "retained", date(2026, 6, 1), reason="unemployed")
    with writing(almighty()) as session:
        memberships.resume_membership(session, member_id, version_of(member_id), "重新上岗")
    assert [status for status, _, _ in _periods(member_id)] == ["member", "retained", "member"]


def test_ending_needs_its_permission(city: City) -> None:
    member_id = enrol(city.mill, "郑洁")
    actor = everyone_but(Permission.TRANSFER_MEMBERS)
    with writing(actor) as session, pytest.raises(NotAllowed):
        memberships.end_membership(session, member_id, version_of(member_id), "left", TODAY)


def test_the_deemed_left_list_holds_who_paid_nothing_and_came_to_nothing_for_6_months(
    city: City,
) -> None:
    old = date(2020, 5, 1)
    enrol(city.mill, "停缴", 1, joined_on=old, dues_until_on=date(2026, 4, 1))
    enrol(
        city.mill,
        "仍来",
        3,
        joined_on=old,
        dues_until_on=date(2026, 4, 1),
        last_active_on=date(2026, 10, 1),
    )
    enrol(city.mill, "在缴", 5, joined_on=old, dues_until_on=date(2026, 10, 1))
    enrol(city.mill, "不详", 7, joined_on=old)
    with reading(almighty()) as session:
        listed = memberships.list_deemed_left(session)
    assert [row.name for row in listed.rows] == ["停缴"]
    assert listed.total == 1
