"""The claims of a member on mutual aid, under every record that was merged with theirs."""

from __future__ import annotations

from components import claims, links
from db import claim_lists
from db.members import MemberFile
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Draw the latest claims, with the way to take a new one."""
    with reading(actor) as session:
        rows = claim_lists.list_of_member(session, person.id)
    if actor.can(Permission.TAKE_CLAIMS):
        links.button(_("Take a claim"), "claim_entry", icon=":material/add:", member=person.id)
    claims.listed(rows, lists, empty=_("This member has made no claim."))
