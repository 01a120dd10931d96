"""A notice is published, ended and taken down, and its files go along."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db import (
    attachments,
    hardship_consents,
    hardship_steps,
    notice_lists,
    notice_ready,
    notice_steps,
    notices,
    settings,
)
from db.calendar import DayRow, take_in
from db.engine import Store
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground.databases import Clock
from tests.ground.hardship import (
    file_row,
    notice_row,
    plant_file,
    prepare_notice,
    publish_notice,
    put_back,
)
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)
LAST = date(2026, 12, 1)
PICTURE = bytes.fromhex("89504e470d0a1a0a") + bytes(40)


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _end(notice_id: int, actor: Actor | None = None, seen: int | None = None) -> None:
    with writing(actor or almighty()) as session:
        notice_steps.end(session, notice_id, seen or notice_row(notice_id).version)


def _withdraw(notice_id: int, reason: str = "名单有误") -> None:
    with writing(almighty()) as session:
        notice_steps.withdraw(session, notice_id, notice_row(notice_id).version, reason)


def _photograph(notice_id: int) -> int:
    with writing(almighty()) as session:
        return attachments.add(
            session, "public_notice", notice_id, "notice_photo", "公示栏.png", "image/png", PICTURE
        )


def _close(notice_id: int, on: date = LAST + timedelta(days=1)) -> None:
    with writing(almighty()) as session:
        notice_steps.close(session, notice_id, notice_row(notice_id).version, on)


def _review(file_id: int) -> None:
    with writing(almighty(name="李建国")) as session:
        hardship_steps.take(session, file_id, file_row(file_id).version, "review")


def test_publishing_starts_the_period_today_and_moves_each_file(city: City, clock: Clock) -> None:
    files = plant_file(city.mill, "王明"), plant_file(city.school, "李敏")
    notice_id = prepare_notice(*files)
    clock.advance(days=1)
    with writing(almighty()) as session:
        notice_steps.publish(session, notice_id, 1)
    notice = notice_row(notice_id)
    assert (notice.state, notice.starts_on, notice.ends_on) == (
        "published",
        date(2026, 11, 25),
        date(2026, 12, 2),
    )
    assert {file_row(key).state for key in files} == {"on_notice"}


def test_a_file_that_moved_on_meanwhile_keeps_the_whole_notice_back(city: City) -> None:
    files = plant_file(city.mill, "王明"), plant_file(city.mill, "李敏")
    notice_id = prepare_notice(*files)
    with writing(almighty(name="李建国")) as session:
        hardship_steps.take(session, files[1], 2, "return", "材料不齐")
    with writing(almighty()) as session, pytest.raises(WrongState, match="李敏"):
        notice_steps.publish(session, notice_id, 1)
    assert file_row(files[0]).state == "peer_reviewed"


def _publish(notice_id: int) -> None:
    with writing(almighty()) as session:
        notice_steps.publish(session, notice_id, notice_row(notice_id).version)


def test_a_family_is_not_published_without_its_consent_in_force(city: City, clock: Clock) -> None:
    silent = plant_file(city.mill, "李敏", consented=False)
    notice_id = prepare_notice(plant_file(city.mill, "王明"), silent)
    with pytest.raises(WrongState) as refused:
        _publish(notice_id)
    assert refused.value.values["names"] == ("李敏",)
    assert (notice_row(notice_id).state, file_row(silent).state) == ("prepared", "peer_reviewed")
    signer = file_row(silent).applicant_id
    with writing(almighty()) as session:
        until = TODAY + timedelta(days=1)
        (consent_id,) = hardship_consents.sign(session, silent, [signer], "publish", TODAY, until)
    with writing(almighty()) as session:
        hardship_consents.revoke(session, consent_id, 1)
    with pytest.raises(WrongState):
        _publish(notice_id)
    with writing(almighty()) as session:
        hardship_consents.sign(session, silent, [signer], "publish", TODAY, until)
    clock.advance(days=2)
    with pytest.raises(WrongState):
        _publish(notice_id)
    clock.advance(days=-1)
    _publish(notice_id)
    assert file_row(silent).state == "on_notice"


def test_an_office_whose_rules_need_no_consent_says_so_in_its_settings(city: City) -> None:
    silent = plant_file(city.mill, "李敏", consented=False)
    notice_id = prepare_notice(silent)
    with writing(almighty()) as session:
        settings.change_several(session, 0, {settings.NOTICE_CONSENT: False})
    with reading(almighty()) as session:
        row = session.scalars(select(TrailRow).order_by(TrailRow.id.desc())).first()
    assert row is not None
    assert (row.record_type, row.label) == ("setting", settings.NOTICE_CONSENT)
    _publish(notice_id)
    assert file_row(silent).state == "on_notice"


def test_publishing_needs_its_permission_its_scope_and_a_fresh_version(city: City) -> None:
    notice_id = prepare_notice(plant_file(city.mill, "王明"))
    with writing(everyone_but(Permission.PUBLISH_NOTICES)) as session, pytest.raises(NotAllowed):
        notice_steps.publish(session, notice_id, 1)
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        notice_steps.publish(session, notice_id, 1)
    with writing(almighty()) as session, pytest.raises(Conflict):
        notice_steps.publish(session, notice_id, 7)


def test_a_notice_is_not_ended_on_its_last_day_but_on_the_next(city: City, clock: Clock) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = publish_notice(file_id)
    clock.advance(days=7)
    with pytest.raises(WrongState, match="2026-12-01"):
        _end(notice_id)
    clock.advance(days=1)
    _end(notice_id)
    assert (notice_row(notice_id).state, file_row(file_id).state) == ("ended", "noticed")


def test_ending_needs_its_permission_and_a_fresh_version(city: City, clock: Clock) -> None:
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    clock.advance(days=8)
    with pytest.raises(NotAllowed):
        _end(notice_id, everyone_but(Permission.PUBLISH_NOTICES))
    with pytest.raises(Conflict):
        _end(notice_id, seen=1)
    with pytest.raises(NotFound):
        _end(notice_id, almighty(unit=city.south))
    _end(notice_id)
    with pytest.raises(WrongState):
        _end(notice_id)


def test_a_file_is_not_settled_before_somebody_ended_its_notice(city: City, clock: Clock) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = publish_notice(file_id)
    for days in (0, 8):
        clock.advance(days=days)
        with reading(almighty()) as session, pytest.raises(WrongState):
            notices.check_settled(session, file_id)
    _end(notice_id)
    with reading(almighty(unit=city.mill)) as session:
        notices.check_settled(session, file_id)
    _review(file_id)


def test_settling_needs_its_permission_and_the_file_in_scope(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        notices.check_settled(session, file_id)
    with reading(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        notices.check_settled(session, file_id)


def test_a_withdrawn_notice_gives_its_files_back_and_needs_a_reason(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = publish_notice(file_id)
    with pytest.raises(InvalidInput):
        _withdraw(notice_id, " ")
    _withdraw(notice_id)
    assert notice_row(notice_id).state == "withdrawn"
    assert notice_row(notice_id).taken_down_on == TODAY
    assert file_row(file_id).state == "peer_reviewed"
    assert publish_notice(file_id) != notice_id


def test_withdrawing_a_prepared_notice_frees_its_files(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    _withdraw(prepare_notice(file_id))
    assert prepare_notice(file_id)


def test_ending_an_old_notice_does_not_free_a_file_that_stands_on_a_new_one(
    city: City, clock: Clock
) -> None:
    returned, other = plant_file(city.mill, "王明"), plant_file(city.mill, "李敏")
    old = publish_notice(returned, other)
    with writing(almighty(name="李建国")) as session:
        hardship_steps.take(session, returned, file_row(returned).version, "return", "材料不齐")
    put_back(returned)
    clock.advance(days=6)
    publish_notice(returned)
    clock.advance(days=2)
    _end(old)
    assert file_row(returned).state == "on_notice"
    assert file_row(other).state == "noticed"


def test_an_ended_notice_is_closed_with_its_photo_only(city: City, clock: Clock) -> None:
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    clock.advance(days=9)
    _end(notice_id)
    with pytest.raises(InvalidInput):
        _close(notice_id)
    photo_id = _photograph(notice_id)
    with pytest.raises(InvalidInput):
        _close(notice_id, LAST)
    _close(notice_id)
    notice = notice_row(notice_id)
    assert (notice.state, notice.photo_id) == ("closed", photo_id)
    assert notice.taken_down_on == date(2026, 12, 2)


def test_a_running_notice_is_not_closed_and_closing_needs_its_permission(
    city: City, clock: Clock
) -> None:
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    _photograph(notice_id)
    clock.advance(days=9)
    with pytest.raises(WrongState):
        _close(notice_id)
    with writing(everyone_but(Permission.PUBLISH_NOTICES)) as session, pytest.raises(NotAllowed):
        notice_steps.close(session, notice_id, 1, LAST)


def test_the_public_reads_a_notice_while_it_runs_and_not_afterwards(
    city: City, clock: Clock
) -> None:
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    shown = []
    for days in (0, 7, 1):
        clock.advance(days=days)
        with reading(almighty()) as session:
            shown.append(notice_lists.get_notice(session, notice_id).shown)
    assert shown == [True, True, False]


def test_a_period_into_a_year_without_a_table_is_marked(city: City, clock: Clock) -> None:
    clock.advance(days=34)
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    with reading(almighty()) as session:
        notice = notice_lists.get_notice(session, notice_id)
    assert notice.ends_on.year == 2027
    assert not notice.covered


def test_a_unit_reads_the_superior_unions_notice_that_names_its_file(city: City) -> None:
    file_id = plant_file(city.mill, "王明")
    notice_id = prepare_notice(file_id)
    mill = almighty(unit=city.mill)
    with reading(mill) as session:
        assert notice_lists.list_page(session).rows == []
    with writing(almighty()) as session:
        notice_steps.publish(session, notice_id, 1)
    with reading(mill) as session:
        assert [row.id for row in notice_lists.list_page(session).rows] == [notice_id]
        assert not notice_lists.get_notice(session, notice_id).own
        assert [row.id for row in notice_lists.list_of_file(session, file_id)] == [notice_id]
    with writing(mill) as session, pytest.raises(NotFound):
        notice_steps.withdraw(session, notice_id, 2, "名单有误")
    with reading(almighty(unit=city.dock)) as session:
        assert notice_lists.list_page(session).total == 0
        with pytest.raises(NotFound):
            notice_lists.get_notice(session, notice_id)


def test_files_that_wait_for_a_notice_are_listed_until_they_stand_on_one(city: City) -> None:
    first = plant_file(city.mill, "王明", consented=False)
    second = plant_file(city.school, "李敏")
    plant_file(city.mill, "周平", "surveyed")
    with reading(almighty()) as session:
        found = notice_ready.list_ready(session)
    assert [(row.id, row.category, row.consent) for row in found.rows] == [
        (first, "deep", False),
        (second, "deep", True),
    ]
    prepare_notice(first)
    with reading(almighty()) as session:
        assert [row.id for row in notice_ready.list_ready(session).rows] == [second]
        assert notice_ready.get_last_values(session)["phone"] == "0571-88000000"


def test_lists_need_their_permissions(city: City) -> None:
    publisher = actor_with(Permission.SEE_HARDSHIP)
    with reading(publisher) as session, pytest.raises(NotAllowed):
        notice_ready.list_ready(session)
    with reading(everyone_but(Permission.SEE_HARDSHIP)) as session, pytest.raises(NotAllowed):
        notice_lists.list_page(session)


def test_a_running_period_is_counted_anew_when_the_years_table_comes_in(
    city: City, clock: Clock
) -> None:
    clock.advance(days=34)
    notice_id = publish_notice(plant_file(city.mill, "王明"))
    before = notice_row(notice_id).ends_on
    holidays = [
        DayRow(before - timedelta(days=day), "off", "元旦", "国办发明电") for day in range(3)
    ]
    with writing(almighty()) as session:
        take_in(session, 2027, [day for day in holidays if day.on.year == 2027])
    with reading(almighty()) as session:
        assert notice_lists.get_notice(session, notice_id).new_end is not None
    seen = notice_row(notice_id).version
    with writing(almighty()) as session:
        notice_steps.recount(session, notice_id, seen)
    assert notice_row(notice_id).ends_on > before
    other = prepare_notice(plant_file(city.mill, "李敏"))
    with writing(almighty()) as session, pytest.raises(WrongState):
        notice_steps.recount(session, other, 1)
