"""Reports of a period: the figures as they were issued, and what differs from them today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.board_values import NOTHING as NOTHING  # noqa: PLC0414 - readers of reports take it from here
from rules.board_values import show_exact
from rules.errors import WrongState
from rules.indicator import AREAS, NOW, SHARE, Indicator
from rules.indicators import INDICATORS
from rules.language import N_, _
from rules.periods import Period, period_of
from rules.reasons import check_reason

REPORTED: Mapping[str, Indicator] = {
    code: one for code, one in INDICATORS.items() if one.kind != NOW
}
"""The figures that a report tells: what is known as of today alone says nothing of a period."""

Place = tuple[str, str, str]
"""Where a value stands: the figure, the group that takes it apart and the group's code."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value: a figure, or one part of it where ``group`` and ``key`` say which.

    ``value`` and ``before``, of the same period a year earlier, are counts, whole fen or
    hundredths of a percent.
    """

    figure: str
    group: str
    key: str
    value: int | None
    before: int | None

    @property
    def place(self) -> Place:
        return self.figure, self.group, self.key

    @property
    def shown(self) -> str:
        return show_value(self.figure, self.value)

    @property
    def shown_before(self) -> str:
        return show_value(self.figure, self.before)

    @property
    def shown_change(self) -> str:
        return show_change(self.figure, self.value, self.before)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The figures of a unit directly below, by their codes."""

    unit_id: int
    name: str
    values: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a period for a unit with everything below it."""

    period: Period
    unit_id: int
    unit_name: str
    rows: tuple[Row, ...]
    units: tuple[UnitRow, ...]

    @property
    def figures(self) -> tuple[Row, ...]:
        """The figures that are not taken apart."""
        return tuple(row for row in self.rows if not row.group)

    def to_plain(self) -> dict[str, Any]:
        return {
            "period": self.period.code,
            "unit_id": self.unit_id,
            "unit_name": self.unit_name,
            "rows": [[*row.place, row.value, row.before] for row in self.rows],
            "units": [[one.unit_id, one.name, dict(one.values)] for one in self.units],
        }


def report_from_plain(plain: Mapping[str, Any]) -> Report:
    """Return a report from what ``Report.to_plain`` gave."""
    return Report(
        period_of(plain["period"]),
        plain["unit_id"],
        plain["unit_name"],
        tuple(Row(*row) for row in plain["rows"]),
        tuple(UnitRow(*one) for one in plain["units"]),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A value that is no longer what was issued; ``unit`` is empty for the whole."""

    figure: str
    group: str
    key: str
    unit: str
    issued: int | None
    current: int | None

    @property
    def shown_issued(self) -> str:
        return show_value(self.figure, self.issued)

    @property
    def shown_current(self) -> str:
        return show_value(self.figure, self.current)

    def to_plain(self) -> list[Any]:
        return [self.figure, self.group, self.key, self.unit, self.issued, self.current]


def changes_between(issued: Report, now: Report) -> tuple[Change, ...]:
    """Return what differs between two reports of a period, the whole before its units.

    A figure that one of them does not know is no difference: the program may have learned or
    dropped it meanwhile.
    """
    told = {row.figure for row in issued.figures} & {row.figure for row in now.figures}
    before = {row.place: row.value for row in issued.rows if row.figure in told}
    after = {row.place: row.value for row in now.rows if row.figure in told}
    found = [
        Change(*place, "", before.get(place), after.get(place))
        for place in dict.fromkeys((*before, *after))
        if (before.get(place) or 0) != (after.get(place) or 0)
    ]
    return (*found, *_unit_changes(issued.units, now.units, told))


def _unit_changes(
    issued: Sequence[UnitRow], now: Sequence[UnitRow], told: Iterable[str]
) -> Iterable[Change]:
    before, after = ({one.unit_id: one for one in units} for units in (issued, now))
    for unit_id in dict.fromkeys((*before, *after)):
        row = before.get(unit_id) or after[unit_id]
        old = before[unit_id].values if unit_id in before else {}
        new = after[unit_id].values if unit_id in after else {}
        for figure in sorted(told):
            if (old.get(figure) or 0) != (new.get(figure) or 0):
                yield Change(figure, "", "", row.name, old.get(figure), new.get(figure))


def places_of(units: Sequence[UnitRow], figure: str) -> dict[int, int]:
    """Return the rank of each unit by a figure, the largest first; equals share a place.

    Units of which nothing is known have none.
    """
    known = [(one.values.get(figure), one.unit_id) for one in units]
    values = [value for value, _unit_id in known if value is not None]
    return {
        unit_id: 1 + sum(other > value for other in values)
        for value, unit_id in known
        if value is not None
    }


def label_of(figure: str) -> str:
    """Return a figure's name in the reader's language; an unknown one keeps its code."""
    return _(REPORTED[figure].label) if figure in REPORTED else figure


def area_of(figure: str) -> str:
    """Return the name of the part that a figure belongs to, empty for an unknown one."""
    return _(AREAS[REPORTED[figure].area]) if figure in REPORTED else ""


def show_value(figure: str, value: int | None) -> str:
    """Write a value exactly; that of an unknown figure as a plain number."""
    if figure in REPORTED:
        return show_exact(REPORTED[figure], value)
    return NOTHING if value is None else f"{value:,}"


def show_change(figure: str, value: int | None, before: int | None) -> str:
    """Write by how much a value exceeds the one of a year earlier: "+12.50 %", or "+1.20" points
    for a share; a dash where there is nothing to compare with."""
    if value is None or before is None:
        return NOTHING
    if figure in REPORTED and REPORTED[figure].unit == SHARE:
        return _signed(value - before)
    if before == 0:
        return NOTHING
    return f"{_signed((20_000 * (value - before) + abs(before)) // (2 * abs(before)))} %"


def _signed(hundredths: int) -> str:
    sign = "+" if hundredths > 0 else "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100:,}.{abs(hundredths) % 100:02d}"


def check_over(period: Period, today: date) -> None:
    """Raise WrongState for a period that runs on or has not begun."""
    if not period.is_over(today):
        raise WrongState(
            N_("This period ends on {on}. Its report can be issued from the day after."),
            on=period.last_on.isoformat(),
        )


def check_correction(changes: Sequence[Change], note: str) -> None:
    """Raise WrongState where nothing changed since the report was issued, InvalidInput without
    a reason."""
    if not changes:
        raise WrongState(N_("Nothing has changed since this report was issued."))
    check_reason(note, "note")


HEADLINES = ("mutual_people", "members", "files", "aid_paid", "claims_paid", "visits")
"""The figures that units are ranked by and compared in, the first known one leading."""


def leading(figures: Iterable[str]) -> str:
    """Return the figure that units are ranked by unless another is chosen, empty for none."""
    told = tuple(figures)
    return next((code for code in HEADLINES if code in told), told[0] if told else "")


def ranked_by(report: Report) -> str:
    """Return the figure that a report's units are ranked by, empty where it tells of none."""
    told = {code for one in report.units for code in one.values}
    return leading(row.figure for row in report.figures if row.figure in told)


def changed_figures(issued: Report, now: Report) -> tuple[Change, ...]:
    """Return which figures, not taken apart, differ from what was issued."""
    whole = Report(now.period, now.unit_id, now.unit_name, issued.figures, ())
    return changes_between(whole, Report(now.period, now.unit_id, now.unit_name, now.figures, ()))
