"""Files of people who left long ago are emptied for good; who they were and when stays."""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest
from sqlalchemy import select

import config
from db import (
    attachments,
    households,
    imports,
    life_events,
    member_lists,
    members,
    memberships,
    merges,
    retention,
    stored_files,
)
from db import settings as office_settings
from db.engine import Store
from db.import_rows import Incoming
from db.models.campaign_people import CampaignTarget
from db.models.claims import Claim
from db.models.people import ImportRow, JoinApplication, LifeEvent
from db.models.trail import SCRUBBED, Move, TrailRow
from db.session import reading, writing
from db.trail import first_broken_link
from rules.access import CONSOLE, Permission
from rules.errors import InvalidInput, NotAllowed, WrongState
from tests.ground import campaigns, claims
from tests.ground.databases import Clock
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant, row_of, version_of, worker

LONG_AGO = date(2014, 5, 1)
REASON = "保存期满"
PAPER = "application_form"


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _gone(unit_id: int, name: str, order: int, on: date = LONG_AGO) -> int:
    member_id = enrol(
        unit_id,
        name,
        order,
        joined_on=date(2010, 3, 1),
        mobile=f"1380000{order:04d}",
        home_address="解放路1号",
        email="someone@example.cn",
        note="特困职工",
    )
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, "left", on)
    return member_id


def _due() -> int:
    with reading(almighty()) as session:
        return retention.get_due(session).count


def _empty() -> int:
    with writing(almighty(name="李敏")) as session:
        return retention.empty_due(session, REASON)


def test_only_files_of_those_who_left_before_the_limit_are_due(city: City) -> None:
    _gone(city.mill, "郑洁", 1)
    _gone(city.mill, "王强", 2, date(2020, 5, 1))
    enrol(city.mill, "李娜", 3)
    assert _due() == 1


def test_the_limit_is_the_offices_own(city: City) -> None:
    _gone(city.mill, "王强", 2, date(2020, 5, 1))
    with writing(almighty()) as session:
        office_settings.change(session, "retention_years", 5, 0)
    assert _due() == 1


def test_an_emptied_file_keeps_who_it_was_and_when(city: City) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    assert _empty() == 1
    row = row_of(member_id)
    kept = (row.name, row.gender, row.joined_on, row.status)
    assert kept == ("郑洁", "female", date(2010, 3, 1), "left")
    gone = (row.id_no, row.id_no_index, row.mobile, row.mobile_tail, row.home_address, row.email)
    assert (*gone, row.birth_on, row.note) == (None,) * 8
    with reading(almighty()) as session:
        periods = memberships.list_periods(session, member_id)
        assert [str(period.status) for period in periods] == ["left", "member"]
        assert not member_lists.list_page(session, {"text": "0002"}).rows
    assert _due() == 0


def test_the_trail_forgets_the_values_and_stays_unbroken(city: City) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    _empty()
    with reading(almighty()) as session:
        rows = session.scalars(
            select(TrailRow)
            .where(TrailRow.record_type == "member", TrailRow.record_id == member_id)
            .order_by(TrailRow.id)
        ).all()
        assert {row.details for row in rows[:-1]} == {SCRUBBED}
        assert (rows[-1].action, rows[-1].actor) == ("emptied", "李敏")
        assert REASON in rows[-1].details
        assert first_broken_link(session) is None


def test_notes_of_life_events_go_and_the_events_stay_counted(city: City) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    with writing(almighty()) as session:
        life_events.enter(session, member_id, "wedding", date(2012, 5, 1), note="新郎王强")
    _empty()
    with reading(almighty()) as session:
        events = session.scalars(select(LifeEvent)).all()
        assert [(event.kind, event.note) for event in events] == [("wedding", None)]


