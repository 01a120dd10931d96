"""From what a form or a real roster holds to a field's value, and back to text.

A parser is made once per field and used for every row, since a roster has 178,000 of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta

from rules import identity
from rules.codes import CodeLists, label_of
from rules.errors import InvalidInput
from rules.fields import Field, Kind, Value
from rules.language import N_, Words, _, listed
from rules.money import parse_money, show_money

Parser = Callable[[object], Value]

EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)
LONG_TEXT_LENGTH = 4000

_YES = frozenset(("是", "有", "y", "yes", "true", "1", "√", "✓", "对", "已"))
_NO = frozenset(("否", "无", "n", "no", "false", "0", "×", "x", "不是", "未", "没有"))
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?(?:[ T]*\d{1,2}:\d{2}.*)?")
_DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_EMPTY = frozenset(("", "/", "-", "—", "--", "无", "N/A", "n/a", "null", "NULL"))
_FIRST_SERIAL = 2101
"""Smaller numbers in a date cell are years, not days since 1900."""
_LAST_SERIAL = 73_415
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")


def plain_text(raw: object) -> str:
    """Return a cell's text: half width, no line breaks or doubled spaces; None is empty."""
    if raw is None:
        return ""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    text = str(raw)
    if text.isascii():
        if text.isalnum():
            return text
    else:
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


def parser_for(field: Field, lists: CodeLists) -> Parser:
    """Return the function that reads this field; it raises InvalidInput naming the field."""
    read = _reader(field, lists)
    check, required, name = field.check, field.required, field.name

    def parse_cell(raw: object) -> Value:
        try:
            value = None if raw is None or raw == "" else read(raw)
            if value is None or value == ():
                if required:
                    raise InvalidInput(N_("{label} is missing."), label=Words(field.label))
                return None
            return check(value) if check else value
        except InvalidInput as error:
            error.field = name
            raise

    return parse_cell


def parse(field: Field, raw: object, lists: CodeLists) -> Value:
    """Read one value; raises InvalidInput with the field's name and advice."""
    return parser_for(field, lists)(raw)


def _reader(field: Field, lists: CodeLists) -> Parser:
    if field.kind in (Kind.CHOICE, Kind.PICK):
        return _choice_reader(field, lists)
    if field.kind in (Kind.CHOICES, Kind.TICKS):
        return _choices_reader(field, lists)
    return _READERS.get(field.kind, _text_reader(field))


def _text_reader(field: Field) -> Parser:
    longest = LONG_TEXT_LENGTH if field.kind is Kind.LONG_TEXT else field.length
    keep_lines = field.kind is Kind.LONG_TEXT

    def read(raw: object) -> Value:
        text = _lines(raw) if keep_lines and isinstance(raw, str) else plain_text(raw)
        if not text.isalnum() and _UNSTORABLE.search(text):
            raise InvalidInput(N_("This text has characters that cannot be stored."))
        if len(text) > longest:
            raise InvalidInput(
                N_("{label} has at most {length} characters."),
                label=Words(field.label),
                length=longest,
            )
        return text or None

    return read


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _choice_table(field: Field, lists: CodeLists) -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in lists.get(field.codes, ()):
        for spelling in (entry.code, entry.zh, entry.en, *entry.aliases):
            table.setdefault(plain_text(spelling).lower(), entry.code)
    return table


def _choice_reader(field: Field, lists: CodeLists) -> Parser:
    table = _choice_table(field, lists)

    def read(raw: object) -> Value:
        text = plain_text(raw).lower()
        if text in table:
            return table[text]
        if text in _EMPTY:
            return None
        raise InvalidInput(
            N_("“{value}” is not in the list for {label}."),
            value=plain_text(raw)[:40],
            label=Words(field.label),
        )

    return read


def _choices_reader(field: Field, lists: CodeLists) -> Parser:
    read_one = _choice_reader(field, lists)

    def read(raw: object) -> Value:
        parts = raw if isinstance(raw, list | tuple) else re.split(r"[,;/、，；|]", plain_text(raw))
        chosen = [read_one(part) for part in parts if str(part).strip()]
        return tuple(dict.fromkeys(str(code) for code in chosen if code is not None))

    return read


def _integer(raw: object) -> Value:
    text = plain_text(raw).replace(",", "")
    if text in _EMPTY:
        return None
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise InvalidInput(N_("Enter a whole number."))
    return int(text)


