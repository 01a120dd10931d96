"""Re-verification: what is due, what was drawn, what was done, and how far each unit has come."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, links, lookups, reverifications, tables
from components.identity import current_actor
from components.tables import Column
from components.text import plain
from db import hardship_files, reverification_lists, unit_lists
from db import reverifications as verbs
from db.codes import code_lists
from db.reverification_lists import CheckRow
from db.session import reading
from db.verbs import today_of
from pages.reverifications import adopting, years
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.reverification import KIND_LABELS

YEARLY, DRAWN, DONE, ADOPT = "yearly", "drawn", "done", "adopt"
COVERAGE, DRAWS = "coverage", "draws"
VIEWS = {
    YEARLY: N_("Yearly reviews due"),
    DRAWN: N_("Spot checks drawn"),
    DONE: N_("Done"),
    ADOPT: N_("Categories to adopt"),
    COVERAGE: N_("Coverage"),
    DRAWS: N_("Draws"),
}
NOTHING = {
    YEARLY: N_("No yearly review is due within thirty days."),
    DRAWN: N_("No drawn file waits for its check. Spot checks are drawn once a year."),
    DONE: N_("No check has been written down yet."),
}
"""What each list of checks says when it is empty."""


def page(actor: Actor) -> None:
    file_id = address.get_id("file")
    if file_id is not None and actor.can(Permission.REVIEW_HARDSHIP):
        _one(actor, file_id)
        return
    st.title(_("Re-verification"))
    if actor.can(Permission.REVIEW_HARDSHIP):
        with reading(actor) as session:
            today = today_of(session)
        reverifications.draw(today, _find, verbs.draw, key="reverifications-draw")
    may_adopt = actor.can(Permission.APPROVE_HARDSHIP)
    shown = {view: _(label) for view, label in VIEWS.items() if view != ADOPT or may_adopt}
    view = address.switch(_("Show"), shown, key="reverifications-show")
    if view == ADOPT:
        adopting.cards(actor)
    elif view == COVERAGE:
        years.coverage(actor)
    elif view == DRAWS:
        years.draws(actor)
    else:
        _checks(actor, view)


def _checks(actor: Actor, view: str) -> None:
    lists_of = {
        YEARLY: reverification_lists.list_yearly,
        DRAWN: reverification_lists.list_spot_checks,
        DONE: reverification_lists.list_done,
    }
    with reading(actor) as session:
        lists = code_lists(session)
        found = lists_of[view](session, tables.page_wanted())
    may_check = actor.can(Permission.REVIEW_HARDSHIP) and view != DONE
    tables.show(found.rows, _columns(lists, view, may_check), empty=_(NOTHING[view]))
    tables.pages(found.total)


def _columns(lists: CodeLists, view: str, may_check: bool) -> tuple[Column, ...]:
    first = (
        Column(N_("File number"), "archive_no", to=_way, narrow=True),
        Column(N_("Head of household"), "head_name"),
        Column(N_("Unit"), "unit_name", quiet=True),
    )
    if view == DONE:
        return (
            *first,
            Column(N_("Kind"), lambda row: _(KIND_LABELS[row.kind]), quiet=True),
            Column(N_("Checked on"), "done_on"),
            Column(N_("Result"), lambda row: label_of(lists, "reverification_result", row.result)),
            Column(N_("Who checked"), "checked_by", quiet=True),
        )
    due = Column(N_("To be done by"), reverifications.due)
    check = Column(N_("Check"), reverifications.way)
    return (*first, due, check) if may_check else (*first, due)


def _way(row: CheckRow) -> str:
    return links.to("hardship_file", id=row.file_id)


def _one(actor: Actor, file_id: int) -> None:
    with reading(actor) as session:
        file, lists = hardship_files.get_file(session, file_id), code_lists(session)
        today = today_of(session)
    check_id = address.get_id("check")
    st.title(plain(_("Re-verification of {name}").format(name=file.head_name)))
    links.button(_("The file"), "hardship_file", icon=":material/folder_shared:", id=file.id)
    key = f"reverification-{file.id}-{check_id or 0}"
    work = partial(_finish, file.id, check_id)
    reverifications.form(key, lists, file.version, today, work)
    links.button(_("Back to the list"), "reverifications", icon=":material/arrow_back:")


def _finish(file_id: int, check_id: int | None, session: Any, seen: int, typed: Any) -> None:
    verbs.finish(session, file_id, seen, typed, check_id)


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