def test_reasons_and_notes_on_lists_of_campaigns_go_and_who_stood_there_stays(city: City) -> None:
    member_id, campaign_id = _gone(city.mill, "郑洁", 1), campaigns.planned(city.mill)
    with writing(almighty()) as session:
        session.add(
            CampaignTarget(
                unit_id=city.mill, campaign_id=campaign_id, member_id=member_id, name="郑洁",
                sort_name="郑洁", source="included", state="listed", reason="患重病",
                reached_note="住院时看望",
            )
        )  # fmt: skip
    _empty()
    with reading(almighty()) as session:
        row = session.scalars(select(CampaignTarget)).one()
        assert (row.name, row.reason, row.reached_note) == ("郑洁", "", "")
        told = session.query(TrailRow).filter_by(record_type="campaign_target").one()
        assert told.details == SCRUBBED


def test_notes_of_periods_and_of_the_steps_to_them_go_too(city: City) -> None:
    with writing(almighty(name="周平")) as session:
        values = worker("郑洁", 2, joined_on=date(2010, 3, 1))
        member_id = members.register(session, city.mill, values, note="长期病休")
        waiting = memberships.get_application_of(session, member_id)
    assert waiting is not None
    with writing(almighty(name="陈静")) as session:
        memberships.decide_application(session, waiting.id, waiting.version, "approve")
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, "left", LONG_AGO, note="长期病休")
    _empty()
    with reading(almighty()) as session:
        assert {period.note for period in memberships.list_periods(session, member_id)} == {""}
        told = [*session.scalars(select(Move.note)), *session.scalars(select(TrailRow.details))]
        told += session.scalars(select(JoinApplication.note))
        assert first_broken_link(session) is None
    assert not any("长期病休" in text for text in told)


def test_a_record_merged_into_an_emptied_one_is_emptied_wherever_it_was(city: City) -> None:
    kept, gone = _gone(city.mill, "郑洁", 2), _gone(city.dock, "郑洁", 4)
    with writing(almighty()) as session:
        merges.merge(session, (kept, version_of(kept)), (gone, version_of(gone)))
    with writing(almighty(unit=city.north)) as session:
        retention.empty_due(session, REASON)
    assert (row_of(gone).id_no, row_of(gone).mobile) == (None, None)


def test_papers_go_from_the_list_and_a_day_later_from_the_disk(city: City, clock: Clock) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    with writing(almighty()) as session:
        attachments.add(
            session, "member", member_id, PAPER, "申请.pdf", "application/pdf", b"%PDF-"
        )
    folder = config.settings().attachments
    (file,) = (file for file in folder.rglob("*") if file.is_file())
    os.utime(file, (clock.now.timestamp(), clock.now.timestamp()))
    _empty()
    with reading(CONSOLE) as session:
        named = attachments.stored_hashes(session)
        assert not named
    assert stored_files.drop_unnamed(folder, named, clock.now) == 0, "it is too young"
    assert stored_files.drop_unnamed(folder, named, clock.now + timedelta(days=1)) == 1
    assert not file.exists()


def test_a_file_that_a_record_names_is_never_thrown_away(city: City, clock: Clock) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    with writing(almighty()) as session:
        attachments.add(
            session, "member", member_id, PAPER, "申请.pdf", "application/pdf", b"%PDF-"
        )
    with reading(CONSOLE) as session:
        named = attachments.stored_hashes(session)
    folder, later = config.settings().attachments, clock.now + timedelta(days=1000)
    assert stored_files.drop_unnamed(folder, named, later) == 0


def test_a_second_emptying_finds_nothing(city: City) -> None:
    _gone(city.mill, "郑洁", 2)
    _empty()
    with pytest.raises(WrongState):
        _empty()


def test_a_form_drawn_before_the_emptying_is_refused(city: City) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    seen = version_of(member_id)
    _empty()
    assert version_of(member_id) == seen + 1


def test_emptying_needs_a_reason_and_its_permission(city: City) -> None:
    _gone(city.mill, "郑洁", 2)
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        retention.empty_due(session, "  ")
    with writing(everyone_but(Permission.MANAGE_SETTINGS)) as session:
        with pytest.raises(NotAllowed):
            retention.get_due(session)
        with pytest.raises(NotAllowed):
            retention.empty_due(session, REASON)
    assert _due() == 1


