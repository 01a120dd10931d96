"""The sample's activities of two years, by the office's own verbs: held, open, full, cancelled.

Those of the past follow the theme months; around today one is unfinished, some are open for
sign-up, one of them with a waiting list, and some are still being planned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import activities, activity_costs, activity_feedback, attendance, funds, sign_ups
from db.attendance import Tick
from db.models.activities import Activity, ActivityCost, ActivitySignUp
from db.models.campaigns import Campaign
from db.models.members import Member
from db.models.units import Unit
from db.sample_funds import AsAccount, written_on
from db.session import reading
from db.sign_ups import Joiner
from db.verbs import today_of
from rules import activities as rules
from rules.access import CONSOLE, Actor
from rules.fields import Value
from rules.members import PRESENT

POT, BUDGET_YUAN = "职工文体活动经费", 150_000
MOST_PEOPLE = 24
"""So many people at most stand on one activity's list."""
CHOOSE_FROM = 600
MOST_DAYS = 5
"""Who came is entered day by day for activities of no more days than these."""


@dataclass(frozen=True, slots=True)
class Story:
    """One activity: what, where, for whom, of which theme, and what was paid for it in yuan."""

    name: str
    kind: str
    place: str
    theme: str
    people: int
    capacity: int | None
    yuan: int
    outcome: str
    times: tuple[str, str] = ("09:00", "11:30")
    women: bool = False
    days: int = 1


_HELD: tuple[tuple[int, int, Story], ...] = (
    (1, 21, Story("送温暖写春联进车间", "topic_day", "云溪纺织厂食堂", "warmth", 16, None, 1200,
                  "现场送出春联、福字三百余副。")),
    (3, 6, Story("女职工健康知识讲座", "lecture", "市职工之家二楼报告厅", "women", 20, 40, 2600,
                 "会后十二人预约了两癌筛查。", women=True)),
    (3, 19, Story("女职工两癌筛查", "health_check", "云溪市妇幼保健院", "women", 22, 30, 6800,
                  "检出需复查三人，已逐一告知并陪同复诊。", ("08:00", "11:00"), women=True)),
    (4, 24, Story("职工乒乓球赛", "sports", "市体育中心乒乓球馆", "fitness", 18, 24, 4300,
                  "决出男女单打前三名。", ("13:30", "17:30"))),
    (5, 15, Story("焊工技能竞赛", "contest", "云溪职业技术学校实训楼", "fitness", 14, 20, 7200,
                  "两人晋级省赛，五人取得高级工证书。", ("08:30", "17:00"))),
    (6, 26, Story("颂歌献给党合唱比赛", "sports", "市工人文化宫剧场", "party_songs", 20, None, 5400,
                  "八支队伍参赛，评出一、二、三等奖。", ("14:00", "17:00"))),
    (8, 14, Story("单身职工七夕联谊会", "singles", "市职工之家一楼大厅", "other", 20, 24, 3100,
                  "现场牵手成功四对。", ("18:30", "21:00"))),
    (9, 4, Story("家政服务员技能培训班", "class", "云溪职业技术学校", "study_grants", 16, 20, 9600,
                 "十四人考核合格，九人签订上岗协议。", ("08:30", "17:00"), days=5)),
    (10, 11, Story("重阳节走访退休职工", "visit", "各退休职工家中", "respect_old", 12, None, 2400,
                   "走访退休职工二十一户，收集意见六条。")),
)  # fmt: skip
"""What is held each year: month, day and story."""

_OVER = Story("职工心理健康讲座", "lecture", "市职工之家二楼报告厅", "other", 14, 40, 1800, "",
              ("14:30", "16:30"))  # fmt: skip
_FULL = Story("职工亲子手工课", "class", "市职工之家一楼活动室", "other", 18, 12, 0, "",
              ("09:30", "11:30"))  # fmt: skip
_OPEN = Story("冬季职工健康体检", "health_check", "云溪市第一人民医院体检中心", "final_spurt", 20,
              60, 0, "", ("07:30", "10:30"), days=3)  # fmt: skip
_COUNTY = Story("四季度劳动竞赛动员会", "topic_day", "县总工会会议室", "final_spurt", 8, 50, 0, "")
_CALLED_OFF = Story("职工登山健身活动", "sports", "云溪山森林公园南门", "other", 10, 40, 0, "",
                    ("08:00", "12:00"))  # fmt: skip
