"""The figures of a unit to take away: each for the unit and for all directly below."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from db import indicators, trail
from db.exports import Cell, Export
from db.verbs import actor_of, needs
from rules.access import Permission
from rules.board_values import FEW
from rules.boards import few_among, is_few
from rules.indicator import AREAS, FEN, SHARE, Indicator
from rules.indicator_words import GROUP_LABELS, UNIT_GROUP
from rules.indicators import INDICATORS
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_account import show_rate
from rules.mutual_groups import LEAST_SHOWN
from rules.periods import Period

RECORD = "figures"
_HEADINGS = (
    N_("Area"),
    N_("Figure"),
    N_("Taken apart by"),
    N_("Part"),
    N_("Value"),
    N_("A year before"),
    N_("Meaning"),
)


@needs(Permission.EXPORT_MEMBERS)
def record(session: Session, period: Period, unit_id: int, form: str = "xlsx") -> None:
    """Put an export of figures on the trail before it leaves."""
    line = indicators.list_above(session, unit_id)
    chosen = {"period": period.code, "unit": line[-1][1] if line else ""}
    own = actor_of(session).unit_id
    trail.note(session, "exported", RECORD, None, form, own, rows=len(INDICATORS), chosen=chosen)


@needs(Permission.EXPORT_MEMBERS)
def list_rows(session: Session, period: Period, unit_id: int) -> Export:
    """Return all figures of a unit as rows: whole, by unit directly below, by their groups."""
    return Export(tuple(_(one) for one in _HEADINGS), _rows(session, period, unit_id))


def _rows(session: Session, period: Period, unit_id: int) -> Iterator[tuple[Cell, ...]]:
    values = indicators.figures(session, INDICATORS, period, unit_id)
    for code, indicator in INDICATORS.items():
        start = (_(AREAS[indicator.area]), _(indicator.label))
        meaning = _(indicator.meaning)
        few_told = indicator.names is not None and actor_of(session).can(indicator.names)

        def shown(value: int | None) -> str:
            return _shown(indicator, value, few_told)  # noqa: B023 - used at once

        whole = values[code]
        yield (*start, "", "", shown(whole.value), shown(whole.before), meaning)
        for group in (UNIT_GROUP, *indicator.groups):
            label = _(GROUP_LABELS[group])
            parts = indicators.grouped(session, code, group, period, unit_id)
            now, before = (
                frozenset() if few_told else few_among(indicator, values)
                for values in ([one.value for one in parts], [one.before for one in parts])
            )
            for at, one in enumerate(parts):
                value = _few() if at in now else shown(one.value)
                earlier = _few() if at in before else shown(one.before)
                yield (*start, label, one.label, value, earlier, "")


def _few() -> str:
    return _(FEW).format(n=LEAST_SHOWN)


def _shown(indicator: Indicator, value: int | None, few_told: bool) -> str:
    if value is None:
        return ""
    if is_few(indicator, value) and not few_told:
        return _few()
    if indicator.unit == SHARE:
        return show_rate(value)
    return show_money(value) if indicator.unit == FEN else str(value)
