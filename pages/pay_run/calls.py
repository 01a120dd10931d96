"""Calls after payment: drawn by lot, entered one by one, differences first to be seen."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import actions, dialogs, forms, pay_runs, tables
from components.decisions import card
from components.markup import badge, join
from components.text import plain
from db import call_backs
from db.call_backs import CallRow
from db.pay_runs import RunFile
from db.session import reading
from rules import pay_runs as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _, listed
from rules.money import show_money
from rules.pay_forms import CALL_FIELDS

CALLERS = (Permission.PREPARE_RUNS, Permission.SIGN_RUNS, Permission.SUPERVISE)


def draw(actor: Actor, run: RunFile, _lists: CodeLists) -> None:
    """Draw the calls, those not made yet first, or the button that draws the lot."""
    with reading(actor) as session:
        calls = call_backs.list_calls(session, run.id)
    may_call = run.state == rules.SETTLED and any(actor.can(right) for right in CALLERS)
    if not calls:
        tables.nothing(_("Nobody has been drawn yet. Some of the paid are asked by telephone."))
        if may_call:
            actions.button(
                _("Draw by lot"),
                lambda session: call_backs.draw(session, run.id, run.version),
                key=f"run-{run.id}-draw",
                done=lambda count: _("{n} households were drawn.").format(n=count),
                primary=True,
            )
        return
    differing = [call for call in calls if call.differs]
    if differing:
        names = listed(call.payee_name for call in differing)
        st.warning(plain(_("The answer does not fit the payment: {names}").format(names=names)))
    for call in calls:
        with card(_head(call), pay_runs.yuan(call.fen), call.mobile, _answer(call)):
            if may_call:
                _buttons(actor, call)


def _head(call: CallRow) -> object:
    name = f"{call.number} {call.payee_name}"
    if call.called_on is None:
        return name
    if call.differs:
        return join((name, badge(_("differs"), "bad")), " ")
    return join((name, badge(_("called"), "good")), " ")


def _answer(call: CallRow) -> str:
    if call.called_on is None:
        return ""
    if not call.reached:
        said = _("not reached")
    elif call.received:
        said = _("received")
    else:
        said = _("not received")
    amount = "" if call.said_fen is None else show_money(call.said_fen)
    parts = (call.called_on.isoformat(), call.caller, said, amount, call.remark)
    return " · ".join(part for part in parts if part)


def _buttons(actor: Actor, call: CallRow) -> None:
    key = f"call-{call.id}"
    if actor.can(Permission.REVEAL_SEALED) and call.mobile:
        dialogs.fetch(
            _("Show the number"),
            lambda session, reason: call_backs.reveal_mobile(session, call.id, reason),
            dialogs.show_value,
            key=f"{key}-number",
            icon=":material/call:",
        )
    dialogs.form(_("Enter the answer"), partial(_enter, call, key), key=key)


def _enter(call: CallRow, key: str) -> None:
    form = forms.Form(key, CALL_FIELDS, {}, _present(call))
    form.draw()
    form.save(
        _("Enter"),
        lambda session, typed: call_backs.enter(
            session, call.id, call.version, **forms.given(typed)
        ),
        done=dialogs.closing(key, _("The answer has been entered.")),
    )


def _present(call: CallRow) -> dict[str, Any]:
    return {
        "reached": call.reached,
        "received": call.received,
        "said_fen": call.said_fen,
        "remark": call.remark,
    }
