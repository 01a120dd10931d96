"""The file before the public and under review: notices, objections, checks, questions."""

from __future__ import annotations

import streamlit as st

from components import links, notice_objections, reverifications, supervision_button, tables
from components.supervision_button import Verbs
from components.tables import Column
from db import notice_lists, objections, reverification_lists, supervision
from db import reverifications as checks
from db.hardship_files import FileRow
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.hardship import IN_FORCE
from rules.language import N_, _
from rules.notices import PUBLIC_NOTICE


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        noticed = notice_lists.list_of_file(session, file.id)
        heard = objections.list_of_file(session, file.id)
        checked = reverification_lists.list_of_file(session, file.id)
        asked = supervision.list_of_record(session, "hardship_file", file.id)
    st.subheader(_("Public notices"))
    tables.show(noticed, _columns(), empty=_("This file was not on public notice yet."))
    if heard:
        st.subheader(_("Objections"))
        verbs = notice_objections.Verbs(objections.answer, objections.reveal)
        notice_objections.show(heard, verbs, actor, lists, key=f"file-{file.id}-heard", empty="")
    st.subheader(_("Re-verification"))
    if file.state == IN_FORCE and actor.can(Permission.REVIEW_HARDSHIP):
        links.button(
            _("Write down a re-verification"),
            "reverifications",
            icon=":material/published_with_changes:",
            file=file.id,
        )
    reveal = checks.reveal if actor.can(Permission.REVEAL_SEALED) else None
    reverifications.history(checked, lists, reveal, key=f"file-{file.id}-checks")
    _supervision(actor, file, asked)


def _supervision(actor: Actor, file: FileRow, asked: list[supervision.QuestionRow]) -> None:
    if asked or actor.can(Permission.SUPERVISE):
        st.subheader(_("Supervision"))
        supervision_button.cards(
            asked,
            Verbs(supervision.answer, supervision.judge),
            actor,
            key=f"file-{file.id}-asked",
            empty=_("Nobody has asked about this file."),
        )


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("Number"), "number", to=lambda row: links.to("notice", id=row.id)),
        Column(N_("State"), lambda row: _(PUBLIC_NOTICE.state_labels[row.state])),
        Column(N_("From"), "starts_on"),
        Column(N_("To"), "ends_on"),
    )
