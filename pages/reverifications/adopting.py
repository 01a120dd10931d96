"""Checks that found another category: somebody else lets it count."""

from __future__ import annotations

from functools import partial

from components import actions, decisions, links, tables
from components.markup import link
from db import reverification_lists, reverifications
from db.codes import code_lists
from db.reverification_lists import AdoptRow
from db.session import reading
from rules.access import Actor
from rules.codes import label_of
from rules.language import _


def cards(actor: Actor) -> None:
    """A card for each file with its category in force and the one found."""
    with reading(actor) as session:
        lists = code_lists(session)
        found = reverification_lists.list_to_adopt(session, tables.page_wanted())
    if not found.rows:
        tables.nothing(_("No check found another category than the one in force."))
    for row in found.rows:
        change = _("{before} → {after}").format(
            before=label_of(lists, "hardship_category", row.category),
            after=label_of(lists, "hardship_category", row.found),
        )
        name = f"{row.archive_no} {row.head_name}"
        checked = _("checked {on} by {who}").format(on=row.done_on, who=row.checked_by)
        file = link(name, links.to("hardship_file", id=row.file_id))
        with decisions.card(file, row.unit_name, change, checked):
            _button(row, name)
    tables.pages(found.total)


def _button(row: AdoptRow, name: str) -> None:
    actions.button(
        _("Adopt the category"),
        partial(reverifications.adopt, check_id=row.id, seen=row.version),
        key=f"reverification-{row.id}-adopt",
        done=_("{label}: the category counts from now on.").format(label=name),
        primary=True,
        of_row=True,
    )
