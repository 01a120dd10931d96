"""Numbers that carry their own check: ID cards, other papers, union codes, mobiles.

Sources: GB 11643 (citizen ID number), GB 32100 (unified social credit code).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from rules.errors import InvalidInput
from rules.language import N_

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_WEIGHT_OF_ZEROS = sum(_WEIGHTS) * ord("0")
_CHECK_DIGITS = "10X98765432"
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54"
    " 61 62 63 64 65 71 81 82 83".split()
)
_PAPERS = {
    "passport": re.compile(r"[A-Z0-9]{5,17}"),
    "hk_macau_permit": re.compile(r"[HM]\d{8}(\d{2})?", re.ASCII),
    "taiwan_permit": re.compile(r"\d{8}|\d{10}", re.ASCII),
    "hk_macau_taiwan_residence": re.compile(r"(81|82|83)0000\d{11}[\dX]", re.ASCII),
    "foreign_resident_permit": re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]", re.ASCII),
    "officer_card": re.compile(r"[^\s]{4,20}"),
    "other": re.compile(r"[^\s]{4,30}"),
}
_CARD_LIKE = frozenset(("hk_macau_taiwan_residence", "foreign_resident_permit"))
"""Papers whose 18 characters end in the same check digit as a citizen's."""
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_BANK_NUMBER = re.compile(r"\d{8,30}", re.ASCII)
_OLD_CARD = re.compile(r"\d{15}", re.ASCII)
_CARD = re.compile(r"\d{17}[\dX]", re.ASCII)
# Numbers copied from chats and web pages bring marks that nobody sees.
_UNWANTED = re.compile(r"[\s\-‐–—'`·\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


class CitizenId(NamedTuple):
    """What an ID number says of its holder; ``gender`` is a code of the list."""

    number: str
    birth_on: date
    gender: str


def tidy(text: str) -> str:
    """Return ``text`` in half width, without spaces and dashes, letters upper case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    elif text.isalnum():
        return text.upper()
    return _UNWANTED.sub("", text).upper()


def check_digit(first17: str) -> str:
    """Return the 18th character for the first seventeen digits."""
    total = sum(map(mul, first17.encode("ascii"), _WEIGHTS)) - _WEIGHT_OF_ZEROS
    return _CHECK_DIGITS[total % 11]


def _no_card(number: str) -> InvalidInput:
    if _OLD_CARD.fullmatch(number):
        return InvalidInput(
            N_("15-digit ID numbers are no longer valid. Enter the 18 digits of the current card.")
        )
    return InvalidInput(N_("An ID number has 17 digits and a last digit or X."))


@lru_cache(maxsize=2048)
def read_citizen_id(text: str) -> CitizenId:
    """Read an 18-digit ID number; raises InvalidInput saying what is wrong with it.

    The last few are remembered, since one record is asked for its number several times.
    """
    number = tidy(text)
    if not _CARD.fullmatch(number):
        raise _no_card(number)
    if number[:2] not in _PROVINCES:
        raise InvalidInput(N_("The first two digits of the ID number name no province."))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise InvalidInput(N_("The ID number holds no valid birth date.")) from None
    if check_digit(number[:17]) != number[17]:
        raise InvalidInput(N_("The ID number's last digit does not fit. Compare it with the card."))
    return CitizenId(number, born, "male" if int(number[16]) % 2 else "female")


def check_paper(kind: str, text: str) -> str:
    """Return the tidied number of a paper of ``kind``; raises InvalidInput when malformed."""
    if kind in ("", "id_card"):
        return read_citizen_id(text).number
    number = tidy(text)
    pattern = _PAPERS.get(kind, _PAPERS["other"])
    if not pattern.fullmatch(number):
        raise InvalidInput(N_("This number does not have the form of that kind of paper."))
    if kind in _CARD_LIKE and len(number) == 18 and check_digit(number[:17]) != number[17]:
        raise InvalidInput(N_("The number's last digit does not fit. Compare it with the card."))
    return number


def check_mobile(text: str) -> str:
    """Return the eleven digits of a mobile number, without +86 or separators."""
    if _MOBILE.fullmatch(text):
        return text
    number = tidy(text).removeprefix("+").removeprefix("00")
    if len(number) == 13:
        number = number.removeprefix("86")
    if not _MOBILE.fullmatch(number):
        raise InvalidInput(N_("A mobile number has eleven digits and begins with 13 to 19."))
    return number


def check_bank_number(text: str) -> str:
    """Return the digits of a bank account or card number."""
    number = tidy(text)
    if not _BANK_NUMBER.fullmatch(number):
        raise InvalidInput(N_("A bank number has 8 to 30 digits."))
    return number


def check_usci(text: str) -> str:
    """Return the 18 characters of a unified social credit code."""
    number = tidy(text)
    try:
        return str(uscc.validate(number))
    except ValidationError:
        raise InvalidInput(
            N_("This is no valid unified social credit code. Compare it with the certificate.")
        ) from None


def usci_check(first17: str) -> str:
    """Return the 18th character of a unified social credit code."""
    return str(uscc.calc_check_digit(first17))


def organisation_check(first8: str) -> str:
    """Return the ninth character of an organisation code (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(sign, 36) * weight for sign, weight in zip(first8, weights, strict=True))
    return "0123456789X0"[(11 - total % 11) % 11]
