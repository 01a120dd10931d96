"""The account of mutual aid on a page: cards and the ranking.

Takes what ``rules.mutual_account`` counts; nothing here names a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import attrgetter

from components import figures, tables
from components.figures import Card
from components.markup import Html, badge, join, tag
from components.tables import Column
from rules.language import N_, _
from rules.money import Fen, show_money
from rules.mutual_account import Ranked, Tally, UnitAccount, show_rate
from rules.mutual_figures import FIGURES
from rules.periods import MONTH, Period

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
    if period.kind == MONTH:
        fees = partial(_card, "came_in", write=short_money)
    figures.cards(
        (
            _card("people", total, period, attrgetter("people"), reached=total.people_reached),
            fees(total, period, attrgetter("came_in_fen" if period.kind == MONTH else "fees_fen")),
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
    if period.kind == MONTH:
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
    if period.kind == MONTH:
        notes.insert(0, _("this year so far"))
    notes.append(_("{n} the year before").format(n=show_rate(value(total.year_before))))
    return Card(
        _(figure.label),
        show_rate(value(total.year)),
        " · ".join(notes),
        meaning=_(figure.meaning),
    )


def _before(period: Period, text: str) -> str:
    shape = _("{n} in the month of last year") if period.kind == MONTH else _("{n} the year before")
    return shape.format(n=text)


def ranking(
    rows: Sequence[Ranked],
    period: Period,
    to: To,
    *,
    own: int | None,
    aimed: bool = True,
    marked: bool = True,
) -> None:
    """Draw the units at their places, by the year up to the end of the period; ``own`` is the
    unit whose own enrolments stand among those of the units below it.

    Targets are left out unless some are ``aimed`` at, the million's mark unless ``marked``.
    """

    def name(row: Ranked) -> Html | str:
        unit = row.unit
        text = _("{name} itself").format(name=unit.name) if unit.unit_id == own else unit.name
        mark = badge(_("Million"), "good") if unit.is_million and marked else ""
        return join(
            (tag("a", text, href=to(unit), target="_self", class_="office-link"), " ", mark)
        )

    columns = [one for one in _columns(name, period) if aimed or one not in _AIMED]
    tables.show(
        rows,
        columns,
        empty=_("No unit here yet. Units and what they hand in appear in their order."),
    )


def _columns(name: Callable[[Ranked], Html | str], period: Period) -> Iterator[Column]:
    of_people, of_fees = _AIMED
    yield Column(N_("Rank"), lambda row: row.place or "—", number=True, narrow=True)
    yield Column(N_("Unit"), name)
    yield Column(N_("People covered"), lambda row: f"{row.unit.year.people:,}", number=True)
    yield of_people
    yield _money(N_("Fees received"), lambda unit: unit.year.fees_fen)
    if period.kind == MONTH:
        yield _money(N_("Came in in the month"), lambda unit: unit.period.came_in_fen)
    yield of_fees
    yield _money(N_("Benefits paid"), lambda unit: unit.year.paid_fen, quiet=True)
    yield Column(N_("Loss ratio"), lambda row: show_rate(row.unit.year.loss_ratio), number=True)
    yield Column(
        N_("Renewal rate"),
        lambda row: show_rate(row.unit.year.renewal_rate),
        number=True,
        quiet=True,
    )
    if period.kind != MONTH:
        yield _money(N_("Fees of last year"), lambda unit: unit.year_before.fees_fen, quiet=True)


def _money(label: str, value: Callable[[UnitAccount], Fen], quiet: bool = False) -> Column:
    return Column(label, lambda row: show_money(value(row.unit)), number=True, quiet=quiet)


def _bar(reached: int | None) -> Html | str:
    if reached is None:
        return "—"
    width = min(reached, WHOLE) / 100
    bar = tag("span", tag("i", style=f"width:{width:.1f}%", class_="paid"), class_="office-bar")
    return join((bar, tag("small", show_rate(reached))))


_AIMED = (
    Column(N_("Of the target"), lambda row: _bar(row.unit.people_reached)),
    Column(N_("Of the target"), lambda row: _bar(row.unit.fees_reached), quiet=True),
)
"""The columns that say something only where units have targets: of people, of fees."""
