"""What a member signed up for and took part in."""

from __future__ import annotations

from components import activities as sheet
from db import activity_lists
from db.members import MemberFile
from db.session import reading
from rules.access import Actor
from rules.codes import CodeLists


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Draw the tab."""
    with reading(actor) as session:
        rows = activity_lists.list_of_member(session, person.id)
    sheet.taken_part(rows, lists)
