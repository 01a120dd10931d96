"""Hand-ins of mutual aid on the screen: where one stands, its people, its fees, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import figures, links, tables, timeline
from components.figures import Card
from components.markup import Html, Tone, badge, join, link, tag, write
from components.tables import Column
from components.text import instant, plain
from components.timeline import Moment
from rules import mutual_enrolment as rules
from rules.codes import CodeLists
from rules.language import N_, _, shown
from rules.money import show_money
from rules.moves import ENTER
from rules.mutual_enrolment import HAND_IN
from rules.mutual_joining import Check

_TONES: Mapping[str, Tone] = {
    rules.DRAFT: "quiet",
    rules.HANDED_IN: "warn",
    rules.RETURNED: "bad",
    rules.CONFIRMED: "good",
    rules.WITHDRAWN: "quiet",
    rules.RUN_OUT: "quiet",
}
_FEE_TONES: Mapping[str, Tone] = {
    rules.OPEN: "bad",
    rules.PART: "warn",
    rules.FULL: "good",
    rules.OVER: "warn",
}
_STEP_TONES: Mapping[str, Tone] = {
    "confirm": "good",
    "return": "bad",
    "undo": "bad",
    "withdraw": "bad",
}


def yuan(fen: int) -> str:
    return f"¥ {show_money(fen)}"


def state(row: Any) -> Html:
    """Return where a hand-in stands today, as a coloured label."""
    return badge(_(rules.STANDINGS[row.standing]), _TONES.get(row.standing, ""))


def fees(row: Any) -> Html:
    """Return how far the fees of a hand-in are in, as a coloured label; none before it."""
    if getattr(row, "state", rules.CONFIRMED) not in rules.PAYABLE:
        return Html("—")
    code = rules.fee_state(row.due_fen, row.received_fen)
    return badge(_(rules.FEE_LABELS[code]), _FEE_TONES[code])


def _number(row: Any) -> Html:
    late = badge(_("Late joiners"), "quiet") if row.is_late else ""
    return join((link(row.number, links.to("enrolment", id=row.id)), late), " ")


def columns(*, unit: bool = True, owing: bool = False) -> tuple[Column, ...]:
    """Return the columns of a list of hand-ins; without the unit on the unit's own page.

    A narrow screen has room for one: what is ``owing``, or where the hand-in stands.
    """
    units = (Column(N_("Unit"), "unit_name"),) if unit else ()
    return (
        Column(N_("Number"), _number, narrow=True),
        *units,
        Column(N_("Mutual-aid plan"), "plan_name", quiet=unit),
        Column(N_("From"), "from_on", quiet=True),
        Column(N_("To"), "to_on", quiet=True),
        Column(N_("Number of people"), lambda row: f"{row.people:,}", number=True, quiet=True),
        Column(N_("Fees due"), lambda row: show_money(row.due_fen), number=True, quiet=True),
        Column(
            N_("Still owed"),
            lambda row: show_money(row.open_fen),
            number=True,
            quiet=not owing,
        ),
        Column(N_("Fees"), fees, quiet=not owing),
        Column(N_("State"), state, narrow=True, quiet=owing),
    )


def cards(counts: Mapping[str, Any]) -> None:
    """Draw how many hand-ins wait, and what is due and came in of those on their way."""
    payable = [one for code, one in counts.items() if code in rules.PAYABLE]
    due = sum(one.due_fen for one in payable)
    received = sum(one.received_fen for one in payable)
    covered = counts.get(rules.CONFIRMED)
    found = [
        Card(
            _(HAND_IN.state_labels[code]),
            counts[code].hand_ins,
            _("people: {n}").format(n=f"{counts[code].people:,}"),
            to=links.to("enrolments", state=code),
            tone=_TONES[code] if code != rules.DRAFT else "",
        )
        for code in (rules.DRAFT, rules.HANDED_IN, rules.RETURNED)
        if code in counts
    ]
    if covered is not None:
        found.append(Card(_("Enrolled people"), covered.people, _("in confirmed hand-ins")))
    if payable:
        note = _("due: {sum}").format(sum=yuan(due))
        found.append(Card(_("Fees received"), yuan(received), note))
    figures.cards(found)


def summary(row: Any) -> None:
    """Draw in one line what a hand-in is."""
    period = _("{from_on} to {to_on}").format(from_on=row.from_on, to_on=row.to_on)
    unit = link(row.unit_name, links.to("unit", id=row.unit_id))
    parts = [state(row), unit, tag("span", row.plan_name), tag("span", period)]
    if row.adds_to_id is not None:
        first = links.to("enrolment", id=row.adds_to_id)
        parts.append(link(_("Late joiners of the first hand-in"), first))
    if row.follows_id is not None:
        before = links.to("enrolment", id=row.follows_id)
        parts.append(link(_("Renews the period before"), before))
    if row.followed_by is not None:
        after = links.to("enrolment", id=row.followed_by)
        parts.append(link(_("Renewed for the next period"), after))
    write(tag("p", join(parts), class_="office-summary"))


def returned(row: Any) -> None:
    """Draw why a hand-in came back."""
    last = next(step for step in reversed(row.moves) if step.to_state == rules.RETURNED)
    told = _("Returned by {who}: {note}").format(who=last.actor, note=last.note)
    st.warning(plain(told), icon=":material/undo:")


def figures_of(row: Any) -> None:
    """Draw a hand-in's people and money."""
    share = figures.share(row.people, row.headcount)
    figures.cards(
        (
            Card(
                _("Number of people"),
                row.people,
                _("of {n} staff: {share}").format(n=row.headcount, share=share),
            ),
            Card(_("Fees due"), yuan(row.due_fen)),
            Card(
                _("Fees received"),
                yuan(row.received_fen),
                _(rules.FEE_LABELS[rules.fee_state(row.due_fen, row.received_fen)]),
            ),
        )
    )


