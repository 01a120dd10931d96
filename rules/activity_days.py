"""Activities of several days: which days there are, and on which of them somebody came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from rules.errors import InvalidInput
from rules.language import N_


def days_until(from_on: date, to_on: date, today: date) -> tuple[date, ...]:
    """Return the days of an activity up to today, the latest first."""
    count = (min(to_on, today) - from_on).days + 1
    return tuple(from_on + timedelta(days=n) for n in reversed(range(count)))


def check_day(from_on: date, to_on: date, on: date | None, entered: Sequence[str]) -> None:
    """Raise InvalidInput for a day outside an activity, or without one once days are entered."""
    if on is None and entered:
        raise InvalidInput(N_("Say for which day."), field="on")
    if on is not None and not from_on <= on <= to_on:
        raise InvalidInput(N_("This day lies outside the activity."), field="on")


def check_kept(from_on: date, to_on: date, entered: Sequence[str]) -> None:
    """Raise InvalidInput for days of an activity that leave a day out on which people came."""
    for day in entered:
        if not from_on.isoformat() <= day <= to_on.isoformat():
            field = "from_on" if day < from_on.isoformat() else "to_on"
            raise InvalidInput(
                N_("Attendance was entered for {on}; that day stays part of the activity."),
                field=field,
                on=day,
            )


def marked(days: Iterable[str] | None, on: date, came: bool) -> list[str]:
    """Return the days on which somebody came once one of them was entered anew."""
    others = set(days or ()) - {on.isoformat()}
    return sorted(others | ({on.isoformat()} if came else set()))
