"""Joining and transfers: what waits for a decision, and who may be deemed to have left."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, decisions, links, tables
from components.markup import link
from components.tables import Column
from db import memberships, transfers
from db.codes import code_lists
from db.session import reading
from db.transfers import TransferRow
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.moves import JOIN, TRANSFER

PAGE_SIZE = 20
JOINS, TRANSFERS, DEEMED = "joins", "transfers", "deemed"
VIEWS = {
    JOINS: N_("Applications to join"),
    TRANSFERS: N_("Transfers"),
    DEEMED: N_("To be deemed left"),
}


def page(actor: Actor) -> None:
    st.title(_("Joining and transfers"))
    view = _view(actor)
    if view == JOINS:
        _joins(actor)
    elif view == TRANSFERS:
        _transfers(actor)
    else:
        _deemed_left(actor)


def _view(actor: Actor) -> str:
    views = [JOINS, TRANSFERS, DEEMED] if actor.can(Permission.TRANSFER_MEMBERS) else [JOINS]
    return address.switch(_("Show"), {view: _(VIEWS[view]) for view in views}, key="moves-show")


def _joins(actor: Actor) -> None:
    with reading(actor) as session:
        found = memberships.list_applications(session, page=tables.page_wanted(), size=PAGE_SIZE)
    if not found.rows:
        tables.nothing(_("No application waits. A worker registered by a clerk appears here."))
    for row in found.rows:
        entered = _("applied {on}, entered by {who}").format(on=row.applied_on, who=row.entered_by)
        person = link(row.name, links.to("member", id=row.member_id))
        with decisions.card(person, row.unit_name, entered, row.note):
            decide = partial(_decide_join, row.id, row.version)
            decisions.buttons(JOIN, row.state, actor, decide, row.name, key=f"join-{row.id}")
    tables.pages(found.total, PAGE_SIZE)


def _decide_join(key: int, seen: int, session: Any, action: str, note: str) -> None:
    memberships.decide_application(session, key, seen, action, note)


def _transfers(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = transfers.list_page(session, page=tables.page_wanted(), size=PAGE_SIZE)
    if not found.rows:
        tables.nothing(_("No transfer waits. Propose one on a member's page."))
    for row in found.rows:
        way = _("from {giving} to {receiving}").format(giving=row.from_unit, receiving=row.to_unit)
        when = _("effective {on}").format(on=row.effective_on)
        person = link(row.name, links.to("member", id=row.member_id)) if row.outgoing else row.name
        reason = label_of(lists, "change_reason", row.reason)
        with decisions.card(person, way, when, reason, row.note):
            others = _steps_of_the_other_side(row)
            decide = partial(_decide_transfer, row.id, row.version)
            decisions.buttons(
                TRANSFER,
                row.state,
                actor,
                decide,
                row.name,
                key=f"transfer-{row.id}",
                but=others,
            )
            if row.outgoing and actor.can(Permission.PRINT_LETTERS):
                links.button(_("Letter of transfer"), "letters", transfer=row.id)
    tables.pages(found.total, PAGE_SIZE)


def _steps_of_the_other_side(row: TransferRow) -> set[str]:
    receiving = set() if row.incoming else {"accept", "refuse"}
    return receiving | (set() if row.outgoing else {"withdraw"})


def _decide_transfer(key: int, seen: int, session: Any, action: str, note: str) -> None:
    transfers.decide(session, key, seen, action, note)


def _deemed_left(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = memberships.list_deemed_left(session, tables.page_wanted())
    st.caption(
        _(
            "Members whose dues and activity both stopped longer ago than the office allows."
            " Talk to them first; end the membership on the member's page."
        )
    )
    tables.show(found.rows, _columns(lists), empty=_("Nobody is behind for that long."))
    tables.pages(found.total or 0)


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    return (
        Column(N_("Name"), "name", to=lambda row: links.to("member", id=row.id)),
        Column(N_("Gender"), lambda row: label_of(lists, "gender", row.gender), quiet=True),
        Column(N_("Mobile"), "mobile"),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Joined the union"), "joined_on", quiet=True),
    )
