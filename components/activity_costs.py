"""The bills of an activity and what people thought of it, on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast

import streamlit as st

from components import decisions, dialogs, figures, forms, tables
from components.decisions import card
from components.figures import Card
from components.markup import Html, Tone, badge, join, tag, write
from components.text import plain
from rules import activities as rules
from rules.access import Actor, Permission
from rules.activity_forms import PAID_FIELDS
from rules.language import _
from rules.money import show_money

_TONES: Mapping[str, Tone] = {
    rules.COST_ASKED: "warn",
    rules.COST_PAID: "good",
    rules.COST_DROPPED: "quiet",
    rules.COST_TAKEN_BACK: "bad",
}


def yuan(fen: int) -> str:
    return f"¥ {show_money(fen)}"


def cards(found: Any, planned_fen: int | None) -> None:
    """Draw what was planned, what was paid and what waits."""
    shown = [Card(_("Paid for it"), yuan(found.paid_fen))]
    if planned_fen:
        share = figures.share(found.paid_fen, planned_fen)
        shown[0] = Card(
            _("Paid for it"), yuan(found.paid_fen), _("{share} of the plan").format(share=share)
        )
        shown.append(Card(_("Planned cost"), yuan(planned_fen)))
    if found.asked_fen:
        shown.append(Card(_("Waits to be paid"), yuan(found.asked_fen), tone="warn"))
    figures.cards(shown)


def no_fund() -> None:
    st.info(
        plain(
            _(
                "No fund of this year may pay for activities. Whoever manages funds can open one,"
                " or add that use to one."
            )
        )
    )


def bills(rows: Sequence[Any], draw: Callable[[Any], None]) -> None:
    """Draw the bills, the latest first; ``draw`` adds the buttons of each."""
    if not rows:
        tables.nothing(_("No bill has been entered yet."))
    for row in rows:
        head = join((_state(row.state), tag("b", yuan(row.fen)), row.what), " ")
        who = _("entered by {who}").format(who=row.entered_by) if row.entered_by else ""
        paid = _("paid on {on}").format(on=row.on) if row.on else ""
        with card(head, row.payee, row.document_no, row.fund_name, who, paid, _whose(row)):
            draw(row)


def _whose(row: Any) -> str:
    """Say which unit pays a bill that is not the reader's."""
    if row.is_own:
        return ""
    told = _("Stays with {unit}, which pays it out of its own fund.")
    return told.format(unit=row.unit_name)


def left_behind(rows: Sequence[Any], draw: Callable[[Any], None]) -> None:
    """Draw the bills that stayed when their activities were handed on; nothing without them."""
    if rows:
        st.subheader(_("Bills that stayed with your unit"))
        told = _(
            "Their activities were handed on to another unit. The money is out of your unit's"
            " fund, so your unit pays them."
        )
        st.caption(plain(told))
    for row in rows:
        head = join((_state(row.state), tag("b", yuan(row.fen)), row.what), " ")
        now = _("{activity}, held by {unit} now").format(activity=row.activity, unit=row.held_by)
        with card(head, row.payee, row.document_no, row.fund_name, now):
            draw(row)


def elsewhere(rows: Sequence[Any]) -> None:
    """Say which units pay bills of a campaign that wait, besides the reader's own."""
    by_unit: dict[str, int] = {}
    for row in rows:
        by_unit[row.unit_name] = by_unit.get(row.unit_name, 0) + row.fen
    for name, fen in by_unit.items():
        told = _("Bills of {sum} yuan wait with {unit}, which pays them out of its own fund.")
        text = plain(told.format(sum=show_money(fen), unit=name))
        st.info(text, icon=":material/receipt_long:")


@dataclass(frozen=True, slots=True)
class Verbs:
    """What is done about a bill: ``pay(session, id, seen, on)``, and the other steps."""

    pay: Callable[[Any, int, int, date], None]
    take: Callable[[Any, int, int, str, str], None]


def steps(actor: Actor, today: date, verbs: Verbs, cost: Any) -> None:
    """Draw what the actor may do about a bill of the own part of the office."""
    if not cost.is_own:
        return
    if cost.state == rules.COST_ASKED and actor.can(Permission.PAY_RUNS):
        key = f"cost-{cost.id}-pay"
        body = partial(_pay, cost, today, verbs, key)
        dialogs.form(
            _("Pay out of the fund"), body, key=key, icon=":material/payments:", primary=True
        )
    decisions.buttons(
        rules.COST,
        cost.state,
        actor,
        lambda session, action, note: verbs.take(session, cost.id, cost.version, action, note),
        plain(cost.what),
        key=f"cost-{cost.id}",
        but=("pay",),
    )


def _pay(cost: Any, today: date, verbs: Verbs, key: str) -> None:
    bill(cost)
    form = forms.Form(key, PAID_FIELDS, {}, {"on": today}, cost.version)
    form.draw()
    form.save(
        _("Pay"),
        lambda session, typed: verbs.pay(session, cost.id, form.seen, cast(date, typed["on"])),
        done=dialogs.closing(key, _("Paid out of the fund.")),
    )


def _state(code: str) -> Html:
    return badge(_(rules.COST.state_labels[code]), _TONES[code])


def bill(row: Any) -> None:
    """Draw one bill in a line, above the form that pays it."""
    parts = (tag("b", yuan(row.fen)), *(tag("span", part) for part in (row.what, row.payee)))
    more = (tag("span", row.document_no), tag("span", row.fund_name))
    write(tag("p", join((*parts, *more)), class_="office-summary"))


def voices(found: Any, draw: Callable[[Any], None] | None) -> None:
    """Draw the average and what was said, the best scores first."""
    if found.average is None:
        tables.nothing(_("Nobody has told yet what they think of it."))
        return
    points = f"{found.average / 100:.2f}"
    note = _("answers: {n}").format(n=f"{found.people:,}")
    figures.cards([Card(_("Average score, of 5"), points, note)])
    for row in found.rows:
        stars = "★" * row.score + "☆" * (5 - row.score)
        people = _("people: {n}").format(n=f"{row.people:,}")
        with card(stars, people, row.words):
            if draw is not None:
                draw(row)
