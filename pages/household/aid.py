"""Everything the household received, its grants and its benefits."""

from __future__ import annotations

from components import aid, received
from db import aid_lists, benefit_lists
from db import received as everything
from db.households import HouseholdFile
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists


def draw(actor: Actor, home: HouseholdFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        rows = everything.list_received(session, home.id)
        grants = aid_lists.list_of_household(session, home.id)
        benefits = benefit_lists.list_of_household(session, home.id)
    received.show(rows, lists)
    may_propose = actor.can(Permission.GRANT_AID) and home.closed_on is None
    aid.of_household(grants, benefits, lists, home.id if may_propose else None)
