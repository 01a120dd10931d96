"""One hand-in of a unit: its people, what stops it, its fees, its life."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components import address, decisions, links
from components import enrolments as sheet
from components.text import plain
from db import enrolment_steps, enrolments
from db.codes import code_lists
from db.enrolments import HandIn
from db.session import reading
from db.verbs import zone_of
from pages.enrolment import adding, fees, people, steps
from rules import mutual_enrolment as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.moves import SUBMIT
from rules.mutual_joining import Check, failed

Draw = Callable[[Actor, HandIn, CodeLists], None]
VERBS = {
    SUBMIT: enrolment_steps.hand_in,
    "confirm": enrolment_steps.confirm,
    "return": enrolment_steps.send_back,
    "undo": enrolment_steps.undo,
    "withdraw": enrolment_steps.withdraw,
}


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        row = enrolments.get_hand_in(session, address.get_id() or 0)
        under_way = row.state in (*rules.OPEN_TO_CHANGE, rules.HANDED_IN)
        found = enrolments.list_checks(session, row.id) if under_way else ()

    st.title(plain(row.number))
    sheet.summary(row)
    if address.get("add") and row.state in rules.OPEN_TO_CHANGE:
        adding.draw(actor, row, lists)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, row, found)
    if row.state == rules.RETURNED:
        sheet.returned(row)
    sheet.figures_of(row)
    if under_way:
        sheet.checks(found, lists)
    parts = _parts(actor)
    opened = st.tabs(list(parts), key=f"enrolment-{row.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, row, lists)


def _parts(actor: Actor) -> dict[str, Draw]:
    """Return the tabs; whoever takes the money but enrols nobody comes for the fees."""
    parts: dict[str, Draw] = {
        _("People who join"): people.draw,
        _("Fees"): fees.draw,
        _("Life of the hand-in"): _life,
    }
    if actor.can(Permission.RECEIVE_FEES) and not actor.can(Permission.ENROL_UNITS):
        return {_("Fees"): fees.draw, **parts}
    return parts


def _life(actor: Actor, row: HandIn, _lists: CodeLists) -> None:
    with reading(actor) as session:
        zone = zone_of(session)
    sheet.life(row.moves, zone)


def _actions(actor: Actor, row: HandIn, found: tuple[Check, ...]) -> None:
    changeable = row.state in rules.OPEN_TO_CHANGE and actor.can(Permission.ENROL_UNITS)
    if changeable:
        address.button(_("Add people"), key="enrolment-add", icon=":material/add:", add="all")
    broken = {SUBMIT, "confirm"} if failed(found) else set()
    decisions.buttons(
        rules.HAND_IN,
        row.state,
        actor,
        partial(_take, row.id, row.version),
        row.number,
        key=f"enrolment-{row.id}",
        but=broken,
    )
    if changeable:
        steps.change(row)
    if row.state == rules.CONFIRMED and row.adds_to_id is None:
        steps.follow(actor, row)
    if actor.can(Permission.PRINT_LETTERS):
        links.button(_("Letters"), "letters", icon=":material/mail:", unit_enrolment=row.id)
    links.button(_("All hand-ins"), "enrolments", icon=":material/list:")


def _take(hand_in_id: int, seen: int, session: Any, action: str, note: str) -> None:
    VERBS[action](session, hand_in_id, seen, note)
