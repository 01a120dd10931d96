"""The door round on a telephone: one card a household, in the order of the way."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import actions, dialogs, filters, forms, links, pay_runs, tables
from components.decisions import card
from components.filters import Filter
from components.markup import link
from db import pay_closing, pay_lines, pay_outcomes
from db.pay_runs import RunFile
from db.session import reading
from db.verbs import today_of
from pages.pay_run import line, lines
from rules import pay_runs as rules
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import N_, _
from rules.pay_forms import EVENING_FIELDS, PROXY_FIELDS, UNPAID_FIELDS

PAGE_SIZE = 20


def draw(actor: Actor, run: RunFile, lists: CodeLists) -> None:
    """Draw the households still to visit, each with what may happen at its door."""
    done = Filter("state", N_("State"), tuple((k, _(v)) for k, v in rules.LINE_LABELS.items()))
    chosen = filters.panel([done], key="pay-round") or {"state": rules.LISTED}
    with reading(actor) as session:
        found = pay_lines.list_page(session, run.id, chosen, tables.page_wanted(), PAGE_SIZE)
        today = today_of(session)
    if not found.rows:
        tables.nothing(_("Every household has been visited. Count the cash and settle the round."))
    for row in found.rows:
        name = link(f"{row.place} {row.payee_name}", lines.address_of(run.id, row.id))
        for_whom = row.beneficiary_names if row.beneficiary_names != row.payee_name else ""
        with card(name, pay_runs.yuan(row.fen), row.address, for_whom):
            if row.state == rules.LISTED:
                _door(row, lists, today)
            else:
                links.button(_("Open"), "pay_run", id=run.id, line=row.id)
    tables.pages(found.total, PAGE_SIZE)


def _door(row: Any, lists: CodeLists, today: Any) -> None:
    key = f"round-{row.id}"
    actions.button(
        _("Handed over"),
        lambda session: pay_outcomes.hand_over(session, row.id, row.version, today),
        key=f"{key}-paid",
        done=_("{name}: handed over.").format(name=row.payee_name),
        primary=True,
        of_row=True,
    )
    handed = partial(line.to_proxy, today)
    line.ask(_("To a proxy"), PROXY_FIELDS, handed, row, lists, {}, f"{key}-proxy")
    back = pay_outcomes.not_delivered
    line.ask(_("Not delivered"), UNPAID_FIELDS, back, row, lists, {}, f"{key}-not")


def evening(run: RunFile) -> None:
    """Draw the button that settles a round by the evening's count."""
    key = f"run-{run.id}-evening"

    def body() -> None:
        if run.balance.open_lines:
            told = _("{n} lines are still open. Enter what became of them first.")
            st.warning(told.format(n=run.balance.open_lines))
            return
        sent, back = pay_runs.yuan(run.balance.sent_fen), pay_runs.yuan(run.balance.back_fen)
        text = _("{sent} set out; {back} must have come back by what was entered.")
        st.caption(text.format(sent=sent, back=back))
        form = forms.Form(key, EVENING_FIELDS, {})
        form.draw()
        form.save(
            _("Settle"),
            lambda session, typed: pay_closing.settle(
                session, run.id, run.version, **forms.given(typed)
            ),
            done=dialogs.closing(key, _("The round is settled: the cash agrees.")),
        )

    dialogs.form(_("Count the cash and settle"), body, key=key, primary=True)
