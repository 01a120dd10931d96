"""The steps of a claim as buttons: those that ask for more than a note ask for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import decisions, dialogs, forms
from rules import claims as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _
from rules.moves import actions_from

Work = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Verbs:
    """What the page lets a person do: ``take(session, action, note, **given)`` moves the claim,
    ``take_in(session, codes)`` writes down papers, and so on."""

    take: Work
    take_in: Work
    appeal: Work
    top_up: Work
    flag: Work
    recovered: Work
    noted: Mapping[str, str] = field(default_factory=dict)
    """Steps that ask for a note with this claim, although most do not, and why they do."""


def buttons(
    row: Any, actor: Actor, verbs: Verbs, lists: CodeLists, due_on: date, today: date
) -> None:
    """Draw a button for each step that this actor may take now; papers asked for now are due on
    ``due_on``."""
    key = f"claim-{row.id}"
    asking = {rules.REFUSE: rules.REFUSAL_FIELDS, rules.ASK_PAPERS: rules.ASK_FIELDS}
    steps = actions_from(rules.CLAIM, row.state)
    hidden = {*asking, *rules.BEHIND_THE_SCENES, rules.PAPERS_IN}
    hidden.add(rules.AGREE if row.refusal else rules.AGREE_REFUSAL)
    if row.paid_on is not None or (row.payment is not None and row.payment.state == "in_run"):
        hidden.add(rules.UNDO)
    if row.state == rules.PAPERS_ASKED and (row.papers_due_on or today) >= today:
        hidden.add(rules.EXPIRE)
    decisions.buttons(
        rules.CLAIM,
        row.state,
        actor,
        verbs.take,
        row.claim_no,
        key=key,
        but=hidden,
        noted=verbs.noted,
    )
    for action, fields in asking.items():
        step = steps.get(action)
        if step is not None and actor.can(step.permission):
            body = partial(_ask, row, verbs, lists, action, fields, due_on)
            dialogs.form(_(step.label), body, key=f"{key}-{action}")
    _papers(row, actor, verbs, lists, key)
    _afterwards(row, actor, verbs, lists, today)


def _ask(
    row: Any, verbs: Verbs, lists: CodeLists, action: str, fields: Fields, due_on: date
) -> None:
    key = f"claim-{row.id}-{action}"
    start: forms.Typed = {}
    if action == rules.ASK_PAPERS:
        papers = tuple(one.code for one in lists.get(rules.MY_PAPERS, ()))
        start = {"due_on": due_on, "codes": papers}
        st.caption(_("Ask for everything at once; the clock stands still meanwhile."))
    form = forms.Form(f"{key}-form", fields, lists, start, row.version)
    form.draw(wide=True)

    def work(session: Any, typed: forms.Typed) -> None:
        given = forms.given(typed)
        note = str(given.pop("note", ""))
        verbs.take(session, action, note, **given)

    label = _(rules.CLAIM.steps[row.state, action].label)
    form.save(label, work, done=dialogs.closing(key, _("Done.")))


def _papers(row: Any, actor: Actor, verbs: Verbs, lists: CodeLists, key: str) -> None:
    missing = lists.get(rules.MY_PAPERS, ())
    if not (actor.can(Permission.TAKE_CLAIMS) and missing) or row.state not in rules.UNDECIDED:
        return

    def body() -> None:
        form = forms.Form(f"{key}-in-form", rules.TAKE_IN_FIELDS, lists, version=row.version)
        form.draw(wide=True)
        form.save(
            _("Write down"),
            lambda session, typed: verbs.take_in(session, typed["codes"]),
            done=dialogs.closing(f"{key}-in", _("The papers are written down.")),
        )

    waits = row.state == rules.PAPERS_ASKED
    dialogs.form(_("Papers came in"), body, key=f"{key}-in", primary=waits)


def _afterwards(row: Any, actor: Actor, verbs: Verbs, lists: CodeLists, today: date) -> None:
    key = f"claim-{row.id}"
    if actor.can(Permission.TAKE_CLAIMS):
        _follow(row, verbs, key)
    if row.paid_on is None:
        return
    if actor.can(Permission.DECIDE_CLAIMS):
        body = partial(_save, row, verbs.flag, rules.RECOVERY_FIELDS, lists, f"{key}-flag")
        dialogs.form(_("Too much was paid"), body, key=f"{key}-flag")
    left = row.recover_fen - row.recovered_fen
    if actor.can(Permission.RECEIVE_FEES) and left > 0:
        start = {"fen": left, "on": today}
        body = partial(
            _save, row, verbs.recovered, rules.RECOVERED_FIELDS, lists, f"{key}-back", start
        )
        dialogs.form(_("Money came back"), body, key=f"{key}-back")


def _follow(row: Any, verbs: Verbs, key: str) -> None:
    if row.state == rules.REFUSED:
        dialogs.confirm(
            _("Appeal"),
            _("A new claim takes over invoices and papers; somebody else decides on it."),
            verbs.appeal,
            key=f"{key}-appeal",
            done=_("The appeal is a draft. Check it and accept it."),
            then=lambda new_id: ("claim", {"id": new_id}),
        )
    if row.state == rules.APPROVED and row.paid_on is not None:
        dialogs.confirm(
            _("Top up"),
            _("A new claim for the whole event, of which what was paid is taken off."),
            verbs.top_up,
            key=f"{key}-top-up",
            done=_("The top-up is a draft. Correct its amounts and accept it."),
            then=lambda new_id: ("claim", {"id": new_id}),
        )


def _save(
    row: Any,
    verb: Work,
    fields: Fields,
    lists: CodeLists,
    key: str,
    start: Mapping[str, Any] | None = None,
) -> None:
    form = forms.Form(f"{key}-form", fields, lists, start, row.version)
    form.draw(wide=True)
    form.save(_("Save"), verb, done=dialogs.closing(key, _("Saved.")))
