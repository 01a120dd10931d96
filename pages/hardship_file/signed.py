"""What the family signed, and the exclusion checklist."""

from __future__ import annotations

from functools import partial
from typing import Any

from components import choices, hardship_papers
from db import attachments, hardship_consents, hardship_files
from db.hardship_files import FileRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows, today = hardship_consents.list_of_file(session, file.id), today_of(session)
        people = hardship_files.list_people(session, file.id)
        papers = attachments.list_of(session, "hardship_file", file.id)
        asked = hardship_consents.list_questions(session, file.id)
    may_edit = actor.can(Permission.EDIT_HARDSHIP)
    verbs = hardship_papers.Verbs(
        partial(hardship_consents.sign, file_id=file.id), hardship_consents.revoke
    )
    key = f"file-{file.id}-signed"
    hardship_papers.consents(
        rows,
        lists,
        choices.of_records((one.id, one.name) for one in people),
        choices.of_records(
            (one.id, f"{label_of(lists, 'attachment_kind', one.kind)} {one.name}") for one in papers
        ),
        today,
        verbs if may_edit and file.is_open else None,
        key=key,
    )
    answer = partial(_answer, file.id, file.version) if may_edit and file.is_editable else None
    hardship_papers.checklist(asked, file.exclusions, lists, answer, key=f"{key}-answer")


def _answer(file_id: int, seen: int, session: Any, answers: dict[str, Any]) -> None:
    hardship_consents.answer(session, file_id, seen, answers)
