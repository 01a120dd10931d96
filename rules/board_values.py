"""How figures read: in full, or short enough for the other end of a hall."""

from __future__ import annotations

from rules.indicator import FEN, SHARE, Indicator
from rules.language import N_, _, current_language
from rules.money import Fen, show_money
from rules.mutual_account import show_rate

WAN_FEN, YI_FEN, MILLION_FEN = 10_000_00, 100_000_000_00, 1_000_000_00
NOTHING = "—"
FEW = N_("below {n}")


def show_short(indicator: Indicator, value: int | None) -> str:
    """Write a value of a figure: a count, a share with one decimal, or rounded money."""
    if value is None:
        return NOTHING
    if indicator.unit == SHARE:
        return f"{_rounded(value, 100)} %"
    return short_money(value) if indicator.unit == FEN else f"{value:,}"


def show_exact(indicator: Indicator, value: int | None) -> str:
    """Write a value in full: a count, yuan with two decimals, a share with two decimals."""
    if value is None:
        return NOTHING
    if indicator.unit == SHARE:
        return show_rate(value)
    return show_money(value) if indicator.unit == FEN else f"{value:,}"


def short_money(fen: Fen) -> str:
    """Write money for a chart: in 万元 and 亿元 for Chinese readers, in millions for others."""
    yuan = f"{(fen + 50) // 100:,}"
    if current_language() == "en":
        if abs(fen) < 10 * MILLION_FEN:
            return f"¥ {yuan}"
        return _("¥ {n} m").format(n=_rounded(fen, MILLION_FEN))
    if abs(fen) < WAN_FEN:
        return _("{n} yuan").format(n=yuan)
    if abs(fen) < YI_FEN:
        return _("{n} ten thousand yuan").format(n=_rounded(fen, WAN_FEN))
    return _("{n} hundred million yuan").format(n=_rounded(fen, YI_FEN, 100))


def _rounded(value: int, unit: int, parts: int = 10) -> str:
    """Write value over unit with as many decimals as ``parts`` has zeros, rounded half up."""
    tenths = (2 * value * parts + unit) // (2 * unit)
    whole, rest = divmod(abs(tenths), parts)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole:,}.{rest:0{len(str(parts)) - 1}d}"


def change_against(value: int | None, before: int | None) -> int | None:
    """Return by how many tenths of a percent a value differs from the one before it."""
    if value is None or not before:
        return None
    return (2000 * (value - before) + abs(before)) // (2 * abs(before))


def show_change(indicator: Indicator, value: int | None, before: int | None) -> str:
    """Write how a value stands against the same period of the year before; empty for none."""
    if indicator.unit == SHARE:
        if value is None or before is None:
            return ""
        points = _rounded(abs(value - before), 100)
        return _("{arrow} {n} points").format(arrow=_arrow(value - before), n=points)
    tenths = change_against(value, before)
    if tenths is None:
        return ""
    return f"{_arrow(tenths)} {abs(tenths) // 10:,}.{abs(tenths) % 10} %"


def _arrow(change: int) -> str:
    return "▲" if change > 0 else "▼" if change < 0 else "＝"
