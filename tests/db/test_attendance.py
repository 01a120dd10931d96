"""Who came is ticked or read from a list in one write; bills are paid by another person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db import (
    activities,
    activity_costs,
    activity_lists,
    activity_views,
    attendance,
    campaign_handover,
    campaign_money,
    desk,
    ledger,
    summaries,
    trail,
)
from db.attendance import Tick
from db.engine import Store
from db.import_rows import Incoming
from db.models.activities import Activity, ActivityCost
from db.models.aid import FundEntry
from db.models.campaigns import Campaign
from db.session import reading, writing
from rules import activities as rules
from rules.access import Actor, Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from tests.ground import campaigns
from tests.ground.activities import (
    DAY,
    asked,
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
from tests.ground.money import pot, sums_of
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, enrol, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

NAMES = ("郑洁", "周平", "陈静")


@pytest.fixture
def city(office: Store, clock: Clock) -> City:
    return plant()


def _sums_hold() -> None:
    with reading(almighty()) as session:
        assert summaries.stored(session) == summaries.from_rows(session)
        assert trail.first_broken_link(session) is None
        assert ledger.differing_funds(session) == []


def _waiting(actor: Actor, label: str) -> int:
    with reading(actor) as session:
        return sum(one.count for one in desk.list_waiting(session) if one.label == label)


class TestWhoCame:
    @pytest.fixture
    def key(self, city: City) -> int:
        """An activity with two places, and three people who want one."""
        key = opened(city.north, capacity=2)
        join(key, *(enrol(city.mill, name, order) for order, name in enumerate(NAMES, 1)))
        return key

    def ticks(self, key: int, *came: str) -> list[Tick]:
        return [Tick(row.id, row.version, row.name in came) for row in rows_of(key)]

    def test_is_ticked_with_those_who_had_not_signed_up(
        self, key: int, city: City, clock: Clock
    ) -> None:
        guest = enrol(city.dock, "吴芳", 4)
        with pytest.raises(WrongState, match="from 2026-12-05"), writing(almighty()) as session:
            attendance.enter(session, key, self.ticks(key, "郑洁"))
        on_day(clock, DAY + timedelta(days=1))
        assert _waiting(almighty(), "Activities without attendance") == 1
        ticks = self.ticks(key, "郑洁")
        for actor, error in (
            (everyone_but(Permission.PLAN_CAMPAIGNS), NotAllowed),
            (almighty(unit=city.south), NotFound),
        ):
            with pytest.raises(error), writing(actor) as session:
                attendance.enter(session, key, ticks)
        with writing(almighty()) as session:
            told = attendance.enter(session, key, ticks, [guest, guest, 999])
        assert (told.came, told.walk_ins, told.absent, len(told.refused)) == (2, 1, 2, 2)
        assert [state for _name, state in states(key)] == [
            "attended",
            "absent",
            "waiting",
            "attended",
        ]
        assert row_of(key, "吴芳").walk_in
        with pytest.raises(Conflict), writing(almighty()) as session:
            attendance.enter(session, key, ticks)
        assert _waiting(almighty(), "Activities without attendance") == 0
        _sums_hold()

    def test_is_read_from_a_list_whose_odd_rows_are_named(self, key: int, clock: Clock) -> None:
        on_day(clock, DAY)
        cells = (("周平", None), ("没有此人", None), ("周平", None))
        incoming = Incoming(lambda: iter(enumerate(cells, 1)), {"name": 0, "id_no": 1})
        with reading(almighty()) as session:
            assert [one.row_number for one in attendance.preview_list(session, key, incoming)[1]]
        with writing(almighty()) as session:
            told = attendance.enter_list(session, key, incoming, all_others_absent=True)
        assert (told.came, told.absent, [one.row_number for one in told.refused]) == (1, 1, [2])
        assert [state for _name, state in states(key)] == ["absent", "attended", "waiting"]
        step(key, "cancel", "停电")
        with pytest.raises(WrongState), writing(almighty()) as session:
            attendance.enter_list(session, key, incoming)

    def test_is_entered_by_day_and_who_came_on_one_of_them_has_attended(
        self, city: City, clock: Clock
    ) -> None:
        first, second, last = (DAY + timedelta(days=n) for n in range(3))
        key = opened(city.north, from_on=first, to_on=last, kind="class")
        join(key, *(enrol(city.mill, name, order) for order, name in enumerate(NAMES, 1)))
        guest = enrol(city.dock, "吴芳", 4)
        on_day(clock, second)

        def came(*names: str, on: date | None, walk_ins: tuple[int, ...] = ()) -> None:
            with writing(almighty()) as session:
                attendance.enter(session, key, self.ticks(key, *names), walk_ins, on)

        came("郑洁", "周平", on=first)
        came("郑洁", on=second, walk_ins=(guest,))
        for wrong in (None, first - timedelta(days=1)):
            with pytest.raises(InvalidInput) as refused:
                came("郑洁", on=wrong)
            assert refused.value.field == "on"
        with pytest.raises(WrongState, match="from 2026-12-07"):
            came("郑洁", on=last)
        assert [(row.state, row.came_on) for row in rows_of(key)] == [
            ("attended", ["2026-12-05", "2026-12-06"]),
            ("attended", ["2026-12-05"]),
            ("absent", None),
            ("attended", ["2026-12-06"]),
        ]
        came("郑洁", "吴芳", on=first)
        cells = (("周平", None),)
        incoming = Incoming(lambda: iter(enumerate(cells, 1)), {"name": 0, "id_no": 1})
        with writing(almighty()) as session:
            attendance.enter_list(session, key, incoming, all_others_absent=True, on=second)
        assert [(row.state, len(row.came_on or ())) for row in rows_of(key)] == [
            ("attended", 1),
            ("attended", 1),
            ("absent", 0),
            ("attended", 1),
        ]
        with reading(almighty()) as session:
            found = activity_views.get_activity(session, key)
            assert found.attended_days == ("2026-12-05", "2026-12-06")
        with pytest.raises(InvalidInput, match="stays part"), writing(almighty()) as session:
            values = asked(city.north, from_on=second, to_on=last, kind="class")
            activities.change(session, key, found.version, values)
        _sums_hold()

    def test_of_a_cancelled_activity_those_who_expect_it_are_listed(self, key: int) -> None:
        step(key, "cancel", "讲师生病")
        with reading(almighty()) as session:
            rows = activity_views.list_to_inform(session, key)
        assert [(row.name, row.state) for row in rows] == states(key)


class TestABill:
    @pytest.fixture
    def fund(self, city: City) -> int:
        return pot(city.federation, 10_000_00, uses=("activity",))

    def bill(self, fund_id: int, **more: Value) -> dict[str, Value]:
        values: dict[str, Value] = {
            "what": "场地",
            "payee": "云溪会展中心",
            "fen": 600_00,
            "document_no": "发票20261205",
            "fund_id": str(fund_id),
        }
        return {**values, **more}

    def asked(self, key: int, fund_id: int, actor: Actor | None = None, **more: Value) -> int:
        with writing(actor or almighty(name="周平")) as session:
            return activity_costs.enter(session, key, self.bill(fund_id, **more))

    def test_is_paid_by_another_counted_for_the_campaign_and_taken_back(
        self, city: City, fund: int
    ) -> None:
        with writing(almighty()) as session:
            campaign = Campaign(
                unit_id=city.federation,
                campaign_no="C2026-001",
                theme="women",
                name="关爱女工",
                year=2026,
                from_on=date(2026, 3, 1),
                to_on=date(2026, 3, 31),
                state="running",
                budget_fen=700_00,
            )
            session.add(campaign)
            session.flush()
            campaign_id = campaign.id
        key = opened(city.north, campaign_id=campaign_id)
        clerk, cashier = almighty(name="王芳"), almighty(name="刘洋")
        cost = self.asked(key, fund, clerk)
        today = date(2026, 11, 24)
        assert _waiting(cashier, "Bills of activities to pay") == 1
        for actor, error in (
            (clerk, NotAllowed),
            (everyone_but(Permission.PAY_RUNS), NotAllowed),
            (almighty(unit=city.south), NotFound),
        ):
            with pytest.raises(error), writing(actor) as session:
                activity_costs.pay(session, cost, 1, today)
        with pytest.raises(InvalidInput, match="future"), writing(cashier) as session:
            activity_costs.pay(session, cost, 1, today + timedelta(days=1))
        with writing(cashier) as session:
            activity_costs.pay(session, cost, 1, today)
        with pytest.raises(Conflict), writing(cashier) as session:
            activity_costs.pay(session, cost, 1, today)
        with reading(clerk) as session:
            entry = session.query(FundEntry).filter_by(source_type="activity_cost").one()
            assert (entry.document_no, entry.fen, entry.on) == ("发票20261205", 600_00, today)
            assert campaign_money.get_money(session, campaign_id).bills == 600_00
            assert activity_lists.list_page(session, {"campaign_id": campaign_id}).total == 1
            sheet = activity_costs.get_sheet(session, key)
            assert (sheet.paid_fen, sheet.asked_fen, sheet.rows[0].entered_by) == (
                600_00,
                0,
                "王芳",
            )
        assert sums_of(fund).balance == 9_400_00
        with pytest.raises(InvalidInput), writing(cashier) as session:
            activity_costs.take(session, cost, 2, "take_back", "")
        with writing(cashier) as session:
            activity_costs.take(session, cost, 2, "take_back", "开错发票")
        with reading(clerk) as session:
            assert campaign_money.get_money(session, campaign_id).bills == 0
        assert sums_of(fund).balance == 10_000_00
        _sums_hold()

    def test_needs_a_fund_for_activities_with_enough_left_and_is_entered_once(
        self, city: City, fund: int
    ) -> None:
        key = opened(city.north)
        with pytest.raises(InvalidInput, match="meant for"):
            self.asked(key, pot(city.federation, 1_000_00, name="帮扶资金"))
        with pytest.raises(WrongState):
            self.asked(planned(city.north), fund)
        with pytest.raises(NotAllowed):
            self.asked(key, fund, everyone_but(Permission.PLAN_CAMPAIGNS))
        cost = self.asked(key, fund, fen=20_000_00)
        with pytest.raises(InvalidInput, match="already"):
            self.asked(key, fund)
        with pytest.raises(InvalidInput, match="left in this fund"), writing(almighty()) as session:
            activity_costs.pay(session, cost, 1, date(2026, 11, 24))
        with writing(almighty()) as session:
            assert session.get_one(ActivityCost, cost).state == rules.COST_ASKED
            activity_costs.take(session, cost, 1, "drop", "太贵")
        with pytest.raises(WrongState), writing(almighty()) as session:
            activity_costs.take(session, cost, 2, "take_back", "重复")
        assert self.asked(key, fund) != cost
        _sums_hold()

    def test_of_a_campaign_keeps_to_its_budget_and_to_the_time_it_is_under_way(
        self, city: City, fund: int
    ) -> None:
        campaign_id, other = (
            campaigns.planned(city.federation, fund_id=fund, budget_fen=1_000_00) for _ in range(2)
        )
        key = opened(city.north, campaign_id=campaign_id)
        with pytest.raises(WrongState, match="not approved"):
            self.asked(key, fund)
        campaigns.bring(campaign_id, "approve", "start")
        with pytest.raises(InvalidInput, match="budget leaves"):
            self.asked(key, fund, fen=1_000_01)
        cost = self.asked(key, fund)
        with pytest.raises(InvalidInput, match="budget leaves"):
            self.asked(key, fund, fen=500_00, document_no="发票2")
        with (
            pytest.raises(InvalidInput, match="stays part") as told,
            writing(almighty()) as session,
        ):
            seen = session.get_one(Activity, key).version
            activities.change(session, key, seen, asked(city.north, campaign_id=other))
        assert told.value.field == "campaign_id"
        with writing(almighty()) as session:
            seen = campaigns.row_of(campaign_id).version
            campaign_handover.hand_on(session, campaign_id, seen, city.south, "机构调整")
            session.get_one(Activity, key).unit_id = city.south
        with pytest.raises(InvalidInput, match="already"):
            self.asked(key, fund, almighty(unit=city.south), fen=100_00)
        with writing(almighty()) as session:
            activity_costs.take(session, cost, 1, "drop", "重复")
        campaigns.bring(campaign_id, "close")
        with pytest.raises(WrongState, match="closed already"):
            self.asked(key, fund)

    def test_goes_along_with_a_campaign_or_stays_with_the_unit_whose_fund_it_is(
        self, city: City, fund: int
    ) -> None:
        own = pot(city.north, 5_000_00, uses=("activity",), name="北岭活动经费")
        campaign_id = campaigns.planned(city.north, fund_id=own, budget_fen=3_000_00)
        campaigns.bring(campaign_id, "approve", "start")
        key = opened(city.north, campaign_id=campaign_id)
        along = self.asked(key, fund)
        stays = self.asked(key, own, document_no="发票2", fen=700_00)
        with writing(almighty()) as session:
            seen = campaigns.row_of(campaign_id).version
            campaign_handover.hand_on(session, campaign_id, seen, city.south, "机构调整")
            rows = activity_costs.get_sheet(session, key).rows
        assert {row.id: row.unit_name for row in rows} == {
            along: "南浦县总工会",
            stays: "北岭县总工会",
        }
        former, new = almighty(unit=city.north), almighty(unit=city.south)
        with reading(former) as session:
            (left,) = activity_costs.list_left_behind(session)
        assert (left.id, left.activity, left.held_by) == (stays, "女职工健康讲座", "南浦县总工会")
        with reading(new) as session:
            assert activity_costs.list_left_behind(session) == ()
            told = {row.id: row.is_own for row in activity_costs.get_sheet(session, key).rows}
            assert told == {along: True, stays: False}
            assert [row.id for row in activity_costs.list_elsewhere(session, campaign_id)] == [
                stays
            ]
        with pytest.raises(NotFound), reading(former) as session:
            activity_costs.list_elsewhere(session, campaign_id)
        with pytest.raises(NotFound), writing(new) as session:
            activity_costs.pay(session, stays, 1, date(2026, 11, 24))
        with writing(former) as session:
            activity_costs.pay(session, stays, 1, date(2026, 11, 24))
        assert sums_of(own).balance == 4_300_00
        with reading(almighty()) as session:
            assert activity_costs.list_left_behind(session) == ()
        _sums_hold()
