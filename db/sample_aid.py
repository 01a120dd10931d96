"""The sample's funds, grants of aid and standing benefits of one year, by the office's own verbs.

Each entry is made at its own past moment, so that numbers, years and ceilings are those of the
day. What was granted before this month and the benefits' months are paid by the sample's pay
runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import aid_grants, aid_outlooks, entitlements, sample_funds
from db.models.aid import AidGrant, Entitlement, Fund
from db.models.hardship import HardshipFile
from db.models.households import HouseholdMembership, HouseholdPerson
from db.sample_funds import AsAccount, written_on
from db.session import reading
from db.verbs import today_of
from rules import aid as rules
from rules.access import CONSOLE, Actor
from rules.fields import Value
from rules.hardship import IN_FORCE
from rules.households import HEAD

SHARE_GRANTED, SHARE_BENEFITS, MOST_BENEFITS = 0.75, 0.3, 60
MOST_HOMES = 200
"""So many households are helped in the largest sample; its pots hold no more."""


@dataclass(frozen=True, slots=True)
class _Home:
    household_id: int
    cause: str
    approved_on: date
    head: int
    children: tuple[int, ...]
    elders: tuple[int, ...]


def make_aid(dice: Random, as_account: AsAccount) -> None:
    """Grant aid and benefits to the households with a file in force, over the last year."""
    clerk, chair = as_account("clerk"), as_account("chair")
    with reading(CONSOLE) as session:
        today = today_of(session)
        homes = _homes(session, today)
        pots = _pots(session)
    if not homes:
        return
    dice.shuffle(homes)
    del homes[MOST_HOMES:]
    sample_funds.close_old_pot(chair, today)
    _ask_benefits(dice, clerk, chair, homes, pots, today)
    chosen = homes[: max(int(len(homes) * SHARE_GRANTED), 8)]
    days = sorted(_day(dice, home.approved_on, today) for home in chosen)
    for number, (home, day) in enumerate(zip(chosen, days, strict=True)):
        asked = max(day, home.approved_on)
        grant_id = _propose(dice, clerk, home, asked, pots)
        if grant_id is not None:
            _decide(chair, grant_id, decided_after(asked), today, number)
    _propose_now(dice, clerk, chair, homes, pots, today)


def _homes(session: Session, today: date) -> list[_Home]:
    rows = session.execute(
        select(HardshipFile, HouseholdPerson, HouseholdMembership.relation)
        .join(HouseholdMembership, HouseholdMembership.household_id == HardshipFile.household_id)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(
            HardshipFile.state == IN_FORCE,
            HouseholdMembership.to_on.is_(None),
            HouseholdPerson.deceased_on.is_(None),
        )
        .order_by(HardshipFile.id, HouseholdMembership.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for file, person, relation in rows:
        home = found.setdefault(file.household_id, {"file": file, "children": [], "elders": []})
        age = today.year - person.birth_on.year if person.birth_on else 0
        if relation == HEAD:
            home["head"] = person.id
        elif 0 < age < 17:
            home["children"].append(person.id)
        elif age >= 50:
            home["elders"].append(person.id)
    return [
        _Home(
            key,
            home["file"].primary_cause or "",
            home["file"].approved_on or today,
            home["head"],
            tuple(home["children"]),
            tuple(home["elders"]),
        )
        for key, home in found.items()
        if "head" in home
    ]


def _pots(session: Session) -> Mapping[tuple[str, int], int]:
    """Return the city's pots: which one pays a kind in a year."""
    rows = session.scalars(select(Fund).order_by(Fund.id.desc()))
    return {(use, fund.year): fund.id for fund in rows for use in fund.uses}


def _day(dice: Random, approved_on: date, today: date) -> date:
    first = max(approved_on, today - timedelta(days=360))
    last = today.replace(day=1) - timedelta(days=6)
    return first + timedelta(days=dice.randrange(max((last - first).days, 1)))


def _case(dice: Random, home: _Home, day: date) -> tuple[str, int, dict[str, Value], str]:
    """Return kind, person, situation and need of what a household is helped with."""
    if home.cause == "serious_illness":
        own = dice.randrange(8, 60) * 100_000
        return "medical_aid", home.head, {"own_part": own}, f"{day:%Y年%m月}住院"
    if home.children and (home.cause == "schooling" or dice.random() < 0.3):
        stage: dict[str, Value] = {"stage": dice.choice(("compulsory", "high_school"))}
        return "study_aid", home.children[0], stage, f"{day.year}学年"
    if day.month in (1, 2) and dice.random() < 0.5:
        return "warmth_campaign", home.head, {}, f"{day.year}年春节"
    if dice.random() < 0.15:
        return "temporary_relief", home.head, {}, f"{day:%Y年%m月}突发困难"
    return "living_aid", home.head, {}, f"{day.year}年生活困难"


_REASONS = {
    "medical_aid": "本人长期治疗，医保报销后自付费用较高，家庭负担重。",
    "study_aid": "子女在校就读，学费和生活费支出超出家庭承受能力。",
    "warmth_campaign": "节日期间走访慰问。",
    "temporary_relief": "突发变故，短期内生活困难。",
    "living_aid": "家庭人均收入低于标准，基本生活存在困难。",
}