def _money(raw: object) -> Value:
    text = plain_text(raw)
    return None if text in _EMPTY else parse_money(text)


def _yes_no(raw: object) -> Value:
    if isinstance(raw, bool):
        return raw
    text = plain_text(raw).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text in _EMPTY:
        return None
    raise InvalidInput(N_("Enter yes or no."))


def _date(raw: object) -> Value:
    if isinstance(raw, datetime):
        return _in_range(raw.date())
    if isinstance(raw, date):
        return _in_range(raw)
    text = plain_text(raw)
    if text in _EMPTY:
        return None
    found = _DATE.fullmatch(text) or _DATE_DIGITS.fullmatch(text)
    if found:
        return _calendar_date(*(int(part) for part in found.groups()))
    serial = _serial(raw)
    if serial is not None:
        return serial
    raise InvalidInput(N_("Enter a date such as 1990-05-01."))


def _serial(raw: object) -> date | None:
    """Read a spreadsheet's number of a day, kept as a number or as the text of one."""
    if isinstance(raw, bool):
        return None
    try:
        days = float(raw) if isinstance(raw, int | float) else float(plain_text(raw))
    except ValueError:
        return None
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        return None
    return EXCEL_EPOCH + timedelta(days=int(days))


def _month(raw: object) -> Value:
    on = raw if isinstance(raw, date) else _serial(raw) if isinstance(raw, int | float) else None
    if on is not None:
        return _in_range(date(on.year, on.month, 1))
    text = plain_text(raw)
    if text in _EMPTY:
        return None
    found = _MONTH.fullmatch(text)
    if not found:
        raise InvalidInput(N_("Enter a month such as 2026-05."))
    return _calendar_date(int(found[1]), int(found[2]), 1)


def _calendar_date(year: int, month: int, day: int) -> date:
    try:
        return _in_range(date(year, month, day))
    except ValueError:
        raise InvalidInput(N_("There is no such day in the calendar.")) from None


def _in_range(on: date) -> date:
    if not EARLIEST <= on <= LATEST:
        raise InvalidInput(N_("The year must lie between 1900 and 2100."))
    return on


def _id_number(raw: object) -> Value:
    if isinstance(raw, int | float):
        raise InvalidInput(
            N_(
                "This ID number is stored as a number, so its last digits may be lost."
                " Format the column as text and enter it again."
            )
        )
    text = identity.tidy(str(raw))
    return None if text in _EMPTY else text


def _mobile(raw: object) -> Value:
    text = plain_text(raw)
    return None if text in _EMPTY else identity.check_mobile(text)


def _bank_number(raw: object) -> Value:
    if isinstance(raw, int | float) and len(plain_text(raw)) > 15:
        raise InvalidInput(
            N_(
                "This bank number is stored as a number, so its last digits may be lost."
                " Format the column as text and enter it again."
            )
        )
    text = plain_text(raw)
    return None if text in _EMPTY else identity.check_bank_number(text)


def _usci(raw: object) -> Value:
    text = plain_text(raw)
    return None if text in _EMPTY else identity.check_usci(text)


def _email(raw: object) -> Value:
    text = plain_text(raw)
    if text in _EMPTY:
        return None
    if len(text) > 100 or not _EMAIL.fullmatch(text):
        raise InvalidInput(N_("Enter an e-mail address such as name@example.cn."))
    return text


_READERS: dict[Kind, Parser] = {
    Kind.INTEGER: _integer,
    Kind.MONEY: _money,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.ID_NUMBER: _id_number,
    Kind.MOBILE: _mobile,
    Kind.BANK_NUMBER: _bank_number,
    Kind.USCI: _usci,
    Kind.EMAIL: _email,
}


def shown_value(field: Field, value: Value, lists: CodeLists) -> str:
    """Write a value as the reader of a list, an export or a letter sees it."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.YES_NO:
        return _("Yes") if value else _("No")
    if field.kind in (Kind.CHOICE, Kind.PICK):
        return label_of(lists, field.codes, str(value))
    if isinstance(value, list | tuple):
        return listed(label_of(lists, field.codes, str(code)) for code in value)
    if field.kind is Kind.MONEY and isinstance(value, int):
        return show_money(value)
    if field.kind is Kind.MONTH and isinstance(value, date):
        return value.strftime("%Y-%m")
    return value.isoformat() if isinstance(value, date) else str(value)
