"""Figures as cards and tables: value, the year before, and how they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from components import charts, figures, tables
from components.figures import Card
from components.markup import Html, join, tag, write
from components.tables import Column
from rules.board_values import FEW, NOTHING, show_change, show_exact, show_short
from rules.boards import few_among, is_few
from rules.indicator import FEN, FLOW, SHARE, Indicator
from rules.indicators import INDICATORS
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_groups import LEAST_SHOWN

To = Callable[[str], str]


class Value(Protocol):
    """A figure or a part of one."""

    @property
    def value(self) -> int | None: ...
    @property
    def before(self) -> int | None: ...


class Part(Value, Protocol):
    """A unit, a month or another part of a figure."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...


class Listed(Protocol):
    """A record behind a figure."""

    @property
    def id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def on(self) -> object: ...
    @property
    def fen(self) -> int | None: ...


def told(indicator: Indicator, value: int | None, few_told: bool, short: bool = False) -> str:
    """Write a value, or that it counts too few people to be told."""
    if is_few(indicator, value) and not few_told:
        return _few()
    return show_short(indicator, value) if short else show_exact(indicator, value)


def cards(values: Mapping[str, Value], to: To, may_see: Callable[[Indicator], bool]) -> None:
    """Draw figures on cards, each with how it stands against the year before."""
    figures.cards(_card(INDICATORS[code], one, to, may_see) for code, one in values.items())


def _card(indicator: Indicator, one: Value, to: To, may_see: Callable[[Indicator], bool]) -> Card:
    few_told = may_see(indicator)
    value = told(indicator, one.value, few_told, short=True)
    note = ""
    if few_told or (one.value or 0) >= LEAST_SHOWN or not indicator.people:
        note = show_change(indicator, one.value, one.before)
    if note:
        note = _("{change} on last year").format(change=note)
    return Card(_(indicator.label), value, note, to(indicator.code), _(indicator.meaning))


@dataclass(frozen=True, slots=True)
class _Line:
    indicator: Indicator
    figure: Value


def catalogue(values: Mapping[str, Value], to: To, may_see: Callable[[Indicator], bool]) -> None:
    """Draw a list of figures, each with its sentence and the way to it."""

    def named(line: _Line) -> Html:
        one = line.indicator
        name = tag("a", _(one.label), href=to(one.code), target="_self", class_="office-link")
        return join((name, tag("small", _(one.meaning), class_="office-meaning")))

    def written(name: str) -> Callable[[_Line], str]:
        return lambda line: told(
            line.indicator, getattr(line.figure, name), may_see(line.indicator)
        )

    tables.show(
        [_Line(INDICATORS[code], figure) for code, figure in values.items()],
        (
            Column(N_("Figure"), named),
            Column(N_("Value"), written("value"), number=True),
            Column(N_("A year before"), written("before"), number=True, quiet=True),
            Column(
                N_("Against last year"),
                lambda line: _change(line, may_see),
                number=True,
                quiet=True,
            ),
        ),
        empty=_("There is no figure for your role."),
    )


def _change(line: _Line, may_see: Callable[[Indicator], bool]) -> str:
    value, before = line.figure.value, line.figure.before
    if line.indicator.people and not may_see(line.indicator) and (value or 0) < LEAST_SHOWN:
        return NOTHING
    return show_change(line.indicator, value, before) or NOTHING


def parts(indicator: Indicator, rows: Sequence[Part], label: str, few_told: bool) -> None:
    """Draw a figure taken apart as a table."""
    tables.show(
        rows,
        (Column(label, "label"), *_values(indicator, rows, few_told)),
        empty=_("Nothing was counted here."),
    )


