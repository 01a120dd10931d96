"""ID numbers, other papers, union codes, mobiles, bank numbers."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import identity
from rules.errors import InvalidInput
from rules.identity import check_digit, check_paper, check_usci, read_citizen_id, tidy

GOOD = "11010519491231002X"

births = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
areas = st.sampled_from(("110105", "611002", "440106", "650102", "830000"))


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    first17 = f"{draw(areas)}{draw(births):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + check_digit(first17)


def test_the_check_digit_of_the_standards_example_is_x() -> None:
    assert check_digit("11010519491231002") == "X"


def test_an_id_number_says_birth_date_and_gender() -> None:
    card = read_citizen_id(GOOD)
    assert (card.number, card.birth_on, card.gender) == (GOOD, date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "'11010519491231002X",
        "\u202a11010519491231002X\u202c",
        "\ufeff11010519491231002X",
    ],
)
def test_an_id_number_is_read_however_it_was_typed_or_copied(typed: str) -> None:
    assert read_citizen_id(typed).number == GOOD


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("110105491231002", "15-digit"),
        ("1101051949123100", "17 digits"),
        ("110105194912310021", "last digit"),
        ("990105194912310021", "no province"),
        ("110105194913310025", "birth date"),
        ("110105194902300022", "birth date"),
        ("11010519491231O02X", "17 digits"),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "17 digits"),
        ("", "17 digits"),
    ],
)
def test_a_wrong_id_number_is_refused_with_what_is_wrong(typed: str, advice: str) -> None:
    with pytest.raises(InvalidInput, match=advice):
        read_citizen_id(typed)


@given(id_numbers())
def test_every_number_with_a_right_check_digit_is_read(number: str) -> None:
    card = read_citizen_id(number)
    assert f"{card.birth_on:%Y%m%d}" == number[6:14]
    assert card.gender == ("male" if number[16] in "13579" else "female")


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(InvalidInput):
        read_citizen_id(wrong)


@given(id_numbers(), st.integers(0, 15))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(InvalidInput):
            read_citizen_id(swapped)


@given(st.text())
def test_any_text_is_read_as_plain_digits_and_letters_or_refused(text: str) -> None:
    for check in (identity.check_mobile, identity.check_bank_number, check_usci):
        with suppress(InvalidInput):
            assert check(text).isascii()


@given(st.text(alphabet="0123456789０１２３Xxｘ -—'\u200b\u202c \u3000"))
def test_a_tidied_number_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("passport", "e 1234 5678", "E12345678"),
        ("hk_macau_permit", "H12345678", "H12345678"),
        ("hk_macau_permit", "M1234567801", "M1234567801"),
        ("taiwan_permit", "12345678", "12345678"),
        ("hk_macau_taiwan_residence", "81000019900101001" + check_digit("81000019900101001"), ""),
        ("foreign_resident_permit", "USA110120230101", "USA110120230101"),
        ("officer_card", "军字第001234号", "军字第001234号"),
        ("other", "abc-1234", "ABC1234"),
        ("", GOOD, GOOD),
    ],
)
def test_each_kind_of_paper_takes_numbers_of_its_form(kind: str, typed: str, kept: str) -> None:
    assert check_paper(kind, typed) == (kept or typed)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("passport", "护照1"),
        ("hk_macau_permit", "A12345678"),
        ("taiwan_permit", "123456789"),
        ("hk_macau_taiwan_residence", "810000199001010010"),
        ("hk_macau_taiwan_residence", "110000199001010013"),
        ("foreign_resident_permit", "91100019900101001X"),
        ("officer_card", "12"),
        ("id_card", "E12345678"),
    ],
)
def test_a_number_of_another_form_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(InvalidInput):
        check_paper(kind, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "8613812345678",
        "008613812345678",
        "１３８１２３４５６７８",
    ],
)
def test_a_mobile_is_kept_as_eleven_digits(typed: str) -> None:
    assert identity.check_mobile(typed) == "13812345678"


@pytest.mark.parametrize("typed", ["12812345678", "1381234567", "138123456789", "0914-2312345", ""])
def test_what_is_no_mobile_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="eleven digits"):
        identity.check_mobile(typed)


def test_a_bank_number_is_kept_as_digits() -> None:
    assert identity.check_bank_number("6222 0212 3456 7890 123") == "6222021234567890123"
    with pytest.raises(InvalidInput):
        identity.check_bank_number("6222-X")


def test_a_union_code_with_a_right_check_character_is_taken() -> None:
    assert check_usci("8161 1000 MC00 0001 2U") == "81611000MC0000012U"
    assert check_usci("91330100799655058b") == "91330100799655058B"


@pytest.mark.parametrize(
    "typed", ["81611000MC0000012A", "81611000MC000001", "", "统一社会信用代码"]
)
def test_a_wrong_union_code_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput, match="social credit code"):
        check_usci(typed)