def _propose(
    dice: Random, clerk: Actor, home: _Home, day: date, pots: Mapping[tuple[str, int], int]
) -> int | None:
    kind, person, situation, need = _case(dice, home, day)
    wanted = dice.choice((1_000, 1_500, 2_000, 3_000, 5_000)) * 100
    with written_on(clerk, day) as session:
        outlook = aid_outlooks.get_outlook(session, home.household_id, kind, person, situation)
        fen = wanted if outlook.left is None else min(wanted, outlook.left)
        if outlook.refusal is not None or fen < 10_000:
            return None
        values: dict[str, Value] = {
            "kind": kind,
            "person_id": person,
            "need": need,
            "fen": fen,
            "fund_id": pots[kind, day.year],
            "reason": _REASONS[kind],
        }
        return aid_grants.propose(session, home.household_id, values, situation)


def decided_after(asked: date) -> date:
    """Return two days later, yet still in the year of the fund that was named."""
    return min(asked + timedelta(days=2), date(asked.year, 12, 31))


def _decide(chair: Actor, grant_id: int, day: date, today: date, number: int) -> None:
    with written_on(chair, min(day, today)) as session:
        seen = _version(session, AidGrant, grant_id)
        if number % 17 == 16:
            aid_grants.refuse(
                session, grant_id, seen, "same_need", "该困难已通过医疗互助获得补助。"
            )
            return
        meeting = f"帮扶资金审批会议〔{day.year}〕{day.month:02}号"
        aid_grants.grant(session, grant_id, seen, "", meeting)
    if number % 29 == 28:
        with written_on(chair, min(day + timedelta(days=3), today)) as session:
            seen = _version(session, AidGrant, grant_id)
            aid_grants.revoke(session, grant_id, seen, "家庭情况变化，不再需要。")


def _version(session: Session, model: Any, key: int) -> int:
    return int(session.scalar(select(model.version).where(model.id == key)) or 0)


def _propose_now(
    dice: Random,
    clerk: Actor,
    chair: Actor,
    homes: list[_Home],
    pots: Mapping[tuple[str, int], int],
    today: date,
) -> None:
    """Leave some proposals waiting, one returned, one withdrawn, and some granted unpaid."""
    for number, home in enumerate(homes[-16:]):
        new_year = date(today.year, 1, 1)
        day = max(today - timedelta(days=number % 4), new_year, home.approved_on)
        grant_id = _propose(dice, clerk, home, min(day, today), pots)
        if grant_id is None:
            continue
        if number % 8 == 5:
            with written_on(clerk, today) as session:
                seen = _version(session, AidGrant, grant_id)
                aid_grants.take(session, grant_id, seen, "drop")
        elif number % 8 == 6:
            with written_on(chair, today) as session:
                seen = _version(session, AidGrant, grant_id)
                aid_grants.send_back(session, grant_id, seen, "请补充结算单。")
        elif number % 2 == 0:
            _decide(chair, grant_id, today, today, 0)


def _ask_benefits(
    dice: Random,
    clerk: Actor,
    chair: Actor,
    homes: list[_Home],
    pots: Mapping[tuple[str, int], int],
    today: date,
) -> None:
    able = [home for home in homes if home.children or home.elders]
    chosen = able[: min(max(int(len(homes) * SHARE_BENEFITS), 3), MOST_BENEFITS)]
    for number, home in enumerate(chosen):
        back = -1 if number % 12 == 11 else dice.randrange(2, 12)
        first = rules.months_on(rules.month_of(today), -max(back, 0))
        day = min(first + timedelta(days=2), today)
        key = _ask(dice, clerk, home, first, day, pots)
        if back >= 0:
            with written_on(chair, min(day + timedelta(days=1), today)) as session:
                entitlements.decide(session, key, _version(session, Entitlement, key), "allow")
        if back >= 0 and number % 15 == 14:
            with written_on(clerk, today) as session:
                seen = _version(session, Entitlement, key)
                entitlements.pause(session, key, seen, "核实在校情况")


def _ask(
    dice: Random,
    clerk: Actor,
    home: _Home,
    first: date,
    day: date,
    pots: Mapping[tuple[str, int], int],
) -> int:
    child = bool(home.children) and (not home.elders or dice.random() < 0.6)
    kind = "study_benefit" if child else "survivor_benefit"
    values: dict[str, Value] = {
        "kind": kind,
        "person_id": home.children[0] if child else home.elders[0],
        "monthly_fen": dice.choice((300, 400, 500, 600, 800)) * 100,
        "from_on": first,
        "to_on": None,
        "until_age": 18 if child else None,
        "basis": f"两金入户办法，会议纪要〔{day.year}〕{day.month:02}号",
        "fund_id": pots[kind, day.year],
        "by_door": dice.random() < 0.7,
    }
    with written_on(clerk, day) as session:
        return entitlements.ask(session, home.household_id, values)
