"""Charts of the account of mutual aid, each with its message; nothing here names a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from components import charts
from components.mutual_account import WHOLE
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_account import MonthRatio, Ranked, show_rate
from rules.mutual_groups import REST, Group, band_name

MOST_BARS = 20


def progress(rows: Sequence[Ranked]) -> None:
    """Draw how far each unit has come with the people to be covered."""
    known = [row.unit for row in rows if row.unit.people_reached is not None]
    reached = sum((unit.people_reached or 0) >= WHOLE for unit in known)
    title = _("{n} of {total} units have reached the year's target of people")
    charts.show(
        title.format(n=reached, total=len(known))
        if known
        else _("How far the targets are reached"),
        charts.lying(_("Percent of the target"), 100),
        [
            {
                "name": unit.name,
                "value": (unit.people_reached or 0) / 100,
                "text": show_rate(unit.people_reached),
                "people": f"{unit.year.people:,}",
                "wanted": f"{unit.target.people:,}" if unit.target else "",
            }
            for unit in known[:MOST_BARS]
        ],
        (
            charts.column(N_("Unit"), "name"),
            charts.column(N_("People covered"), "people", number=True),
            charts.column(N_("Target"), "wanted", number=True),
            charts.column(N_("Of the target"), "text", number=True),
        ),
        key="mutual-progress",
        empty=_("No target of this year yet. Whoever sets targets does so under “Targets”."),
    )


def ratio(months: Sequence[MonthRatio]) -> None:
    """Draw the loss ratio of twelve months, month by month."""
    known = [one for one in months if one.ratio is not None]
    title = _("The loss ratio of a year, month by month")
    if known:
        text = _("In the twelve months up to {month}, {ratio} of the fees were paid out")
        title = text.format(month=known[-1].month, ratio=show_rate(known[-1].ratio))
    charts.show(
        title,
        charts.line(_("Loss ratio, percent"), _("Twelve months up to"), 100),
        [
            {
                "name": one.month,
                "value": (one.ratio or 0) / 100,
                "text": show_rate(one.ratio),
                "last": one is known[-1],
                "fees": show_money(one.fees_fen),
                "paid": show_money(one.paid_fen),
            }
            for one in known
        ],
        (
            charts.column(N_("Twelve months up to"), "name"),
            charts.column(N_("Fees received"), "fees", number=True),
            charts.column(N_("Benefits paid"), "paid", number=True),
            charts.column(N_("Loss ratio"), "text", number=True),
        ),
        key="mutual-ratio",
        empty=_("No fees received in these months, so there is no ratio."),
    )


def bands(groups: Sequence[Group]) -> None:
    """Draw how many benefits lie in each band of amounts."""
    spec = charts.standing(_("Claims approved"), _("Benefit in yuan"))
    title = _("Most benefits lie at {name} yuan: {n} of {total}")
    _groups("mutual-bands", groups, _band, spec, title, _("Benefits by their amount"))


def _band(code: str) -> str:
    return _("Other") if code == REST else band_name(int(code))


def causes(groups: Sequence[Group], lists: CodeLists) -> None:
    """Draw what the claims are about."""

    def name(code: str) -> str:
        return _("Other") if code == REST else label_of(lists, "claim_cause", code)

    spec = charts.lying(_("Claims accepted"))
    title = _("{name} is the most frequent cause: {n} of {total} claims")
    _groups("mutual-causes", groups, name, spec, title, _("Claims by cause"))


def hospitals(groups: Sequence[Group]) -> None:
    """Draw where the claims come from."""
    spec = charts.lying(_("Claims accepted"))
    title = _("Most claims come from {name}: {n} of {total}")
    _groups("mutual-hospitals", groups, _hospital, spec, title, _("Claims by hospital"))


def _hospital(code: str) -> str:
    return _("Other") if code == REST else code


def _groups(
    key: str,
    groups: Sequence[Group],
    name: Callable[[str], str],
    spec: charts.Spec,
    message: str,
    plain_title: str,
) -> None:
    total = sum(one.n for one in groups)
    named = [one for one in groups if one.code != REST] or list(groups)
    most = max(named, key=lambda one: one.n, default=None)
    title = plain_title
    if most is not None:
        title = message.format(name=name(most.code), n=f"{most.n:,}", total=f"{total:,}")
    charts.show(
        title,
        spec,
        [
            {
                "name": name(one.code),
                "value": one.n,
                "text": f"{one.n:,}",
                "money": show_money(one.fen),
            }
            for one in groups
        ],
        (
            charts.column(N_("Group"), "name"),
            charts.column(N_("Claims"), "text", number=True),
            charts.column(N_("Amount of benefits"), "money", number=True),
        ),
        key=key,
        empty=_("Groups of fewer than five claims are not shown, and there is no larger one."),
    )
