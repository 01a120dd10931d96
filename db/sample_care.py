"""What is done for the sample's families: plans, helpers, visits, questions, gifts.

Entered with the office's own verbs, for the files in force and a few closed ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import care_entries, care_gifts, pairings, plans, visit_questions, visits
from db.care_gifts import Present
from db.models.care import HouseholdPlan, PlanMeasure, Visit
from db.models.hardship import HardshipFile
from db.verbs import load, needs, today_of
from db.visits import Account, Purpose
from rules.access import Permission
from rules.fields import Value
from rules.hardship import EXITS, IN_FORCE
from rules.plans import PROPOSED
from rules.visits import ROUTINE

MOST_FILES = 240
CADRES = (
    ("张敏", "工会主席"),
    ("李建国", "副主席"),
    ("王芳", "帮扶干事"),
    ("刘志强", "权益保障部部长"),
    ("陈秀英", "女工委员"),
    ("赵磊", "组织委员"),
)
MEASURES = {
    "unable_to_work": ("living_aid", "按月发放生活救助，协助申请低保"),
    "able_unemployed": ("employment", "推荐公益性岗位并跟踪上岗"),
    "laid_off": ("training", "参加家政技能培训后推荐就业"),
    "uninsured": ("social_insurance", "协助办理灵活就业人员参保"),
    "benefits_not_received": ("legal_aid", "由法律援助律师协助落实待遇"),
    "serious_illness": ("medical_aid", "申请医疗救助和职工互助保障"),
    "natural_disaster": ("living_aid", "申请临时救助，协助修缮住房"),
    "accident": ("psychological", "心理疏导，协助办理意外保障"),
    "schooling": ("study_aid", "申请金秋助学，联系爱心人士结对"),
    "other": ("pairing", "干部结对，定期走访了解需求"),
}
FINDINGS = (
    "家中老人行动不便，主要靠女儿照料，生活尚能维持。",
    "本人仍在治疗，每月药费支出较大，情绪稳定。",
    "孩子学习成绩较好，家庭为学费发愁。",
    "住房漏雨，已联系社区帮助修缮。",
    "家属已在附近超市上班，收入略有改善。",
)
QUESTIONS = (
    ("医疗救助什么时候可以申请？", "每月20日前交材料，次月审批。"),
    ("孩子上大学有没有助学金？", "金秋助学七月开始申请，届时电话通知。"),
    ("低保申请被退回怎么办？", ""),
    ("房屋漏雨能不能申请维修补助？", ""),
    ("互助保障住院赔付还没有到账。", ""),
)
GOODS = (("米面油", 20_000), ("慰问品礼包", 30_000), ("棉被一床", 18_000), ("水果、牛奶", 15_000))
MISSED = ("家中无人，电话未接通", "家属住院陪护，改日再访")


@dataclass(frozen=True, slots=True)
class _File:
    id: int
    household_id: int
    unit_id: int | None
    approved_on: date
    causes: tuple[str, ...]


def _files(session: Session, *states: str, most: int = MOST_FILES) -> list[_File]:
    rows = session.scalars(
        select(HardshipFile)
        .where(HardshipFile.state.in_(states))
        .order_by(HardshipFile.id)
        .limit(most)
    )
    today = today_of(session)
    return [
        _File(
            row.id,
            row.household_id,
            row.unit_id,
            row.approved_on or today,
            plans.causes_of(row),
        )
        for row in rows
    ]


@needs(Permission.EDIT_HARDSHIP)
def write_plans(session: Session, dice: Random) -> None:
    """Write a plan for most files in force; a few stay unfinished."""
    today = today_of(session)
    for number, file in enumerate(_files(session, IN_FORCE)):
        if not file.causes or number % 9 == 8:
            continue
        plan_id = plans.draft(session, file.id, "一年内家庭收入稳定，子女完成学业，逐步解困")
        for cause in file.causes:
            plans.add_measure(session, plan_id, _measure(dice, cause, today))
        if number % 9 != 7:
            plans.take(session, plan_id, 1, "propose")


def _measure(dice: Random, cause: str, today: date) -> dict[str, Value]:
    kind, text = MEASURES.get(cause, MEASURES["other"])
    return {
        "cause": cause,
        "kind": kind,
        "text": text,
        "owner": dice.choice(CADRES)[0],
        "due_on": today + timedelta(days=dice.randrange(0, 240)),
    }


@needs(Permission.APPROVE_HARDSHIP)
def adopt_plans(session: Session) -> None:
    """Adopt most of what was proposed."""
    waiting = session.scalars(
        select(HouseholdPlan).where(HouseholdPlan.state == PROPOSED).order_by(HouseholdPlan.id)
    ).all()
    for number, plan in enumerate(waiting):
        if number % 12 != 11:
            plans.take(session, plan.id, plan.version, "adopt")


@needs(Permission.EDIT_HARDSHIP)
def follow_plans(session: Session, dice: Random) -> None:
    """Enter some results, and let some measures fall behind."""
    today = today_of(session)
    for file in _files(session, IN_FORCE):
        for plan in plans.list_of_file(session, file.id):
            for measure in plan.measures if plan.adopted_on else ():
                lot = dice.random()
                if lot < 0.3:
                    plans.finish_measure(session, measure.id, measure.version, today, "已落实")
                elif lot < 0.42:
                    row = load(session, PlanMeasure, measure.id)
                    row.due_on = today - timedelta(days=dice.randrange(2, 40))


@needs(Permission.VISIT_HOUSEHOLDS)
def visit_some(session: Session, dice: Random) -> None:
    """Pair cadres, make visits, plan others, miss a few, hear questions, give gifts."""
    today = today_of(session)
    for number, file in enumerate(_files(session, IN_FORCE)):
        cadre, position = CADRES[number % len(CADRES)]
        if number % 10 < 8:
            since = max(file.approved_on, today - timedelta(days=400))
            pairings.pair(session, file.household_id, cadre, since, position)
        for on in _days(dice, number, file.approved_on, today):
            _visit(session, dice, file, cadre, on)
        if number % 6 == 0:
            planned_on = today + timedelta(days=dice.randrange(0, 14))
            visits.plan(
                session, planned_on, cadre, Purpose(ROUTINE), household_id=file.household_id
            )
        if number % 17 == 3:
            _miss(session, dice, file, cadre, today, told=number % 2 == 0)
    for file in _files(session, *EXITS, most=10):
        _visit(session, dice, file, CADRES[0][0], today - timedelta(days=dice.randrange(5, 60)))


def _days(dice: Random, number: int, since: date, today: date) -> Iterator[date]:
    """Yield the days of a family's visits; some families have been seen long ago, or never."""
    if number % 11 == 10:
        return
    near = 100 if number % 5 == 4 else 1
    reach = min((today - since).days, 300)
    if reach <= near:
        return
    for _ in range(1 + number % 3):
        yield today - timedelta(days=dice.randrange(near, reach))


