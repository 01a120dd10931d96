"""The charts of the figures page: each says one thing, in its title and in its shape.

Few people are not told to readers of figures alone: ``few_told`` says that the reader may see
the names behind them anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from components import charts
from components.charts import Row
from components.tables import Column
from rules.board_values import short_money
from rules.indicator import share_of
from rules.language import N_, _
from rules.money import Fen, show_money
from rules.mutual_account import show_rate
from rules.mutual_groups import LEAST_SHOWN, kept_back, kept_back_cells

MOST_BARS = 12
"""So many bars or parts are drawn; the rest stand together."""
FEN_OF_AXIS = 1_000_000
"""Money is drawn in units of 10,000 yuan."""


class Group(Protocol):
    """One part of a figure."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def value(self) -> int | None: ...
    @property
    def part(self) -> int: ...
    @property
    def whole(self) -> int: ...


class Cross(Protocol):
    """What one unit has of one code."""

    @property
    def unit_name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def value(self) -> int: ...


class Paired(Protocol):
    """What a figure comes to for two codes at once."""

    @property
    def first(self) -> str: ...
    @property
    def second(self) -> str: ...
    @property
    def value(self) -> int: ...


Triple = tuple[str, str, int]
"""A bar, a part of it and its value."""


def categories(rows: Sequence[Cross], few_told: bool) -> None:
    """Draw the families of each unit directly below, by category."""
    every = [(one.unit_name, one.label, one.value) for one in rows]
    counts = {(unit, label): value for unit, label, value in every}
    hidden = frozenset() if few_told else kept_back_cells(counts)
    known = [one for one in every if one[2] and one[:2] not in hidden]
    sums = _sums(known)
    total, most = sum(sums.values()), max(sums, key=lambda name: sums[name], default="")
    title = _("Families in the archive by unit and category")
    if most:
        text = _("Most families in the archive live in {name}: {n} of {total}")
        title = text.format(name=most, n=f"{sums[most]:,}", total=f"{total:,}")
    charts.show(
        title,
        charts.stacked(_("Families")),
        _parts(known, sums, lambda value: f"{value:,}", 1),
        _columns(N_("Unit"), N_("Category"), N_("Families")),
        key="files-category",
        empty=_few_or(_("No family has a file in force."), rows),
    )


def causes(groups: Sequence[Group], few_told: bool) -> None:
    """Draw why families are in hardship."""
    rows = _bars(groups, few_told)
    total = sum(one.value or 0 for one in groups)
    title = _("Families in the archive by cause")
    if rows:
        text = _("{name} is the most frequent cause of hardship: {n} of {total} families")
        title = text.format(name=rows[0]["name"], n=rows[0]["text"], total=f"{total:,}")
    charts.show(
        title,
        charts.lying(_("Families")),
        rows,
        (
            charts.column(N_("Main cause"), "name"),
            charts.column(N_("Families"), "text", number=True),
        ),
        key="files-cause",
        empty=_few_or(_("No family has a file in force."), groups),
    )


def flow(new: Sequence[Group], ended: Sequence[Group], few_told: bool) -> None:
    """Draw who came into the archive and who left it, month by month."""
    came, left = (sum(one.value or 0 for one in each) for each in (new, ended))
    title = _("{new} files were opened and {ended} closed: {net} more")
    if came < left:
        title = _("{new} files were opened and {ended} closed: {net} fewer")
    elif came == left:
        title = _("{new} files were opened and {ended} closed")
    if not few_told and any(0 < each < LEAST_SHOWN for each in (came, left)):
        title = _("Files opened and closed by month")
    rows = [
        {
            "name": one.label,
            "part": part,
            "value": sign * (one.value or 0),
            "text": f"{one.value:,}",
        }
        for part, sign, months in ((_("Files opened"), 1, new), (_("Files closed"), -1, ended))
        for one in _told(months, few_told)
    ]
    charts.show(
        title.format(new=f"{came:,}", ended=f"{left:,}", net=f"{abs(came - left):,}"),
        charts.opposed(_("Files"), _("Month")),
        rows if came or left else [],
        _columns(N_("Month"), N_("Opened or closed"), N_("Files")),
        key="files-flow",
        empty=_few_or(
            _("No file was opened or closed in these months."), () if not came + left else new
        ),
    )


def aid(rows: Sequence[Paired]) -> None:
    """Draw what aid was paid for, and out of which source."""
    known = [(one.first, one.second, one.value) for one in rows]
    sums = _sums(known)
    most = max(sums, key=lambda name: sums[name], default="")
    title = _("Aid paid by kind and source")
    if most:
        text = _("{name} took the most aid: {n} of {total}")
        total = short_money(sum(sums.values()))
        title = text.format(name=most, n=short_money(sums[most]), total=total)
    charts.show(
        title,
        charts.stacked(_("10,000 yuan"), ",.2f"),
        _parts(known, sums, show_money, FEN_OF_AXIS),
        _columns(N_("Kind of aid"), N_("Fund source"), N_("Amount")),
        key="aid-kind",
        empty=_("No aid was paid in this period."),
    )


