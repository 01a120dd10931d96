"""One public notice: what hangs on the board, its steps, objections, the photo of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components import (
    actions,
    address,
    dialogs,
    links,
    notice_forms,
    notice_sheet,
    supervision_button,
)
from components.markup import write
from components.text import plain
from db import notice_lists, notice_steps, notices, supervision
from db.codes import code_lists
from db.notice_lists import NoticeFile
from db.session import reading
from db.verbs import today_of
from pages.notice import tabs
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.notices import ENDED, PREPARED, PUBLIC_NOTICE, PUBLISHED

Draw = Callable[[Actor, NoticeFile, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        notice, lists = (
            notice_lists.get_notice(session, address.get_id() or 0),
            code_lists(session),
        )
        today = today_of(session)
    if address.get("show") == "sheet":
        _sheet(notice, lists)
        return
    st.title(plain(notice.values["title"]))
    label = _(PUBLIC_NOTICE.state_labels[notice.state])
    write(notice_sheet.standing(notice, label, notice.shown))
    _warn(notice)
    with st.container(horizontal=True, vertical_alignment="center"):
        links.button(
            _("Sheet for the board"), "notice", icon=":material/print:", id=notice.id, show="sheet"
        )
        if notice.own and actor.can(Permission.PRINT_LETTERS):
            links.button(_("Letters"), "letters", icon=":material/mail:", public_notice=notice.id)
        if notice.own and actor.can(Permission.PUBLISH_NOTICES):
            _steps(notice, lists, today)
        if notice.own:
            ask = supervision.ask
            supervision_button.show("public_notice", notice.id, ask, actor, lists)
    parts: dict[str, Draw] = {
        _("On the notice"): tabs.lines,
        _("Objections"): tabs.objections_to,
        _("Photo and papers"): tabs.documents,
        _("Life of the notice"): tabs.life,
    }
    opened = st.tabs(list(parts), key=f"notice-{notice.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, notice, lists)


def _sheet(notice: NoticeFile, lists: CodeLists) -> None:
    st.title(_("Public notice"))
    if notice.state == PREPARED:
        st.info(_("This notice is not published yet; its period begins on the day it is."))
    if notice.shown or notice.state == PREPARED:
        write(notice_sheet.sheet(notice, lists))
        st.caption(_("Print with Ctrl+P: only the sheet is printed, on A4."))
    else:
        st.info(_("This notice is over and has been taken down. The public reads it no more."))
    links.button(_("Back to the notice"), "notice", icon=":material/arrow_back:", id=notice.id)


def _warn(notice: NoticeFile) -> None:
    if not notice.covered:
        st.warning(
            _(
                "The period reaches a year without a workday table: only weekends were taken"
                " out. Once the table of that year is in the settings, count the period anew."
            ),
            icon=":material/event_busy:",
        )
    if notice.to_end:
        st.warning(_("The last day is over. End the notice, so that its files go on."))


def _steps(notice: NoticeFile, lists: CodeLists, today: Any) -> None:
    key, seen = f"notice-{notice.id}", notice.version
    if notice.state == PREPARED:
        _step(notice, _("Publish"), notice_steps.publish, _("The notice is published."), "publish")
        change = partial(_change, notice.id)
        notice_forms.correct(notice.values, seen, change, lists, key=f"{key}-correct")
        notice_forms.propose(notice.lines, notices.propose, lists, key=f"{key}-propose")
    if notice.new_end is not None:
        done = _("The period was counted anew.")
        _step(notice, _("Count the period anew"), notice_steps.recount, done, "recount")
    if notice.to_end:
        _step(notice, _("End the notice"), notice_steps.end, _("The notice has ended."), "end")
    if notice.state == ENDED:
        notice_forms.close(today, partial(_close, notice.id, seen), key=f"{key}-close")
    if notice.state in (PREPARED, PUBLISHED):
        dialogs.confirm(
            _("Withdraw"),
            _("Its files stand again where they were before the notice. The reason is kept."),
            partial(_withdraw, notice.id, seen),
            key=f"{key}-withdraw",
            done=_("The notice is withdrawn."),
        )


def _step(notice: NoticeFile, label: str, verb: Callable[..., Any], done: str, name: str) -> None:
    actions.button(
        label,
        lambda session: verb(session, notice.id, notice.version),
        key=f"notice-{notice.id}-{name}",
        done=done,
        primary=True,
    )


def _change(notice_id: int, session: Any, seen: int, typed: Any) -> None:
    notices.change(session, notice_id, seen, typed)


def _close(notice_id: int, seen: int, session: Any, on: Any) -> None:
    notice_steps.close(session, notice_id, seen, on)


def _withdraw(notice_id: int, seen: int, session: Any, reason: str) -> None:
    notice_steps.withdraw(session, notice_id, seen, reason)
