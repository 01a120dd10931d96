"""The tabs of a person's page: the file, membership, life events, papers, changes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import changes, details, events, membership, merged_records, papers
from components.text import plain
from db import attachments, life_events, memberships, merges, quality_lists, trail_pages, transfers
from db.members import MemberFile
from db.session import reading
from db.trail_pages import Wanted
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _
from rules.moves import JOIN, TRANSFER


def profile(fields: Fields, actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """What the file says, and what is wrong with it."""
    with reading(actor) as session:
        faults = quality_lists.list_faults_of(session, person.id)
    if faults:
        told = "".join(f"\n- {plain(_(fault.text))}" for fault in faults)
        st.warning(_("To be repaired:") + told, icon=":material/build:")
    details.show(fields, person.values, lists)


def standing(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Where the person stands and stood, what waits, and what was merged into this."""
    with reading(actor) as session:
        periods = memberships.list_periods(session, person.id)
        waiting = memberships.get_application_of(session, person.id)
        moving = transfers.list_of_member(session, person.id)
        merged, zone = merges.list_merges_of(session, person.id), zone_of(session)
    if waiting is not None and waiting.state == JOIN.start:
        membership.waiting(_(JOIN.state_labels[waiting.state]), waiting.unit_name, waiting.note, "")
    for row in moving:
        if row.state == TRANSFER.start:
            state = _(TRANSFER.state_labels[row.state])
            membership.waiting(state, row.to_unit, row.note, "transfers")
    membership.periods(periods, lists)
    undo = merges.undo if actor.can(Permission.MERGE_MEMBERS) else None
    merged_records.show(merged, undo, zone, key=f"member-{person.id}-merge")


def happenings(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """What happened to the person and the family."""
    with reading(actor) as session:
        rows, today = life_events.list_of_member(session, person.id), today_of(session)
    verbs = events.Verbs(partial(life_events.enter, member_id=person.id), life_events.cancel)
    may_edit = actor.can(Permission.EDIT_MEMBERS)
    events.show(
        rows,
        lists,
        verbs if may_edit else None,
        today,
        key=f"member-{person.id}-events",
        reveal=life_events.reveal_note if actor.can(Permission.REVEAL_SEALED) else None,
    )


def documents(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Papers and photos."""
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "member", person.id), zone_of(session)
    kept = papers.Kept(attachments, read_paper, Permission.EDIT_MEMBERS)
    papers.show(actor, kept, rows, lists, zone, ("member", person.id))


def history(actor: Actor, person: MemberFile, lists: CodeLists) -> None:
    """Who changed what in the file."""
    with reading(actor) as session:
        wanted = Wanted(record_type="member", record_id=person.id)
        found, zone = trail_pages.list_page(session, wanted), zone_of(session)
    changes.history(found.rows, lists, zone)
