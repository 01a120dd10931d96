"""Cells of real rosters, read field by field."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import InvalidInput
from rules.fields import Field, Kind, Value, by_name
from rules.language import use_language
from rules.members import MEMBER_FIELDS
from rules.parsing import parse, plain_text, shown_value
from tests.rules.test_codes import shipped_lists

LISTS = shipped_lists()
MEMBER = by_name(MEMBER_FIELDS)
DATE, MONTH = MEMBER["joined_on"], MEMBER["work_start_on"]
NUMBER = Field("count", "Count", Kind.INTEGER)
MONEY = Field("pay", "Pay", Kind.MONEY)
MANY = Field("nations", "Nations", Kind.CHOICES, codes="nation")

cells = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.from_regex(r"\d{4}[.年/-]\d{1,2}[.月/-]\d{1,2}日?", fullmatch=True),
)


@pytest.mark.parametrize(
    "cell",
    [
        "1990-05-01",
        "1990.5.1",
        "1990/05/01",
        "1990年5月1日",
        "19900501",
        19900501,
        19900501.0,
        "１９９０．５．１",
        "1990-05-01 00:00:00",
        "1990-05-01T00:00:00",
        32994,
        32994.0,
        "32994",
        date(1990, 5, 1),
        datetime(1990, 5, 1, 8, 30),  # noqa: DTZ001 - a workbook's cell knows no zone
    ],
)
def test_a_date_is_read_in_every_form_of_real_rosters(cell: object) -> None:
    assert parse(DATE, cell, LISTS) == date(1990, 5, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "1990-13-01",
        "1990-02-30",
        "去年",
        "1990",
        1990,
        2026,
        "1850-01-01",
        "2101-01-01",
        1e20,
        True,
    ],
)
def test_what_is_no_day_is_refused_and_a_year_is_not_taken_for_a_serial(cell: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(DATE, cell, LISTS)
    assert refused.value.field == "joined_on"


@pytest.mark.parametrize(
    "cell",
    ["1990-05", "1990.5", "1990年5月", "199005", 199005, "1990年05月", date(1990, 5, 17), 32994],
)
def test_a_month_is_kept_as_its_first_day(cell: object) -> None:
    assert parse(MONTH, cell, LISTS) == date(1990, 5, 1)


@pytest.mark.parametrize("cell", [None, "", " ", "/", "-", "—", "无", "N/A", "\u3000", "\u200b"])
@pytest.mark.parametrize(
    "name", ["id_no", "birth_on", "mobile", "email", "bank_number", "work_start_on", "education"]
)
def test_the_ways_to_leave_a_cell_empty_are_known(name: str, cell: object) -> None:
    assert parse(MEMBER[name], cell, LISTS) is None


def test_an_id_number_kept_as_a_number_is_refused_with_the_reason() -> None:
    with pytest.raises(InvalidInput, match="stored as a number"):
        parse(MEMBER["id_no"], 110105194912310021, LISTS)
    with pytest.raises(InvalidInput, match="stored as a number"):
        parse(MEMBER["id_no"], 1.1010519491231002e17, LISTS)


def test_a_long_bank_number_kept_as_a_number_is_refused_and_a_short_one_read() -> None:
    with pytest.raises(InvalidInput, match="stored as a number"):
        parse(MEMBER["bank_number"], 6222021234567890, LISTS)
    assert parse(MEMBER["bank_number"], 622202123456, LISTS) == "622202123456"


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("gender", "男", "male"),
        ("gender", 2, "female"),
        ("gender", 2.0, "female"),
        ("gender", " 女 ", "female"),
        ("nation", "汉", "han"),
        ("nation", "01", "han"),
        ("nation", "回族", "hui"),
        ("education", "本科", "university"),
        ("education", "硕士研究生", "postgraduate"),
        ("political_status", "党员", "party_member"),
        ("work_status", "待(下)岗", "laid_off"),
        ("work_status", "待（下）岗", "laid_off"),
        ("work_status", "内退", "internal_retired"),
        ("work_status", 4, "retired"),
        ("skill_level", "3", "senior"),
        ("id_type", "身份证", "id_card"),
        ("model_worker", "否", "none"),
        ("marital_status", "离异", "divorced"),
    ],
)
def test_a_choice_is_read_by_code_label_alias_or_number(name: str, cell: object, code: str) -> None:
    assert parse(MEMBER[name], cell, LISTS) == code


def test_an_unknown_choice_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match="火星族"):
        parse(MEMBER["nation"], "火星族", LISTS)


def test_several_choices_are_read_from_one_cell_without_repeats() -> None:
    assert parse(MANY, "汉族、回族，汉；藏族", LISTS) == ("han", "hui", "tibetan")
    assert parse(MANY, ("han", "hui"), LISTS) == ("han", "hui")
    assert parse(MANY, "", LISTS) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("√", True), (1, True), (True, True), ("否", False), ("0", False), ("/", None)],
)
def test_yes_and_no_are_read_as_people_write_them(cell: object, value: Value) -> None:
    assert parse(MEMBER["is_migrant_worker"], cell, LISTS) is value


def test_a_name_is_read_in_half_width_without_hidden_signs() -> None:
    assert parse(MEMBER["name"], " 王\u3000芳\u200b\n", LISTS) == "王 芳"
    assert parse(MEMBER["name"], "Ｊｏｈｎ", LISTS) == "John"


def test_a_missing_name_is_refused_with_its_label() -> None:
    for empty in (None, "", "  "):
        with pytest.raises(InvalidInput, match="Name is missing"):
            parse(MEMBER["name"], empty, LISTS)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert parse(MEMBER["name"], "王" * 60, LISTS) == "王" * 60
    with pytest.raises(InvalidInput, match="at most 60"):
        parse(MEMBER["name"], "王" * 61, LISTS)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\ud800", "\uffff"])
@pytest.mark.parametrize("name", ["name", "note"])
def test_signs_that_no_file_can_hold_are_refused(name: str, sign: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be stored"):
        parse(MEMBER[name], f"王{sign}芳", LISTS)


def test_a_note_keeps_its_lines() -> None:
    assert parse(MEMBER["note"], " 第一行  \r\n第二行\n", LISTS) == "第一行\n第二行"


def test_whole_numbers_and_amounts_are_read() -> None:
    assert parse(NUMBER, "1,234", LISTS) == 1234
    assert parse(NUMBER, 12.0, LISTS) == 12
    assert parse(MONEY, "1,234.5", LISTS) == 123450
    for wrong in ("12.5", "many", True, float("nan"), "9999999999"):
        with pytest.raises(InvalidInput):
            parse(NUMBER, wrong, LISTS)


def test_an_email_needs_its_parts() -> None:
    assert parse(MEMBER["email"], "wang@example.cn", LISTS) == "wang@example.cn"
    for wrong in ("wang", "wang@", "wang@example", "a b@example.cn", "x" * 100 + "@example.cn"):
        with pytest.raises(InvalidInput):
            parse(MEMBER["email"], wrong, LISTS)


@pytest.mark.parametrize("field", [*MEMBER_FIELDS, NUMBER, MONEY, MANY], ids=lambda one: one.name)
@given(cell=cells)
def test_any_cell_is_read_or_refused_with_the_fields_name(field: Field, cell: object) -> None:
    value, refusal = None, None
    try:
        value = parse(field, cell, LISTS)
    except InvalidInput as error:
        refusal = error
    if refusal is not None:
        assert refusal.field == field.name
        assert str(refusal)
    if isinstance(value, str):
        assert value.encode("utf-8")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("birth_on", date(1990, 5, 1)),
        ("work_start_on", date(2010, 7, 1)),
        ("gender", "female"),
        ("nation", "han"),
        ("is_migrant_worker", True),
        ("is_migrant_worker", False),
        ("name", "王芳"),
        ("mobile", "13812345678"),
    ],
)
def test_what_an_export_shows_is_read_back_as_the_same_value(
    language: str, name: str, value: Value
) -> None:
    use_language(language)
    try:
        assert parse(MEMBER[name], shown_value(MEMBER[name], value, LISTS), LISTS) == value
    finally:
        use_language("")


@given(st.text())
def test_plain_text_is_stable(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)
