"""What the values of a claim must be like: days in their order, amounts that add up, cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.claims import BILLED, CLAIM_FIELDS, CLINIC, STAY
from rules.errors import InvalidInput
from rules.fields import Value
from rules.language import N_
from rules.money import Fen, show_money
from rules.notices import check_values

AMOUNTS = (
    "total_fen",
    "pool_paid_fen",
    "large_paid_fen",
    "other_paid_fen",
    "own_in_fen",
    "own_out_fen",
)
LONGEST_STAY = 3_660


def complete_claim(values: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Return all values of a claim with what was left empty; raises InvalidInput naming what is
    missing, too long or unreadable."""
    full = check_values(CLAIM_FIELDS, values)
    full["handed_in_on"] = full["handed_in_on"] or today
    full["insured"] = full["insured"] is not False
    for name in ("out_of_area", "died"):
        full[name] = bool(full[name])
    for name in AMOUNTS:
        full[name] = full[name] or 0
    return full


def check_claim(values: Mapping[str, Value], today: date) -> None:
    """Raise InvalidInput, naming the field, for days and amounts that no event can have."""
    _check_days(values, today)
    check_amounts(values)


def _check_days(values: Mapping[str, Value], today: date) -> None:
    for name in ("event_on", "ended_on", "reported_on", "handed_in_on"):
        day = values.get(name)
        if isinstance(day, date) and day > today:
            raise InvalidInput(N_("This date lies in the future."), field=name)
    event_on, ended_on = values.get("event_on"), values.get("ended_on")
    if not isinstance(event_on, date):
        return
    if values.get("event") in (STAY, CLINIC) and ended_on is None:
        raise InvalidInput(N_("Enter the day of discharge, or the last day."), field="ended_on")
    if isinstance(ended_on, date) and ended_on < event_on:
        raise InvalidInput(
            N_("The discharge on {end} lies before the admission on {begin}."),
            field="ended_on",
            begin=event_on.isoformat(),
            end=ended_on.isoformat(),
        )
    if isinstance(ended_on, date) and (ended_on - event_on).days > LONGEST_STAY:
        raise InvalidInput(N_("This lasted more than ten years. Look at the days again."),
                           field="ended_on")  # fmt: skip
    for name in ("reported_on", "handed_in_on"):
        day = values.get(name)
        if isinstance(day, date) and day < event_on:
            raise InvalidInput(N_("This day lies before the event."), field=name)


def check_amounts(values: Mapping[str, Value]) -> None:
    """Raise InvalidInput unless the settlement sheet's amounts add up to its total."""
    amounts = {name: _fen(values.get(name)) for name in AMOUNTS}
    for name, fen in amounts.items():
        if fen < 0:
            raise InvalidInput(N_("An amount cannot be below zero."), field=name)
    total = amounts["total_fen"]
    if not total:
        if values.get("event") in BILLED:
            raise InvalidInput(N_("Enter the settlement sheet's total."), field="total_fen")
        if not any(amounts.values()):
            return
    own = amounts["own_in_fen"] + amounts["own_out_fen"]
    if own > total:
        raise InvalidInput(
            N_("The own part of {own} yuan is above the total of {total} yuan."),
            field="own_in_fen",
            own=show_money(own),
            total=show_money(total),
        )
    difference = sum(amounts.values()) - 2 * total
    if difference:
        text = (
            N_("The parts come to {by} yuan more than the total.")
            if difference > 0
            else N_("The parts come to {by} yuan less than the total.")
        )
        raise InvalidInput(text, field="total_fen", by=show_money(abs(difference)))


def _fen(value: Value) -> Fen:
    return value if isinstance(value, int) else 0


def check_invoices(sum_fen: Fen, values: Mapping[str, Value]) -> None:
    """Raise InvalidInput where the invoices' amounts come to more than the total."""
    total = _fen(values.get("total_fen"))
    if sum_fen and total and sum_fen > total:
        raise InvalidInput(
            N_("The invoices come to {by} yuan more than the total."),
            field="invoices",
            by=show_money(sum_fen - total),
        )


def days_of(event_on: date, ended_on: date | None) -> int:
    """Return the days of a stay: the day of discharge does not count, one at least."""
    return max((ended_on - event_on).days, 1) if ended_on else 0


@dataclass(frozen=True, slots=True)
class Period:
    """When somebody is covered, and from when on after the waiting period."""

    from_on: date
    to_on: date
    covered_from_on: date


def decisive_day(event_day: str, event_on: date, ended_on: date | None) -> date:
    """Return the day that decides which period an event falls in, by the plan's terms."""
    return ended_on or event_on if event_day == "end" else event_on


def objection(period: Period, on: date) -> str:
    """Return the code of the refusal that the day suggests, empty where it is covered."""
    if not period.from_on <= on <= period.to_on:
        return "not_covered"
    return "waiting_period" if on < period.covered_from_on else ""


def reaches_out(period: Period, event_on: date, ended_on: date | None) -> bool:
    """Say whether an event reaches into another period, so that the terms decide where it
    counts."""
    return event_on < period.from_on or (ended_on or event_on) > period.to_on
