"""The means test of a file: gathered from its records, frozen, overridden by two people."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from db import aid_rules, assessment_overrides, assessments, hardship_consents, hardship_money
from db.engine import Store
from db.models.aid_rules import SubsistenceLine
from db.models.hardship import Assessment
from db.models.households import HouseholdPerson
from db.session import reading, writing
from rules.access import Actor, Permission
from rules.dated_sets import SetKind
from rules.errors import InvalidInput, NotAllowed, NotFound, WrongState
from rules.fields import Value
from rules.hardship_money import Window
from tests.ground import hardship_life as ground
from tests.ground.hardship_life import WAY, Family, Hands
from tests.ground.people import almighty, everyone_but
from tests.ground.tree import City, plant

pytestmark = pytest.mark.usefixtures("office", "clock")

REASON = "大病自付费用尚未结算"


@pytest.fixture
def city(office: Store) -> City:
    ground.know_line()
    return plant()


@pytest.fixture
def hands() -> Hands:
    return Hands()


def _submitted(city: City, hands: Hands, income: int = 4_920_000) -> tuple[int, Family]:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.fill(file_id, family, hands.clerk, income=income)
    ground.take(hands.clerk, file_id, "submit")
    return file_id, family


def _of(file_id: int) -> assessments.AssessmentRow:
    with reading(almighty()) as session:
        return assessments.list_of_file(session, file_id)[0]


@pytest.mark.parametrize(
    ("income", "net", "category"),
    [(4_920_000, 78_333, "deep"), (5_923_200, 106_200, "relative"), (12_000_000, 275_000, "")],
)
def test_the_worked_examples_come_out_of_a_files_lines(
    city: City, hands: Hands, income: int, net: int, category: str
) -> None:
    row = _of(_submitted(city, hands, income)[0])
    assert (row.net_fen, row.category, row.people, row.line_fen) == (net, category, 3, 106_200)
    assert any("计入" in line.shown({}) or "3" in line.shown({}) for line in row.lines)


def test_only_what_lies_in_the_window_counts(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    with writing(hands.clerk) as session:
        hardship_money.add(
            session, file_id, "income", "wage", family.head,
            date(2026, 9, 1), date(2026, 12, 1), 400_000, "certificate",
        )  # fmt: skip
    with reading(almighty()) as session:
        found = assessments.collect(session, file_id)
        result = assessments.preview(session, file_id)
    assert found.window == Window(date(2025, 11, 1), date(2026, 10, 1))
    assert result.income == 200_000


def test_who_could_work_and_has_none_counts_at_the_minimum_wage_unless_proved(
    city: City, hands: Hands
) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    with writing(almighty()) as session:
        spouse = session.get_one(HouseholdPerson, family.people[1])
        spouse.person_status = "unemployed"
    with reading(almighty()) as session:
        assert assessments.preview(session, file_id).imputed == 12 * 200_000
    seen = ground.version_of(file_id)
    with writing(hands.clerk) as session:
        hardship_consents.set_proved_idle(session, file_id, seen, [family.people[1]])
    with reading(almighty()) as session:
        assert assessments.preview(session, file_id).imputed == 0


def test_a_declared_cost_without_proof_is_left_out(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    start, end = date(2025, 11, 1), date(2026, 10, 1)
    with writing(hands.clerk) as session:
        for proof in ("declared", "receipt"):
            hardship_money.add(
                session, file_id, "cost", "medical", family.head, start, end, 100_000, proof
            )
    with reading(almighty()) as session:
        assert assessments.preview(session, file_id).rigid == 100_000


def test_a_second_home_excludes_whatever_the_income(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.fill(file_id, family, hands.clerk)
    seen = ground.version_of(file_id)
    with writing(hands.clerk) as session:
        hardship_consents.answer(session, file_id, seen, {"second_home": (True, "")})
    ground.take(hands.clerk, file_id, "submit")
    row = _of(file_id)
    assert (row.category, row.excluded_by) == ("", "second_home")


def test_an_accident_makes_its_own_category(city: City, hands: Hands) -> None:
    family = ground.found(city.mill)
    event: dict[str, Value] = {"event_cost": 14_000_000, "sudden_event_on": date(2026, 10, 2)}
    file_id = ground.begin(family, hands.clerk, **event)
    ground.fill(file_id, family, hands.clerk, income=15_000_000)
    with reading(almighty()) as session:
        assert assessments.preview(session, file_id).category == "accidental"


def test_a_frozen_test_stays_as_it_was_when_the_rules_change(city: City, hands: Hands) -> None:
    file_id, _family = _submitted(city, hands)
    before = _of(file_id)
    ground.know_line("county")
    with writing(almighty()) as session:
        line = next(row for row in aid_rules.list_lines(session) if row.region == "city")
        session.get_one(SubsistenceLine, line.id).monthly_fen = 50_000
    with reading(almighty()) as session:
        now = assessments.preview(session, file_id)
        assert aid_rules.rule_set_on(session, SetKind.MEANS_TEST, "city", ground.TODAY)
    assert now.category == "relative"
    assert _of(file_id) == before


def test_inputs_are_kept_sealed_and_come_back_as_they_were(city: City, hands: Hands) -> None:
    file_id, _family = _submitted(city, hands)
    with reading(almighty()) as session:
        row = session.scalars(select(Assessment)).one()
        inputs = assessments.inputs_of(row)
        assert inputs == assessments.collect(session, file_id).inputs


def _override(actor: Actor, file_id: int, category: str = "deep", reason: str = REASON) -> None:
    row = _of(file_id)
    with writing(actor) as session:
        assessment_overrides.override(session, row.id, row.version, category, reason)


def _confirm(actor: Actor, file_id: int) -> None:
    row = _of(file_id)
    with writing(actor) as session:
        assessment_overrides.confirm(session, row.id, row.version)


def test_another_category_counts_once_a_second_person_confirms_it(city: City, hands: Hands) -> None:
    file_id, _family = _submitted(city, hands, income=12_000_000)
    _override(hands.reviewer, file_id)
    assert _of(file_id).confirmed_at is None
    with pytest.raises(NotAllowed, match="somebody else"):
        _confirm(hands.reviewer, file_id)
    _confirm(hands.chair, file_id)
    row = _of(file_id)
    assert row.confirmed_at is not None
    assert (row.override_category, row.override_by_name, row.confirmed_by_name) == (
        "deep",
        "李建国",
        "张敏",
    )


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_approval_takes_an_override_only_when_it_is_confirmed(
    city: City, hands: Hands, confirmed: bool
) -> None:
    family = ground.found(city.mill)
    file_id = ground.begin(family, hands.clerk)
    ground.bring(file_id, family, hands, WAY[:6])
    _override(hands.reviewer, file_id, "relative")
    if confirmed:
        _confirm(almighty(name="周平"), file_id)
    ground.take(hands.chair, file_id, "approve")
    assert ground.row_of(file_id).category == ("relative" if confirmed else "deep")


def test_an_override_needs_a_reason_and_a_category_that_differs(city: City, hands: Hands) -> None:
    file_id, _family = _submitted(city, hands)
    for category, reason in (("deep", REASON), ("rich", REASON), ("relative", "嗯")):
        with pytest.raises(InvalidInput):
            _override(hands.reviewer, file_id, category, reason)


def test_a_new_request_must_be_confirmed_anew_and_can_be_dropped(city: City, hands: Hands) -> None:
    file_id, _family = _submitted(city, hands)
    _override(hands.reviewer, file_id, "relative")
    _confirm(hands.chair, file_id)
    _override(hands.reviewer, file_id, "accidental")
    assert (_of(file_id).confirmed_at, _of(file_id).category) == (None, "deep")
    row = _of(file_id)
    with writing(hands.reviewer) as session:
        assessment_overrides.drop(session, row.id, row.version)
    with pytest.raises(WrongState):
        _confirm(hands.chair, file_id)


def test_overrides_end_with_the_decision(city: City, hands: Hands) -> None:
    file_id = ground.file_in_force(city.mill, hands=hands)
    with pytest.raises(WrongState):
        _override(hands.reviewer, file_id, "relative")


def test_overrides_need_their_rights_and_stay_in_their_county(city: City, hands: Hands) -> None:
    file_id, _family = _submitted(city, hands)
    with pytest.raises(NotAllowed):
        _override(everyone_but(Permission.REVIEW_HARDSHIP), file_id, "relative")
    with pytest.raises(NotFound):
        _override(almighty(unit=city.south), file_id, "relative")
    _override(hands.reviewer, file_id, "relative")
    with pytest.raises(NotAllowed):
        _confirm(everyone_but(Permission.APPROVE_HARDSHIP), file_id)
    with reading(almighty(unit=city.south)) as session, pytest.raises(NotFound):
        assessments.collect(session, file_id)
