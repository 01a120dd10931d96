"""What an office may set: bounds, time zones, languages, and which duties may meet."""

from __future__ import annotations

import pytest

from rules.errors import InvalidInput
from rules.fields import Kind, Value, by_name
from rules.moves import ENTER, RELAXABLE
from rules.parsing import parse
from rules.settings import (
    DUTY_FIELDS,
    LANGUAGE_CODES,
    OFFICE_FIELDS,
    RETENTION_FIELDS,
    duty_values,
    relaxed_pairs,
)

FIELDS = by_name((*OFFICE_FIELDS, *RETENTION_FIELDS))


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("office_name", " 云溪市总工会 ", "云溪市总工会"),
        ("time_zone", "Asia/Urumqi", "Asia/Urumqi"),
        ("session_idle_minutes", "5", 5),
        ("session_idle_minutes", "４８０", 480),
        ("session_hours", "24", 24),
        ("deemed_left_months", "6", 6),
        ("retention_years", "100", 100),
    ],
)
def test_a_fit_setting_is_read(name: str, raw: str, value: Value) -> None:
    assert parse(FIELDS[name], raw, {}) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("office_name", ""),
        ("office_name", "会" * 101),
        ("time_zone", "Beijing"),
        ("time_zone", "../etc"),
        ("session_idle_minutes", "4"),
        ("session_idle_minutes", "481"),
        ("session_hours", "0"),
        ("deemed_left_months", "-6"),
        ("retention_years", "soon"),
    ],
)
def test_an_unfit_setting_is_refused_naming_its_field(name: str, raw: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(FIELDS[name], raw, {})
    assert refused.value.field == name


def test_the_language_is_one_that_the_office_speaks() -> None:
    field = FIELDS["language"]
    assert (field.kind, field.codes) == (Kind.CHOICE, LANGUAGE_CODES)
    assert field.check is not None
    assert field.check("en") == "en"
    with pytest.raises(InvalidInput):
        field.check("fr")


def test_every_duty_that_may_be_relaxed_can_be_answered() -> None:
    assert [field.name for field in DUTY_FIELDS] == ["_".join(pair) for pair in RELAXABLE]


@pytest.mark.parametrize("relaxed", [(), ((ENTER, "approved"),), RELAXABLE])
def test_the_form_of_duties_gives_back_what_it_showed(relaxed: tuple[tuple[str, str], ...]) -> None:
    assert relaxed_pairs(duty_values(relaxed)) == relaxed


def test_duties_that_nobody_may_relax_are_not_shown() -> None:
    assert relaxed_pairs(duty_values([(ENTER, "refused")])) == ()
