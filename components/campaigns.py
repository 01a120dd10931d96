"""Campaigns on the screen: the list of a year, the head of one, its plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import streamlit as st

from components import details, figures, links
from components.markup import Html, Tone, badge, join, link, tag, write
from components.tables import Column
from components.text import instant, plain
from rules.campaign_forms import CAMPAIGN_FIELDS
from rules.campaigns import CAMPAIGN
from rules.codes import CodeLists, label_of
from rules.explanation import Line
from rules.fields import Value
from rules.language import N_, _
from rules.money import show_money

TONES: dict[str, Tone] = {
    "planned": "quiet",
    "approved": "warn",
    "running": "good",
    "closed": "quiet",
    "reported": "quiet",
    "dropped": "bad",
}
APART = frozenset(
    ("part_of_id", "account_id", "fund_id", "theme", "name", "year", "aim", "from_on", "to_on")
)
"""Fields that stand elsewhere on the page or are told in other words."""


class Campaign(Protocol):
    """What is shown of one campaign."""

    @property
    def id(self) -> int: ...
    @property
    def campaign_no(self) -> str: ...
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
    @property
    def results(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def values(self) -> dict[str, Value]: ...
    @property
    def fund_id(self) -> int | None: ...
    @property
    def fund_name(self) -> str: ...
    @property
    def part_of(self) -> str: ...
    @property
    def part_of_id(self) -> int | None: ...
    @property
    def cloned_from(self) -> str: ...
    @property
    def cloned_from_id(self) -> int | None: ...


def state_badge(state: str) -> Html:
    return badge(_(CAMPAIGN.state_labels[state]), TONES[state])


def summary(row: Campaign, lists: CodeLists) -> None:
    """Draw the line below the title."""
    theme = label_of(lists, "campaign_theme", row.theme)
    when = _("{from_on} to {to_on}").format(from_on=row.from_on, to_on=row.to_on)
    parts = (row.campaign_no, theme, row.unit_name, when, row.owner)
    spans = [tag("span", part) for part in parts if part]
    write(tag("p", join((state_badge(row.state), *spans)), class_="office-summary"))


def progress(row: Any) -> None:
    """Draw how far a campaign is: work, people, money."""
    done = f"{row.steps_done} / {row.steps}"
    figures.cards(
        [
            figures.Card(_("Steps done"), done),
            figures.Card(
                _("People reached"),
                row.reached,
                _("{n} planned").format(n=f"{row.planned_people:,}"),
            ),
            figures.Card(
                _("Spent (yuan)"),
                show_money(row.spent_fen),
                _("budget {fen}").format(fen=show_money(row.budget_fen)),
            ),
        ]
    )


def plan(row: Campaign, lists: CodeLists) -> None:
    """Draw the plan: the aim, the form's fields, the fund, the ties to other campaigns."""
    if row.values["aim"]:
        write(tag("p", row.values["aim"], class_="office-text"))
    shown = [one for one in CAMPAIGN_FIELDS if one.name not in APART]
    pairs = [(_(one.label), details.shown(one, row.values[one.name], lists)) for one in shown]
    details.lines([*pairs, *_ties(row)])


def outcome(row: Campaign) -> None:
    """Draw results and summary; nothing before they are written."""
    told = [(_("Results"), row.results), (_("Summary"), row.summary)]
    if row.results or row.summary:
        details.lines(told)


def still_open(lines: Sequence[Line]) -> None:
    """Say what is open of a campaign that is about to end, and that the reason is wanted."""
    if not lines:
        write(tag("p", _("Everything of this campaign is done."), class_="office-text"))
        return
    listed = tag("ul", join(tag("li", one.shown({})) for one in lines), class_="office-lines")
    why = tag("p", _("Say why. The reason stands in the campaign's report."), class_="office-text")
    write(join((tag("p", _("Still open:"), class_="office-text"), listed, why)))


def left_open(closing: Any, zone: ZoneInfo) -> None:
    """Draw what is open of a campaign, and what was noted when it was closed and reported."""
    if closing.left.lines:
        told = "；".join(one.shown({}) for one in closing.left.lines)
        text = plain(_("Still open: {what}").format(what=told))
        st.warning(text, icon=":material/pending_actions:")
    shape = _("{step} by {who}, {at}")
    notes = [
        (shape.format(step=_step(one), who=one.actor, at=instant(one.at, zone)), one.note)
        for one in closing.notes
    ]
    if notes:
        details.lines(notes)


def _step(move: Any) -> str:
    return _(CAMPAIGN.state_labels[move.to_state])


def _ties(row: Campaign) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    if row.fund_id is not None:
        found.append((_("Fund"), row.fund_name))
    for label, name, key in (
        (_("Part of"), row.part_of, row.part_of_id),
        (_("Made from"), row.cloned_from, row.cloned_from_id),
    ):
        if name:
            found.append((label, link(name, links.to("campaign", id=key)) if key else name))
    return found


def _named(row: Any) -> Html:
    return join((link(row.name, links.to("campaign", id=row.id)), tag("small", row.unit_name)), " ")


def _days(row: Any) -> Html:
    until = _("to {on}").format(on=row.to_on)
    return join((tag("div", row.from_on), tag("small", until)))


def _people(row: Any) -> Html:
    planned = _("{n} planned").format(n=f"{row.planned_people:,}")
    return join((tag("div", f"{row.reached:,}"), tag("small", planned)))


def _money(row: Any) -> Html:
    of = _("budget {fen}").format(fen=show_money(row.budget_fen))
    return join((tag("div", show_money(row.spent_fen)), tag("small", of)))


def columns(lists: CodeLists) -> tuple[Column, ...]:
    """Return the columns of the year's list."""
    return (
        Column(N_("Campaign"), _named),
        Column(N_("Theme"), lambda row: label_of(lists, "campaign_theme", row.theme), quiet=True),
        Column(N_("State"), lambda row: state_badge(row.state), narrow=True),
        Column(N_("Day"), _days, narrow=True),
        Column(N_("Owner"), "owner", quiet=True),
        Column(N_("Steps done"), lambda row: f"{row.steps_done}/{row.steps}", number=True,
               quiet=True),
        Column(N_("People reached"), _people, number=True),
        Column(N_("Spent (yuan)"), _money, number=True, quiet=True),
    )  # fmt: skip