def units(indicator: Indicator, rows: Sequence[Part], few_told: bool, to: To, *, own: str) -> None:
    """Draw a figure of each unit directly below as a table that leads into them; ``own`` is the
    unit above, with what none of them has."""

    def named(row: Part) -> Html | str:
        if row.code == own:
            return _("{name} itself").format(name=row.label)
        return tag("a", row.label, href=to(row.code), target="_self", class_="office-link")

    start = tables.offset() if len(rows) > tables.PAGE_SIZE else 0
    shown = rows[start : start + tables.PAGE_SIZE]
    hidden = _kept_back(indicator, rows, "value", few_told)
    hidden |= _kept_back(indicator, rows, "before", few_told)

    def changed(row: Part) -> str:
        if row.code in hidden:
            return NOTHING
        return _change(_Line(indicator, row), lambda _one: few_told)

    tables.show(
        shown,
        (
            Column(N_("Unit"), named),
            *_values(indicator, rows, few_told),
            Column(N_("Against last year"), changed, number=True, quiet=True),
        ),
        empty=_("No unit stands below this one."),
    )
    if len(rows) > tables.PAGE_SIZE:
        tables.pages(len(rows))


def _values(indicator: Indicator, rows: Sequence[Part], few_told: bool) -> tuple[Column, ...]:
    def written(name: str) -> Callable[[Part], str]:
        hidden = _kept_back(indicator, rows, name, few_told)
        return lambda row: (
            _few() if row.code in hidden else told(indicator, getattr(row, name), few_told)
        )

    return (
        Column(N_("Value"), written("value"), number=True),
        Column(N_("A year before"), written("before"), number=True, quiet=True),
    )


def _kept_back(
    indicator: Indicator, rows: Sequence[Part], name: str, few_told: bool
) -> frozenset[str]:
    """Return the codes of the parts that are not told."""
    if few_told:
        return frozenset()
    return frozenset(
        rows[at].code for at in few_among(indicator, (getattr(one, name) for one in rows))
    )


def more(total: int, shown: int, address: str) -> None:
    """Say how many more there are, with the way to all of them."""
    if total > shown:
        text = _("All {n} of them").format(n=f"{total:,}")
        write(tag("p", tag("a", text, href=address, target="_self", class_="office-link")))


def months(indicator: Indicator, rows: Sequence[Part], few_told: bool) -> None:
    """Draw a figure month by month."""
    # Only what months bring adds up to a figure that is told.
    adds_up = indicator.kind == FLOW
    hidden = _kept_back(indicator, rows, "value", few_told) if adds_up else frozenset()
    known = [
        one
        for one in rows
        if one.value is not None
        and one.code not in hidden
        and told(indicator, one.value, few_told) != _few()
    ]
    unit = {FEN: 1_000_000, SHARE: 100}.get(indicator.unit, 1)
    label = {FEN: _("10,000 yuan"), SHARE: _("Percent")}.get(indicator.unit, _(indicator.label))
    title = _(indicator.label)
    if known:
        text = _("{label} in {month}: {value}")
        last = known[-1]
        value = show_short(indicator, last.value)
        title = text.format(label=title, month=last.label, value=value)
    charts.show(
        title,
        charts.line(label, _("Month")),
        [
            {
                "name": one.label,
                "value": (one.value or 0) / unit,
                "text": show_short(indicator, one.value),
                "last": one is known[-1],
            }
            for one in known
        ],
        (charts.column(N_("Month"), "name"), charts.column(N_("Value"), "text", number=True)),
        key=f"months-{indicator.code}",
        empty=_("Nothing was counted in these months."),
    )


def _few() -> str:
    return _(FEW).format(n=LEAST_SHOWN)


def records(rows: Sequence[Listed], with_money: bool, to: Callable[[int], str] | None) -> None:
    """Draw the records behind a figure."""
    columns = [
        Column(
            N_("Name"),
            "name",
            to=None if to is None else lambda row: to(row.id or 0),
        ),
        Column(N_("Unit"), "unit_name", quiet=True),
        Column(N_("Day"), lambda row: row.on or "—"),
    ]
    if with_money:
        columns.append(Column(N_("Amount"), lambda row: show_money(row.fen or 0), number=True))
    tables.show(rows, columns, empty=_("No record is counted here."))


def sentence(indicator: Indicator) -> None:
    """Say what a figure counts."""
    write(tag("p", _(indicator.meaning), class_="office-quiet"))
