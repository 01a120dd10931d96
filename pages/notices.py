"""Public notices: files that wait for one, the notices, and the objections to answer."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address, filters, links, notice_forms, notice_objections, tables
from components.filters import Filter
from components.markup import Tone, badge
from components.tables import Column
from db import notice_lists, notice_ready, notices, objections, settings
from db.codes import code_lists
from db.notice_lists import NoticeRow
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.notices import DISMISSED, OPEN, PUBLIC_NOTICE, UPHELD

LIST, READY, OPEN_ONES, ANSWERED = "list", "ready", "objections", "answered"
VIEWS = {
    LIST: N_("Notices"),
    READY: N_("Files waiting for a notice"),
    OPEN_ONES: N_("Open objections"),
    ANSWERED: N_("Answered objections"),
}
ANSWERED_STATES = {DISMISSED: N_("Objection dismissed"), UPHELD: N_("Objection upheld")}
TONES: dict[str, Tone] = {"published": "good", "ended": "warn", "withdrawn": "bad"}


def page(actor: Actor) -> None:
    st.title(_("Public notices"))
    may_publish = actor.can(Permission.PUBLISH_NOTICES)
    views = [view for view in VIEWS if view != READY or may_publish]
    shown = {view: _(VIEWS[view]) for view in views}
    view = address.switch(_("Show"), shown, key="notices-show")
    if view == READY:
        _ready(actor)
    elif view == LIST:
        _list(actor)
    else:
        _objections(actor, view)


def _list(actor: Actor) -> None:
    states = tuple((state, _(label)) for state, label in PUBLIC_NOTICE.state_labels.items())
    chosen = filters.panel([Filter("state", N_("State"), states)], key="notices")
    with reading(actor) as session:
        found = notice_lists.list_page(session, str(chosen.get("state", "")), tables.page_wanted())
    tables.show(
        found.rows,
        _columns(),
        empty=_("No notice here. Prepare one from the files that wait for a notice."),
    )
    tables.pages(found.total)


def _state(row: NoticeRow) -> object:
    if row.to_end:
        return badge(_("Period over, to be ended"), "bad")
    return badge(_(PUBLIC_NOTICE.state_labels[row.state]), TONES.get(row.state, "quiet"))


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("Number"), "number", to=lambda row: links.to("notice", id=row.id), narrow=True),
        Column(N_("Title"), "title", quiet=True),
        Column(N_("State"), _state),
        Column(N_("From"), "starts_on", quiet=True),
        Column(N_("To"), "ends_on"),
        Column(N_("Files"), "lines", number=True),
        Column(N_("Issued by"), "unit_name", quiet=True),
    )


def _ready(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        found = notice_ready.list_ready(session, tables.page_wanted())
        last = notice_ready.get_last_values(session)
        asked = settings.get(session, settings.NOTICE_CONSENT)
    chosen = tables.choose(
        found.rows,
        _ready_columns(lists),
        key="notices-ready",
        empty=_("No file waits for a notice. Files come here after their peer review."),
    )
    tables.pages(found.total)
    if not chosen:
        if found.rows:
            st.caption(_("Tick the files that the notice shall name."))
        return
    if asked and not all(row.consent for row in chosen):
        st.warning(
            _(
                "For some of these, no consent to the notice is in force. The notice cannot be"
                " published before it is signed."
            ),
            icon=":material/signature:",
        )
    notice_forms.prepare(chosen, last, _prepare, lists, key="notices-prepare")


def _prepare(session: Any, ids: list[int], typed: Any) -> int:
    return notices.prepare(session, ids, typed)


def _ready_columns(lists: CodeLists) -> tuple[Column, ...]:
    return (
        Column(N_("Head of household"), "head_name"),
        Column(N_("Unit"), "unit_name"),
        Column(
            N_("Category"), lambda row: label_of(lists, "hardship_category", row.category) or "—"
        ),
        Column(N_("Applied on"), "applied_on"),
        Column(
            N_("Consent to the notice"), lambda row: _("signed") if row.consent else _("missing")
        ),
    )


def _objections(actor: Actor, view: str) -> None:
    state = OPEN
    if view == ANSWERED:
        labels = {code: _(label) for code, label in ANSWERED_STATES.items()}
        state = address.switch(_("Result"), labels, key="notices-answered", name="result")
    with reading(actor) as session:
        lists = code_lists(session)
        found = objections.list_page(session, state, tables.page_wanted())
    notice_objections.show(
        found.rows,
        notice_objections.Verbs(objections.answer, objections.reveal),
        actor,
        lists,
        key="notices-objection",
        empty=_("No objection stands here. Write one down on the notice it is about."),
    )
    tables.pages(found.total)
