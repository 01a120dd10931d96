"""The first step of a draft: who belongs to the household, and who of it applies."""

from __future__ import annotations

from typing import Any

from components import choices, forms, links, tables
from components.tables import Column
from db import hardship_files
from db.hardship_files import FileRow
from db.session import reading
from rules.access import Actor
from rules.codes import CodeLists, label_of
from rules.hardship_checks import FACTS
from rules.hardship_forms import APPLICANT
from rules.hardship_money import PEOPLE
from rules.language import N_, _


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    """Who belongs to the household, and who of it applies."""
    with reading(actor) as session:
        people = hardship_files.list_people(session, file.id)
    tables.show(
        people,
        (
            Column(N_("Name"), "name"),
            Column(N_("Relation"), lambda row: label_of(lists, "relation", row.relation)),
        ),
        empty=_("Nobody belongs to this household."),
    )
    links.button(_("Add or change people"), "household", id=file.household_id)
    known = {**lists, PEOPLE: choices.of_records((one.id, one.name) for one in people)}
    form = forms.Form(
        f"apply-{file.id}-applicant",
        (APPLICANT,),
        known,
        {"applicant_id": str(file.applicant_id)},
        file.version,
    )
    form.draw()

    def save(session: Any, typed: forms.Typed) -> None:
        applicant_id = int(str(typed["applicant_id"]))
        hardship_files.change(session, file.id, form.seen, {}, applicant_id)

    target = ("hardship_apply", {"id": file.id, "step": FACTS})
    form.save(_("Save and go on"), save, done=_("Saved."), then=target)
