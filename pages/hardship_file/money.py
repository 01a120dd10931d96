"""The incomes and costs of a file."""

from __future__ import annotations

from functools import partial

from components import choices, hardship_money
from db import attachments, hardship_files
from db import hardship_money as lines
from db.hardship_files import FileRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.hardship_money import window_before

MONTHS = 12


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows = lines.list_lines(session, file.id)
        people = hardship_files.list_people(session, file.id)
        papers = attachments.list_of(session, "hardship_file", file.id)
        today = today_of(session)
    verbs = hardship_money.Verbs(
        partial(lines.add, file_id=file.id), lines.change, lines.remove, lines.bring_back
    )
    may_edit = file.is_editable and actor.can(Permission.EDIT_HARDSHIP)
    hardship_money.show(
        rows,
        lists,
        choices.of_records((one.id, one.name) for one in people),
        choices.of_records(
            (one.id, f"{label_of(lists, 'attachment_kind', one.kind)} {one.name}") for one in papers
        ),
        window_before(today, MONTHS),
        verbs if may_edit else None,
        key=f"file-{file.id}-money",
    )
