"""The sample's mutual aid: three plans, three years of what units handed in and paid for.

Last years' and this year's hand-ins are confirmed, those for next year are being prepared.
Everything is written in bulk, each step by whom and when it would have been taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import enrolment_rows, mutual_plans, mutual_versions
from db.enrolment_rows import NewCover
from db.models.members import Member
from db.models.mutual import FeeReceipt, UnitEnrolment
from db.models.trail import Move
from db.mutual_plans import VersionRow
from db.numbers import take_numbers
from db.sample_funds import AsAccount, written_on
from db.session import reading, writing
from db.verbs import open_to_all, today_of
from rules import mutual_enrolment as rules
from rules import mutual_joining as joining
from rules.access import CONSOLE, Actor
from rules.members import PRESENT
from rules.moves import ENTER, SUBMIT
from rules.mutual_joining import Candidate

YEARS_BACK = 2
UNITS_AT_ONCE = 400
IN_PREPARATION = 0.3
"""The share of units that prepare next year's hand-in already."""

_MORNING = time(1, 30)
_STEPS_CONFIRMED = ((ENTER, "clerk", 0), (SUBMIT, "clerk", 5), ("confirm", "reviewer", 9))


@dataclass(frozen=True, slots=True)
class Story:
    """How a plan is taken up: by which share of the units, and by whom of their staff."""

    code: str
    units: float
    people: float
    years: int


STORIES = (
    Story("SHANGLUO", 1.0, 0.88, YEARS_BACK),
    Story("ACCIDENT2011", 0.4, 0.8, YEARS_BACK),
    Story("WOMEN-NANPING", 0.35, 0.9, 1),
)
"""The plans of the sample, by their codes in ``data/plans``."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may join, as the registry knows the person today."""

    id: int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class _Period:
    """One plan's round of hand-ins: the version in force, from when to when, how far it is."""

    story: Story
    version: VersionRow
    from_on: date
    to_on: date
    confirmed: bool

    @property
    def handed_in_on(self) -> date:
        return self.from_on - timedelta(days=21 if self.confirmed else 40)


@dataclass(slots=True)
class _Round:
    """What units hand in for one period, and what it goes on from."""

    period: _Period
    before: dict[int, int]
    """The cover of each person in the period before."""
    hand_ins: dict[int, int]
    """Each unit's hand-in of the period before."""


def make_mutual_aid(dice: Random, as_account: AsAccount) -> None:
    """Publish the plans, and let units enrol and pay for three years and prepare the next."""
    _publish(as_account("chair"))
    with reading(CONSOLE) as session:
        today = today_of(session)
        people = _people(session)
        plans = {plan.code: plan for plan in mutual_plans.list_plans(session)}
    for story in STORIES:
        version = plans[story.code].current
        if version is None:
            raise RuntimeError(f"no version of {story.code} is in force")
        units = [unit for unit in people if dice.random() < story.units]
        round_ = _Round(_period(story, version, today.year - story.years), {}, {})
        for year in range(today.year - story.years, today.year + 2):
            confirmed = year <= today.year
            round_.period = _period(story, version, year, confirmed)
            some = [unit for unit in units if confirmed or dice.random() < IN_PREPARATION]
            _hand_in_all(dice, as_account, round_, some, people)


def _publish(chair: Actor) -> None:
    """Put the sample's plans into force as they were shipped, at the beginning of their time."""
    with writing(chair) as session:
        session.info["verb"] = "sample.make_sample"
        for plan in mutual_plans.list_plans(session):
            if plan.code in {story.code for story in STORIES}:
                version = plan.versions[0]
                mutual_versions.publish(session, version.id, version.version)


def _period(story: Story, version: VersionRow, year: int, confirmed: bool = True) -> _Period:
    from_on = date(year, 1, 1)
    return _Period(story, version, from_on, rules.last_day(version.terms, from_on), confirmed)


def _people(session: Session) -> dict[int, list[Person]]:
    """Return who belongs to which unit now, in the order of the registry."""
    rows = session.execute(
        select(
            Member.id,
            Member.unit_id,
            Member.status,
            Member.gender,
            Member.birth_on,
            Member.work_status,
        )
        .where(Member.live(), Member.status.in_([str(status) for status in PRESENT]))
        .order_by(Member.unit_id, Member.id)
    )
    found: dict[int, list[Person]] = {}
    for row in rows:
        known = Candidate(row.status, row.gender or "", row.birth_on, row.work_status or "")
        found.setdefault(row.unit_id, []).append(Person(row.id, known))
    return found


def _hand_in_all(
    dice: Random,
    as_account: AsAccount,
    round_: _Round,
    units: Sequence[int],
    people: Mapping[int, Sequence[Person]],
) -> None:
    covers: dict[int, int] = {}
    hand_ins: dict[int, int] = {}
    hands = {login: as_account(login) for login in ("clerk", "reviewer", "cashier")}
    for start in range(0, len(units), UNITS_AT_ONCE):
        with written_on(CONSOLE, round_.period.handed_in_on) as session:
            session.info["verb"] = "sample.make_sample"
            chosen = {
                unit: _who_joins(dice, round_.period, people[unit])
                for unit in units[start : start + UNITS_AT_ONCE]
            }
            joined = {unit: found for unit, found in chosen.items() if found[0]}
            write_hand_ins(session, dice, round_, joined, hands, covers, hand_ins)
    round_.before, round_.hand_ins = covers, hand_ins


