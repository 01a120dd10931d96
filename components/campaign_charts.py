"""The year at a glance: cards, the wheel of the themes, and the Gantt chart of the campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import streamlit as st

from components import figures, gantt, year_wheel
from components.charts import column
from components.gantt import Bar
from components.year_days import Year
from components.year_wheel import Arc
from rules.campaigns import APPROVED, CAMPAIGN, CLOSED, PLANNED, REPORTED, RUNNING
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money

BY_THEME, BY_UNIT, BY_OWNER = "theme", "unit", "owner"
GROUPS = {BY_THEME: N_("By theme"), BY_UNIT: N_("By unit"), BY_OWNER: N_("By owner")}
DRAWN = (PLANNED, APPROVED, RUNNING, CLOSED, REPORTED)
MOST_BARS = 100
"""The Gantt chart draws so many campaigns at most; filters lead to the others."""


class ThemeSum(Protocol):
    """What a year plans for a theme."""

    @property
    def theme(self) -> str: ...
    @property
    def campaigns(self) -> int: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date: ...
    @property
    def planned_people(self) -> int: ...
    @property
    def budget_fen(self) -> int: ...


class Campaign(Protocol):
    """A campaign as the Gantt chart draws it."""

    @property
    def name(self) -> str: ...
    @property
    def theme(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date: ...
    @property
    def state(self) -> str: ...


def cards(sums: Sequence[ThemeSum]) -> None:
    """Draw what the year comes to."""
    figures.cards(
        [
            figures.Card(_("Campaigns"), sum(one.campaigns for one in sums)),
            figures.Card(_("People planned"), sum(one.planned_people for one in sums)),
            figures.Card(_("Budget (yuan)"), show_money(sum(one.budget_fen for one in sums))),
        ]
    )


def wheel(sums: Sequence[ThemeSum], lists: CodeLists, year: int, today: date) -> None:
    """Draw the months as a ring and the themes around it."""
    themes = [code.label for code in lists.get("campaign_theme", ())]
    arcs = [
        Arc(
            label_of(lists, "campaign_theme", one.theme),
            one.from_on,
            one.to_on,
            _("{n} campaigns").format(n=one.campaigns),
        )
        for one in sums
    ]
    year_wheel.show(
        _("The themes of {year}, today marked").format(year=year),
        arcs,
        themes,
        (column(N_("Theme"), "name"), column(N_("Days"), "days"), column(N_("Campaigns"), "hint")),
        year=Year.of(year, today),
        key="campaigns-wheel",
        empty=_("Nothing is planned for this year yet."),
    )


def plan(
    rows: Sequence[Campaign], total: int, by: str, lists: CodeLists, year: int, today: date
) -> None:
    """Draw the campaigns as bars in groups; ``total`` is how many there are."""
    labels = {code: _(CAMPAIGN.state_labels[code]) for code in DRAWN}
    bars = [_bar(row, by, labels, lists) for row in rows]
    bars.sort(key=lambda bar: bar.from_on)
    gantt.show(
        _("The plan of {year}, day by day").format(year=year),
        bars,
        (
            column(N_("Campaign"), "name"),
            column(N_("Unit"), "hint"),
            column(N_("Days"), "days"),
            column(N_("State"), "state"),
        ),
        year=Year.of(year, today),
        states=tuple(labels.items()),
        key=f"campaigns-gantt-{by}",
        empty=_("Nothing is planned for this year yet."),
    )
    if total > len(rows):
        text = _("The chart shows the first {n} of {total} campaigns. Filter to see the others.")
        st.caption(text.format(n=len(rows), total=f"{total:,}"))


def _bar(row: Campaign, by: str, labels: dict[str, str], lists: CodeLists) -> Bar:
    theme = label_of(lists, "campaign_theme", row.theme)
    group = {BY_THEME: theme, BY_UNIT: row.unit_name, BY_OWNER: row.owner or _("no owner")}[by]
    names = {BY_THEME: (row.unit_name, row.name), BY_UNIT: (row.name,)}
    name = " · ".join(names.get(by, (row.name, row.unit_name)))
    hint = " · ".join(part for part in (row.unit_name, row.owner) if part)
    return Bar(group, name, row.from_on, row.to_on, labels[row.state], hint)
