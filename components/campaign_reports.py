"""The report of a campaign and of a year: planned, reached and spent, beside the year before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from components import figures, tables
from components.figures import Card
from components.tables import Column
from rules.campaign_reports import Outcome, show_share
from rules.codes import CodeLists, label_of
from rules.indicator import share_of
from rules.language import N_, _
from rules.money import show_money


class UnitReach(Protocol):
    """What a campaign came to in a unit with all below it."""

    @property
    def name(self) -> str: ...
    @property
    def listed(self) -> int: ...
    @property
    def reached(self) -> int: ...
    @property
    def members(self) -> int: ...


def cards(now: Outcome, before: Outcome | None) -> None:
    """Draw the outcome; each card says below what it was last year."""

    def last(text: str) -> str:
        return _("last year {value}").format(value=text) if before is not None else ""

    was = before or Outcome()
    figures.cards(
        [
            Card(
                _("People planned"), now.planned, last(f"{was.planned:,}"),
                meaning=_("People that the plan says shall be reached."),
            ),
            Card(
                _("People reached"), now.reached, last(f"{was.reached:,}"),
                meaning=_("People of the frozen list who took part, were given to, helped,"
                          " visited or marked as reached."),
            ),
            Card(
                _("Coverage rate"), show_share(now.coverage), last(show_share(was.coverage)),
                meaning=_("People reached of those on the list."),
            ),
            Card(
                _("Budget (yuan)"), show_money(now.budget), last(show_money(was.budget)),
            ),
            Card(
                _("Spent (yuan)"), show_money(now.spent), last(show_money(was.spent)),
                meaning=_("Gifts, aid paid out, and paid bills of activities."),
            ),
            Card(
                _("For each person (yuan)"), _each(now), last(_each(was)),
                meaning=_("Spent for each person reached."),
            ),
        ]
    )  # fmt: skip


def _each(one: Outcome) -> str:
    return "—" if one.each is None else show_money(one.each)


def units(rows: Sequence[UnitReach]) -> None:
    """Draw coverage and benefit rate of each unit."""
    tables.show(
        rows,
        (
            Column(N_("Unit"), "name"),
            Column(N_("People listed"), "listed", number=True),
            Column(N_("People reached"), "reached", number=True),
            Column(N_("Coverage rate"), lambda row: show_share(share_of(row.reached, row.listed)),
                   number=True),
            Column(N_("Members"), "members", number=True, quiet=True),
            Column(N_("Benefit rate"), lambda row: show_share(share_of(row.reached, row.members)),
                   number=True),
        ),
        empty=_("Units stand here once the campaign is approved with a list of people."),
    )  # fmt: skip


def year(rows: Sequence[Any], lists: CodeLists) -> None:
    """Draw a year's report by theme, or by unit where the rows name one."""

    def name(row: Any) -> str:
        return row.label or label_of(lists, "campaign_theme", row.key)

    def change(row: Any) -> str:
        return f"{row.before.reached:,}"

    tables.show(
        rows,
        (
            Column(N_("Theme or unit"), name),
            Column(N_("Campaigns"), lambda row: row.now.campaigns, number=True),
            Column(N_("Planned people"), lambda row: f"{row.now.planned:,}", number=True,
                   quiet=True),
            Column(N_("People reached"), lambda row: f"{row.now.reached:,}", number=True),
            Column(N_("Coverage rate"), lambda row: show_share(row.now.coverage), number=True),
            Column(N_("Reached last year"), change, number=True, quiet=True),
            Column(N_("Budget (yuan)"), lambda row: show_money(row.now.budget), number=True,
                   quiet=True),
            Column(N_("Spent (yuan)"), lambda row: show_money(row.now.spent), number=True),
            Column(N_("Spent last year (yuan)"), lambda row: show_money(row.before.spent),
                   number=True, quiet=True),
        ),
        empty=_("Nothing is planned for this year yet."),
    )  # fmt: skip
