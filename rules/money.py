"""Money in whole fen, and how it is written."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from rules.errors import InvalidInput
from rules.language import N_

Fen = int


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
    if abs(amount) > 10**15:
        raise InvalidInput(N_("This amount is too large."))
    return int(amount)


def show_money(fen: Fen) -> str:
    """Write fen as yuan with two decimals and thousands separators."""
    sign, whole = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"
