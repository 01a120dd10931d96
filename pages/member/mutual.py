"""The covers of a member: by which plan and unit, from when to when."""

from __future__ import annotations

from components import covers, links
from db import enrolment_views
from db.members import MemberFile
from db.session import reading
from db.verbs import today_of
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Draw every cover, and the way to the counter's answer for a day."""
    with reading(actor) as session:
        rows, today = enrolment_views.list_of_member(session, person.id), today_of(session)
    links.button(_("Who is covered"), "cover", icon=":material/verified_user:", person=person.id)
    covers.of_member(rows, lists, today)
