"""What the family signs, the exclusion checklist, and photos of the proofs."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import choices, hardship_papers, links, papers
from db import attachments, hardship_consents, hardship_files
from db.hardship_files import FileRow
from db.session import reading
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.hardship_checks import CHECK
from rules.language import _


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows, today = hardship_consents.list_of_file(session, file.id), today_of(session)
        people = hardship_files.list_people(session, file.id)
        attached = attachments.list_of(session, "hardship_file", file.id)
        asked, zone = hardship_consents.list_questions(session, file.id), zone_of(session)
    key = f"apply-{file.id}-signed"
    hardship_papers.consents(
        rows,
        lists,
        choices.of_records((one.id, one.name) for one in people),
        choices.of_records(
            (one.id, f"{label_of(lists, 'attachment_kind', one.kind)} {one.name}")
            for one in attached
        ),
        today,
        hardship_papers.Verbs(
            partial(hardship_consents.sign, file_id=file.id), hardship_consents.revoke
        ),
        key=key,
    )
    answer = partial(_answer, file.id, file.version)
    hardship_papers.checklist(asked, file.exclusions, lists, answer, key=f"{key}-answer")
    st.subheader(_("Proofs"))
    kept = papers.Kept(attachments, read_paper, Permission.EDIT_HARDSHIP)
    papers.show(actor, kept, attached, lists, zone, ("hardship_file", file.id))
    links.button(_("Go on"), "hardship_apply", id=file.id, step=CHECK)


def _answer(file_id: int, seen: int, session: Any, answers: dict[str, Any]) -> None:
    hardship_consents.answer(session, file_id, seen, answers)
