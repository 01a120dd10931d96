"""One grant of aid: what is asked, how far the ceiling goes, what the family had, the decision."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import (
    address,
    aid,
    decisions,
    details,
    dialogs,
    links,
    received,
    supervision_button,
)
from components.forms import Form
from components.text import plain
from db import aid_grants, aid_lists, supervision
from db.aid_lists import GrantFile
from db.codes import code_lists
from db.session import reading
from db.verbs import zone_of
from rules import aid as rules
from rules.access import Actor, Permission
from rules.aid_forms import DECISION_FIELDS, REFUSAL_FIELDS
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.money import show_money
from rules.moves import ENTER


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        grant = aid_lists.get_grant(session, address.get_id() or 0)
        rows, overlaps = aid_grants.list_beside(session, grant.row.id)
        steps = aid_grants.list_moves(session, grant.row.id)
    title = _("{number}: aid for {name}").format(number=grant.row.grant_no, name=grant.row.name)
    st.title(plain(title))
    aid.standing(grant.row, aid.grant_state(grant.row), show_money(grant.row.fen), lists)
    if grant.row.state == rules.WAITING:
        received.overlaps(overlaps, lists)
    left, right = st.container(key="grant-halves").columns(2, gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            _actions(actor, grant, lists)
            supervision_button.show("aid_grant", grant.row.id, supervision.ask, actor, lists)
        details.lines(_said(grant, lists))
        _ceiling(grant, lists)
    with right:
        st.subheader(_("Everything this household received"))
        received.show(rows, lists)
    st.subheader(_("What happened"))
    aid.life(steps, rules.GRANT, zone)


def _ceiling(grant: GrantFile, lists: CodeLists) -> None:
    if not grant.shown:
        return
    st.subheader(_("How the ceiling was reckoned"))
    aid.explanation(grant.decided or grant.shown, lists, grant.cap_rule, grant.cap_fen)
    if grant.decided and grant.decided != grant.shown:
        with st.expander(_("As it was shown when it was proposed")):
            aid.explanation(grant.shown, lists, grant.cap_rule, grant.cap_fen)


def _said(grant: GrantFile, lists: CodeLists) -> list[tuple[str, object]]:
    category = label_of(lists, "hardship_category", grant.category) or _("no file")
    told: list[tuple[str, object]] = [
        (_("Household"), f"{grant.household_no} {grant.head_name}"),
        (_("Hardship category"), category),
        (_("Which need"), grant.need),
        (_("Reason"), grant.reason),
        (_("Applied on"), grant.row.applied_on),
        (_("Decided on"), grant.row.decided_on),
        (_("Meeting number"), grant.meeting_no),
        (_("Campaign"), grant.campaign),
    ]
    if grant.refusal_code:
        told.append((_("Ground of refusal"), label_of(lists, "refusal_of_aid", grant.refusal_code)))
    return [(label, value) for label, value in told if value]


def _actions(actor: Actor, grant: GrantFile, lists: CodeLists) -> None:
    row = grant.row
    if row.state == rules.WAITING and actor.can(Permission.APPROVE_AID):
        body = partial(_grant, grant)
        dialogs.form(_("Grant"), body, key=f"grant-{row.id}-grant", primary=True)
        refuse = partial(_refuse, grant, lists)
        dialogs.form(_("Refuse"), refuse, key=f"grant-{row.id}-deny")
    taken = partial(_take, row.id, row.version)
    own = {ENTER, "grant", "deny"} | ({"revoke"} if row.in_run else set())
    key = f"grant-{row.id}"
    decisions.buttons(rules.GRANT, row.state, actor, taken, row.grant_no, key=key, but=own)
    if row.state in rules.CHANGEABLE and actor.can(Permission.GRANT_AID):
        links.button(_("Change"), "aid_entry", icon=":material/edit:", grant=row.id)
    if grant.file_id is not None:
        links.button(_("Hardship file"), "hardship_file", id=grant.file_id)
    if grant.run_id is not None and actor.can(Permission.SEE_FUNDS):
        links.button(_("Pay run {n}").format(n=grant.run_no), "pay_run", id=grant.run_id)
    if actor.can(Permission.PRINT_LETTERS) and actor.can(Permission.SEE_FUNDS):
        links.button(_("Letters"), "letters", icon=":material/mail:", aid_grant=row.id)
    if actor.can(Permission.REVEAL_SEALED) and not grant.shown:
        sealed = {"need": _("Which need"), "reason": _("Reason")}
        work = partial(aid_grants.reveal, grant_id=row.id)
        dialogs.reveal(_("Show a protected text"), sealed, work, key=f"grant-{row.id}-reveal")


def _take(grant_id: int, seen: int, session: Any, action: str, note: str) -> None:
    if action == "send_back":
        aid_grants.send_back(session, grant_id, seen, note)
    elif action == "revoke":
        aid_grants.revoke(session, grant_id, seen, note)
    else:
        aid_grants.take(session, grant_id, seen, action, note)


def _grant(grant: GrantFile) -> None:
    row = grant.row
    st.caption(
        plain(
            _("{fen} yuan are reserved in {fund} at once; they leave with a pay run.").format(
                fen=show_money(row.fen), fund=row.fund
            )
        )
    )
    form = Form(f"grant-{row.id}-decision", DECISION_FIELDS, {}, version=row.version)
    form.draw()

    def work(session: Any, typed: dict[str, Any]) -> None:
        note, meeting_no = str(typed["note"] or ""), str(typed["meeting_no"] or "")
        aid_grants.grant(session, row.id, form.seen, note, meeting_no)

    form.save(_("Grant"), work, done=dialogs.closing(f"grant-{row.id}-grant", _("Granted.")))


def _refuse(grant: GrantFile, lists: CodeLists) -> None:
    row = grant.row
    form = Form(f"grant-{row.id}-refusal", REFUSAL_FIELDS, lists, version=row.version)
    form.draw()

    def work(session: Any, typed: dict[str, Any]) -> None:
        aid_grants.refuse(session, row.id, form.seen, str(typed["code"]), str(typed["note"]))

    form.save(_("Refuse"), work, done=dialogs.closing(f"grant-{row.id}-deny", _("Refused.")))
