"""What is given in a campaign: gifts and proposals for many, within budget and ceilings."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db import (
    aid_grants,
    aid_lists,
    campaign_aid,
    campaign_by_hand,
    campaign_gifts,
    campaign_grants,
    campaign_money,
    campaign_people,
    campaign_reach,
    care_entries,
    care_gift_lists,
    visit_lists,
)
from db.engine import Store
from db.models.aid import AidGrant
from db.models.campaigns import Campaign
from db.models.care import CareGift
from db.models.households import HouseholdPerson, Kinship
from db.models.members import Member
from db.models.pay_runs import PayRun
from db.session import reading, writing
from rules.access import CONSOLE, Actor, Permission
from rules.campaign_giving import Own
from rules.campaign_money import Money
from rules.errors import InvalidInput, NotAllowed, NotFound
from rules.fields import Value
from tests.ground.aid import TODAY, Family, family, grant_row, paid, proposal, subsistence
from tests.ground.at_once import at_once
from tests.ground.campaigns import CLERK, bring, planned, row_of
from tests.ground.care import settle_household
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")


@pytest.fixture
def city(office: Store) -> City:
    return plant()


def _listed(unit_id: int, keys: list[str], **more: Value) -> int:
    """Plan a campaign with a budget of 10,000 yuan for some people, and approve it."""
    fund_id = pot(unit_id, 20_000_000, name="主题活动资金")
    values: dict[str, Value] = {"budget_fen": 1_000_000, "fund_id": fund_id}
    campaign_id = planned(unit_id, CLERK, **{**values, **more})
    with writing(almighty(name="周平")) as session:
        campaign_by_hand.put_on(session, campaign_id, row_of(campaign_id).version, keys, "慰问")
    return bring(campaign_id, "approve")


def _ids(campaign_id: int, **chosen: Any) -> list[int]:
    with reading(almighty()) as session:
        rows = campaign_people.list_page(session, {"id": campaign_id, **chosen}).rows
        return [row.id for row in rows]


def _money(campaign_id: int) -> Money:
    with reading(almighty()) as session:
        return campaign_money.get_money(session, campaign_id)


def _gift(fund_id: int | None = None, fen: int = 20_000, note: str = "") -> dict[str, Value]:
    kind = "care_goods" if fund_id is None else "care_cash"
    return {
        "occasion": "hardship", "festival": None, "kind": kind, "what": "米面油",
        "fen": fen, "on": TODAY, "fund_id": str(fund_id) if fund_id else None, "note": note,
    }  # fmt: skip


def _give(
    campaign_id: int, ids: list[int], gift: dict[str, Value], actor: Actor | None = None
) -> Any:
    with writing(actor or almighty(name="周平")) as session:
        return campaign_gifts.give_many(session, campaign_id, ids, gift)


def test_a_round_of_gifts_reaches_people_and_leaves_out_who_had_one(city: City) -> None:
    members = [enrol(city.mill, name, order) for order, name in ((2, "郑洁"), (4, "林芳"))]
    campaign_id = _listed(city.north, [f"m{key}" for key in members])
    fund_id = pot(city.north, 100_000)
    ids = _ids(campaign_id)
    found = _give(campaign_id, ids[:1], _gift(fund_id))
    assert (found.given, found.refused, found.fen) == (("林芳",), (), 20_000)
    assert sums_of(fund_id).paid == 20_000
    with reading(almighty()) as session:
        again = campaign_gifts.preview(session, campaign_id, ids, _gift(fund_id))
    assert (again.given, [one.name for one in again.refused]) == (("郑洁",), ["林芳"])
    found = _give(campaign_id, ids, _gift(fund_id, note="双节追加"))
    assert len(found.given) == 2
    assert _money(campaign_id) == Money(1_000_000, given=60_000)
    with pytest.raises(InvalidInput):
        _give(campaign_id, ids, _gift(fund_id, 30_000, "资金不足"))
    assert sums_of(fund_id).paid == 60_000
    with reading(almighty()) as session:
        assert campaign_reach.get_reach(session, campaign_id).reached == 2
        assert len(campaign_gifts.list_given(session, campaign_id)) == 3


def test_gifts_keep_to_the_campaigns_budget_and_to_rights_and_scope(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    fund_id = pot(city.north, 9_000_000)
    campaign_id = _listed(city.north, [f"m{member_id}"])
    ids = _ids(campaign_id)
    with pytest.raises(InvalidInput) as refused:
        _give(campaign_id, ids, _gift(fund_id, 1_000_001, "特批"))
    assert "10,000.00" in refused.value.shown()
    with pytest.raises(NotAllowed):
        _give(campaign_id, ids, _gift(), everyone_but(Permission.VISIT_HOUSEHOLDS))
    with pytest.raises(NotFound):
        _give(campaign_id, ids, _gift(), almighty(unit=city.south))
    closed = bring(campaign_id, "start", "close")
    with pytest.raises(Exception, match="closed"):
        _give(closed, ids, _gift())


def test_who_is_kin_or_left_the_unit_stays_out_of_a_round_and_the_others_are_given_to(
    city: City,
) -> None:
    names = ("郑洁", "林芳", "吴磊")
    kin, gone, other = (enrol(city.mill, name, order) for order, name in enumerate(names, start=2))
    campaign_id = _listed(city.north, [f"m{key}" for key in (kin, gone, other)])
    home, cousin = settle_household(city.mill, "郑洁", kin), almighty(name="周平")
    with writing(CONSOLE) as session:
        session.add(
            Kinship(
                account_id=cousin.account_id,
                account_name=cousin.name,
                household_id=home,
                relation="sibling",
                declared_on=TODAY,
            )
        )
        session.get_one(Member, gone).unit_id = city.dock
    ids = _ids(campaign_id)
    with reading(cousin) as session:
        seen = campaign_gifts.preview(session, campaign_id, ids, _gift())
    found = _give(campaign_id, ids, _gift(), cousin)
    assert found == seen
    told = {one.name: one.line.shown({}) for one in found.refused}
    assert (found.given, sorted(told)) == (("吴磊",), ["林芳", "郑洁"])
    assert ("亲属" in told["郑洁"], "单位" in told["林芳"]) == (True, True)


def test_a_round_asks_the_same_few_questions_for_more_people(
    city: City, statements: list[str]
) -> None:
    names = ("郑洁", "林芳", "吴磊", "李秀英", "王芳", "何敏")
    keys = [f"m{enrol(city.mill, name, order)}" for order, name in enumerate(names, start=2)]
    homes = _homes(city, 6)
    campaign_id = _listed(city.north, [*keys, *(f"p{home.child}" for home in homes)])
    ids = _ids(campaign_id)
    festival = {**_gift(), "occasion": "festival", "festival": "spring"}
    asked: list[tuple[int, int]] = []
    for some in (ids, ids[:1] + ids[-1:], ids):
        statements.clear()
        with reading(almighty()) as session:
            found = campaign_gifts.preview(session, campaign_id, some, festival)
        asked.append((len(statements), len(found.given)))
    assert [given for _n, given in asked] == [12, 2, 12]
    assert asked[1][0] == asked[2][0] <= 20


def test_of_two_rounds_at_once_the_second_sees_the_first(city: City) -> None:
    member_id = enrol(city.mill, "郑洁", 2)
    campaign_id = _listed(city.north, [f"m{member_id}"])
    ids, told = _ids(campaign_id), []

    def give(session: Session) -> None:
        told.append(campaign_gifts.give_many(session, campaign_id, ids, _gift()))

    assert at_once((almighty(name="周平"), give), (almighty(name="王芳"), give)) is None
    assert sorted((len(one.given), len(one.refused)) for one in told) == [(0, 1), (1, 0)]


def _homes(city: City, count: int) -> list[Family]:
    subsistence(100_000)
    homes = [family(city.mill) for _ in range(count)]
    with writing(CONSOLE) as session:
        for home in homes:
            person = session.get(HouseholdPerson, home.child)
            assert person is not None
            person.person_status = "student"
    return homes


def _proposal(fund_id: int, fen: int = 300_000, **more: Value) -> dict[str, Value]:
    return {
        "kind": "autumn_study", "fen": fen, "need": "2026年金秋助学", "fund_id": str(fund_id),
        "reason": "考入大学", **more,
    }  # fmt: skip


def _propose(campaign_id: int, ids: list[int], values: dict[str, Value]) -> Any:
    with writing(almighty(name="周平")) as session:
        return campaign_grants.propose_many(session, campaign_id, ids, values)


def test_study_grants_are_proposed_for_many_and_told_line_by_line(city: City) -> None:
    homes = _homes(city, 4)
    campaign_id = _listed(city.north, [f"p{home.child}" for home in homes], theme="study_grants")
    fund_id = pot(city.north, 9_000_000)
    ids = _ids(campaign_id)
    lines = _propose(campaign_id, ids, _proposal(fund_id))
    assert [one.refusal is None for one in lines] == [True, True, True, False]
    assert "预算" in lines[3].refusal.shown({})
    assert _money(campaign_id) == Money(1_000_000, proposed=900_000)
    with reading(almighty()) as session:
        grants = session.scalars(select(AidGrant).order_by(AidGrant.id)).all()
        numbers = [grant.grant_no for grant in grants]
        again = campaign_grants.preview(session, campaign_id, ids[:1], _proposal(fund_id, 10_000))
    assert numbers == ["B2026-00001", "B2026-00002", "B2026-00003"]
    assert {grant.campaign_id for grant in grants} == {campaign_id}
    assert again[0].refusal is not None
    assert again[0].helped
    with reading(almighty()) as session:
        other = _proposal(fund_id, 10_000, need="换了说法的同一需求")
        (twice,) = campaign_grants.preview(session, campaign_id, ids[:1], other)
    assert twice.refusal is not None
    assert "已有本主题活动的帮扶" in twice.refusal.shown({})
    with writing(almighty(name="陈静")) as session:
        aid_grants.grant(session, grants[0].id, grants[0].version)
    assert _money(campaign_id) == Money(1_000_000, committed=300_000, proposed=600_000)
    home = next(home for home in homes if home.household == grants[0].household_id)
    paid(home, fund_id, ("aid_grant", grants[0].id), fen=300_000, kind="autumn_study")
    assert _money(campaign_id) == Money(1_000_000, given=300_000, proposed=600_000)
    assert len(_ids(campaign_id, view="reached")) == 1


def test_proposals_for_many_ask_the_same_few_questions_for_more_people(
    city: City, statements: list[str]
) -> None:
    homes = [*_homes(city, 5), family(city.school)]
    campaign_id = _listed(city.north, [f"p{home.child}" for home in homes])
    fund_id, ids = pot(city.north, 9_000_000), _ids(campaign_id)
    asked: list[tuple[int, int]] = []
    for some in (ids, ids[:1] + ids[-1:], ids):
        statements.clear()
        with reading(almighty()) as session:
            values = _proposal(fund_id, 50_000, kind="living_aid")
            lines = campaign_grants.preview(session, campaign_id, some, values)
        asked.append((len(statements), sum(one.refusal is None for one in lines)))
    assert [fit for _n, fit in asked] == [6, 2, 6]
    assert asked[1][0] == asked[2][0] <= 24


def test_single_people_of_a_round_get_another_amount_for_a_reason_and_within_the_ceiling(
    city: City,
) -> None:
    homes = _homes(city, 3)
    campaign_id = _listed(city.north, [f"p{home.child}" for home in homes], budget_fen=9_000_000)
    fund_id, ids = pot(city.north, 9_000_000), _ids(campaign_id)
    owns = {ids[0]: Own(200_000, "已有校内资助"), ids[1]: Own(2_000_000, "学费高"), ids[2]: Own(1)}
    with writing(almighty(name="周平")) as session:
        lines = campaign_grants.propose_many(session, campaign_id, ids, _proposal(fund_id), owns)
    assert [one.refusal is None for one in lines] == [True, False, False]
    assert lines[1].refusal is not None
    assert "标准内仅剩" in lines[1].refusal.shown({})
    with reading(almighty()) as session:
        (grant,) = session.scalars(select(AidGrant)).all()
        assert grant.fen == 200_000
        assert grant.reason.endswith("；已有校内资助")
        lines = campaign_grants.preview(
            session, campaign_id, ids[1:], _proposal(fund_id), {ids[1]: Own(0, "无")}
        )
    assert [one.refusal is None for one in lines] == [False, True]
    members = [enrol(city.mill, name, order) for order, name in ((2, "郑洁"), (4, "林芳"))]
    campaign_id = _listed(city.federation, [f"m{key}" for key in members])
    first, second = _ids(campaign_id)
    with writing(almighty(name="周平")) as session:
        owns = {first: Own(30_000, "工伤住院")}
        found = campaign_gifts.give_many(
            session, campaign_id, [first, second], _gift(fund_id), owns
        )
    assert (len(found.given), found.fen) == (2, 50_000)
    with reading(almighty()) as session:
        gifts = session.execute(select(CareGift.fen, CareGift.note).order_by(CareGift.fen)).all()
    assert [tuple(one) for one in gifts] == [(20_000, ""), (30_000, "工伤住院")]


def test_whose_household_is_not_known_or_whose_ceiling_is_lower_stays_out(city: City) -> None:
    (home,) = _homes(city, 1)
    keys = [f"p{home.child}", f"m{enrol(city.mill, '郑洁', 2)}"]
    campaign_id = _listed(city.north, keys, budget_fen=9_000_000)
    fund_id = pot(city.north, 9_000_000)
    with reading(almighty()) as session:
        lines = campaign_grants.preview(
            session, campaign_id, _ids(campaign_id), _proposal(fund_id, 2_000_000)
        )
    told = {one.name: one.refusal.shown({}) for one in lines if one.refusal}
    assert "没有家庭记录" in told["郑洁"]
    assert "标准内仅剩" in told["郑小雨"]


def test_a_single_proposal_names_a_campaign_under_way_and_keeps_to_its_budget(city: City) -> None:
    home, fund_id = family(city.mill), pot(city.north, 9_000_000)
    campaign_id = _listed(city.federation, [f"p{home.child}"], budget_fen=400_000)
    elsewhere = _listed(city.south, [f"m{enrol(city.dock, '林芳', 4)}"])
    subsistence(100_000)
    with reading(almighty(unit=city.mill)) as session:
        assert [one.id for one in campaign_aid.list_choices(session, city.mill)] == [campaign_id]
    values = proposal(home, fund_id, kind="temporary_relief", fen=100_000)
    clerk = almighty(name="周平", unit=city.north)
    with writing(clerk) as session, pytest.raises(InvalidInput):
        aid_grants.propose(session, home.household, {**values, "campaign_id": elsewhere}, {})
    with writing(clerk) as session:
        chosen = {**values, "campaign_id": campaign_id}
        grant_id = aid_grants.propose(session, home.household, chosen, {})
    more = {**chosen, "need": "另一需求", "fen": 300_100}
    with writing(clerk) as session, pytest.raises(InvalidInput) as refused:
        aid_grants.propose(session, home.household, more, {})
    assert refused.value.field == "fen"
    seen = grant_row(grant_id).version
    with writing(almighty(name="陈静")) as session:
        aid_grants.send_back(session, grant_id, seen, "金额")
    with writing(clerk) as session:
        aid_grants.change(session, grant_id, seen + 1, {**values, "fen": 150_000}, {})
    assert grant_row(grant_id).campaign_id == campaign_id
    assert _money(campaign_id).left == 250_000
    with writing(CONSOLE) as session:
        session.execute(
            update(Campaign.__table__).values(budget_fen=0), execution_options={"kernel": True}
        )
    assert _money(campaign_id).left == -150_000


def test_visits_gifts_grants_and_pay_runs_say_which_campaign_they_are_part_of(city: City) -> None:
    home, fund_id = family(city.mill), pot(city.north, 9_000_000)
    subsistence(100_000)
    campaign_id = _listed(city.north, [f"p{home.child}"], name="送温暖")
    form: dict[str, Value] = {"campaign_id": str(campaign_id), "visitors": "周平"}
    with writing(almighty()) as session:
        planned_visit = {**form, "occasion": "routine", "planned_on": TODAY}
        visit_id = care_entries.plan(session, planned_visit, household_id=home.household)
        care_entries.give(session, {**form, **_gift()}, household_id=home.household)
        values = proposal(home, fund_id, kind="temporary_relief", fen=100_000)
        grant_id = aid_grants.propose(
            session, home.household, {**values, "campaign_id": campaign_id}, {}
        )
    paid(home, fund_id, ("aid_grant", grant_id), on=None, fen=100_000)
    with reading(almighty()) as session:
        run_id = session.scalars(select(PayRun.id)).one()
        assert campaign_aid.list_of_run(session, run_id) == ["送温暖"]
        assert aid_lists.get_grant(session, grant_id).campaign == "送温暖"
        assert visit_lists.get_visit(session, visit_id).row.campaign == "送温暖"
        (gift,) = care_gift_lists.list_of_household(session, home.household)
        assert gift.campaign == "送温暖"
