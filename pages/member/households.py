"""The household of a member, or the way to found one."""

from __future__ import annotations

from components import household, links
from db import household_views
from db.members import MemberFile
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Where the person belongs and belonged."""
    with reading(actor) as session:
        rows = household_views.list_of_member(session, person.id)
    household.belongings(rows, lists)
    if actor.can(Permission.EDIT_HARDSHIP) and not any(row.to_on is None for row in rows):
        links.button(
            _("Enter the household of this person"),
            "household_entry",
            ":material/add_home:",
            member=person.id,
        )
