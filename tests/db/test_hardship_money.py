"""Incomes and costs line by line, signatures, and the exclusion checklist."""

from __future__ import annotations

from datetime import date

import pytest

from db import (
    hardship_consents,
    hardship_files,
    hardship_money,
    hardship_submission,
    household_people,
    household_views,
)
from db.engine import Store
from db.hardship_money import LineRow
from db.models.households import HouseholdPerson
from db.session import reading, writing
from rules.access import Permission
from rules.errors import Conflict, InvalidInput, NotAllowed, NotFound, WrongState
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import Family
from tests.ground.people import actor_with, almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

START, END = date(2025, 11, 1), date(2026, 10, 1)
NEXT_YEAR = date(2027, 11, 24)


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


@pytest.fixture
def family(city: City) -> Family:
    return ground.found(city.mill)


@pytest.fixture
def file_id(family: Family) -> int:
    return ground.begin(family, almighty(name="王芳"))


def _add(file_id: int, person_id: int, fen: int = 3_600_000, **more: object) -> int:
    given: dict[str, object] = {
        "kind": "income",
        "item": "wage",
        "from_on": START,
        "to_on": END,
        "proof": "certificate",
        **more,
    }
    with writing(almighty(name="王芳")) as session:
        return hardship_money.add(session, file_id, person_id=person_id, fen=fen, **given)  # type: ignore[arg-type]


def _lines(file_id: int) -> list[LineRow]:
    with reading(almighty()) as session:
        return hardship_money.list_lines(session, file_id)