def test_files_outside_the_own_part_are_neither_counted_nor_emptied(city: City) -> None:
    outside = _gone(city.dock, "郑洁", 2)
    _gone(city.mill, "王强", 3)
    with writing(almighty(unit=city.north)) as session:
        assert retention.get_due(session).count == 1
        assert retention.empty_due(session, REASON) == 1
    assert row_of(outside).id_no is not None


def test_what_an_import_kept_for_undoing_goes_too(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2, joined_on=date(2010, 3, 1), mobile="13800000001")
    cells = [(2, ["郑洁", worker("郑洁", 2)["id_no"], "13900000001"])]
    places = {"name": 0, "id_no": 1, "mobile": 2}
    with writing(almighty()) as session:
        roster = Incoming(lambda: cells, places, city.mill, "名册.xlsx", "0" * 64)
        assert imports.take_in(session, imports.MEMBERS, roster).counts.changed == 1
    with writing(almighty()) as session:
        seen = members.get_member(session, member_id).version
        memberships.end_membership(session, member_id, seen, "left", LONG_AGO)
    _empty()
    with reading(CONSOLE) as session:
        assert session.scalars(select(ImportRow.before)).all() == [None]


def test_whoever_belongs_to_a_household_is_left_alone(city: City) -> None:
    member_id = _gone(city.mill, "郑国安", 31)
    with writing(almighty()) as session:
        households.found(session, city.mill, {}, member_id=member_id)
    with reading(almighty()) as session:
        assert retention.get_due(session).count == 0
    with pytest.raises(WrongState), writing(almighty()) as session:
        retention.empty_due(session, REASON)
    assert row_of(member_id).mobile is not None


def test_an_old_claim_keeps_what_it_gave_and_forgets_illness_and_account(city: City) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    claim_id = _claimed(city.mill, member_id, date(2014, 3, 1))
    seen = claims.claim_row(claim_id).version
    assert _due() == 1
    _empty()
    claim = claims.claim_row(claim_id)
    gone = (claim.diagnosis, claim.bank_number, claim.bank_index, claim.mobile, claim.hospital)
    assert gone == (None, None, None, None, "")
    assert (claim.state, claim.payable_fen, claim.version) == ("approved", 3_500_00, seen + 1)
    with reading(almighty()) as session:
        told = [*session.scalars(select(Move.note)), *session.scalars(select(TrailRow.details))]
        assert first_broken_link(session) is None
    assert not any("北岭县人民医院" in text for text in told)


@pytest.mark.parametrize(
    ("on", "state"), [(date(2020, 3, 1), "approved"), (date(2014, 3, 1), "in_review")]
)
def test_a_claim_within_the_time_or_on_its_way_keeps_the_file(
    city: City, on: date, state: str
) -> None:
    member_id = _gone(city.mill, "郑洁", 2)
    _claimed(city.mill, member_id, on, state)
    with writing(almighty(unit=city.mill)) as session:
        assert retention.get_due(session).count == 0
        with pytest.raises(WrongState):
            retention.empty_due(session, REASON)


def test_a_claim_of_a_record_merged_into_another_keeps_the_file_too(city: City) -> None:
    kept, gone = _gone(city.mill, "郑洁", 2), _gone(city.dock, "郑洁", 4)
    _claimed(city.dock, gone, date(2020, 3, 1))
    with writing(almighty()) as session:
        merges.merge(session, (kept, version_of(kept)), (gone, version_of(gone)))
    assert _due() == 0


def _claimed(unit_id: int, member_id: int, on: date, state: str = "approved") -> int:
    """Approve a claim of a member, and move it to the day on which it would have been made."""
    claim_id = claims.approved(claims.cover(unit_id, claims.plan(), member_id))
    with writing(almighty()) as session:
        claim = session.get(Claim, claim_id)
        assert claim is not None
        claim.handed_in_on, claim.state = on, state
    return claim_id
