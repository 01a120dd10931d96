"""Carrying a unit's people over into the next period: when it is due, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules.explanation import Line, line
from rules.language import N_, Words
from rules.money import show_money
from rules.mutual_terms import PlanTerms

NOTICE = timedelta(days=60)
"""So long before its end a cover is due to be renewed."""
PATIENCE = timedelta(days=90)
"""So long after its end a cover that nobody renewed is still on the list."""

_MONEY, _NUMBER, _FLAG, _DAY = "money", "number", "flag", "day"
_COMPARED: Mapping[str, tuple[str, str]] = {
    "share_fen": (N_("Fee per share"), _MONEY),
    "max_shares": (N_("Shares a person holds at most"), _NUMBER),
    "equal_shares": (N_("Equal shares within the unit"), _FLAG),
    "age_from": (N_("Youngest age"), _NUMBER),
    "age_to": (N_("Oldest age"), _NUMBER),
    "retired_may_join": (N_("Retired people may join"), _FLAG),
    "group_percent": (N_("Percent of the staff that must join"), _NUMBER),
    "group_all_below": (N_("Units of fewer staff join whole"), _NUMBER),
    "window_from": (N_("Hand-ins from"), _DAY),
    "window_to": (N_("Hand-ins until"), _DAY),
    "late_days": (N_("Days for late joiners"), _NUMBER),
    "months": (N_("Months of cover"), _NUMBER),
    "waiting_months": (N_("Months of waiting"), _NUMBER),
    "waiting_days": (N_("Days of waiting"), _NUMBER),
    "gap_days": (N_("Days of a gap that does no harm"), _NUMBER),
    "hand_in_days": (N_("Days to hand a claim in"), _NUMBER),
    "papers_days": (N_("Days for missing papers"), _NUMBER),
    "floor_fen": (N_("Least that a claim gives"), _MONEY),
    "cap_event_fen": (N_("Most for one event"), _MONEY),
    "cap_period_fen": (N_("Most in the period"), _MONEY),
    "death_top_up_fen": (N_("Topped up on death to"), _MONEY),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the next version of a plan does otherwise, as it is shown."""

    label: str
    before: str
    after: str


def changes(old: PlanTerms, new: PlanTerms) -> tuple[Change, ...]:
    """Return what differs between two versions of a plan for those who are in it."""
    found = [
        Change(label, _said(getattr(old, name), kind), _said(getattr(new, name), kind))
        for name, (label, kind) in _COMPARED.items()
        if getattr(old, name) != getattr(new, name)
    ]
    if old.parts != new.parts or old.combine != new.combine:
        found.append(
            Change(N_("What a claim gives"), Words(N_("as before")), Words(N_("new rules")))
        )
    return tuple(found)


def _said(value: Any, kind: str) -> str:
    if value is None or (kind in (_MONEY, _NUMBER) and not value):
        return Words(N_("none"))
    if kind == _MONEY:
        return f"¥ {show_money(value)}"
    if kind == _FLAG:
        return Words(N_("Yes") if value else N_("No"))
    return value.isoformat() if isinstance(value, date) else str(value)


def left_early(on: date) -> Line:
    """Say that somebody's cover ended before the period did."""
    return line(N_("left on {on}"), on=on.isoformat())
