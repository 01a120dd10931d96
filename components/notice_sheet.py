"""What the public reads of a notice, and nothing else: one sheet for the board or the wall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from components.markup import Html, badge, join, tag
from rules.codes import CodeLists, label_of
from rules.fields import Value
from rules.language import _
from rules.money import show_money


class Line(Protocol):
    """The narrow words about one applicant."""

    @property
    def masked_name(self) -> str: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def aid_kind(self) -> str: ...
    @property
    def amount_fen(self) -> int | None: ...


class Notice(Protocol):
    """A notice as it hangs on the board."""

    @property
    def number(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def unit_name(self) -> str: ...
    @property
    def lines(self) -> Sequence[Line]: ...


def sheet(notice: Notice, lists: CodeLists) -> Html:
    """Return the sheet: title, basis, period, the lines, where to object, who issued it."""
    values = notice.values
    return tag(
        "article",
        join(
            (
                tag("p", notice.number, class_="office-sheet-number"),
                tag("h2", values["title"]),
                tag("p", _basis(notice)),
                tag("p", _period(notice, lists)),
                _table(notice.lines, lists),
                tag("p", _objections(values)),
                _foot(notice),
            )
        ),
        class_="office-sheet",
    )


def _basis(notice: Notice) -> str:
    text = _(
        "By {basis}, and after home survey and peer review, these workers are proposed for the"
        " register of workers in hardship ({n} in all):"
    )
    return text.format(basis=notice.values["basis"], n=len(notice.lines))


def _period(notice: Notice, lists: CodeLists) -> str:
    days = label_of(lists, "notice_day_unit", str(notice.values["day_unit"]))
    text = _("Period of the notice: {start} to {end} ({n} {days}, the first day not counted).")
    return text.format(
        start=notice.starts_on.isoformat(),
        end=notice.ends_on.isoformat(),
        n=notice.values["days"],
        days=days,
    )


def _objections(values: Mapping[str, Value]) -> Html:
    text = _("Whoever objects may tell the union within this period; it keeps it confidential.")
    ways = [_("Phone: {phone}").format(phone=values["phone"])]
    if values["mailbox"]:
        ways.append(_("Mailbox: {mailbox}").format(mailbox=values["mailbox"]))
    return join((text, " ", " · ".join(ways)))


def _foot(notice: Notice) -> Html:
    lines = (tag("p", notice.unit_name), tag("p", notice.starts_on.isoformat()))
    return tag("footer", join(lines))


def _table(lines: Sequence[Line], lists: CodeLists) -> Html:
    with_kind = any(line.aid_kind for line in lines)
    with_amount = any(line.amount_fen for line in lines)
    heads = [_("No."), _("Name"), _("Unit"), _("Category")]
    heads += [_("Proposed aid")] * with_kind + [_("Amount (yuan)")] * with_amount
    head = tag("tr", join(tag("th", text, scope="col") for text in heads))
    rows = []
    for number, line in enumerate(lines, 1):
        cells = [
            tag("td", number, class_="narrow"),
            tag("td", line.masked_name),
            tag("td", line.unit_name),
            tag("td", label_of(lists, "hardship_category", line.category)),
        ]
        if with_kind:
            cells.append(tag("td", label_of(lists, "aid_kind", line.aid_kind) or "—"))
        if with_amount:
            amount = "—" if line.amount_fen is None else show_money(line.amount_fen)
            cells.append(tag("td", amount, class_="number"))
        rows.append(tag("tr", join(cells)))
    table = tag("table", join((tag("thead", head), tag("tbody", join(rows)))))
    return tag("div", table, class_="office-table")


def standing(notice: Notice, label: str, running: bool) -> Html:
    """Return in one line where a notice stands, for the office's own page."""
    tones = {"published": "good" if running else "warn", "ended": "warn", "withdrawn": "bad"}
    tone = tones.get(notice.state, "quiet")
    period = _("{start} to {end}").format(
        start=notice.starts_on.isoformat(), end=notice.ends_on.isoformat()
    )
    parts = (
        badge(label, tone),  # type: ignore[arg-type]
        tag("b", notice.number),
        tag("span", period),
        tag("span", notice.unit_name),
    )
    return tag("p", join(parts), class_="office-summary")
