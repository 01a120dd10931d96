"""Money in whole fen, and how it is written."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from rules.errors import InvalidInput
from rules.language import N_

Fen = int
MOST_FEN = 10**15
"""No single amount is larger: ten trillion yuan."""


def parse_money(text: str) -> Fen:
    """Read "1,234.50", "¥1234.5元" or "1.2万" as fen; raises InvalidInput."""
    plain = re.sub(r"[\s,¥元]", "", unicodedata.normalize("NFKC", text))
    factor = 100
    if plain.endswith("万"):
        plain, factor = plain[:-1], 1_000_000
    try:
        amount = Decimal(plain) * factor
    except ArithmeticError:
        raise InvalidInput(N_("Enter an amount such as 1234.50.")) from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise InvalidInput(N_("An amount has at most two decimals."))
    if abs(amount) > MOST_FEN:
        raise InvalidInput(N_("This amount is too large."))
    return int(amount)


def show_money(fen: Fen) -> str:
    """Write fen as yuan with two decimals and thousands separators."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


_NUMERALS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capital_numerals(fen: Fen) -> str:
    """Write an amount as on cheques and receipts: 壹仟零伍拾元整, 叁角伍分.

    Source: the rules for filling in bills of payment and settlement.
    """
    if fen < 0:
        raise InvalidInput(N_("Only an amount that is paid is written in capital numerals."))
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not rest:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{_NUMERALS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{_NUMERALS[rest]}分" if rest else "整")


def _whole(yuan: int) -> str:
    text, gap = "", False
    for place in range(len(str(yuan)) - 1, -1, -1):
        digit = yuan // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _NUMERALS[digit] + _PLACES[place % 4]
        gap = digit == 0
        if place % 4 == 0 and place and yuan // 10**place % 10_000:
            text += _GROUPS[place // 4]
    return text
