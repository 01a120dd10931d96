"""Opinions on a claim: ask an assessor, take a question back, read what was answered."""

from __future__ import annotations

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from components import choices, dialogs, forms, opinions
from components.text import plain
from db import assessors
from db import opinions as verbs
from db.claims import ClaimFile
from db.opinions import OpinionRow
from db.session import reading
from rules import claims as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.opinions import MY_ASSESSORS, QUESTION_FIELDS


def draw(actor: Actor, claim: ClaimFile, lists: CodeLists, zone: ZoneInfo) -> None:
    """Draw the questions about a claim, with what may be done about each."""
    decides = actor.can(Permission.DECIDE_CLAIMS)
    with reading(actor) as session:
        found = verbs.list_of_claim(session, claim.row.id)
        free = assessors.list_choices(session) if decides else []
    opinions.of_claim(
        found, zone, empty=_("No assessor has been asked. A claim in review may be sent to one.")
    )
    for row in found:
        _one(actor, row)
    waits = any(row.is_open for row in found)
    if not decides or waits or claim.row.state != rules.IN_REVIEW:
        return
    st.subheader(_("Ask an assessor"))
    if not free:
        st.caption(plain(_("No assessor with an account is under contract today.")))
        return
    named = [
        (one.id, f"{one.name} · {label_of(lists, 'assessor_speciality', one.speciality)}")
        for one in free
    ]
    _ask(claim, {**lists, MY_ASSESSORS: choices.of_records(named)})


def _one(actor: Actor, row: OpinionRow) -> None:
    if row.is_open and actor.can(Permission.DECIDE_CLAIMS):
        dialogs.confirm(
            _("Take the question back"),
            _("The assessor no longer sees the case. The reason is kept with the question."),
            partial(_withdraw, row),
            key=f"opinion-{row.id}-withdraw",
            done=_("The question is taken back."),
        )
    if row.answered_at is not None and actor.can(Permission.REVEAL_SEALED):
        dialogs.fetch(
            _("Read the reasons of {name}").format(name=plain(row.assessor)),
            partial(_reasons, row.id),
            dialogs.show_value,
            key=f"opinion-{row.id}-reasons",
            icon=":material/visibility:",
        )


def _withdraw(row: OpinionRow, session: Any, reason: str) -> None:
    verbs.withdraw(session, row.id, row.version, reason)


def _reasons(opinion_id: int, session: Any, reason: str) -> str:
    return verbs.read_reasons(session, opinion_id, reason)


def _ask(claim: ClaimFile, lists: CodeLists) -> None:
    form = forms.Form(f"claim-{claim.row.id}-ask", QUESTION_FIELDS, lists)
    form.draw(("assessor_id",))
    form.draw(("question",), wide=True)
    form.save(
        _("Send to the assessor"),
        lambda session, typed: verbs.send(session, claim.row.id, claim.row.version, typed),
        done=_("Sent. The assessor has 48 hours; after that the claimant's papers count."),
    )
