"""One line of a run, opened above the list: what it pays, its papers, what may be done."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, details, dialogs, forms, links, papers, pay_runs
from components.decisions import card
from components.markup import join, link
from components.text import plain
from db import attachments, pay_lines, pay_outcomes, pay_removals
from db.pay_lines import LineFile
from db.pay_runs import RunFile
from db.session import reading
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from rules import pay_runs as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.fields import Fields
from rules.language import N_, _
from rules.pay_forms import BACK_FIELDS, FAILURES, PAID_FIELDS, PROXY_FIELDS, UNPAID_FIELDS


def draw(actor: Actor, run: RunFile, lists: CodeLists, line_id: int) -> None:
    """Draw a line with its payments, its papers and the steps that fit its state."""
    with reading(actor) as session:
        one = pay_lines.get_line(session, run.id, line_id)
        stored = attachments.list_of(session, "pay_line", line_id)
        today, zone = today_of(session), zone_of(session)
    row, key = one.row, f"line-{line_id}"
    with st.container(border=True):
        name = link(f"{row.number} {row.payee_name}", links.to(row.party.kind, id=row.party.id))
        with card(name, pay_runs.yuan(row.fen), row.beneficiary_names):
            address.button(_("Put aside"), key=f"{key}-aside", line="")
        details.lines(_told(one, lists))
        with st.container(horizontal=True):
            _before(actor, run, row, key)
            if actor.can(Permission.PAY_RUNS):
                _after(run, row, lists, today, key)
        if run.state in rules.PAID_OUT or stored:
            kept = papers.Kept(attachments, read_paper, Permission.PAY_RUNS)
            papers.show(actor, kept, stored, lists, zone, ("pay_line", line_id))


def _told(one: LineFile, lists: CodeLists) -> list[tuple[str, object]]:
    row = one.row
    told: list[tuple[str, object]] = [(_("State"), pay_runs.line_state(row))]
    for item in one.items:
        label = f"{label_of(lists, 'aid_kind', item.kind)} {item.month}".strip()
        what: object = f"{pay_runs.yuan(item.fen)} · {item.person_name} · {item.fund}"
        if item.claim_id is not None:
            claim = link(item.claim_no, links.to("claim", id=item.claim_id))
            what = join((claim, f" · {what}"))
        told.append((label, what))
    more = (
        (N_("Settled on"), row.settled_on),
        (N_("Reason"), label_of(lists, FAILURES, row.result_code)),
        (N_("Reference of the bank"), row.bank_reference),
        (N_("Proxy"), f"{row.proxy_name} {row.proxy_reason}".strip()),
        (N_("Remark"), row.remark),
        (N_("Why taken out"), row.removed_reason),
        (N_("Paid again in"), one.follow_up_no),
    )
    return [*told, *((_(label), value) for label, value in more if value)]


def _before(actor: Actor, run: RunFile, row: Any, key: str) -> None:
    if run.state not in rules.BEFORE_SENDING or not actor.can(Permission.PREPARE_RUNS):
        return
    if not row.removed:
        dialogs.confirm(
            _("Take out of this run"),
            _("It is not paid now. What it would pay stays due and comes into the next run."),
            lambda session, reason: pay_removals.remove(session, row.id, row.version, reason),
            key=f"{key}-remove",
            done=_("{name} was taken out of this run.").format(name=row.payee_name),
        )
    elif run.state == rules.DRAFT:
        dialogs.confirm(
            _("Put back into this run"),
            _("It is paid with this run again."),
            lambda session, _reason: pay_removals.put_back(session, row.id, row.version),
            key=f"{key}-back",
            done=_("{name} is in this run again.").format(name=row.payee_name),
            needs_reason=False,
        )


def _after(run: RunFile, row: Any, lists: CodeLists, today: Any, key: str) -> None:
    if row.removed or run.state not in rules.PAID_OUT:
        return
    by_hand = {"paid": pay_outcomes.enter_paid, "unpaid": pay_outcomes.enter_failed}
    if run.state == rules.SENT and row.state == rules.LISTED:
        if run.way == rules.BANK:
            ask(_("Paid"), PAID_FIELDS, by_hand["paid"], row, lists, {"on": today}, f"{key}-paid")
            ask(_("Failed"), UNPAID_FIELDS, by_hand["unpaid"], row, lists, {}, f"{key}-failed")
        else:
            handed = partial(to_proxy, today)
            ask(_("To a proxy"), PROXY_FIELDS, handed, row, lists, {}, f"{key}-proxy")
            back = pay_outcomes.not_delivered
            ask(_("Not delivered"), UNPAID_FIELDS, back, row, lists, {}, f"{key}-not")
    elif run.state == rules.SENT:
        dialogs.confirm(
            _("Entered by mistake"),
            _("The line is open again, as if nothing had been entered."),
            lambda session, reason: pay_outcomes.reopen(session, row.id, row.version, reason),
            key=f"{key}-reopen",
            done=_("The line is open again."),
        )
    if row.state == rules.PAID:
        came_back = pay_outcomes.take_back
        ask(_("Money came back"), BACK_FIELDS, came_back, row, lists, {"on": today}, f"{key}-tb")


def to_proxy(today: Any, session: Any, line_id: int, seen: int, **typed: Any) -> None:
    """Hand a line over to a proxy today."""
    pay_outcomes.hand_over(session, line_id, seen, today, **typed)


def ask(
    label: str, fields: Fields, verb: Any, row: Any, lists: CodeLists, start: Any, key: str
) -> None:
    """Draw a button whose form enters what became of a line."""

    def body() -> None:
        st.caption(plain(f"{row.payee_name} {pay_runs.yuan(row.fen)}"))
        form = forms.Form(key, fields, lists, start)
        form.draw()
        form.save(
            label,
            lambda session, typed: verb(session, row.id, row.version, **forms.given(typed)),
            done=dialogs.closing(key, _("Entered for {name}.").format(name=row.payee_name)),
        )

    dialogs.form(label, body, key=key)
