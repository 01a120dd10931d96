"""One hardship file: where it stands, what comes next, what is in it, and its life."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components import (
    address,
    details,
    dialogs,
    hardship,
    hardship_steps,
    links,
    lookups,
    supervision_button,
)
from components.identity import current_actor
from components.text import plain
from db import hardship_files, supervision
from db import hardship_steps as steps
from db.codes import code_lists
from db.hardship_files import FileRow
from db.session import reading
from pages.hardship_file import aid, money, notices, overview, plan, review, signed, tabs, visits
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _

Draw = Callable[[Actor, FileRow, CodeLists], None]


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, fields = code_lists(session), hardship_files.list_fields(session)
        file = hardship_files.get_file(session, address.get_id() or 0)

    st.title(_("Hardship file of {name}").format(name=plain(file.head_name)))
    hardship.standing(file, lists)
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, file, fields, lists)
        supervision_button.show("hardship_file", file.id, supervision.ask, actor, lists)
    hardship.situation(file, lists)
    parts = _parts(actor, file, fields)
    opened = st.tabs(list(parts), key=f"file-{file.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, file, lists)


def _parts(actor: Actor, file: FileRow, fields: Fields) -> dict[str, Draw]:
    if not file.outgoing:
        return {_("Life of the file"): tabs.life}
    parts: dict[str, Draw] = {
        _("Overview"): partial(overview.draw, fields),
        _("Incomes and costs"): money.draw,
        _("Signed papers"): signed.draw,
        _("Survey and review"): review.draw,
        _("Plan"): plan.draw,
        _("Aid"): aid.draw,
        _("Visits"): visits.draw,
        _("Notice and checks"): notices.draw,
        _("Papers"): tabs.documents,
        _("Life of the file"): tabs.life,
    }
    if actor.can(Permission.READ_TRAIL):
        parts[_("Changes")] = tabs.history
    return parts


def _actions(actor: Actor, file: FileRow, fields: Fields, lists: CodeLists) -> None:
    take = partial(_take, file.id, file.version)
    hardship_steps.buttons(file, actor, take, lists, _find)
    if file.is_editable and actor.can(Permission.EDIT_HARDSHIP):
        links.button(_("Change"), "hardship_apply", icon=":material/edit:", id=file.id)
    if file.outgoing and actor.can(Permission.PRINT_LETTERS):
        links.button(_("Letters"), "letters", icon=":material/mail:", hardship_file=file.id)
    if file.outgoing and actor.can(Permission.REVEAL_SEALED):
        dialogs.reveal(
            _("Show a protected text"),
            details.sealed(fields, file.values),
            partial(hardship_files.reveal, file_id=file.id),
            key=f"file-{file.id}-reveal",
        )


def _take(file_id: int, seen: int, session: Any, action: str, note: str, **given: Any) -> None:
    steps.take(session, file_id, seen, action, note, steps.Given(**given))


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(steps.find_receiving_units(session, text))
