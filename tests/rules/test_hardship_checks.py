"""What a hardship file must not hold, and what it needs before it is submitted."""

from __future__ import annotations

from datetime import date

import pytest

from rules.errors import InvalidInput
from rules.fields import Value
from rules.hardship_checks import (
    Missing,
    Signer,
    check_consent,
    check_file,
    check_peer_review,
    check_survey,
    is_majority,
    missing_for_submission,
)
from rules.hardship_money import Window, check_line, months_between, share_in, window_before
from rules.hardship_numbers import file_number, place_of

TODAY = date(2026, 11, 24)
SOUND: dict[str, Value] = {
    "applied_on": date(2026, 11, 2),
    "primary_cause": "serious_illness",
    "secondary_causes": ("schooling", "laid_off"),
    "sudden_event_on": date(2026, 10, 1),
}
SIGNED = frozenset(("pledge", "means_check"))
WORKER = Signer("王明", True, True, SIGNED, frozenset())
PAPERS = frozenset(("id_copy", "household_book", "diagnosis", "settlement_sheet"))


def test_a_sound_file_passes() -> None:
    check_file(SOUND, TODAY)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (
            {"secondary_causes": ("schooling", "laid_off", "accident", "other")},
            "secondary_causes",
        ),
        ({"secondary_causes": ("serious_illness",)}, "secondary_causes"),
        ({"primary_cause": None}, "primary_cause"),
        ({"applied_on": date(2026, 12, 1)}, "applied_on"),
        ({"applied_on": date(2026, 9, 1)}, "applied_on"),
        ({"sudden_event_on": date(2027, 1, 1)}, "sudden_event_on"),
        ({"work_start_on": date(2027, 1, 1)}, "work_start_on"),
        (
            {"work_start_on": date(2015, 1, 1), "local_work_on": date(2014, 1, 1)},
            "local_work_on",
        ),
        ({"event_cost": -1}, "event_cost"),
        ({"savings": -1}, "savings"),
        ({"months_below": -1}, "months_below"),
    ],
)
def test_a_file_that_cannot_be_is_refused_naming_the_field(
    changed: dict[str, Value], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_file({**SOUND, **changed}, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("start", "end", "fen", "field"),
    [
        (date(2026, 1, 1), date(2025, 12, 1), 100, "to_on"),
        (date(2026, 1, 1), date(2026, 1, 1), -1, "fen"),
        (date(2026, 1, 1), date(2026, 1, 1), 10**12 + 1, "fen"),
        (date(2026, 12, 1), date(2026, 12, 1), 1, "from_on"),
        (date(2010, 1, 1), date(2026, 1, 1), 1, "to_on"),
    ],
)
def test_a_line_that_cannot_be_is_refused_naming_the_field(
    start: date, end: date, fen: int, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_line("income", start, end, fen, TODAY)
    assert refused.value.field == field


def test_a_line_counts_with_the_months_that_fall_into_the_window() -> None:
    window = window_before(TODAY, 12)
    assert window == Window(date(2025, 11, 1), date(2026, 10, 1))
    assert share_in(window, window.from_on, window.to_on, 1200) == 1200
    assert share_in(window, date(2026, 9, 1), date(2026, 12, 1), 1000) == 500
    assert share_in(window, date(2026, 10, 1), date(2026, 12, 1), 100) == 33
    assert share_in(window, date(2024, 1, 1), date(2025, 10, 1), 1000) == 0
    assert months_between(date(2025, 11, 1), date(2026, 10, 1)) == 12


def _missing(**changed: object) -> list[str]:
    given: dict[str, object] = {
        "incomes": 1,
        "asked": ("second_home",),
        "answered": ("second_home",),
        "signers": (WORKER,),
        "papers": PAPERS,
        **changed,
    }
    values = {**SOUND, **given.pop("values", {})}  # type: ignore[dict-item]
    found: tuple[Missing, ...] = missing_for_submission(values, **given)  # type: ignore[arg-type]
    return [f"{one.step}: {one.line.shown({})}" for one in found]


def test_a_complete_file_misses_nothing() -> None:
    assert _missing() == []


@pytest.mark.parametrize(
    ("changed", "step", "piece"),
    [
        ({"values": {"primary_cause": None, "secondary_causes": None}}, "facts", "主要致困原因"),
        ({"incomes": 0}, "money", "收入"),
        ({"answered": ()}, "signed", "second_home"),
        ({"papers": PAPERS - {"diagnosis"}}, "signed", "diagnosis"),
        ({"papers": PAPERS - {"settlement_sheet"}}, "signed", "settlement_sheet、receipt"),
        ({"papers": PAPERS - {"id_copy"}}, "signed", "id_copy"),
        ({"values": {"primary_cause": "schooling", "secondary_causes": ()}}, "signed", "school"),
        ({"values": {"is_migrant_worker": True}}, "signed", "labour_contract"),
        ({"values": {"receives_dibao": True}}, "signed", "dibao_certificate"),
    ],
)
def test_what_is_missing_is_named_with_its_step(
    changed: dict[str, object], step: str, piece: str
) -> None:
    found = _missing(**changed)
    assert found
    assert any(one.startswith(step) and piece in one for one in found), found


def test_each_adult_who_counts_signs_the_authorisation_and_the_applicant_the_pledge() -> None:
    spouse = Signer("李芳", False, True, frozenset(), frozenset(("means_check",)))
    child = Signer("王小雨", False, False, frozenset(), frozenset())
    found = _missing(signers=(WORKER, spouse, child))
    assert len(found) == 1
    assert "李芳" in found[0]
    assert "过期" in found[0]
    unsigned = Signer("王明", True, True, frozenset(), frozenset())
    assert len(_missing(signers=(unsigned,))) == 2


def test_a_paper_must_be_signed_before_it_expires_and_not_in_the_future() -> None:
    check_consent(TODAY, date(2027, 11, 24), TODAY)
    for signed, expires in ((date(2026, 11, 25), date(2027, 1, 1)), (TODAY, TODAY)):
        with pytest.raises(InvalidInput):
            check_consent(signed, expires, TODAY)


@pytest.mark.parametrize(
    ("first", "second", "findings", "field"),
    [
        ("", "徐婷", "属实", "first_surveyor"),
        ("王芳", "", "属实", "second_surveyor"),
        ("王芳", " 王芳 ", "属实", "second_surveyor"),
        ("王芳", "徐婷", " ", "findings"),
    ],
)
def test_a_survey_is_made_by_two_different_people(
    first: str, second: str, findings: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_survey(TODAY, first, second, findings, TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(("present", "yes", "no"), [(0, 0, 0), (5, 4, 2), (5, -1, 2)])
def test_votes_fit_the_people_present(present: int, yes: int, no: int) -> None:
    with pytest.raises(InvalidInput):
        check_peer_review(TODAY, present, yes, no, TODAY)


def test_a_majority_is_more_than_half_of_those_present() -> None:
    assert is_majority(9, 5)
    assert not is_majority(10, 5)


@pytest.mark.parametrize(
    ("union", "place"),
    [
        ("北岭县总工会", "北岭"),
        ("云溪市总工会", "云溪"),
        ("北岭纺织厂工会", "北岭纺织厂"),
        ("市区总工会", "市区"),
        ("总工会", "总工会"),
    ],
)
def test_a_number_names_its_place(union: str, place: str) -> None:
    assert place_of(union) == place
    assert file_number(place, 2026, 12) == f"{place}-2026-0012"
