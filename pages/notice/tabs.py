"""The tabs of a notice: its lines, objections, the photo and papers, its life."""

from __future__ import annotations

import streamlit as st

from components import links, notice_objections, papers, tables, timeline
from components.tables import Column
from components.text import instant
from components.timeline import Moment
from db import attachments, objections
from db.moves import MoveRow
from db.notice_lists import LineRow, NoticeFile
from db.session import reading
from db.verbs import today_of, zone_of
from documents.attachments import read_paper
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money
from rules.notices import PREPARED, PUBLIC_NOTICE, WITHDRAWN


def lines(_actor: Actor, notice: NoticeFile, lists: CodeLists) -> None:
    """The narrow words about each file; for the office with the way to the file."""
    st.caption(_("Nothing else about these families is on the notice or in this list."))

    def kind(row: LineRow) -> str:
        return label_of(lists, "aid_kind", row.aid_kind) or "—"

    def amount(row: LineRow) -> str:
        return "—" if row.amount_fen is None else show_money(row.amount_fen)

    columns = (
        Column(N_("Name"), "masked_name", to=lambda row: links.to("hardship_file", id=row.file_id)),
        Column(N_("Unit"), "unit_name"),
        Column(N_("Category"), lambda row: label_of(lists, "hardship_category", row.category)),
        Column(N_("Proposed aid"), kind, quiet=True),
        Column(N_("Amount (yuan)"), amount, number=True),
    )
    tables.show(notice.lines, columns, empty=_("Nobody is named on this notice."))


def objections_to(actor: Actor, notice: NoticeFile, lists: CodeLists) -> None:
    """What was objected, and writing down another one."""
    with reading(actor) as session:
        rows, today = objections.list_of_notice(session, notice.id), today_of(session)
    heard = notice.state not in (PREPARED, WITHDRAWN)
    if heard and actor.can(Permission.PUBLISH_NOTICES):
        notice_objections.hear(
            notice.lines, objections.record, lists, today, key=f"notice-{notice.id}-hear"
        )
    notice_objections.show(
        rows,
        notice_objections.Verbs(objections.answer, objections.reveal),
        actor,
        lists,
        key=f"notice-{notice.id}-objection",
        empty=_("Nobody has objected."),
    )


def documents(actor: Actor, notice: NoticeFile, lists: CodeLists) -> None:
    """The photo that proves the notice hung on the board, and other papers."""
    if not notice.own:
        tables.nothing(_("The union that issued the notice keeps its photo and papers."))
        return
    with reading(actor) as session:
        rows, zone = attachments.list_of(session, "public_notice", notice.id), zone_of(session)
    st.caption(_("The notice can be closed once a paper of kind “Photo of the notice” is here."))
    kept = papers.Kept(attachments, read_paper, Permission.PUBLISH_NOTICES)
    papers.show(actor, kept, rows, lists, zone, ("public_notice", notice.id))


def life(actor: Actor, notice: NoticeFile, _lists: CodeLists) -> None:
    """Who prepared, published, ended and closed it, the latest first."""
    with reading(actor) as session:
        zone = zone_of(session)

    def moment(row: MoveRow) -> Moment:
        step = PUBLIC_NOTICE.steps.get((row.from_state, row.action))
        title = _(step.label) if step else _("Prepared")
        return Moment(instant(row.at, zone), title, who=row.actor, note=row.note)

    timeline.show([moment(row) for row in reversed(notice.moves)], _("Nothing happened yet."))
