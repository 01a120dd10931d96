"""Households and hardship files for tests: founded, filled in, and brought into a state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from db import (
    attachments,
    hardship_consents,
    hardship_files,
    hardship_money,
    hardship_review,
    hardship_steps,
    search,
)
from db.hardship_steps import NOTHING, Given
from db.models.aid_rules import SubsistenceLine
from db.models.hardship import HardshipFile
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.notices import NoticeLine, PublicNotice
from db.numbers import next_number
from db.search import sort_key
from db.session import reading, writing
from rules.access import Actor
from rules.fields import Value
from tests.ground.people import almighty

TODAY = date(2026, 11, 24)
LINE = 106_200
PICTURE = b"\x89PNG a picture for tests"
WAY = ("submit", "survey", "peer_review", "publish", "end_notice", "review", "approve")


@dataclass(frozen=True)
class Family:
    """Ids of a household and its people; the first is its head."""

    id: int
    people: tuple[int, ...]

    @property
    def head(self) -> int:
        return self.people[0]


@dataclass
class Hands:
    """Who does what: the clerk enters, the reviewer reviews, the chair approves."""

    clerk: Actor = field(default_factory=lambda: almighty(name="王芳"))
    reviewer: Actor = field(default_factory=lambda: almighty(name="李建国"))
    chair: Actor = field(default_factory=lambda: almighty(name="张敏"))

    def of(self, action: str) -> Actor:
        if action in ("review", "refuse", "return", "accept", "decline"):
            return self.reviewer
        if action in ("approve", "exited", "relieved", "withdrawn", "cancelled", "keep"):
            return self.chair
        return self.clerk


def know_line(region: str = "city", fen: int = LINE, wage: int = 200_000) -> None:
    """Enter the subsistence line of a region since 2020."""
    with writing(almighty()) as session:
        session.add(
            SubsistenceLine(
                region=region,
                valid_from=date(2020, 1, 1),
                monthly_fen=fen,
                minimum_wage_fen=wage,
            )
        )


def found(unit_id: int, name: str = "王建军", *, spouse: bool = True, child: bool = True) -> Family:
    """Found a household: a worker, and the spouse and a schoolchild unless left out."""
    with writing(almighty()) as session:
        household = Household(
            unit_id=unit_id,
            household_no=f"H2026-9{next_number(session, 'tests', 2026):04d}",
            head_name=name,
            sort_name=sort_key(name),
            floor_area=55,
        )
        session.add(household)
        session.flush()
        wanted = [("self", name, date(1978, 4, 2), "male", "on_duty")]
        if spouse:
            wanted.append(("spouse", "刘桂兰", date(1980, 9, 9), "female", "sick_leave"))
        if child:
            wanted.append(("child", "王小雨", date(2012, 6, 1), "female", "pupil"))
        people = []
        for relation, own_name, born, gender, status in wanted:
            person = HouseholdPerson(
                unit_id=unit_id,
                name=own_name,
                birth_on=born,
                gender=gender,
                person_status=status,
                able_to_work=True,
            )
            session.add(person)
            session.flush()
            search.replace_grams(session, person.id, own_name, search.PEOPLE)
            session.add(
                HouseholdMembership(
                    unit_id=unit_id,
                    household_id=household.id,
                    person_id=person.id,
                    relation=relation,
                    from_on=date(2020, 1, 1),
                )
            )
            people.append(person.id)
        return Family(household.id, tuple(people))


def begin(family: Family, actor: Actor, **values: Value) -> int:
    """Open a draft for a family; returns the file's id."""
    least: dict[str, Value] = {
        "file_level": "county",
        "region": "city",
        "primary_cause": "serious_illness",
        "applied_on": TODAY,
    }
    with writing(actor) as session:
        return hardship_files.open(session, family.id, family.head, {**least, **values})


