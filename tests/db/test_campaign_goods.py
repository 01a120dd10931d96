"""Goods of a campaign: a stock that never falls short, entries that nobody changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import (
    campaign_by_hand,
    campaign_exports,
    campaign_goods,
    campaign_handover,
    campaign_people,
    campaigns,
    letters,
)
from db.engine import Store
from db.letter_templates import TemplateRow
from db.models.campaign_people import CampaignGoods
from db.models.trail import TrailRow
from db.session import reading, writing
from rules.access import CONSOLE, Actor, Permission
from rules.campaign_goods import Stock
from rules.errors import InvalidInput, NotAllowed, NotFound, OfficeError, WrongState
from rules.fields import Value
from tests.ground.campaigns import CLERK, bring, planned, row_of, step
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

TODAY = date(2026, 11, 24)


@pytest.fixture
def campaign_id(office: Store) -> int:
    return planned(plant().north)


def _enter(
    campaign_id: int, kind: str, pieces: int, actor: Actor | None = None, **more: Value
) -> int:
    values: dict[str, Value] = {"kind": kind, "item": "大米", "pieces": pieces, "on": TODAY}
    with writing(actor or almighty()) as session:
        return campaign_goods.enter(session, campaign_id, {**values, **more})


def _stock(campaign_id: int) -> Stock:
    with reading(almighty()) as session:
        return campaign_goods.list_stock(session, campaign_id)[0]


def test_goods_are_counted_in_and_out_and_never_fall_below_zero(campaign_id: int) -> None:
    _enter(campaign_id, "received", 10, whom="粮油公司")
    _enter(campaign_id, "handed_out", 6, whom="郑洁")
    for kind, pieces, more in (
        ("handed_out", 5, {"whom": "林芳"}),
        ("written_off", 5, {"note": "受潮"}),
        ("returned", 7, {"whom": "郑洁"}),
        ("handed_out", 1, {}),
        ("written_off", 1, {}),
        ("received", 0, {}),
        ("received", 1, {"on": date(2026, 11, 25)}),
        ("received", 1, {"item": ""}),
    ):
        with pytest.raises(InvalidInput):
            _enter(campaign_id, kind, pieces, **more)
    _enter(campaign_id, "returned", 2, whom="郑洁")
    _enter(campaign_id, "written_off", 1, note="受潮")
    assert _stock(campaign_id) == Stock("大米", 10, 6, 2, 1)
    assert _stock(campaign_id).left == 5
    with reading(almighty()) as session:
        rows = campaign_goods.list_page(session, {"id": campaign_id}).rows
    assert [(row.kind, row.pieces) for row in rows][:2] == [("written_off", 1), ("returned", 2)]


@pytest.mark.parametrize(
    "statement", ["UPDATE campaign_goods SET pieces = 1", "DELETE FROM campaign_goods"]
)
def test_the_database_itself_refuses_to_rewrite_goods(
    campaign_id: int, office: Store, statement: str
) -> None:
    _enter(campaign_id, "received", 10, whom="粮油公司")
    with pytest.raises(DBAPIError, match="append-only"), office.engine.begin() as connection:
        connection.execute(text(statement))
    assert _stock(campaign_id).left == 10


def test_goods_and_list_go_on_with_a_campaign_that_is_handed_to_another_unit(office: Store) -> None:
    city = plant()
    campaign_id, keys = planned(city.north), [f"m{enrol(city.mill, '郑洁', 2)}"]
    with writing(almighty(name="周平")) as session:
        seen = row_of(campaign_id).version
        campaign_by_hand.put_on(session, campaign_id, seen, keys, "慰问")
    _enter(campaign_id, "received", 10, whom="粮油公司")
    with writing(almighty(name="周平")) as session:
        seen = row_of(campaign_id).version
        campaign_handover.hand_on(session, campaign_id, seen, city.south, "机构调整")
    southern = almighty(unit=city.south)
    with writing(almighty(unit=city.south, name="陈静")) as session:
        campaigns.approve(session, campaign_id, row_of(campaign_id).version)
    with reading(almighty()) as session:
        told = session.query(TrailRow).filter_by(record_type="campaign_target")
        assert [one.action for one in told.order_by(TrailRow.id)] == ["created", "changed"]
    _enter(campaign_id, "handed_out", 6, southern, whom="林芳")
    with pytest.raises(InvalidInput):
        _enter(campaign_id, "handed_out", 5, southern, whom="林芳")
    with reading(southern) as session:
        assert campaign_goods.list_stock(session, campaign_id) == [Stock("大米", 10, 6)]
        assert campaign_goods.list_page(session, {"id": campaign_id}).total == 2


def test_of_two_who_take_the_last_pieces_at_once_one_is_refused(campaign_id: int) -> None:
    _enter(campaign_id, "received", 5)
    start = Barrier(2)

    def take(name: str) -> bool:
        start.wait()
        try:
            _enter(campaign_id, "handed_out", 4, whom=name)
        except OfficeError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ("郑洁", "林芳"))) == [False, True]
    assert _stock(campaign_id).left == 1


def test_the_same_goods_go_to_several_people_of_the_list_or_to_none(office: Store) -> None:
    city: City = plant()
    campaign_id = planned(city.north)
    people = [enrol(city.mill, name, order) for order, name in ((2, "郑洁"), (4, "林芳"))]
    with writing(almighty(name="周平")) as session:
        keys = [f"m{key}" for key in people]
        campaign_by_hand.put_on(session, campaign_id, row_of(campaign_id).version, keys, "慰问")
    bring(campaign_id, "approve")
    _enter(campaign_id, "received", 3)
    with reading(almighty()) as session:
        ids = [row.id for row in campaign_people.list_page(session, {"id": campaign_id}).rows]
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        campaign_goods.hand_out(session, campaign_id, ids, "大米", 2, TODAY)
    with writing(almighty()) as session:
        assert campaign_goods.hand_out(session, campaign_id, ids, "大米", 1, TODAY) == 2
    with writing(almighty()) as session:
        permit = campaign_exports.record(session, campaign_exports.GOODS, {"id": campaign_id})
    with reading(everyone_but(Permission.SEE_MEMBERS)) as session:
        rows = campaign_goods.list_page(session, {"id": campaign_id}).rows
        assert {row.whom for row in rows if row.kind == "handed_out"} == {"•••"}
        with pytest.raises(NotAllowed):
            campaign_exports.list_rows(session, permit)
    assert permit.rows == 3


def test_goods_go_along_with_a_campaign_that_is_handed_on(office: Store) -> None:
    city: City = plant()
    campaign_id, person = planned(city.mill), enrol(city.mill, "郑洁", 2)
    with writing(CLERK) as session:
        seen = row_of(campaign_id).version
        campaign_by_hand.put_on(session, campaign_id, seen, [f"m{person}"], "慰问")
    bring(campaign_id, "approve")
    _enter(campaign_id, "received", 3)
    with writing(almighty()) as session:
        (target,) = campaign_people.list_page(session, {"id": campaign_id}).rows
        campaign_goods.hand_out(session, campaign_id, [target.id], "大米", 1, TODAY)
    with writing(CLERK) as session:
        seen = row_of(campaign_id).version
        campaign_handover.hand_on(session, campaign_id, seen, city.school, "合并")
    _enter(campaign_id, "written_off", 2, almighty(unit=city.school), note="受潮")
    with writing(almighty(unit=city.school)) as session:
        found = campaign_goods.list_page(session, {"id": campaign_id})
        permit = campaign_exports.record(session, campaign_exports.GOODS, {"id": campaign_id})
    assert (found.total, permit.rows, _stock(campaign_id).left) == (3, 3, 0)
    assert {one.whom for one in found.rows if one.kind == "handed_out"} == {"•••"}
    with reading(almighty()) as session:
        rows = campaign_goods.list_page(session, {"id": campaign_id}).rows
    assert {one.whom for one in rows if one.kind == "handed_out"} == {"郑洁"}


def test_only_planners_within_scope_enter_goods_of_an_open_campaign(office: Store) -> None:
    city = plant()
    campaign_id = planned(city.north)
    with pytest.raises(NotAllowed):
        _enter(campaign_id, "received", 1, everyone_but(Permission.PLAN_CAMPAIGNS))
    with pytest.raises(NotFound):
        _enter(campaign_id, "received", 1, almighty(unit=city.south))
    key = _enter(campaign_id, "received", 1)
    step(campaign_id, "drop")
    with pytest.raises(WrongState):
        _enter(campaign_id, "received", 1)
    with pytest.raises(RuntimeError), writing(CONSOLE) as session:
        entry = session.get(CampaignGoods, key)
        assert entry is not None
        entry.pieces = 100


def test_the_sign_off_sheet_tells_what_each_person_of_the_list_got(office: Store) -> None:
    city = plant()
    campaign_id = planned(city.north)
    people = [enrol(city.mill, name, order) for order, name in ((2, "郑洁"), (4, "林芳"))]
    with writing(almighty(name="周平")) as session:
        keys = [f"m{key}" for key in people]
        campaign_by_hand.put_on(session, campaign_id, row_of(campaign_id).version, keys, "慰问")
    template = TemplateRow(None, 0, "", "campaign_sign_off", "", may_reveal=False)
    with reading(almighty()) as session, pytest.raises(WrongState):
        letters.list_values(session, template, [campaign_id])
    bring(campaign_id, "approve")
    _enter(campaign_id, "received", 3)
    with reading(almighty()) as session:
        (first, _second) = campaign_people.list_page(session, {"id": campaign_id}).rows
    with writing(almighty()) as session:
        campaign_goods.hand_out(session, campaign_id, [first.id], "大米", 2, TODAY)
    with reading(almighty()) as session:
        (letter,) = letters.list_values(session, template, [campaign_id])
    assert [(row["name"], row["goods"]) for row in letter.rows["people"]] == [
        ("林芳", "大米 × 2"),
        ("郑洁", ""),
    ]
    assert letter.rows["stock"][0]["left"] == "1"
    assert (letter.values["listed"], letter.values["missing"]) == ("2", "2")
    with reading(everyone_but(Permission.SEE_CAMPAIGNS)) as session, pytest.raises(NotAllowed):
        letters.list_values(session, template, [campaign_id])
