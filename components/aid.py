"""Grants of aid and standing benefits: lists, where one stands, how its ceiling was reckoned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from components import links, tables, text, timeline
from components.markup import Html, Tone, badge, join, link, tag, write
from components.tables import Column
from components.timeline import Moment
from rules import aid as rules
from rules.codes import CodeLists, label_of
from rules.explanation import Line
from rules.language import N_, _
from rules.money import show_money
from rules.moves import ENTER, Machine

_TONES: Mapping[str, Tone] = {
    rules.GRANTED: "good",
    rules.STANDING: "good",
    rules.WAITING: "warn",
    rules.ASKED: "warn",
    rules.PAUSED: "warn",
    "sent_back": "warn",
    "denied": "bad",
    "turned_down": "bad",
    "revoked": "bad",
}


def grant_state(row: Any) -> Html:
    """Return where a grant stands, and whether its money arrived."""
    if row.paid_on is not None:
        return badge(_("Paid on {on}").format(on=row.paid_on), "good")
    if row.in_run:
        return badge(_("In a pay run"), "good")
    return _badge(rules.GRANT, row.state)


def benefit_state(row: Any) -> Html:
    """Return where a benefit stands; one whose last month lies behind has ended."""
    if row.state == rules.STANDING and row.is_over:
        return badge(_(rules.BENEFIT.state_labels[rules.OVER]), "quiet")
    return _badge(rules.BENEFIT, row.state)


def _badge(machine: Machine, state: str) -> Html:
    return badge(_(machine.state_labels.get(state, state)), _TONES.get(state, "quiet"))


def grants(rows: Sequence[Any], lists: CodeLists, *, empty: str) -> None:
    """Draw a list of grants."""
    tables.show(
        rows,
        (
            Column(N_("Number"), "grant_no", to=lambda row: links.to("grant", id=row.id)),
            Column(N_("For whom"), "name"),
            Column(N_("Kind of aid"), lambda row: label_of(lists, "aid_kind", row.kind)),
            Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
            Column(N_("Fund"), "fund", quiet=True),
            Column(N_("Unit"), "unit_name", quiet=True),
            Column(N_("Applied on"), "applied_on", narrow=True, quiet=True),
            Column(N_("Entered by"), "entered_by", quiet=True),
            Column(N_("State"), grant_state, narrow=True),
        ),
        empty=empty,
    )


def benefits(rows: Sequence[Any], lists: CodeLists, *, empty: str) -> None:
    """Draw a list of standing benefits."""
    tables.show(
        rows,
        (
            Column(N_("Number"), "entitlement_no", to=lambda row: links.to("benefit", id=row.id)),
            Column(N_("For whom"), "name"),
            Column(N_("Kind of benefit"), lambda row: label_of(lists, "aid_kind", row.kind)),
            Column(N_("Amount a month"), lambda row: show_money(row.monthly_fen), number=True),
            Column(N_("From"), lambda row: rules.month_name(row.from_on), narrow=True),
            Column(N_("To"), _until, narrow=True),
            Column(N_("Unit"), "unit_name", quiet=True),
            Column(N_("Way"), lambda row: way(row.by_door), quiet=True),
            Column(N_("State"), benefit_state, narrow=True),
        ),
        empty=empty,
    )


def _until(row: Any) -> str:
    if row.last_on is None:
        return _("no end set")
    return rules.month_name(row.last_on)


def way(by_door: bool) -> str:
    """Return how a benefit reaches the family."""
    return _("carried home") if by_door else _("bank transfer")


def of_household(
    grant_rows: Sequence[Any],
    benefit_rows: Sequence[Any],
    lists: CodeLists,
    propose_for: int | None,
) -> None:
    """Draw a household's grants and benefits; ``propose_for`` is the household to propose for."""
    if propose_for is not None:
        links.button(_("Propose aid"), "aid_entry", ":material/add:", household=propose_for)
    if benefit_rows:
        write(tag("h4", _("Monthly benefits"), class_="office-group"))
        benefits(benefit_rows, lists, empty="")
    if grant_rows:
        write(tag("h4", _("Aid granted and proposed"), class_="office-group"))
        grants(grant_rows, lists, empty="")


def standing(row: Any, state: Html, amount: str, lists: CodeLists) -> None:
    """Draw in one line where a grant or a benefit stands, with the way to its household."""
    parts = (
        state,
        tag("b", label_of(lists, "aid_kind", row.kind)),
        tag("b", amount),
        link(row.name, links.to("household", id=row.household_id)),
        tag("span", row.unit_name),
        tag("span", row.fund),
    )
    write(tag("p", join(parts), class_="office-summary"))


def explanation(lines: Sequence[Line], lists: CodeLists, rule: str, left: int | None) -> None:
    """Draw how a ceiling was reckoned, line by line, and what may be granted now."""
    head = (
        _("The rules name no ceiling.")
        if left is None
        else _("At most {left} yuan may be granted").format(left=show_money(left))
    )
    write(tag("p", join((tag("b", head), tag("span", rule))), class_="office-summary"))
    told = join(tag("li", one.shown(lists)) for one in lines)
    write(tag("ul", told, class_="office-lines"))


def life(steps: Sequence[Any], machine: Machine, zone: ZoneInfo) -> None:
    """Draw who took which step when and why, the latest first."""
    moments = [_moment(step, machine, zone) for step in reversed(steps)]
    timeline.show(moments, _("Nothing happened yet."))


def _moment(step: Any, machine: Machine, zone: ZoneInfo) -> Moment:
    described = machine.steps.get((step.from_state, step.action))
    title = _(described.label) if described else _("Entered")
    if step.action == ENTER and step.from_state:
        title = _("Proposal changed")
    return Moment(
        text.instant(step.at, zone),
        title,
        who=step.actor,
        note=step.note,
        tone=_TONES.get(step.to_state, ""),
    )


def months(rows: Sequence[Any]) -> None:
    """Draw the months of a benefit: paid, on their way, or due."""
    tables.show(
        rows,
        (
            Column(N_("Month"), "month", narrow=True),
            Column(N_("Amount"), lambda row: show_money(row.fen), number=True),
            Column(N_("Pay run"), _run),
            Column(N_("State"), _month_state, narrow=True),
        ),
        empty=_("No month is due yet."),
    )


def _run(row: Any) -> Html:
    if row.run_id is None:
        return Html("")
    return link(row.run_no, links.to("pay_run", id=row.run_id))


def _month_state(row: Any) -> Html:
    if row.paid_on is not None:
        return badge(_("Paid on {on}").format(on=row.paid_on), "good")
    if row.run_id is not None:
        return badge(_("In a pay run"), "good")
    return badge(_("Due"), "warn")
