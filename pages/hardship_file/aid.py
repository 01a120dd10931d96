"""Everything the file's household received, its grants and its benefits."""

from __future__ import annotations

from components import aid, received
from db import aid_lists, benefit_lists
from db import received as everything
from db.hardship_files import FileRow
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists


def draw(actor: Actor, file: FileRow, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows = everything.list_received(session, file.household_id)
        grants = aid_lists.list_of_household(session, file.household_id)
        benefits = benefit_lists.list_of_household(session, file.household_id)
    received.show(rows, lists)
    may_propose = actor.can(Permission.GRANT_AID)
    aid.of_household(grants, benefits, lists, file.household_id if may_propose else None)