def checks(found: Iterable[Check], lists: CodeLists) -> None:
    """Draw each rule that a hand-in was held against, the broken ones first."""
    ordered = sorted(found, key=lambda check: check.passed)
    rows = join(
        tag(
            "li",
            join(
                (
                    badge(_("in order") if check.passed else _("not yet"), _tone(check)),
                    tag("span", check.line.shown(lists)),
                ),
                " ",
            ),
        )
        for check in ordered
    )
    write(tag("ul", rows, class_="office-lines"))


def _tone(check: Check) -> Tone:
    return "good" if check.passed else "bad"


def changes(found: Sequence[Any]) -> None:
    """Draw what the next version of the plan does otherwise."""
    columns_of = (
        Column(N_("In the plan"), lambda row: _(row.label)),
        Column(N_("until now"), lambda row: str(shown(row.before))),
        Column(N_("from now on"), lambda row: str(shown(row.after))),
    )
    tables.show(found, columns_of, empty=_("The plan stays as it was."))


def due_columns() -> tuple[Column, ...]:
    """Return the columns of the hand-ins that are due to be renewed."""
    return (
        Column(N_("Unit"), "unit_name", to=lambda row: links.to("unit", id=row.unit_id)),
        Column(N_("Hand-in"), "number", to=lambda row: links.to("enrolment", id=row.id)),
        Column(N_("Mutual-aid plan"), "plan_name", quiet=True),
        Column(N_("Number of people"), lambda row: f"{row.people:,}", number=True, quiet=True),
        Column(N_("Cover ends on"), "to_on", narrow=True),
        Column(N_("When"), lambda row: _left(row.days_left)),
    )


def _left(days: int) -> Html:
    if days < 0:
        return badge(_("ended {n} days ago").format(n=-days), "bad")
    return badge(_("in {n} days").format(n=days), "warn" if days <= 30 else "quiet")


def life(steps: Iterable[Any], zone: ZoneInfo) -> None:
    """Draw who did what with a hand-in, the latest first."""
    moments = [
        Moment(
            instant(step.at, zone),
            _("Entered") if step.action == ENTER else _(HAND_IN.state_labels[step.to_state]),
            step.actor,
            step.note,
            _STEP_TONES.get(step.action, ""),
        )
        for step in reversed(list(steps))
    ]
    timeline.show(moments, "")


def coverage(found: Any, members: int, unit_id: int) -> None:
    """Draw how many of a unit's members each plan covers today, and what the unit owes."""
    shown_cards = [
        Card(
            row.plan_name,
            row.people,
            _("{share} of the members").format(share=figures.share(row.people, members)),
            meaning=_("People covered today by hand-ins of this unit and of those below it."),
        )
        for row in found.plans
    ]
    if found.in_arrears:
        shown_cards.append(
            Card(
                _("Fees owed"),
                yuan(found.arrears_fen),
                _("hand-ins: {n}").format(n=found.in_arrears),
                to=links.to("enrolments", show="arrears", below_id=unit_id),
                tone="warn",
            )
        )
    if shown_cards:
        figures.cards(shown_cards)