def _visit(session: Session, dice: Random, file: _File, cadre: str, on: date) -> None:
    needs_given = _needs(dice) if dice.random() < 0.6 else {}
    second = next(name for name, _position in reversed(CADRES) if name != cadre)
    account = Account(
        on, f"{cadre}、{second}", dice.choice(FINDINGS), bool(needs_given), needs_given
    )
    visit_id = visits.write_down_unplanned(
        session, account, Purpose(ROUTINE), household_id=file.household_id
    )
    if dice.random() < 0.35:
        question, answer = dice.choice(QUESTIONS)
        due_on = max(on, on + timedelta(days=dice.randrange(5, 20)))
        visit_questions.ask(session, visit_id, question, answer, cadre, due_on)
    if dice.random() < 0.4:
        _give(session, dice, file, visit_id, on)


def _needs(dice: Random) -> dict[str, str]:
    items = ("health", "schooling", "income", "housing", "safety", "neighbourhood")
    return {item: dice.choice(("yes", "no", "no", "wish")) for item in items}


def _give(session: Session, dice: Random, file: _File, visit_id: int, on: date) -> None:
    today = today_of(session)
    pots = care_entries.list_funds(session, file.unit_id) if on.year == today.year else []
    if pots and dice.random() < 0.4:
        present = Present("care_cash", 50_000, on, "慰问金", pots[0][0], "困难慰问")
    else:
        what, fen = dice.choice(GOODS)
        present = Present("care_goods", fen, on, what, note="走访慰问")
    care_gifts.give(session, Purpose("hardship"), present, visit_id=visit_id)


def _miss(session: Session, dice: Random, file: _File, cadre: str, today: date, told: bool) -> None:
    visit_id = visits.plan(session, today, cadre, Purpose(ROUTINE), household_id=file.household_id)
    visit = load(session, Visit, visit_id)
    visit.planned_on = today - timedelta(days=dice.randrange(2, 12))
    session.flush()
    if told:
        visits.take(session, visit_id, visit.version, "miss", dice.choice(MISSED))
