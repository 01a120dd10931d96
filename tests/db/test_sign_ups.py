"""People sign up in order; who finds no place waits, and moves up when somebody withdraws."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db import (
    activity_exports,
    activity_lists,
    activity_views,
    letters,
    merges,
    sign_ups,
    summaries,
    trail,
    transfers,
)
from db.engine import Store
from db.letter_templates import TemplateRow
from db.models.activities import ActivitySignUp
from db.models.campaign_people import CampaignTarget
from db.models.trail import TrailRow
from db.session import reading, writing
from db.sign_ups import Joiner
from db.summaries import Slot
from rules.access import Actor, Permission
from rules.campaign_people import EXCLUDED, INCLUDED, LISTED
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from tests.ground import campaigns
from tests.ground.activities import (
    DAY,
    join,
    on_day,
    opened,
    planned,
    row_of,
    rows_of,
    states,
    step,
)
from tests.ground.databases import Clock
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, plant, version_of

pytestmark = pytest.mark.usefixtures("office", "clock")

UP, WAITS, OFF = "signed_up", "waiting", "withdrawn"


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def contact(unit_id: int) -> Actor:
    rights = (Permission.SEE_CAMPAIGNS, Permission.SIGN_UP, Permission.SEE_MEMBERS)
    return actor_with(*rights, unit=unit_id, name="徐婷")


def _sums_hold() -> None:
    with reading(almighty()) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert trail.first_broken_link(session) is None


def _counts() -> dict[Slot, tuple[int, int]]:
    with reading(almighty()) as session:
        found = summaries.stored(session)
    return {slot: n for slot, n in found.items() if slot.name in ("sign_ups", "activities")}


def off(activity_id: int, name: str, actor: Actor | None = None, note: str = "") -> int:
    row = row_of(activity_id, name)
    with writing(actor or almighty()) as session:
        return sign_ups.withdraw(session, row.id, row.version, note)


def test_places_are_given_in_order_and_the_waiting_list_moves_up_by_itself(city: City) -> None:
    key = opened(city.north, capacity=2)
    names = ("郑洁", "周平", "陈静", "吴芳")
    people = [
        enrol(city.school if order > 2 else city.mill, name, order)
        for order, name in enumerate(names, start=1)
    ]
    told = join(key, *people)
    assert (told.people, told.waiting, told.refused) == (2, 2, ())
    # The contact of one unit makes room for somebody of another.
    assert off(key, "郑洁", contact(city.mill)) == 1
    assert states(key) == list(zip(names, (OFF, UP, UP, WAITS), strict=True))
    with reading(almighty()) as session:
        moved = row_of(key, "陈静")
        row = session.query(TrailRow).filter_by(
            record_type="activity_sign_up", record_id=moved.id, action="changed"
        )
        after = json.loads(row.one().details)["after"]
    assert after == {"state": UP, "moved_up_on": "2026-11-24"}
    again = join(key, people[0])
    assert (again.people, again.waiting, row_of(key, "吴芳").number) == (0, 1, 4)
    assert [row.number for row in rows_of(key)] == [1, 2, 3, 4, 5]
    _sums_hold()


def test_who_may_not_take_part_is_named_with_the_reason_and_clashes_are_told(city: City) -> None:
    key = opened(city.north, gender="female", age_to=45, from_time="09:00", to_time="11:00")
    other = opened(city.federation, name="插花班", from_time="10:30", to_time="12:00")
    later = opened(city.federation, name="合唱", from_time="11:00", to_time="12:00")
    woman, man = enrol(city.mill, "郑洁", 2), enrol(city.mill, "周平", 1)
    elsewhere = enrol(city.dock, "吴芳", 4)
    join(other, woman)
    join(later, woman)
    with reading(almighty()) as session:
        joiners = [Joiner(one) for one in (woman, man, elsewhere, woman, 999)]
        seen = sign_ups.preview(session, key, joiners)
    told = join(key, woman, man, elsewhere, woman, 999)
    assert (seen.people, seen.refused, seen.clashes) == (told.people, told.refused, told.clashes)
    assert [(one.name, one.line.text[:25]) for one in told.refused] == [
        ("周平", "the activity is for: {gen"),
        ("吴芳", "belongs to a unit that th"),
        ("郑洁", "stands on the list twice"),
        ("", "is not in your part of th"),
    ]
    assert [(one.name, one.line.values["activity"]) for one in told.clashes] == [("郑洁", "插花班")]
    assert join(key, woman).refused[0].line.text == "is on the list of this activity already"
    assert states(key) == [("郑洁", UP)]


def test_a_contact_sees_and_signs_up_own_people_and_counts_of_the_others(city: City) -> None:
    key = opened(city.federation, capacity=3)
    mine, other = enrol(city.mill, "郑洁", 1), enrol(city.school, "陈静", 2)
    join(key, other)
    actor = contact(city.mill)
    told = join(key, mine, other, actor=actor)
    assert (told.people, [one.line.text[:25] for one in told.refused]) == (
        1,
        ["is not in your part of th"],
    )
    with reading(actor) as session:
        found = activity_views.get_activity(session, key)
        assert (found.taken, found.free, found.own) == (2, 1, False)
        assert [row.name for row in activity_views.list_people(session, key).rows] == ["郑洁"]
        assert activity_lists.list_page(session, {}).rows[0].signed_up == 2
    with pytest.raises(NotFound):
        off(key, "陈静", actor)
    with pytest.raises(NotAllowed):
        join(key, mine, actor=everyone_but(Permission.SIGN_UP))
    with pytest.raises(NotFound):
        join(opened(city.south), mine, actor=actor)


def test_who_sees_no_members_gets_counts_and_no_names(city: City) -> None:
    key = opened(city.north)
    join(key, enrol(city.mill, "郑洁", 2))
    blind = everyone_but(Permission.SEE_MEMBERS)
    reads: tuple[Callable[[Session], object], ...] = (
        lambda session: activity_views.list_people(session, key),
        lambda session: activity_views.list_to_tick(session, key),
        lambda session: activity_views.list_to_inform(session, key),
        lambda session: activity_exports.record(session, activity_exports.PEOPLE, {"id": key}),
    )
    for read in reads:
        with pytest.raises(NotAllowed), writing(blind) as session:
            read(session)
    with reading(blind) as session:
        assert activity_views.get_activity(session, key).counts == {"signed_up": 1}
        template = TemplateRow(None, 0, "", "activity_names", "", may_reveal=False)
        (sheet,) = letters.list_values(session, template, [key])
    assert (sheet.values["signed_up"], list(sheet.rows["guests"])) == ("1", [])


def test_sign_up_ends_for_contacts_on_its_day_and_for_all_with_the_activity(
    city: City, clock: Clock
) -> None:
    key = opened(city.north, sign_up_until=DAY - timedelta(days=2))
    one, two = enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2)
    on_day(clock, DAY - timedelta(days=1))
    with pytest.raises(WrongState, match="ended on"):
        join(key, one, actor=contact(city.mill))
    with pytest.raises(WrongState, match="ended on"):  # a planner below does not run it
        join(key, one, actor=almighty(unit=city.mill))
    assert join(key, one).people == 1
    seen = row_of(key, "郑洁")
    with writing(almighty()) as session:
        session.get_one(ActivitySignUp, seen.id).note = "素食"
    with pytest.raises(Conflict), writing(almighty()) as session:
        sign_ups.withdraw(session, seen.id, seen.version)
    on_day(clock, DAY + timedelta(days=1))
    with pytest.raises(WrongState, match="over"):
        join(key, two)
    step(key, "hold")
    with pytest.raises(NotAllowed):
        off(key, "郑洁", contact(city.mill), "记错")
    with pytest.raises(NotAllowed, match="office that holds"):
        off(key, "郑洁", almighty(unit=city.mill), "记错")
    with pytest.raises(InvalidInput):
        off(key, "郑洁")
    assert off(key, "郑洁", note="记错") == 0
    with pytest.raises(WrongState):
        join(planned(city.north), one)
    with pytest.raises(WrongState, match="not on the list"):
        off(key, "郑洁", note="记错")


def test_the_last_place_is_given_once_when_two_ask_at_the_same_time(city: City) -> None:
    key = opened(city.north, capacity=3)
    people = [enrol(city.mill, f"郑{order}", order) for order in range(1, 9)]
    told: list[object] = []

    def ask(member_id: int) -> None:
        try:
            told.append(join(key, member_id, people[0]))
        except OfficeError as error:
            told.append(error)

    threads = [threading.Thread(target=ask, args=(one,)) for one in people[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = rows_of(key)
    assert len(told) == 7
    assert not [one for one in told if isinstance(one, OfficeError)]
    assert sum(row.state == UP for row in found) == 3
    assert sum(row.state == WAITS for row in found) == 5
    assert sorted(row.number for row in found) == list(range(1, 9))
    assert len({row.member_id for row in found}) == 8
    _sums_hold()


def test_a_merge_moves_sign_ups_once_and_gives_them_back(city: City) -> None:
    first, second = opened(city.north), opened(city.north, name="合唱")
    kept, gone = enrol(city.mill, "郑洁", 1), enrol(city.mill, "郑洁", 2)
    join(first, kept, gone)
    join(second, gone)

    def merge() -> int:
        with writing(almighty()) as session:
            pair = ((kept, version_of(kept)), (gone, version_of(gone)))
            return merges.merge(session, *pair)

    with pytest.raises(WrongState, match="Both records are on the list"):
        merge()
    row = rows_of(first)[1]
    with writing(almighty()) as session:
        sign_ups.withdraw(session, row.id, row.version)
    before = _counts()
    merge_id = merge()
    assert [one.member_id for one in (*rows_of(first), *rows_of(second))] == [kept] * 3
    assert _counts() == before
    # The record that went leads on to the one that stayed, which is on the list already.
    assert join(second, gone).refused[0].line.text == "is on the list of this activity already"
    with writing(almighty()) as session:
        merges.undo(session, merge_id, 1)
    assert [one.member_id for one in rows_of(second)] == [gone]
    _sums_hold()


def test_whoever_goes_to_another_unit_keeps_the_history(city: City) -> None:
    key = opened(city.federation)
    member_id = enrol(city.mill, "郑洁", 1)
    join(key, member_id)
    with writing(almighty(name="周平")) as session:
        seen = version_of(member_id)
        moving = transfers.propose(session, member_id, seen, city.dock, DAY - timedelta(days=11))
    with writing(almighty(name="陈静")) as session:
        transfers.decide(session, moving, 1, "accept")
    with reading(almighty(unit=city.dock)) as session:
        (part,) = activity_lists.list_of_member(session, member_id)
        assert (part.activity_id, part.state) == (key, UP)
        assert activity_views.list_people(session, key).rows == []
    with reading(contact(city.mill)) as session:
        assert [row.name for row in activity_views.list_people(session, key).rows] == ["郑洁"]


def test_an_activity_for_a_campaigns_list_takes_only_those_on_it(city: City) -> None:
    campaign_id = campaigns.planned(city.federation)
    on_list, off_list = enrol(city.mill, "郑洁", 1), enrol(city.mill, "周平", 2)
    with writing(almighty()) as session:
        for member_id, state in ((on_list, LISTED), (off_list, EXCLUDED)):
            row = CampaignTarget(unit_id=city.mill, campaign_id=campaign_id, member_id=member_id)
            row.name = row.sort_name = "名单"
            row.source, row.state = INCLUDED, state
            session.add(row)
    key = opened(city.north, campaign_id=campaign_id, targets_only=True)
    told = join(key, on_list, off_list)
    assert (told.people, [one.name for one in told.refused]) == (1, ["周平"])
    assert told.refused[0].line.text == "does not stand on the campaign's target list"
    with pytest.raises(InvalidInput) as refused:
        opened(city.north, targets_only=True)
    assert refused.value.field == "targets_only"
