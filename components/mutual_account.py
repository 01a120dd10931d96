"""The account of mutual aid on a page: cards, the ranking, charts with their messages.

Takes what ``rules.mutual_account`` counts; nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from operator import attrgetter

from components import charts, figures, tables
from components.figures import Card
from components.markup import Html, badge, join, tag
from components.tables import Column
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import Fen, show_money
from rules.mutual_account import (
    FIGURES,
    MonthRatio,
    Period,
    Ranked,
    Tally,
    UnitAccount,
    show_rate,
)
from rules.mutual_groups import REST, Group, band_name

MOST_BARS = 20
WHOLE = 10_000
"""A rate of a hundred percent."""

To = Callable[[UnitAccount], str]


def short_money(fen: Fen) -> str:
    """Write an amount on a card: whole yuan."""
    return f"¥\u00a0{show_money(fen).rpartition('.')[0]}"


def cards(total: UnitAccount, period: Period) -> None:
    """Draw the figures of a period, each against its target and the year before; rates are of
    the year up to the end of the period."""
    fees = partial(_card, "fees", write=short_money, reached=total.fees_reached)
    if period.month:
        fees = partial(_card, "came_in", write=short_money)
    figures.cards(
        (
            _card("people", total, period, attrgetter("people"), reached=total.people_reached),
            fees(total, period, attrgetter("came_in_fen" if period.month else "fees_fen")),
            _card("paid", total, period, attrgetter("paid_fen"), write=short_money),
            _rate_card("loss_ratio", total, period, attrgetter("loss_ratio")),
            _rate_card(
                "renewal", total, period, attrgetter("renewal_rate"), _renewal_target(total)
            ),
            _card("claims", total, period, attrgetter("claims")),
            _card("approved", total, period, attrgetter("approved")),
            _card("refused", total, period, attrgetter("refused")),
        )
    )


def _renewal_target(total: UnitAccount) -> str:
    if total.target is None or not total.target.renewal_percent:
        return ""
    return _("target {percent} %").format(percent=total.target.renewal_percent)


def _card(
    name: str,
    total: UnitAccount,
    period: Period,
    value: Callable[[Tally], int],
    *,
    write: Callable[[int], str] = "{:,}".format,
    reached: int | None = None,
) -> Card:
    notes = []
    if period.month:
        notes.append(_("{n} so far this year").format(n=write(value(total.year))))
    if reached is not None:
        notes.append(_("{rate} of the target").format(rate=show_rate(reached)))
    notes.append(_before(period, write(value(total.before))))
    figure = FIGURES[name]
    return Card(
        _(figure.label),
        write(value(total.period)),
        " · ".join(notes),
        meaning=_(figure.meaning),
        tone="good" if reached is not None and reached >= WHOLE else "",
    )


def _rate_card(
    name: str,
    total: UnitAccount,
    period: Period,
    value: Callable[[Tally], int | None],
    target: str = "",
) -> Card:
    figure = FIGURES[name]
    notes = [target] if target else []
    if period.month:
        notes.insert(0, _("this year so far"))
    notes.append(_("{n} the year before").format(n=show_rate(value(total.year_before))))
    return Card(
        _(figure.label),
        show_rate(value(total.year)),
        " · ".join(notes),
        meaning=_(figure.meaning),
    )


def _before(period: Period, text: str) -> str:
    shape = _("{n} in the month of last year") if period.month else _("{n} the year before")
    return shape.format(n=text)


def ranking(rows: Sequence[Ranked], period: Period, to: To, *, own: int | None) -> None:
    """Draw the units at their places, by the year up to the end of the period; ``own`` is the
    unit whose own enrolments stand among those of the units below it."""

    def name(row: Ranked) -> Html | str:
        unit = row.unit
        text = _("{name} itself").format(name=unit.name) if unit.unit_id == own else unit.name
        mark = badge(_("Million"), "good") if unit.is_million else ""
        return join(
            (tag("a", text, href=to(unit), target="_self", class_="office-link"), " ", mark)
        )

    columns = [
        Column(N_("Rank"), lambda row: row.place or "—", number=True, narrow=True),
        Column(N_("Unit"), name),
        Column(N_("People covered"), lambda row: f"{row.unit.year.people:,}", number=True),
        Column(N_("Of the target"), lambda row: _bar(row.unit.people_reached)),
        Column(N_("Fees received"), lambda row: show_money(row.unit.year.fees_fen), number=True),
        Column(N_("Of the target"), lambda row: _bar(row.unit.fees_reached)),
        Column(N_("Benefits paid"), lambda row: show_money(row.unit.year.paid_fen), number=True),
        Column(N_("Loss ratio"), lambda row: show_rate(row.unit.year.loss_ratio), number=True),
        Column(N_("Renewal rate"), lambda row: show_rate(row.unit.year.renewal_rate), number=True),
        Column(
            N_("Fees of last year"),
            lambda row: show_money(row.unit.year_before.fees_fen),
            number=True,
            quiet=True,
        ),
    ]
    if period.month:
        columns.insert(
            5,
            Column(
                N_("Came in in the month"),
                lambda row: show_money(row.unit.period.came_in_fen),
                number=True,
            ),
        )
        columns.pop()
    tables.show(
        rows,
        columns,
        empty=_("No unit here yet. Units and what they hand in appear in their order."),
    )


def _bar(reached: int | None) -> Html | str:
    if reached is None:
        return "—"
    width = min(reached, WHOLE) / 100
    bar = tag("span", tag("i", style=f"width:{width:.1f}%", class_="paid"), class_="office-bar")
    return join((bar, tag("small", show_rate(reached))))


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
