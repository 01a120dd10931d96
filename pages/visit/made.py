"""What a visit brought: findings, needs, questions, gifts, photos, and who did what with it."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from components import (
    care_gifts,
    details,
    dialogs,
    papers,
    text,
    timeline,
    visit_entry,
    visit_questions,
)
from components.timeline import Moment
from db import attachments, care_entries, care_gift_lists, visits
from db import care_gifts as gifts
from db import visit_questions as questions
from db.session import reading
from db.verbs import zone_of
from db.visit_lists import VisitFile
from documents.attachments import read_paper
from pages.visit import giving
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import _
from rules.visits import VISIT


def draw(actor: Actor, visit: VisitFile, lists: CodeLists, today: date) -> None:
    """What was found, asked and given."""
    row, key = visit.row, f"visit-{visit.row.id}"
    with reading(actor) as session:
        asked = questions.list_of_visit(session, row.id)
        given = care_gift_lists.list_of_visit(session, row.id)
    may_write = actor.can(Permission.VISIT_HOUSEHOLDS)
    agreed = _("Yes") if visit.needs_consent else _("No")
    details.lines(
        (
            (_("Visited on"), row.made_on),
            (_("Who went"), row.visitors),
            (_("Findings"), visit.findings),
            (_("The family agrees to the needs list"), agreed),
            (_("Needs"), visit.needs),
        )
    )
    with st.container(horizontal=True):
        _reveal(actor, visit, lists, key)
        if may_write:
            save = partial(_add_later, row.id)
            visit_entry.later(save, lists, visit.needs_consent, row.version, key=f"{key}-later")
    st.subheader(_("Questions of the family"))
    if may_write:
        ask = partial(care_entries.put_question, visit_id=row.id)
        visit_entry.question(ask, actor.name, today, key=f"{key}-ask")
    steps = visit_questions.Verbs(questions.answer, questions.hand_on) if may_write else None
    visit_questions.show(asked, steps, key=key, empty=_("Nothing was asked."))
    st.subheader(_("Gifts"))
    if may_write:
        giving.draw(row, lists, today, key)
    cancel = gifts.cancel if may_write else None
    care_gifts.show(given, lists, cancel, key=f"{key}-gift", empty=_("Nothing was given."))


def _add_later(visit_id: int, session: Any, seen: int, typed: Any) -> None:
    care_entries.add_later(session, typed, visit_id=visit_id, seen=seen)


def _reveal(actor: Actor, visit: VisitFile, lists: CodeLists, key: str) -> None:
    if not actor.can(Permission.REVEAL_SEALED):
        return
    sealed = (("findings", _("Show the findings")), ("needs", _("Show the needs")))
    for name, label in sealed:
        if getattr(visit, name):
            dialogs.fetch(
                label,
                partial(_read, visit.row.id, name),
                dialogs.show_value if name == "findings" else partial(_show_needs, lists),
                key=f"{key}-{name}",
                icon=":material/visibility:",
            )


def _read(visit_id: int, name: str, session: Any, reason: str) -> str:
    return visits.reveal(session, visit_id, name, reason)


def _show_needs(lists: CodeLists, value: str) -> None:
    answers = json.loads(value) if value else {}
    details.lines(
        (label_of(lists, "need_item", item), label_of(lists, "need_answer", answer))
        for item, answer in answers.items()
    )
    st.caption(_("This reading is on the trail. The value is gone when you close this."))


def papers_and_life(actor: Actor, visit: VisitFile, lists: CodeLists) -> None:
    """Photos of the visit, and who did what when."""
    row = visit.row
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "visit", row.id), zone_of(session)
    st.subheader(_("Photos and papers"))
    kept = papers.Kept(attachments, read_paper, Permission.VISIT_HOUSEHOLDS)
    papers.show(actor, kept, rows, lists, zone, ("visit", row.id))
    with st.expander(_("Life of the visit")):
        timeline.show(
            [
                Moment(
                    text.instant(one.at, zone), _(VISIT.state_labels[one.to_state]), one.actor,
                    one.note,
                )
                for one in visit.moves
            ],
            "",
        )  # fmt: skip
