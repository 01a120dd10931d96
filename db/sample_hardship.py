"""Writes the sample's hardship files in bulk, with steps, money, tests, trail and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db import aid_rules, bulk, file_spells, sample_file_rows, sample_rows
from db.models.accounts import Account
from db.models.hardship import (
    Assessment,
    Consent,
    HardshipFile,
    HomeSurvey,
    MoneyLine,
    PeerReview,
)
from db.models.households import Household, HouseholdMembership, HouseholdPerson
from db.models.trail import Move
from db.models.units import Unit, UnitBelow
from db.numbers import take_numbers
from db.sample_files import Clerk, Hands, Home, Stories, Story
from db.session import reading, writing
from db.verbs import open_to_all, today_of, zone_of
from rules.access import CONSOLE
from rules.assessments import PersonFacts
from rules.exclusions import OF_A_FILE
from rules.hardship import OPEN
from rules.hardship_numbers import file_number, place_of

SHARE = 0.92
"""So many of the sample's households have a file."""
FILES_AT_ONCE = 2000
_REGIONS = ("city", "county")
_KERNEL = {"kernel": True}

Row = dict[str, Any]


def make_files(dice: Random) -> int:
    """Open files for most of the sample's households; returns how many."""
    with reading(CONSOLE) as session:
        homes = _homes(session)
        today = today_of(session)
        rules = {region: _rules(session, region) for region in _REGIONS}
        desk = _Desk(session)
    chosen = sorted(dice.sample(homes, int(len(homes) * SHARE)), key=lambda home: home.id)
    stories = list(Stories(dice, today, rules).tell(chosen))
    for some in bulk.portions(stories, FILES_AT_ONCE):
        with writing(CONSOLE) as session:
            session.info["verb"] = "sample_hardship.make_files"
            write_files(session, some, desk, dice)
    return len(stories)


def _rules(session: Session, region: str) -> Any:
    today = today_of(session)
    line = aid_rules.line_on(session, region, today)
    rule_set = aid_rules.means_test_on(session, region, today)
    return rule_set, line.monthly_fen, line.minimum_wage_fen


def _homes(session: Session) -> list[Home]:
    """Return the open households with their people, in the order of their founding."""
    belongs = HouseholdMembership
    rows = session.execute(
        select(belongs.household_id, belongs.relation, HouseholdPerson)
        .join(HouseholdPerson, HouseholdPerson.id == belongs.person_id)
        .where(belongs.to_on.is_(None), HouseholdPerson.deceased_on.is_(None))
        .order_by(belongs.household_id, (belongs.relation == "self").desc(), belongs.id)
    )
    people: dict[int, list[PersonFacts]] = {}
    members: set[int] = set()
    for household_id, relation, person in rows:
        if relation == "self" and person.member_id is not None:
            members.add(household_id)
        people.setdefault(household_id, []).append(
            PersonFacts(
                id=person.id,
                name=person.name,
                relation=relation,
                gender=person.gender or "",
                birth_on=person.birth_on,
                status=person.person_status or "",
                education=person.education or "",
                able_to_work=person.able_to_work,
            )
        )
    households = session.scalars(
        select(Household).where(Household.closed_on.is_(None)).order_by(Household.id)
    )
    return [
        Home(
            one.id,
            one.unit_id or 0,
            one.head_name,
            one.sort_name,
            one.floor_area,
            one.id in members,
            tuple(people[one.id]),
        )
        for one in households
        if one.id in people
    ]