def test_a_line_says_whose_what_when_how_much_and_how_proved(file_id: int, family: Family) -> None:
    with writing(almighty()) as session:
        paper = ground.attach(session, "hardship_file", file_id, "income_proof")
    _add(file_id, family.head, source="北岭纺织厂", attachment_id=paper)
    (row,) = _lines(file_id)
    assert (row.person_name, row.item, row.fen, row.proof) == (
        "王建军",
        "wage",
        3_600_000,
        "certificate",
    )
    assert (row.from_on, row.to_on, row.source) == (START, END, "北岭纺织厂")
    assert row.paper == "income_proof.png"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"fen": -1}, "fen"),
        ({"from_on": END, "to_on": START}, "to_on"),
        ({"item": "lottery"}, "item"),
        ({"proof": "hearsay"}, "proof"),
        ({"kind": "cost", "item": "wage"}, "item"),
    ],
)
def test_a_line_that_cannot_be_is_refused_naming_the_field(
    file_id: int, family: Family, more: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _add(file_id, family.head, **more)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_line_belongs_to_somebody_of_the_household_and_to_a_paper_of_the_file(
    city: City, file_id: int, family: Family
) -> None:
    stranger = ground.found(city.mill, "周海")
    with pytest.raises(InvalidInput) as refused:
        _add(file_id, stranger.head)
    assert refused.value.field == "person_id"
    other = ground.begin(stranger, almighty())
    with writing(almighty()) as session:
        paper = ground.attach(session, "hardship_file", other, "income_proof")
    with pytest.raises(InvalidInput) as refused:
        _add(file_id, family.head, attachment_id=paper)
    assert refused.value.field == "attachment_id"


def test_a_line_is_changed_as_a_whole_and_a_stale_form_is_told(
    file_id: int, family: Family
) -> None:
    line = _add(file_id, family.head)
    with writing(almighty()) as session:
        hardship_money.change(
            session, line, 1, "pension", family.people[1], START, END, 100, "bank_statement"
        )
    (row,) = _lines(file_id)
    assert (row.item, row.person_name, row.fen, row.version) == ("pension", "刘桂兰", 100, 2)
    with writing(almighty()) as session, pytest.raises(Conflict):
        hardship_money.change(
            session, line, 1, "wage", family.head, START, END, 100, "bank_statement"
        )


def test_a_removed_line_no_longer_counts_and_can_be_brought_back(
    file_id: int, family: Family
) -> None:
    line = _add(file_id, family.head)
    with writing(almighty()) as session:
        hardship_money.remove(session, line, 1)
    assert _lines(file_id)[0].removed
    with reading(almighty()) as session:
        missing = hardship_submission.get_readiness(session, file_id).missing
    assert any(one.step == "money" for one in missing)
    with writing(almighty()) as session, pytest.raises(WrongState):
        hardship_money.change(
            session, line, 2, "wage", family.head, START, END, 100, "bank_statement"
        )
    with writing(almighty()) as session:
        hardship_money.bring_back(session, line, 2)
    assert not _lines(file_id)[0].removed
    with writing(almighty()) as session, pytest.raises(WrongState):
        hardship_money.bring_back(session, line, 3)


def test_whoever_only_watches_reads_which_incomes_there_are_and_not_how_much(
    file_id: int, family: Family
) -> None:
    _add(file_id, family.head)
    with writing(almighty()) as session:
        session.get_one(HouseholdPerson, family.head).monthly_income = 280_000
    watching = actor_with(Permission.SEE_HARDSHIP, Permission.SUPERVISE)
    with reading(watching) as session:
        (row,) = hardship_money.list_lines(session, file_id)
        person = household_views.get_person(session, family.head)
        asked = {field.name for field in household_people.list_fields(session)}
    assert (row.item, row.fen) == ("wage", None)
    assert "monthly_income" not in asked | set(person.values)
    with reading(actor_with(Permission.SEE_HARDSHIP, Permission.REVIEW_HARDSHIP)) as session:
        assert hardship_money.list_lines(session, file_id)[0].fen == 3_600_000
        assert household_views.get_person(session, family.head).values["monthly_income"] == 280_000


def test_lines_need_the_right_and_stay_in_their_county(
    city: City, file_id: int, family: Family
) -> None:
    line = _add(file_id, family.head)
    with (
        writing(everyone_but(Permission.EDIT_HARDSHIP)) as session,
        pytest.raises(NotAllowed),
    ):
        hardship_money.remove(session, line, 1)
    with writing(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        hardship_money.remove(session, line, 1)
    with reading(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        hardship_money.list_lines(session, file_id)


def _sign(file_id: int, people: tuple[int, ...], purpose: str, until: date = NEXT_YEAR) -> None:
    with writing(almighty()) as session:
        signed_on = date(2025, 11, 1) if until < ground.TODAY else ground.TODAY
        hardship_consents.sign(session, file_id, people, purpose, signed_on, until)


def test_several_people_sign_at_once_and_one_may_take_it_back(file_id: int, family: Family) -> None:
    _sign(file_id, family.people[:2], "means_check")
    with reading(almighty()) as session:
        rows = hardship_consents.list_of_file(session, file_id)
    assert sorted(row.person_name for row in rows) == ["刘桂兰", "王建军"]
    assert all(row.is_valid for row in rows)
    with writing(almighty()) as session:
        hardship_consents.revoke(session, rows[0].id, 1)
    with writing(almighty()) as session, pytest.raises(WrongState):
        hardship_consents.revoke(session, rows[0].id, 2)
    with reading(almighty()) as session:
        assert not hardship_consents.list_of_file(session, file_id)[0].is_valid


def test_an_expired_signature_counts_as_missing(file_id: int, family: Family) -> None:
    _sign(file_id, (family.head,), "pledge", until=date(2026, 11, 23))
    with reading(almighty()) as session:
        missing = hardship_submission.get_readiness(session, file_id).missing
    assert any("过期" in one.line.shown({}) for one in missing)


def test_what_is_signed_is_known_and_by_the_household(
    city: City, file_id: int, family: Family
) -> None:
    stranger = ground.found(city.mill, "周海").head
    for people, purpose, field in (
        ((), "pledge", "person_ids"),
        ((stranger,), "pledge", "person_ids"),
        ((family.head,), "blank", "purpose"),
    ):
        with pytest.raises(InvalidInput) as refused:
            _sign(file_id, people, purpose)
        assert refused.value.field == field


def test_the_checklist_keeps_answers_with_notes(file_id: int) -> None:
    with writing(almighty()) as session:
        answers = {"second_home": (True, "老家宅基地"), "private_car": (None, "")}
        hardship_consents.answer(session, file_id, 1, answers)
    with reading(almighty()) as session:
        file = hardship_files.get_file(session, file_id)
        asked = hardship_consents.list_questions(session, file_id)
    assert file.exclusions["second_home"] == {"yes": True, "note": "老家宅基地"}
    assert {"second_home", "owns_business", "private_car"} <= set(asked)
    with writing(almighty()) as session, pytest.raises(Conflict):
        hardship_consents.answer(session, file_id, 1, {"second_home": (False, "")})
    seen = file.version
    with writing(almighty()) as session, pytest.raises(InvalidInput):
        hardship_consents.answer(session, file_id, seen, {"nonsense": (True, "")})


def test_without_rules_in_force_the_entry_says_so(city: City, family: Family) -> None:
    file_id = ground.begin(family, almighty(), region="county")
    with reading(almighty()) as session:
        readiness = hardship_submission.get_readiness(session, file_id)
    assert readiness.result is None
    assert readiness.problem
