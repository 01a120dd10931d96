"""The bills of an activity and what people thought of it, on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from components import figures, tables
from components.decisions import card
from components.figures import Card
from components.markup import Html, Tone, badge, join, tag, write
from components.text import plain
from rules import activities as rules
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
        with card(head, row.payee, row.document_no, row.fund_name, who, paid):
            draw(row)


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