class _Desk:
    """The sample's accounts and counties: who works on the files of a unit, and where it files."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Account.login, Account.id, Account.name, Account.unit_id))
        accounts = {row.login: row for row in rows}
        clerks = {login: Clerk(row.id, row.name) for login, row in accounts.items()}
        county = accounts["county"].unit_id
        inside = select(UnitBelow.unit_id).where(UnitBelow.ancestor_id == county)
        self._below = set(session.scalars(inside))
        reviewer = clerks["reviewer"]
        self._city = Hands(clerks["clerk"], reviewer, clerks["chair"])
        self._county = Hands(clerks["county"], reviewer, clerks["countychair"])
        filing = select(UnitBelow.unit_id, Unit.name).join(Unit, Unit.id == UnitBelow.ancestor_id)
        counties = filing.where(Unit.kind == "county_federation")
        self._places = {row.unit_id: place_of(row.name) for row in session.execute(counties)}
        self._top = place_of(
            session.scalar(select(Unit.name).where(Unit.parent_id.is_(None))) or ""
        )
        self.units = list(session.scalars(select(Unit.id).order_by(Unit.id)))

    def hands_of(self, unit_id: int) -> Hands:
        return self._county if unit_id in self._below else self._city

    def place_of(self, unit_id: int) -> str:
        return self._places.get(unit_id, self._top)


@open_to_all("called by the maker of the sample, which fills an empty office as the console")
def write_files(session: Session, stories: Sequence[Story], desk: _Desk, dice: Random) -> None:
    """Add these files with everything that hangs on them."""
    ids = bulk.new_ids(session, HardshipFile.__table__, len(stories))
    placed = list(zip(ids, stories, strict=True))
    tested = [(key, story) for key, story in placed if story.on_day_of("submit")]
    tests = dict(
        zip(
            (key for key, _ in tested),
            bulk.new_ids(session, Assessment.__table__, len(tested)),
            strict=True,
        )
    )
    numbers = _numbers(session, placed, desk)
    files = [_file(key, story, tests, numbers, desk, dice) for key, story in placed]
    sample_rows.write(session, HardshipFile, files)
    file_spells.fill(session)
    zone = zone_of(session)
    frozen = [
        {"id": tests[key], **sample_file_rows.assessment(key, story, zone)} for key, story in tested
    ]
    sample_rows.write(session, Assessment, frozen)
    for model, rows in (
        (MoneyLine, sample_file_rows.lines(placed)),
        (Consent, sample_file_rows.consents(placed)),
        (HomeSurvey, sample_file_rows.surveys(placed)),
        (PeerReview, sample_file_rows.peer_reviews(placed, dice)),
    ):
        sample_rows.write(session, model, list(rows))
    moves = [
        row
        for key, story in placed
        for row in sample_file_rows.moves(key, story, desk.hands_of(story.home.unit_id), zone)
    ]
    session.execute(insert(Move.__table__), moves, execution_options=_KERNEL)


def _numbers(
    session: Session, placed: Sequence[tuple[int, Story]], desk: _Desk
) -> Mapping[int, str]:
    """Number the approved files by place and year, in the order of their approval."""
    groups: dict[tuple[str, int], list[tuple[Any, int]]] = {}
    for key, story in placed:
        approved = story.on_day_of("approve")
        if approved is not None:
            place = desk.place_of(story.home.unit_id)
            groups.setdefault((place, approved.year), []).append((approved, key))
    numbers = {}
    for (place, year), files in sorted(groups.items()):
        first = take_numbers(session, f"file:{place}", year, len(files))
        for offset, (_approved, key) in enumerate(sorted(files)):
            numbers[key] = file_number(place, year, first + offset)
    return numbers


def _file(
    key: int,
    story: Story,
    tests: Mapping[int, int],
    numbers: Mapping[int, str],
    desk: _Desk,
    dice: Random,
) -> Row:
    home = story.home
    moving = story.state == "transferring"
    others = [unit for unit in desk.units if unit != home.unit_id]
    row: Row = {
        "id": key,
        "unit_id": home.unit_id,
        "household_id": home.id,
        "applicant_id": home.people[0].id,
        "head_name": home.head_name,
        "sort_name": home.sort_name,
        "state": story.state,
        "is_open": story.state in OPEN,
        "archive_no": numbers.get(key),
        "assessment_id": tests.get(key),
        "to_unit_id": dice.choice(others) if moving and others else None,
        "exclusions": {str(code): {"yes": False, "note": ""} for code in OF_A_FILE},
        "extra": {},
        "category": None,
        "near_threshold": False,
        **dict.fromkeys(_OPTIONAL),
        **story.values,
        **story.columns,
    }
    row["secondary_causes"] = list(row["secondary_causes"] or ())
    return row


_OPTIONAL = (
    "approved_on", "review_due_on", "ended_on", "exit_kind", "exit_reason", "refusal_code",
    "sudden_event_on", "first_responsible", "first_informed", "first_reporter", "first_helper",
)  # fmt: skip
"""Columns that only some files fill; rows of one statement name the same ones."""
