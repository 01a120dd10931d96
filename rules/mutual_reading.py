"""Reading the parameters of a plan's terms strictly from their plain form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.language import N_, _
from rules.money import Fen
from rules.mutual_facts import example_from_plain
from rules.mutual_parts import EVENTS, BenefitPart, read_part
from rules.parameters import Parameters

PAYERS = ("worker", "union", "employer", "upper")
"""The codes of the list ``fee_payer``."""

_MONEY = (
    "share",
    "floor",
    "cap_event",
    "cap_period",
    "death_top_up",
    "second_look_over",
)
_WHOLE: Mapping[str, tuple[int, int]] = {
    "max_shares": (1, 99),
    "age_from": (0, 120),
    "age_to": (0, 120),
    "group_percent": (0, 100),
    "group_all_below": (0, 100_000),
    "late_days": (0, 366),
    "months": (1, 120),
    "waiting_months": (0, 24),
    "waiting_days": (0, 730),
    "gap_days": (0, 366),
    "report_days": (0, 3660),
    "hand_in_days": (0, 3660),
    "last_days": (0, 3660),
    "papers_days": (1, 366),
    "second_look_percent": (0, 100),
    "second_look_deviation_percent": (0, 1000),
}
_FLAGS = ("equal_shares", "retired_may_join", "floor_may_exceed", "per_share")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "gender": ("", "female"),
    "event_day": ("begin", "end"),
    "combine": ("sum", "largest"),
}
_TEXTS = ("fixed_start",)


def read_values(given: Parameters) -> dict[str, Any]:
    """Return the attributes of terms that the parameters give; raises InvalidInput."""
    read = _Reader(given)
    values: dict[str, Any] = {}
    for name in _MONEY:
        read.put(values, f"{name}_fen", name, given.money)
    for name, (least, most) in _WHOLE.items():
        read.put(values, name, name, lambda key, a=least, z=most: given.whole(key, a, z))
    for name in _FLAGS:
        read.put(values, name, name, given.flag)
    for name, allowed in _CHOICES.items():
        read.put(values, name, name, lambda key, known=allowed: given.choice(key, known))
    for name in _TEXTS:
        read.put(values, name, name, given.text)
    for name in ("window_from", "window_to"):
        read.put(values, name, name, lambda key: _day(given, key))
    values |= _lists(given)
    given.done()
    return values


@dataclass(frozen=True, slots=True)
class _Reader:
    given: Parameters

    def put(self, values: dict[str, Any], attribute: str, name: str, read: Any) -> None:
        """Read one parameter where it is given; else the default of the terms holds."""
        if self.given.has(name):
            values[attribute] = read(name)


def _day(given: Parameters, name: str) -> date:
    value = given.take(name)
    try:
        return value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        text = N_("{place}: “{name}” is a day like 2026-01-01.")
        raise given.wrong(name, text) from None


def _lists(given: Parameters) -> dict[str, Any]:
    examples = given.take("examples") if given.has("examples") else []
    return {
        "payers": _payers(given),
        "papers": _papers(given),
        "exclusions": given.names("exclusions"),
        "needs_plans": given.names("needs_plans"),
        "refusals": _refusals(given),
        "parts": tuple(_part(n, one) for n, one in enumerate(given.tables("parts"), 1)),
        "examples": tuple(example_from_plain(one) for one in examples),
    }


def _part(number: int, given: Parameters) -> BenefitPart:
    given.place = _("Benefit {number}").format(number=number)
    return read_part(given)


def _payers(given: Parameters) -> dict[str, Fen]:
    if not given.has("payers"):
        return {}
    table = given.table("payers")
    found = {code: table.maybe_money(code) for code in PAYERS}
    table.done()
    return {code: fen for code, fen in found.items() if fen}


def _papers(given: Parameters) -> dict[str, tuple[str, ...]]:
    if not given.has("papers"):
        return {}
    table = given.table("papers")
    found = {event: table.names(event) for event in EVENTS}
    table.done()
    return {event: codes for event, codes in found.items() if codes}


def _refusals(given: Parameters) -> dict[str, str]:
    if not given.has("refusals"):
        return {}
    stored = given.take("refusals")
    if not isinstance(stored, Mapping):
        raise given.wrong("refusals", N_("{place}: a table of parameters is expected."))
    return {str(code): str(article)[:60] for code, article in stored.items() if article}