def _who_joins(dice: Random, period: _Period, people: Iterable[Person]) -> tuple[list[Person], int]:
    """Return who of a unit joins, and how many could."""
    terms = period.version.terms
    able = [one for one in people if joining.why_not(terms, one.candidate, period.from_on) is None]
    if len(able) < terms.group_all_below:
        return able, len(able)
    least = -(-len(able) * terms.group_percent // 100)
    wanted = max(least, round(len(able) * min(period.story.people + dice.random() * 0.1, 1)))
    return sorted(dice.sample(able, min(wanted, len(able))), key=lambda one: one.id), len(able)


@open_to_all("called by the maker of the sample, which fills an empty office as the console")
def write_hand_ins(
    session: Session,
    dice: Random,
    round_: _Round,
    chosen: Mapping[int, tuple[Sequence[Person], int]],
    hands: Mapping[str, Actor],
    covers: dict[int, int],
    hand_ins: dict[int, int],
) -> None:
    """Write what units hand in for a period; adds the covers and hand-ins to those given."""
    period = round_.period
    year = period.handed_in_on.year
    first = take_numbers(session, UnitEnrolment.__tablename__, year, len(chosen))
    records = {
        unit: _hand_in(round_, unit, headcount, f"M{year}-{first + place:05}", dice)
        for place, (unit, (_people, headcount)) in enumerate(chosen.items())
    }
    session.add_all(records.values())
    session.flush()
    for unit, record in records.items():
        people = chosen[unit][0]
        new = [_cover(round_, one) for one in people]
        keys = enrolment_rows.insert(session, record, new, confirmed=period.confirmed)
        covers.update(zip((one.id for one in people), keys, strict=True))
        hand_ins[unit] = record.id
    if period.confirmed:
        payer = next(iter(period.version.terms.payers), "union")
        receipts = (_receipt(dice, record, payer) for record in records.values())
        session.add_all([one for one in receipts if one is not None])
    moves = [row for record in records.values() for row in _moves(record, hands)]
    session.execute(insert(Move.__table__), moves, execution_options={"kernel": True})


def _hand_in(round_: _Round, unit: int, headcount: int, number: str, dice: Random) -> UnitEnrolment:
    period = round_.period
    on = period.handed_in_on
    handed_in = period.confirmed or dice.random() < 0.6
    state = rules.CONFIRMED if period.confirmed else rules.HANDED_IN if handed_in else rules.DRAFT
    return UnitEnrolment(
        unit_id=unit,
        number=number,
        plan_id=period.version.plan_id,
        plan_version_id=period.version.id,
        from_on=period.from_on,
        to_on=period.to_on,
        state=state,
        headcount=headcount,
        people=0,
        due_fen=0,
        received_fen=0,
        follows_id=round_.hand_ins.get(unit),
        handed_in_on=on + timedelta(days=5) if handed_in else None,
        confirmed_on=on + timedelta(days=9) if period.confirmed else None,
    )


def _cover(round_: _Round, person: Person) -> NewCover:
    terms, from_on = round_.period.version.terms, round_.period.from_on
    earlier = round_.before.get(person.id)
    covered = rules.covered_from(terms, from_on, renews=earlier is not None)
    return NewCover(person.id, covered, 1, rules.fee(terms, 1), earlier)


def _receipt(dice: Random, record: UnitEnrolment, payer: str) -> FeeReceipt | None:
    """Most units pay in full, some in part, a few not yet, by whoever owes the fee."""
    luck = dice.random()
    if luck < 0.04:
        return None
    fen = record.due_fen if luck > 0.12 else record.due_fen // 2
    record.received_fen = fen
    return FeeReceipt(
        unit_id=record.unit_id,
        unit_enrolment_id=record.id,
        plan_id=record.plan_id,
        fen=fen,
        received_on=(record.confirmed_on or record.from_on) + timedelta(days=3),
        payer=payer,
        document_no=f"收{record.number[1:]}",
    )


def _moves(record: UnitEnrolment, hands: Mapping[str, Actor]) -> Iterable[dict[str, Any]]:
    """Return the steps that brought a hand-in to its state."""
    after = (rules.DRAFT, rules.HANDED_IN, rules.CONFIRMED)
    steps = list(zip(_STEPS_CONFIRMED, after, strict=True))[: after.index(record.state) + 1]
    begun = (record.handed_in_on or record.from_on - timedelta(days=35)) - timedelta(days=5)
    state = ""
    after = (rules.DRAFT, rules.HANDED_IN, rules.CONFIRMED)
    for (action, login, days), to_state in steps:
        yield {
            "record_type": UnitEnrolment.__tablename__,
            "record_id": record.id,
            "action": action,
            "from_state": state,
            "to_state": to_state,
            "account_id": hands[login].account_id,
            "actor": hands[login].name,
            "at": datetime.combine(begun + timedelta(days=days), _MORNING, UTC),
            "note": "",
        }
        state = to_state
