"""What an activity is about, what clashes with it, its papers and its life."""

from __future__ import annotations

import streamlit as st

from components import activities as sheet
from components import activity_people, papers, tables
from components.text import plain
from db import activity_views, attachments, place_conflicts
from db.activity_views import ActivityFile
from db.session import reading
from db.verbs import zone_of
from documents.attachments import read_paper
from rules import activities as rules
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _


def plan(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    """Draw the plan, and whom to tell where it does not take place."""
    if row.state == rules.CANCELLED:
        _inform(actor, row)
    elif row.state in rules.CHANGEABLE:
        with reading(actor) as session:
            others = place_conflicts.list_overlapping(session, row.when, row.place, but_id=row.id)
        sheet.at_the_same_place(others)
    sheet.plan(row, lists)


def _inform(actor: Actor, row: ActivityFile) -> None:
    last = next(step for step in reversed(row.moves) if step.to_state == rules.CANCELLED)
    told = _("Cancelled by {who}: {note}").format(who=last.actor, note=last.note)
    st.warning(plain(told), icon=":material/event_busy:")
    if not actor.can(Permission.SEE_MEMBERS):
        return
    with reading(actor) as session:
        rows = activity_views.list_to_inform(session, row.id)
    if rows:
        st.subheader(_("Who must be told ({n})").format(n=len(rows)))
        tables.show(rows, activity_people.inform_columns(), empty="")


def papers_of(actor: Actor, row: ActivityFile, lists: CodeLists) -> None:
    """Draw photos and papers."""
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "activity", row.id), zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.PLAN_CAMPAIGNS)
    papers.show(actor, kept, rows, lists, zone, ("activity", row.id))


def life(actor: Actor, row: ActivityFile, _lists: CodeLists) -> None:
    """Draw who did what with it."""
    with reading(actor) as session:
        zone = zone_of(session)
    sheet.life(row.moves, zone)
