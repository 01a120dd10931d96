"""What happens to the sample's households: changes asked for, one carried out, a relative."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import household_changes, household_requests, kinship
from db.household_people import people_of
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdChange, HouseholdPerson
from db.verbs import open_to_all, today_of
from rules.fields import Value
from rules.hardship import IN_FORCE
from rules.identity import check_digit
from rules.workdays import plus_months

STORIES = 5


@open_to_all("called by the maker of the sample, as the sample's clerk")
def ask_for_changes(session: Session, dice: Random) -> None:
    """Ask for a few changes of households whose file is in force."""
    households = session.scalars(
        select(Household)
        .join(HardshipFile, HardshipFile.household_id == Household.id)
        .where(HardshipFile.state == IN_FORCE)
        .order_by(Household.id)
    ).all()
    today = today_of(session)
    asked = 0
    for household in dice.sample(list(households), len(households)):
        if asked == STORIES:
            return
        asked += _ask(session, dice, household, asked, today)


def _ask(session: Session, dice: Random, household: Household, story: int, today: date) -> bool:
    people = people_of(session, household.id)
    grown = [
        person
        for person, one in people
        if one.relation == "child" and person.birth_on and _age(person, today) >= 20
    ]
    on = today - timedelta(days=dice.randint(1, 9))
    if story % 2 and grown:
        household_requests.ask_to_split(
            session, household.id, [grown[0].id], grown[0].id, {}, on, note="成家后单独立户"
        )
        return True
    if story == 0 and len(people) == 2:
        values = _newborn(dice, household.head_name[:1], today)
        household_requests.ask_to_add(
            session, household.id, "child", values, on, note="新生儿，已办出生登记"
        )
        return True
    if story in (2, 4) and grown:
        household_requests.ask_to_end(
            session, household.id, grown[0].id, "married_out", on, note="出嫁，户口已迁出"
        )
        return True
    return False


def _age(person: HouseholdPerson, today: date) -> int:
    return today.year - person.birth_on.year if person.birth_on else 0


def _newborn(dice: Random, surname: str, today: date) -> dict[str, Value]:
    born = plus_months(today, -1)
    first17 = f"619900{born:%Y%m%d}{dice.randrange(801, 900):03d}"
    return {
        "name": surname + dice.choice(("子涵", "一诺", "雨桐")),
        "id_type": "id_card",
        "id_no": first17 + check_digit(first17),
        "birth_on": born,
    }


@open_to_all("called by the maker of the sample, as the sample's reviewer")
def decide_one(session: Session) -> None:
    """Carry the first change out, and declare a relative in the household of the last."""
    waiting = session.scalars(select(HouseholdChange).order_by(HouseholdChange.id)).all()
    if not waiting:
        return
    household_changes.decide(session, waiting[0].id, waiting[0].version, "carry_out")
    kinship.declare(session, waiting[-1].household_id, "collateral")
