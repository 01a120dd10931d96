"""The facts of the file, and the family's incomes and costs."""

from __future__ import annotations

from functools import partial
from typing import Any

from components import choices, forms, hardship_money, links
from db import attachments, hardship_consents, hardship_files
from db import hardship_money as lines
from db.hardship_files import FileRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor
from rules.codes import CodeLists, label_of
from rules.hardship_checks import MONEY, SIGNED
from rules.hardship_forms import IDLE
from rules.hardship_money import PEOPLE, window_before
from rules.language import _

MONTHS = 12


def facts(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    """Everything the paper form asks about the worker, the causes, and who answers for it."""
    with reading(actor) as session:
        fields = hardship_files.list_fields(session)
    key = f"apply-{file.id}-facts"
    form = forms.Form(key, fields, lists, file.values, file.version, draft=key)
    form.draw()
    form.save(
        _("Save and go on"),
        lambda session, typed: hardship_files.change(session, file.id, form.seen, typed),
        done=_("Saved."),
        then=("hardship_apply", {"id": file.id, "step": MONEY}),
    )


def money(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    """Incomes and rigid costs line by line, and who could find no work."""
    with reading(actor) as session:
        rows = lines.list_lines(session, file.id)
        people = hardship_files.list_people(session, file.id)
        papers = attachments.list_of(session, "hardship_file", file.id)
        today = today_of(session)
    of_people = choices.of_records((one.id, one.name) for one in people)
    hardship_money.show(
        rows,
        lists,
        of_people,
        choices.of_records(
            (one.id, f"{label_of(lists, 'attachment_kind', one.kind)} {one.name}") for one in papers
        ),
        window_before(today, MONTHS),
        hardship_money.Verbs(
            partial(lines.add, file_id=file.id), lines.change, lines.remove, lines.bring_back
        ),
        key=f"apply-{file.id}-money",
    )
    _idle(file, {**lists, PEOPLE: of_people})
    links.button(_("Go on"), "hardship_apply", id=file.id, step=SIGNED)


def _idle(file: FileRow, lists: CodeLists) -> None:
    form = forms.Form(
        f"apply-{file.id}-idle", (IDLE,), lists, {"proved_idle": file.proved_idle}, file.version
    )
    form.draw()

    def save(session: Any, typed: forms.Typed) -> None:
        chosen = typed["proved_idle"] or ()
        ids = [int(one) for one in chosen] if isinstance(chosen, tuple) else []
        hardship_consents.set_proved_idle(session, file.id, form.seen, ids)

    form.save(_("Save"), save, done=_("Saved."), primary=False)
