"""Whom a campaign is for: a rule, people by hand, a frozen list, and who was reached."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db import (
    campaign_by_hand,
    campaign_gifts,
    campaign_merges,
    campaign_people,
    campaign_reach,
    campaign_targets,
    campaigns,
    care_gifts,
    merges,
    visits,
)
from db.campaign_people import TargetRow
from db.care_gifts import Present
from db.engine import Store
from db.models.campaign_people import CampaignTarget
from db.models.care import CareGift, Visit
from db.models.households import HouseholdMembership, HouseholdPerson
from db.models.trail import TrailRow
from db.session import reading, writing
from db.visits import Account, Purpose
from rules.access import Actor, Permission
from rules.campaign_people import EXCLUDED, LISTED, MERGED, TAKEN_OFF
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground.campaigns import CHAIR, bring, planned, row_of, step
from tests.ground.care import open_file, settle_household
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, enrol, id_number, plant, version_of

pytestmark = pytest.mark.usefixtures("office", "clock")

WOMEN: dict[str, Value] = {"base": "members", "gender": ("female",), "age_from": 35}
CHILDREN: dict[str, Value] = {
    "base": "families",
    "relation": ("child",),
    "person_status": ("student",),
}


@pytest.fixture
def city(office: Store) -> City:
    return plant()


@pytest.fixture
def people(city: City) -> dict[str, int]:
    """Two women and a man; all are 41."""
    return {
        "郑洁": enrol(city.mill, "郑洁", 2),
        "林芳": enrol(city.dock, "林芳", 4),
        "王强": enrol(city.mill, "王强", 1),
    }


def _family(unit_id: int, child: str, status: str = "student", **more: Any) -> tuple[int, int]:
    """Found a filed family with a child; returns the ids of household and child."""
    household_id = settle_household(unit_id, "郑国安")
    open_file(household_id, category="deep", **more)
    with writing(almighty()) as session:
        born = date(2008, 6, 15)
        person = HouseholdPerson(
            unit_id=unit_id, name=child, birth_on=born, person_status=status, extra={}
        )
        session.add(person)
        session.flush()
        session.add(
            HouseholdMembership(
                unit_id=unit_id,
                household_id=household_id,
                person_id=person.id,
                relation="child",
                from_on=date(2020, 1, 1),
            )
        )
        return household_id, person.id


def _set_rule(campaign_id: int, values: dict[str, Value], despite: bool = False) -> int:
    with writing(almighty(name="周平")) as session:
        seen = row_of(campaign_id).version
        return campaign_targets.set_rule(session, campaign_id, seen, values, despite)


def _put(verb: Any, campaign_id: int, keys: list[str], reason: str = "街道来函") -> int:
    with writing(almighty(name="周平")) as session:
        count: int = verb(session, campaign_id, row_of(campaign_id).version, keys, reason)
        return count


def _list(campaign_id: int, actor: Actor | None = None, **chosen: Any) -> list[TargetRow]:
    with reading(actor or almighty()) as session:
        return campaign_people.list_page(session, {"id": campaign_id, **chosen}).rows


def _names(campaign_id: int, **chosen: Any) -> list[str]:
    return [row.name for row in _list(campaign_id, **chosen)]


def _version(target_id: int) -> int:
    with reading(almighty()) as session:
        wanted = select(CampaignTarget.version).where(CampaignTarget.id == target_id)
        return session.scalars(wanted).one()


def test_a_rule_is_shown_with_its_count_and_words_before_it_is_kept(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = planned(city.federation)
    with reading(almighty()) as session:
        found = campaign_targets.get_preview(session, campaign_id, WOMEN)
        assert campaign_targets.get_preview(session, campaign_id) is None
    assert found is not None
    assert (found.count, found.everybody, [one.name for one in found.first]) == (
        2, 3, ["林芳", "郑洁"],
    )  # fmt: skip
    assert [line.shown({}) for line in found.lines][1] == "活动开始时年满35周岁"
    assert _set_rule(campaign_id, WOMEN) == 2
    with reading(almighty()) as session:
        kept = campaign_targets.get_rule(session, campaign_id)
    assert kept.rule is not None
    assert (kept.rule.base, kept.rule.wanted["age_from"]) == ("members", 35)


def test_a_rule_for_nobody_or_everybody_is_told_with_the_count_unless_it_is_meant_so(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = planned(city.federation)
    nobody: dict[str, Value] = {"base": "members", "age_from": 100}
    whole: dict[str, Value] = {"base": "members"}
    for values in (nobody, whole):
        with pytest.raises(InvalidInput) as refused:
            _set_rule(campaign_id, values)
        assert refused.value.field == "despite"
    assert _set_rule(campaign_id, whole, despite=True) == 3
    _set_rule(campaign_id, nobody, despite=True)
    with pytest.raises(WrongState):
        step(campaign_id, "approve")


def test_the_list_is_frozen_with_the_approval_and_counts_each_person_once(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = planned(city.federation)
    _set_rule(campaign_id, WOMEN)
    assert _put(campaign_by_hand.put_on, campaign_id, [f"m{people['王强']}"]) == 1
    assert _put(campaign_by_hand.put_on, campaign_id, [f"m{people['郑洁']}"]) == 1
    assert _put(campaign_by_hand.leave_out, campaign_id, [f"m{people['林芳']}"], "已退休") == 1
    with reading(almighty()) as session:
        found = campaign_targets.get_preview(session, campaign_id)
    assert found is not None
    assert found.listed == 2
    bring(campaign_id, "approve")
    later = enrol(city.mill, "何梅", 6)
    assert _names(campaign_id) == ["王强", "郑洁"]
    assert [(row.name, row.reason) for row in _list(campaign_id, view="left_out")] == [
        ("林芳", "已退休")
    ]
    with pytest.raises(WrongState):
        _set_rule(campaign_id, WOMEN)
    assert _put(campaign_by_hand.put_on, campaign_id, [f"m{later}"], "新入会") == 1
    added = next(row for row in _list(campaign_id) if row.name == "何梅")
    assert (added.source, added.reason) == ("added", "新入会")
    with reading(almighty()) as session:
        told = session.scalars(
            select(TrailRow.label).where(TrailRow.record_type == "campaign_target")
        ).all()
    assert {"王强", "郑洁", "林芳", "何梅"} <= set(told)


def test_a_list_returned_to_planning_is_drawn_anew(city: City, people: dict[str, int]) -> None:
    campaign_id = planned(city.federation)
    _set_rule(campaign_id, WOMEN)
    _put(campaign_by_hand.put_on, campaign_id, [f"m{people['王强']}"])
    bring(campaign_id, "approve", "return")
    assert _names(campaign_id) == ["王强"]
    _set_rule(campaign_id, {**WOMEN, "unit_id": city.north})
    bring(campaign_id, "approve")
    assert _names(campaign_id) == ["王强", "郑洁"]


def test_pasted_lines_find_one_ask_about_several_and_tell_of_nobody(
    city: City, people: dict[str, int]
) -> None:
    twin = enrol(city.dock, "郑洁", 8)
    number = id_number(date(1985, 3, 8), 1)
    campaign_id = planned(city.federation)
    with reading(almighty()) as session:
        lines = campaign_by_hand.list_pasted(
            session, campaign_id, f"郑洁\n\n林芳\n没有这人\n{number}"
        )
    assert [(one.line, len(one.people)) for one in lines] == [(1, 2), (3, 1), (4, 0), (5, 1)]
    assert {one.member_id for one in lines[0].people} == {people["郑洁"], twin}
    assert lines[3].people[0].name == "王强"
    with reading(almighty()) as session:
        text = f"王强 纺织厂工会 {number}\n林芳 {number}\n林芳\n林芳 330102198503081111"
        both, other, _same, unknown = campaign_by_hand.list_pasted(session, campaign_id, text)
    assert [one.name for one in both.people] == ["王强"]
    assert (other.people, unknown.people) == ((), ()), "a number gives way to no name"
    told = [one.why.shown({}) for one in (other, unknown) if one.why is not None]
    assert ["另一姓名" in told[0], "没有该号码" in told[1]] == [True, True]
    _put(campaign_by_hand.put_on, campaign_id, [f"m{people['林芳']}"])
    with reading(almighty()) as session:
        assert campaign_by_hand.list_pasted(session, campaign_id, "林芳")[0].state == LISTED
    with pytest.raises(InvalidInput):
        _put(campaign_by_hand.put_on, campaign_id, [f"m{twin}"], " ")


def test_names_out_of_the_archive_are_told_to_those_who_may_see_it(city: City) -> None:
    _family(city.mill, "郑小雨")
    _family(city.mill, "郑小雪", "pupil")
    campaign_id = planned(city.federation)
    assert _set_rule(campaign_id, CHILDREN) == 1
    bring(campaign_id, "approve")
    blind = everyone_but(Permission.SEE_HARDSHIP)
    assert [row.name for row in _list(campaign_id, blind)] == ["•••"]
    assert _list(campaign_id, blind, text="郑") == []
    assert _names(campaign_id, text="郑") == ["郑小雨"]
    with reading(blind) as session:
        found = campaign_targets.get_preview(session, campaign_id)
        assert found is not None
        assert [one.name for one in found.first] == ["•••"]
        with pytest.raises(NotAllowed):
            campaign_targets.get_preview(session, campaign_id, CHILDREN)
        assert [one.sort_name for one in found.first] == [""]
        assert campaign_by_hand.list_pasted(session, campaign_id, "郑小雨")[0].people == ()


def test_nobody_learns_by_trying_who_of_the_members_is_of_the_archive(city: City) -> None:
    member_id = enrol(city.mill, "孙德海", 3, political_status="party_member")
    open_file(settle_household(city.mill, "孙德海", member_id))
    campaign_id = planned(city.federation)
    _set_rule(campaign_id, {"base": "members", "is_filed": True}, despite=True)
    bring(campaign_id, "approve")
    (row,) = _list(campaign_id)
    blind, keys = everyone_but(Permission.SEE_HARDSHIP), [f"m{member_id}"]
    with writing(blind) as session:
        assert campaign_by_hand.list_pasted(session, campaign_id, "孙德海")[0].state == ""
        seen = row_of(campaign_id).version
        for refused in (
            lambda: campaign_by_hand.put_on(session, campaign_id, seen, keys, "试"),
            lambda: campaign_by_hand.leave_out(session, campaign_id, seen, keys, "试"),
            lambda: campaign_by_hand.take_off(session, row.id, row.version, "试"),
        ):
            with pytest.raises(NotAllowed):
                refused()
    present = Present("care_goods", 10_000, date(2026, 11, 24), "米面油")
    with writing(almighty()) as session:
        purpose = Purpose("hardship", "", campaign_id=campaign_id)
        care_gifts.give(session, purpose, present, member_id=member_id)
    with reading(blind) as session:
        assert [one.name for one in campaign_gifts.list_given(session, campaign_id)] == ["•••"]
    with reading(almighty()) as session:
        assert [one.name for one in campaign_gifts.list_given(session, campaign_id)] == ["孙德海"]


def test_retired_people_without_a_child_at_home_are_found(city: City) -> None:
    alone = settle_household(city.mill, "孙德海")
    open_file(alone)
    _family(city.mill, "郑小雨")
    campaign_id = planned(city.federation)
    values: dict[str, Value] = {"base": "families", "no_child_at_home": True, "relation": ("self",)}
    assert _set_rule(campaign_id, values) == 1
    with reading(almighty()) as session:
        found = campaign_targets.get_preview(session, campaign_id)
    assert found is not None
    assert found.first[0].name == "孙德海"


def test_party_members_of_filed_families_meet_both_registers(
    city: City, people: dict[str, int]
) -> None:
    member_id = enrol(city.mill, "孙德海", 3, political_status="party_member")
    open_file(settle_household(city.mill, "孙德海", member_id))
    enrol(city.mill, "钱进", 5, political_status="party_member")
    campaign_id = planned(city.federation)
    values: dict[str, Value] = {"base": "members", "political_status": ("party_member",)}
    assert _set_rule(campaign_id, {**values, "is_filed": True}) == 1
    assert _set_rule(campaign_id, {**values, "is_filed": False}) == 1


def _reached(city: City, people: dict[str, int]) -> int:
    campaign_id = planned(city.federation)
    _set_rule(campaign_id, {"base": "members"}, despite=True)
    return bring(campaign_id, "approve")


def test_gifts_visits_and_marks_by_hand_reach_people_and_undone_ones_do_not(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = _reached(city, people)
    today, purpose = date(2026, 11, 24), Purpose("birthday", campaign_id=campaign_id)
    with writing(almighty()) as session:
        gift = Present("care_goods", 5_000, today, "蛋糕")
        gift_id = care_gifts.give(session, purpose, gift, member_id=people["郑洁"])
        visits.write_down_unplanned(
            session, Account(today, "周平"), purpose, member_id=people["林芳"]
        )
    (man,) = _list(campaign_id, text="王强")
    with writing(almighty()) as session:
        campaign_people.mark(session, man.id, man.version, today, "电话慰问")
    with reading(almighty()) as session:
        assert campaign_reach.get_reach(session, campaign_id).reached == 3
    assert _names(campaign_id, view="not_reached") == []
    with writing(almighty()) as session:
        care_gifts.cancel(session, gift_id, 1, "退回")
    with writing(almighty()) as session:
        campaign_people.unmark(session, man.id, man.version + 1, "记错人")
    assert _names(campaign_id, view="not_reached") == ["王强", "郑洁"]
    (row,) = _list(campaign_id, view="reached")
    assert (row.name, row.ways, row.reached_on) == ("林芳", ("visit",), today)
    with reading(almighty()) as session:
        units = campaign_reach.list_by_unit(session, campaign_id)
        assert {(one.name, one.listed, one.reached, one.members) for one in units} == {
            ("北岭县总工会", 2, 0, 2),
            ("南浦县总工会", 1, 1, 1),
        }
        assert session.scalar(select(Visit.campaign_id)) == campaign_id
        assert session.scalar(select(CareGift.campaign_id)) == campaign_id


def test_a_list_that_changed_after_the_chair_looked_is_not_approved(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = planned(city.federation)
    for change in (campaign_by_hand.put_on, campaign_by_hand.leave_out):
        seen = row_of(campaign_id).version
        _put(change, campaign_id, [f"m{people['王强']}"])
        with writing(almighty(name="陈静")) as session, pytest.raises(Conflict):
            campaigns.approve(session, campaign_id, seen)
    seen = row_of(campaign_id).version
    row = next(one for one in _list(campaign_id, view="left_out") if one.state == "excluded")
    with writing(almighty(name="周平")) as session:
        campaign_by_hand.take_off(session, row.id, row.version, "理由")
    with writing(almighty(name="陈静")) as session, pytest.raises(Conflict):
        campaigns.approve(session, campaign_id, seen)


def test_two_records_of_one_person_are_one_entry_and_part_again(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = _reached(city, people)
    kept, gone = people["郑洁"], people["林芳"]
    with writing(almighty()) as session:
        merge_id = merges.merge(session, (kept, version_of(kept)), (gone, version_of(gone)))
    assert sorted(_names(campaign_id)) == ["王强", "郑洁"]
    with writing(almighty()) as session:
        row = next(row for row in merges.list_merges_of(session, kept) if row.id == merge_id)
        merges.undo(session, row.id, row.version)
    assert sorted(_names(campaign_id)) == ["林芳", "王强", "郑洁"]
    with reading(almighty()) as session:
        states = session.scalars(select(CampaignTarget.state)).all()
    assert MERGED not in states


def test_only_planners_within_scope_change_the_list_and_nobody_on_a_stale_page(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = planned(city.federation)
    key, seen = [f"m{people['王强']}"], row_of(campaign_id).version
    with writing(everyone_but(Permission.PLAN_CAMPAIGNS)) as session:
        for refused in (
            lambda: campaign_targets.set_rule(session, campaign_id, seen, WOMEN),
            lambda: campaign_by_hand.put_on(session, campaign_id, seen, key, "理由"),
            lambda: campaign_by_hand.leave_out(session, campaign_id, seen, key, "理由"),
            lambda: campaign_by_hand.take_off(session, 1, 1, "理由"),
            lambda: campaign_people.mark(session, 1, 1, date(2026, 11, 24), "理由"),
        ):
            with pytest.raises(NotAllowed):
                refused()
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        campaign_by_hand.put_on(session, campaign_id, seen, key, "理由")
    southern = actor_with(Permission.SEE_CAMPAIGNS, unit=city.south)
    with reading(southern) as session, pytest.raises(NotFound):
        campaign_people.list_page(session, {"id": campaign_id})
    with writing(almighty()) as session, pytest.raises(Conflict):
        campaign_by_hand.put_on(session, campaign_id, seen - 1, key, "理由")
    _put(campaign_by_hand.put_on, campaign_id, key)
    (row,) = _list(campaign_id)
    with writing(almighty()) as session, pytest.raises(Conflict):
        campaign_by_hand.take_off(session, row.id, row.version - 1, "理由")
    with writing(CHAIR) as session:
        campaign_by_hand.take_off(session, row.id, row.version, "重复")
    with pytest.raises(NotAllowed):  # whoever changed the list does not approve it
        step(campaign_id, "approve", CHAIR)
    assert _list(campaign_id) == []
    with writing(almighty()) as session, pytest.raises(WrongState):
        campaign_by_hand.take_off(session, row.id, _version(row.id), "理由")
    step(campaign_id, "drop")
    with pytest.raises(WrongState):
        _put(campaign_by_hand.put_on, campaign_id, key)


def test_who_is_left_out_after_the_approval_is_taken_off(
    city: City, people: dict[str, int]
) -> None:
    campaign_id = _reached(city, people)
    assert _put(campaign_by_hand.leave_out, campaign_id, [f"m{people['王强']}"], "调离") == 1
    assert [(row.name, row.state) for row in _list(campaign_id, view="left_out")] == [
        ("王强", TAKEN_OFF)
    ]
    assert EXCLUDED not in {row.state for row in _list(campaign_id)}


def test_two_entries_of_one_person_of_the_archive_become_one_with_its_mark(city: City) -> None:
    _home, first = _family(city.mill, "郑小雨")
    _other, second = _family(city.mill, "郑小羽")
    campaign_id = planned(city.federation)
    _put(campaign_by_hand.put_on, campaign_id, [f"p{first}", f"p{second}"])
    bring(campaign_id, "approve")
    rows = {row.person_id: row for row in _list(campaign_id)}
    with writing(almighty()) as session:
        gone = rows[second]
        campaign_people.mark(session, gone.id, gone.version, date(2026, 11, 24), "上门走访")
    with writing(almighty()) as session:
        assert campaign_merges.join_entries(session, [], [first, second]) == [rows[second].id]
    (row,) = _list(campaign_id)
    assert (row.person_id, row.ways) == (first, ("by_hand",))
