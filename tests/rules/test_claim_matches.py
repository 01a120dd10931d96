"""Never twice: numbers are compared without their dress, days with their borders."""

from __future__ import annotations

from datetime import date

import pytest

from rules.claim_matches import Days, Invoice, invoice_key, read_invoices, twice, write_invoices
from rules.errors import InvalidInput


@pytest.mark.parametrize(
    "number", ["鄂a-0012 3456", "鄂A00123456", "鄂Ａ００１２３４５６", " 鄂a.0012/3456 "]
)
def test_one_number_in_any_dress_has_one_key(number: str) -> None:
    assert invoice_key(number) == "鄂A00123456"


def test_invoices_are_read_a_line_each_and_written_back() -> None:
    text = "AB-1234 1,200.50\n\n 0099 8877\t¥30\nAB1235"
    found = read_invoices(text)
    assert found == (
        Invoice("AB-1234", "AB1234", 120_050),
        Invoice("0099 8877", "00998877", 3_000),
        Invoice("AB1235", "AB1235", 0),
    )
    assert read_invoices(write_invoices((one.number, one.fen) for one in found)) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AB1234\nab-1234", "twice"),
        ("AB1234 dreißig", "no amount"),
        ("A1", "no invoice number"),
        ("AB1234 -3", "no invoice number"),
        ("9" * 61, "no invoice number"),
        ("\n".join(f"AB{number:05}" for number in range(61)), "At most 60"),
    ],
)
def test_what_is_no_list_of_invoices_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        read_invoices(text)
    assert refused.value.field == "invoices"


def days(begin: int, end: int | None, event: str = "stay") -> Days:
    return Days(event, date(2026, 5, begin), date(2026, 5, end) if end else None)


@pytest.mark.parametrize(
    ("one", "other", "same_plan", "found"),
    [
        (days(1, 5), days(4, 9), False, "stay"),
        (days(1, 5), days(5, 9), False, None),
        (days(1, 5), days(3, 3), False, "stay"),
        (days(3, 3), days(3, 3), False, "stay"),
        (days(1, 5), days(1, 5, "clinic"), True, None),
        (days(1, None, "diagnosis"), days(1, None, "diagnosis"), False, None),
        (days(1, None, "diagnosis"), days(1, None, "diagnosis"), True, "event"),
        (days(1, None, "diagnosis"), days(2, None, "diagnosis"), True, None),
        (days(1, None, "death"), days(9, None, "death"), True, "event"),
    ],
)
def test_what_was_claimed_before_is_found(
    one: Days, other: Days, same_plan: bool, found: str | None
) -> None:
    assert twice(one, other, same_plan) == twice(other, one, same_plan) == found