_DRAFT = Story("新春职工联欢会", "sports", "市工人文化宫剧场", "warmth", 0, 400, 0, "",
               ("14:00", "16:30"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Hands:
    clerk: Actor
    county: Actor
    cashier: Actor
    chair: Actor
    contact: Actor


def make_activities(dice: Random, as_account: AsAccount) -> None:
    """Hold the activities of last year and this one, and plan those to come."""
    names = ("clerk", "county", "cashier", "chair", "contact")
    hands = _Hands(*(as_account(name) for name in names))
    with reading(CONSOLE) as session:
        today = today_of(session)
    pots = {year: _open_pot(hands, year, today) for year in (today.year - 1, today.year)}
    for year, pot in pots.items():
        for month, day, story in _HELD:
            on = date(year, month, day)
            if on < today - timedelta(days=7):
                _hold(dice, hands, story, on, pot)
    _around_today(dice, hands, today)


def _open_pot(hands: _Hands, year: int, today: date) -> int:
    opened = min(date(year, 1, 9), today)
    with written_on(hands.chair, opened) as session:
        values: dict[str, Value] = {
            "name": POT,
            "source": "own_union",
            "year": year,
            "uses": (rules.FUND_USE,),
        }
        fund_id = funds.open_fund(session, int(hands.chair.unit_id or 0), values)
        funds.enter_budget(session, fund_id, BUDGET_YUAN * 100, opened, f"云工发〔{year}〕5号")
    return fund_id


def _begin(
    dice: Random, actor: Actor, story: Story, on: date, planned_on: date, is_past: bool = False
) -> int:
    """Plan an activity, and open it for sign-up where people want to come."""
    values: dict[str, Value] = {
        "unit_id": actor.unit_id,
        "name": story.name,
        "kind": story.kind,
        "place": story.place,
        "from_on": on,
        "to_on": on + timedelta(days=story.days - 1),
        "from_time": story.times[0],
        "to_time": story.times[1],
        "capacity": story.capacity,
        "sign_up_until": on - timedelta(days=2) if story.people else None,
        "gender": "female" if story.women else None,
        "cost_fen": story.yuan * 100 or None,
        "contact_name": actor.name,
        "contact_phone": "0912-2318860",
    }
    with written_on(actor, planned_on) as session:
        activity_id = activities.plan(session, values)
        activity = session.get_one(Activity, activity_id)
        if not is_past:
            activity.campaign_id = _campaign(session, story.theme, on.year)
            session.flush()
        if story.people:
            activities.take(session, activity_id, activity.version, "open")
    if story.people:
        with written_on(actor, planned_on + timedelta(days=2)) as session:
            people = [Joiner(key) for key in _people(session, dice, story)]
            if people:
                sign_ups.sign_up(session, activity_id, people)
    return activity_id


def _campaign(session: Session, theme: str, year: int) -> int | None:
    """Return the federation's own campaign of a theme and year, where there is one."""
    found = select(Campaign.id).join(Unit, Unit.id == Campaign.unit_id)
    return session.scalar(
        found.where(Campaign.theme == theme, Campaign.year == year, Unit.parent_id.is_(None))
        .order_by(Campaign.id)
        .limit(1),
        execution_options={"kernel": True},
    )


def _people(session: Session, dice: Random, story: Story) -> Sequence[int]:
    wanted = select(Member.id).where(
        Member.live(), Member.status.in_([str(one) for one in PRESENT])
    )
    if story.women:
        wanted = wanted.where(Member.gender == "female")
    ids = session.scalars(wanted.order_by(Member.id).limit(CHOOSE_FROM)).all()
    return sorted(dice.sample(ids, min(story.people, MOST_PEOPLE, len(ids))))


def _present() -> Select[int]:
    statuses = [str(one) for one in PRESENT]
    return select(Member.id).where(Member.live(), Member.status.in_(statuses))


def _hold(dice: Random, hands: _Hands, story: Story, on: date, fund_id: int) -> None:
    """Hold an activity from its plan to what people thought of it."""
    key = _begin(dice, hands.clerk, story, on, on - timedelta(days=24), is_past=True)
    last = on + timedelta(days=story.days - 1)
    with written_on(hands.clerk, last) as session:
        by_day = 1 < story.days <= MOST_DAYS
        attendance.enter(session, key, list(_ticks(session, dice, key)), on=on if by_day else None)
        for number in range(1, story.days if by_day else 1):
            session.flush()
            again = [
                Tick(
                    row.id,
                    row.version,
                    row.state == rules.ATTENDED and (row.number + number**2) % 5 > 0,
                )
                for row in _listed(session, key)
            ]
            attendance.enter(session, key, again, on=on + timedelta(days=number))
    with written_on(hands.clerk, last + timedelta(days=1)) as session:
        activity = session.get_one(Activity, key)
        activities.take(session, key, activity.version, "hold")
        session.flush()
        activities.tell_outcome(session, key, activity.version, story.outcome)
        for score, words in ((5, "安排周到，内容实用。"), (4, ""), (3, "时间安排在周末更好。")):
            answers: dict[str, Value] = {
                "score": score,
                "people": dice.randint(1, 4) + 2 * (score - 3),
                "words": words,
            }
            activity_feedback.enter(session, key, answers)
    _pay(hands, key, story, last, fund_id)
    with written_on(hands.clerk, last + timedelta(days=3)) as session:
        # Its campaign stands as it is today already, and takes no bills when it is over.
        session.get_one(Activity, key).campaign_id = _campaign(session, story.theme, on.year)


def _ticks(session: Session, dice: Random, activity_id: int) -> Iterator[Tick]:
    for row in _listed(session, activity_id):
        if row.state == rules.SIGNED_UP:
            yield Tick(row.id, row.version, dice.random() < 0.9)


def _listed(session: Session, activity_id: int) -> Sequence[ActivitySignUp]:
    wanted = select(ActivitySignUp).where(ActivitySignUp.activity_id == activity_id)
    return session.scalars(wanted.order_by(ActivitySignUp.number)).all()


def _pay(hands: _Hands, activity_id: int, story: Story, last: date, fund_id: int) -> None:
    """Enter the bill, and let the cashier pay it out of the year's pot some days later."""
    with written_on(hands.clerk, last + timedelta(days=1)) as session:
        values: dict[str, Value] = {
            "what": "场地、讲师与物料",
            "payee": "云溪会展服务有限公司",
            "document_no": f"发票{last:%Y%m%d}",
            "fen": story.yuan * 100,
        }
        cost_id = _enter_bill(session, activity_id, values, fund_id)
    with written_on(hands.cashier, last + timedelta(days=3)) as session:
        cost = session.get_one(ActivityCost, cost_id)
        activity_costs.pay(session, cost_id, cost.version, today_of(session))


def _enter_bill(session: Session, activity_id: int, values: dict[str, Value], fund_id: int) -> int:
    return activity_costs.enter(session, activity_id, {**values, "fund_id": str(fund_id)})


def _around_today(dice: Random, hands: _Hands, today: date) -> None:
    """One that is over and not finished, some to come, one full, one cancelled, one in planning."""
    two_weeks = timedelta(days=14)
    _begin(dice, hands.clerk, _OVER, today - timedelta(days=2), today - two_weeks)
    full = _begin(dice, hands.clerk, _FULL, today + timedelta(days=5), today - timedelta(days=9))
    _withdraw_first(hands.clerk, full, today - timedelta(days=3))
    _begin(dice, hands.clerk, _OPEN, today + timedelta(days=16), today - timedelta(days=6))
    _begin(dice, hands.county, _COUNTY, today + timedelta(days=9), today - timedelta(days=8))
    off = _begin(dice, hands.clerk, _CALLED_OFF, today + timedelta(days=4), today - two_weeks)
    with written_on(hands.clerk, today - timedelta(days=1)) as session:
        seen = session.get_one(Activity, off).version
        activities.take(session, off, seen, "cancel", "气象台发布大风蓝色预警")
    _begin(dice, hands.clerk, _DRAFT, today + timedelta(days=52), today - timedelta(days=5))
    _sign_own_up(hands.contact, today)


def _withdraw_first(actor: Actor, activity_id: int, on: date) -> None:
    """Let the first on a list withdraw, so that somebody moves up."""
    with written_on(actor, on) as session:
        wanted = select(ActivitySignUp).where(ActivitySignUp.activity_id == activity_id)
        first = session.scalars(wanted.order_by(ActivitySignUp.number).limit(1)).first()
        if first is not None:
            sign_ups.withdraw(session, first.id, first.version, "临时出差")


def _sign_own_up(contact: Actor, today: date) -> None:
    """Let the contact of a unit sign some of its own people up for the health check."""
    with written_on(contact, today - timedelta(days=2)) as session:
        wanted = select(Activity.id).where(Activity.name == _OPEN.name)
        key = session.scalar(wanted, execution_options={"kernel": True})
        people = session.scalars(_present().order_by(Member.id.desc()).limit(4)).all()
        if key is not None and people:
            sign_ups.sign_up(session, key, [Joiner(one) for one in people])
