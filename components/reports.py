"""A report on a page: its figures beside last year's, the units' ranking, what was corrected.

Takes what ``rules.reports`` holds; nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from components import tables
from components.markup import badge, join, tag, write
from components.tables import Column
from components.text import instant
from rules import reports as rules
from rules.language import N_, _
from rules.reports import Change, Row, UnitRow


def standing(issued: Any | None, zone: ZoneInfo, changed: int, ends_on: str) -> None:
    """Say whether a period's report was issued, by whom, and whether it still holds.

    ``issued`` is a row of an issue or None; ``ends_on`` is told while the period runs on.
    """
    if issued is None:
        text = (
            _("This period runs until {on}; the figures are those of today.").format(on=ends_on)
            if ends_on
            else _("Not issued yet; the figures are those of today.")
        )
        write(
            tag(
                "p",
                join((badge(_("Not issued"), "quiet"), tag("span", text))),
                class_="office-summary",
            )
        )
        return
    text = _("Issue {n}, issued on {on} by {who}.").format(
        n=issued.number, on=instant(issued.issued_at, zone), who=issued.issued_by
    )
    mark = badge(_("Issued"), "good") if issued.number == 1 else badge(_("Corrected"), "warn")
    write(tag("p", join((mark, tag("span", text))), class_="office-summary"))
    if issued.reason:
        reason = _("Reason of the correction: {reason}").format(reason=issued.reason)
        write(tag("p", reason, class_="office-text"))
    if changed:
        text = _("{n} figures are different today. Below stands what was issued.")
        write(tag("p", text.format(n=changed), class_="office-text"))


def figures(rows: Sequence[Row]) -> None:
    """Draw the figures, each beside the one of a year earlier."""
    columns = (
        Column(N_("Area of work"), lambda row: rules.area_of(row.figure), quiet=True),
        Column(N_("Figure"), lambda row: rules.label_of(row.figure)),
        Column(
            N_("In the period"), lambda row: rules.show_value(row.figure, row.value), number=True
        ),
        Column(
            N_("A year earlier"), lambda row: rules.show_value(row.figure, row.before), number=True
        ),
        Column(N_("Against last year"), lambda row: row.shown_change, number=True, quiet=True),
    )
    tables.show(rows, columns, empty=_("The office keeps no figures yet."))


def ranking(units: Sequence[UnitRow], figure: str) -> None:
    """Draw the units by a figure, the largest first."""
    places = rules.places_of(units, figure)
    ordered = sorted(units, key=lambda one: places.get(one.unit_id, len(units) + 1))
    columns = (
        Column(N_("Rank"), lambda one: str(places.get(one.unit_id, rules.NOTHING)), number=True),
        Column(N_("Unit"), "name"),
        Column(rules.label_of(figure), partial(_value, figure), number=True),
    )
    start = tables.offset()
    tables.show(
        ordered[start : start + tables.PAGE_SIZE],
        columns,
        empty=_("There is no unit below this one."),
    )
    tables.pages(len(ordered))


def _value(figure: str, unit: UnitRow) -> str:
    return rules.show_value(figure, unit.values.get(figure))


def changes(found: Sequence[Change]) -> None:
    """Draw what is different from what was issued."""
    columns = (
        Column(N_("Figure"), lambda one: rules.label_of(one.figure)),
        Column(N_("Unit"), lambda one: one.unit or _("All together")),
        Column(N_("As issued"), lambda one: one.shown_issued, number=True),
        Column(N_("Now"), lambda one: one.shown_current, number=True),
    )
    shown = [one for one in found if not one.group]
    tables.show(shown, columns, empty=_("Only parts of figures have changed."))


def issues(rows: Sequence[Any], zone: ZoneInfo, to: Callable[[Any], str]) -> None:
    """Draw the issues, each with the way to what it told."""
    columns = (
        Column(N_("Period"), lambda row: row.period.shown, to=to),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Issue"), lambda row: str(row.number), number=True),
        Column(N_("Issued"), lambda row: instant(row.issued_at, zone)),
        Column(N_("By"), "issued_by"),
        Column(N_("Reason of the correction"), "reason", quiet=True),
    )
    tables.show(
        rows, columns, empty=_("No report has been issued yet. Choose a period and issue it.")
    )