def themes(budgets: Sequence[Group], spent: Sequence[Group]) -> None:
    """Draw what campaigns of each theme spent, against what they may spend."""
    planned: dict[str, Fen] = {one.label: one.value or 0 for one in budgets}
    paid: dict[str, Fen] = {one.label: one.value or 0 for one in spent}
    names = sorted({*planned, *paid}, key=lambda name: -planned.get(name, 0))
    plan, actual = sum(planned.values()), sum(paid.values())
    title = _("Budgets of campaigns by theme")
    if names:
        text = _("Campaigns spent {n} of {total} planned: {share}")
        share = show_rate(share_of(actual, plan))
        title = text.format(n=short_money(actual), total=short_money(plan), share=share)
    charts.show(
        title,
        charts.against(_("Spent, 10,000 yuan"), _("Budget")),
        [
            {
                "name": name,
                "value": paid.get(name, 0) / FEN_OF_AXIS,
                "plan": planned.get(name, 0) / FEN_OF_AXIS,
                "text": short_money(paid.get(name, 0)),
                "plan_text": short_money(planned.get(name, 0)),
            }
            for name in names[:MOST_BARS]
        ],
        (
            charts.column(N_("Theme"), "name"),
            charts.column(N_("Budget"), "plan_text", number=True),
            charts.column(N_("Spent"), "text", number=True),
        ),
        key="campaign-themes",
        empty=_("No campaign begins in this period."),
    )


def coverage(units: Sequence[Group], few_told: bool) -> None:
    """Draw in which units families were visited within 90 days."""
    few = frozenset() if few_told else kept_back([one.whole for one in units])
    told = [one for at, one in enumerate(units) if one.whole and at not in few]
    known = sorted(told, key=lambda one: (one.value or 0, one.label))
    behind = sum(one.part < one.whole for one in known)
    title = _("Families visited within 90 days by unit")
    if known:
        text = _("In {n} of {total} units some families were not visited for 90 days")
        title = text if behind else _("All families were visited within 90 days")
    charts.show(
        title.format(n=f"{behind:,}", total=f"{len(known):,}"),
        charts.lying(_("Percent visited"), 100),
        [
            {
                "name": one.label,
                "value": (one.value or 0) / 100,
                "text": show_rate(one.value),
                "families": f"{one.whole:,}",
            }
            for one in known[:MOST_BARS]
        ],
        (
            charts.column(N_("Unit"), "name"),
            charts.column(N_("Families"), "families", number=True),
            charts.column(N_("Percent visited"), "text", number=True),
        ),
        key="visit-coverage",
        empty=_few_or(_("No family has a file in force."), [one for one in units if one.whole]),
    )


def _few_or(empty: str, rows: Sequence[object]) -> str:
    return _("Groups of fewer than {n} are not shown.").format(n=LEAST_SHOWN) if rows else empty


def _columns(name: str, part: str, value: str) -> tuple[Column, ...]:
    return (
        charts.column(name, "name"),
        charts.column(part, "part"),
        charts.column(value, "text", number=True),
    )


def _sums(known: Sequence[Triple]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, _part, value in known:
        found[name] = found.get(name, 0) + value
    return found


def _parts(
    known: Sequence[Triple],
    sums: Mapping[str, int],
    show: charts.Show,
    unit: int,
) -> list[Row]:
    """Return the rows of stacked bars, the largest bar first, small ones together at the end."""
    names = sorted(sums, key=lambda name: -sums[name])
    alone = set(names[:MOST_BARS] if len(names) > MOST_BARS + 1 else names)
    of_parts: dict[str, int] = {}
    for _name, part, value in known:
        of_parts[part] = of_parts.get(part, 0) + value
    places = {part: n for n, part in enumerate(sorted(of_parts, key=lambda one: -of_parts[one]))}
    found: dict[tuple[str, str], int] = {}
    for name, part, value in known:
        key = (name if name in alone else _("Others"), part)
        found[key] = found.get(key, 0) + value
    order = {name: n for n, name in enumerate([*names[: MOST_BARS + 1], _("Others")])}
    rows = sorted(found.items(), key=lambda one: (order.get(one[0][0], 0), places[one[0][1]]))
    return [
        {
            "name": name,
            "part": part,
            "value": value / unit,
            "text": show(value),
            "place": places[part],
        }
        for (name, part), value in rows
    ]


def _told(groups: Sequence[Group], few_told: bool) -> list[Group]:
    """Return the parts that may be told of a figure that is told as well."""
    hidden = frozenset() if few_told else kept_back([one.value or 0 for one in groups])
    return [one for at, one in enumerate(groups) if at not in hidden]


def _bars(groups: Sequence[Group], few_told: bool) -> list[dict[str, str | int]]:
    known = [(one.label, one.value) for one in _told(groups, few_told) if one.value]
    rest = sum(value for _label, value in known[MOST_BARS:])
    shown = known[:MOST_BARS] + ([(_("Others"), rest)] if rest else [])
    return [{"name": label, "value": value, "text": f"{value:,}"} for label, value in shown]
