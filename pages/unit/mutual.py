"""A unit's mutual aid: how many are covered, what is owed, what it has handed in."""

from __future__ import annotations

from components import enrolments, links, tables
from db import enrolment_views
from db.session import reading
from db.units import UnitFile
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import _


def draw(actor: Actor, unit: UnitFile, _lists: CodeLists) -> None:
    """Draw coverage by plan, arrears and the latest hand-ins, here and below."""
    with reading(actor) as session:
        found = enrolment_views.get_unit(session, unit.id)
    enrolments.coverage(found, unit.members, unit.id)
    tables.show(
        found.hand_ins,
        enrolments.columns(),
        empty=_("Nothing was handed in yet. Open a hand-in on the page of enrolments."),
    )
    links.button(_("All hand-ins"), "enrolments", icon=":material/list:", below_id=unit.id)
