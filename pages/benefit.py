"""One monthly benefit: where it stands, its months, pausing, changing and ending it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, aid, decisions, details, dialogs, links, received
from components.forms import Form
from components.text import plain
from db import benefit_lists, entitlements
from db import received as everything
from db.benefit_lists import BenefitRow
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of, zone_of
from rules import aid as rules
from rules.access import Actor, Permission
from rules.aid_forms import END_FIELDS, RESUME_FIELDS
from rules.language import _
from rules.money import show_money


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, zone, today = code_lists(session), zone_of(session), today_of(session)
        row = benefit_lists.get_benefit(session, address.get_id() or 0)
        months = benefit_lists.list_months(session, row.id)
        steps = entitlements.list_moves(session, row.id)
        rows = everything.list_received(session, row.household_id)
    title = _("{number}: benefit of {name}").format(number=row.entitlement_no, name=row.name)
    st.title(plain(title))
    amount = _("{fen} a month").format(fen=show_money(row.monthly_fen))
    aid.standing(row, aid.benefit_state(row), amount, lists)
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, row, today.strftime("%Y-%m"))
    details.lines(_said(row))
    st.subheader(_("Months"))
    aid.months(months)
    st.subheader(_("Everything this household received"))
    received.show(rows, lists)
    st.subheader(_("What happened"))
    aid.life(steps, rules.BENEFIT, zone)


def _said(row: BenefitRow) -> list[tuple[str, object]]:
    last = rules.month_name(row.last_on) if row.last_on else _("no end set")
    told: list[tuple[str, object]] = [
        (_("From"), rules.month_name(row.from_on)),
        (_("To"), last),
        (_("Way"), aid.way(row.by_door)),
        (_("Basis"), row.basis),
        (_("Entered by"), row.entered_by),
    ]
    if row.until_age is not None:
        told.append((_("Until the age of"), row.until_age))
    if row.due_from_on > row.from_on:
        told.append((_("Owed from"), rules.month_name(row.due_from_on)))
    return told


def _actions(actor: Actor, row: BenefitRow, month: str) -> None:
    key = f"benefit-{row.id}"
    taken = partial(_take, row.id, row.version)
    own = {"resume", "end"}
    decisions.buttons(rules.BENEFIT, row.state, actor, taken, row.entitlement_no, key=key, but=own)
    if row.state not in (rules.STANDING, rules.PAUSED) or not actor.can(Permission.GRANT_AID):
        return
    if row.state == rules.PAUSED:
        _dated(_("Resume"), RESUME_FIELDS, entitlements.resume, row, f"{key}-resume", month)
    _dated(_("End"), END_FIELDS, entitlements.end, row, f"{key}-end", month)
    links.button(_("Change the amount"), "aid_entry", icon=":material/edit:", benefit=row.id)


def _take(key: int, seen: int, session: Any, action: str, note: str) -> None:
    if action == "pause":
        entitlements.pause(session, key, seen, note)
    elif action == "call_off":
        entitlements.call_off(session, key, seen)
    else:
        entitlements.decide(session, key, seen, action, note)


def _dated(label: str, fields: Any, verb: Any, row: BenefitRow, key: str, month: str) -> None:
    def body() -> None:
        form = Form(f"{key}-form", fields, {}, {"on": month}, row.version)
        form.draw()
        form.save(
            label,
            lambda session, typed: verb(session, row.id, form.seen, typed["on"], typed["note"]),
            done=dialogs.closing(key, _("Saved.")),
        )

    dialogs.form(label, body, key=key)
