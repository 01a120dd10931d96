"""Everything that the household of a member received."""

from __future__ import annotations

from components import aid, links, received, tables
from db import aid_lists, aid_people, benefit_lists
from db import received as everything
from db.members import MemberFile
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    with reading(actor) as session:
        home = aid_people.get_household_of(session, person.id)
        rows = everything.list_received(session, home) if home else []
        grants = aid_lists.list_of_household(session, home) if home else []
        benefits = benefit_lists.list_of_household(session, home) if home else []
    if home is None:
        tables.nothing(_("No household of this member is known, and so no aid."))
        return
    links.button(_("Household"), "household", icon=":material/home:", id=home)
    received.show(rows, lists)
    may_propose = actor.can(Permission.GRANT_AID)
    aid.of_household(grants, benefits, lists, home if may_propose else None)