def fill(file_id: int, family: Family, actor: Actor, *, income: int = 4_920_000) -> None:
    """Enter everything that a submission needs: money, signatures, answers, papers."""
    with writing(actor) as session:
        start, end = date(2025, 11, 1), date(2026, 10, 1)
        hardship_money.add(
            session, file_id, "income", "wage", family.head, start, end, income, "certificate"
        )
        hardship_money.add(
            session, file_id, "cost", "medical", family.head, start, end, 2_100_000, "receipt"
        )
        adults = family.people[:2]
        for purpose in ("pledge", "means_check", "publish"):
            hardship_consents.sign(session, file_id, adults, purpose, TODAY, date(2027, 11, 24))
        asked = hardship_consents.list_questions(session, file_id)
        seen = hardship_files.get_file(session, file_id).version
        hardship_consents.answer(session, file_id, seen, dict.fromkeys(asked, (False, "")))
        for kind in ("id_copy", "household_book", "diagnosis", "settlement_sheet"):
            attach(session, "hardship_file", file_id, kind)


def attach(session: object, record_type: str, record_id: int, kind: str) -> int:
    """Attach a small picture."""
    return attachments.add(
        session,  # type: ignore[arg-type]
        record_type,
        record_id,
        kind,
        f"{kind}.png",
        "image/png",
        PICTURE + kind.encode(),
    )


def version_of(file_id: int) -> int:
    """Return the version that a form drawn now would send."""
    with reading(almighty()) as session:
        return hardship_files.get_file(session, file_id).version


def state_of(file_id: int) -> str:
    with reading(almighty()) as session:
        return hardship_files.get_file(session, file_id).state


def row_of(file_id: int) -> HardshipFile:
    """Return the stored row itself."""
    with reading(almighty()) as session:
        return session.scalars(select(HardshipFile).where(HardshipFile.id == file_id)).one()


def take(actor: Actor, file_id: int, action: str, note: str = "", given: Given = NOTHING) -> None:
    """Take one step with a freshly drawn form."""
    seen = version_of(file_id)
    with writing(actor) as session:
        hardship_steps.take(session, file_id, seen, action, note, given)


def survey(file_id: int, actor: Actor) -> None:
    """Enter a home survey with its photo."""
    with writing(actor) as session:
        found = hardship_review.survey(
            session, file_id, TODAY, "王芳", "徐婷", True, "家中一人患病，情况属实"
        )
        attach(session, "home_survey", found, "survey_photo")


def judge(file_id: int, actor: Actor, in_favour: int = 7) -> None:
    """Enter a peer review of nine."""
    with writing(actor) as session:
        hardship_review.judge(session, file_id, TODAY, "周平", 9, in_favour, 9 - in_favour)


def notice_over(file_id: int) -> None:
    """Put a notice beside the file that has ended, without any objection."""
    with writing(almighty()) as session:
        file = session.scalars(select(HardshipFile).where(HardshipFile.id == file_id)).one()
        notice = PublicNotice(
            unit_id=file.unit_id,
            number=f"GS-{file_id}",
            title="公示",
            basis="办法",
            state="ended",
            starts_on=TODAY - timedelta(days=9),
            ends_on=TODAY - timedelta(days=1),
            days=5,
            day_unit="workday",
            phone="0631-1234567",
        )
        session.add(notice)
        session.flush()
        session.add(
            NoticeLine(
                unit_id=file.unit_id,
                notice_id=notice.id,
                file_id=file.id,
                masked_name="王*",
                unit_name="北岭纺织厂工会",
                category="deep",
            )
        )


def bring(file_id: int, family: Family, hands: Hands, steps: Sequence[str] = WAY) -> None:
    """Bring a draft along its way, up to the last of ``steps``."""
    for action in steps:
        if action == "submit":
            fill(file_id, family, hands.clerk)
        elif action == "survey":
            survey(file_id, hands.clerk)
        elif action == "peer_review":
            judge(file_id, hands.clerk)
        elif action == "end_notice":
            notice_over(file_id)
        take(hands.of(action), file_id, action)


def file_in_force(unit_id: int, name: str = "王建军", hands: Hands | None = None) -> int:
    """Return a new family's file that has gone all the way into force."""
    everybody = hands or Hands()
    family = found(unit_id, name)
    file_id = begin(family, everybody.clerk)
    bring(file_id, family, everybody)
    return file_id
