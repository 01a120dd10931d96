"""The office's settings: one form of several, the decision on duties, who may and who may not."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from db import members, memberships, settings
from db.models.trail import TrailRow
from db.session import reading, writing
from db.settings import SettingsForm
from db.verbs import today_of
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, WrongState
from rules.fields import Value
from rules.moves import ENTER
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import plant, worker

pytestmark = pytest.mark.usefixtures("office")

NAMES = ("office_name", "language", "time_zone", "session_idle_minutes", "deemed_left_months")


def _form() -> SettingsForm:
    with reading(almighty()) as session:
        return settings.get_form(session, NAMES)


def _set(seen: int, who: str = "李敏", /, **values: Value) -> None:
    full = {**_form().values, "office_name": "云溪市总工会", **values}
    with writing(almighty(name=who)) as session:
        settings.change_several(session, seen, full)


def test_a_new_office_has_the_shipped_settings() -> None:
    form = _form()
    assert form.version == 0
    assert form.values["deemed_left_months"] == 6


def test_a_changed_setting_is_kept_and_told_on_the_trail() -> None:
    _set(0, office_name=" 云溪市总工会 ", session_idle_minutes=30)
    assert _form().values["office_name"] == "云溪市总工会"
    with reading(almighty()) as session:
        rows = session.scalars(select(TrailRow).where(TrailRow.record_type == "setting")).all()
    told = {row.label: json.loads(row.details)["after"]["value"] for row in rows}
    assert told == {"office_name": "云溪市总工会", "session_idle_minutes": 30}


def test_another_time_zone_holds_from_the_next_transaction_on(clock: Clock) -> None:
    clock.set(datetime(2026, 5, 1, 17, tzinfo=UTC))
    with reading(almighty()) as session:
        assert today_of(session) == date(2026, 5, 2)
    _set(0, time_zone="Europe/London")
    with reading(almighty()) as session:
        assert today_of(session) == date(2026, 5, 1)


def test_settings_left_at_their_default_make_no_row() -> None:
    _set(0)
    assert _form().version == 1, "the name alone differs"


def test_the_same_entries_again_change_nothing() -> None:
    _set(0, office_name="云溪市总工会")
    before = _form()
    _set(before.version)
    assert _form() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session_idle_minutes", 2),
        ("session_idle_minutes", "30"),
        ("time_zone", "Asia/Yunxi"),
        ("language", "fr"),
        ("office_name", "   "),
        ("deemed_left_months", None),
    ],
)
def test_a_value_that_does_not_fit_is_refused(name: str, value: Value) -> None:
    with pytest.raises(InvalidInput) as refused:
        _set(0, **{name: value})
    assert refused.value.field == name
    assert _form().version == 0


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        settings.change_several(session, 0, {"relaxed_duties": True})


def test_a_stale_form_is_refused_and_names_who_changed_it() -> None:
    seen = _form().version
    _set(seen, "陈静", office_name="云溪市总工会")
    with pytest.raises(Conflict) as refused:
        _set(seen, office_name="南浦县总工会")
    assert refused.value.values["who"] == "陈静"
    assert _form().values["office_name"] == "云溪市总工会"


def test_settings_need_their_permission() -> None:
    with writing(everyone_but(Permission.MANAGE_SETTINGS)) as session:
        with pytest.raises(NotAllowed):
            settings.change_several(session, 0, {"office_name": "云溪市总工会"})
        with pytest.raises(NotAllowed):
            settings.get_form(session, NAMES)
        with pytest.raises(NotAllowed):
            settings.relax_duties(session, [(ENTER, "approved")], 0)


def test_a_small_office_lets_one_person_enter_and_approve_and_takes_it_back() -> None:
    with writing(almighty()) as session:
        settings.relax_duties(session, [(ENTER, "approved")], 0)
    with writing(almighty()) as session:
        assert settings.relaxed_duties(session) == {(ENTER, "approved")}
        settings.relax_duties(session, [], settings.get_version(session, settings.DUTIES))
    with reading(almighty()) as session:
        assert settings.relaxed_duties(session) == frozenset()


def test_no_other_duties_than_the_listed_ones_can_be_relaxed() -> None:
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        settings.relax_duties(session, [(ENTER, "refused")], 0)


def test_relaxing_duties_from_a_stale_form_is_refused() -> None:
    for _time in range(2):
        with writing(almighty()) as session:
            seen = settings.get_version(session, settings.DUTIES)
            pairs = [] if seen else [(ENTER, "accepted")]
            settings.relax_duties(session, pairs, seen)
    with writing(almighty()) as session, pytest.raises(Conflict):
        settings.relax_duties(session, [(ENTER, "accepted")], 1)


def _freeze(until: date | None) -> None:
    with writing(almighty()) as session:
        seen = settings.get_form(session, (settings.FREEZE,)).version
        settings.change_several(session, seen, {settings.FREEZE: until})


def _approve(application_id: int, seen: int) -> None:
    with writing(almighty(name="陈静")) as session:
        memberships.decide_application(session, application_id, seen, "approve")


def test_nothing_is_decided_in_a_frozen_office_up_to_the_last_day(clock: Clock) -> None:
    city = plant()
    _freeze(date(2026, 11, 25))
    with writing(almighty()) as session:
        member_id = members.register(session, city.mill, worker("郑洁"))
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None, "entering goes on"
    clock.advance(days=1)
    with pytest.raises(WrongState) as refused:
        _approve(waiting.id, waiting.version)
    assert refused.value.values["until"] == "2026-11-25"
    clock.advance(days=1)
    _approve(waiting.id, waiting.version)


def test_a_freeze_is_lifted_by_emptying_its_day() -> None:
    _freeze(date(2026, 12, 31))
    _freeze(None)
    with reading(almighty()) as session:
        assert settings.frozen_until(session) is None
