"""A board composed in the browser, with one's own figures beside it while it grows."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

import streamlit as st

from components import address, board_composer, dialogs, forms, links, tables
from components.text import plain
from db import boards
from db.boards import BoardRow
from db.session import reading
from pages.boards import live
from rules.access import Actor
from rules.board_forms import BOARD_FIELDS, ROLE_CODES
from rules.codes import CodeLists
from rules.language import N_, _

HERE = "boards"


def ways(board_id: int | None) -> None:
    """Draw the ways to compose: the board in sight, a new one, all of them."""
    with st.container(horizontal=True):
        if board_id is not None:
            links.button(_("Compose this board"), HERE, icon=":material/edit:", id=board_id, edit=1)
        links.button(_("Add a board"), HERE, icon=":material/add:", add=1)
        links.button(_("All boards"), HERE, icon=":material/list:", edit="all")


def page(actor: Actor) -> None:
    board_id = address.get_id()
    if address.get("add"):
        _add(actor)
    elif board_id is not None:
        _one(actor, board_id)
    else:
        _list(actor)
    links.button(_("To the boards"), HERE, icon=":material/arrow_back:", id=board_id)


def _list(actor: Actor) -> None:
    st.title(_("All boards"))
    with reading(actor) as session:
        rows, roles = boards.list_every(session), boards.list_roles(session)
    names = {code.code: code.label for code in roles}
    columns = (
        tables.Column(N_("Board"), "name", to=lambda row: links.to(HERE, id=row.id, edit=1)),
        tables.Column(N_("Figures"), lambda row: len(row.widgets), number=True),
        tables.Column(
            N_("Roles that see it"),
            lambda row: ", ".join(names.get(one, one) for one in row.roles) or _("everybody"),
        ),
        tables.Column(N_("Unit"), lambda row: row.unit_name or _("whole office"), quiet=True),
        tables.Column(N_("State"), lambda row: _("retired") if row.retired else _("in use")),
    )
    tables.show(rows, columns, empty=_("No board yet."))


def _lists(actor: Actor) -> CodeLists:
    with reading(actor) as session:
        return {ROLE_CODES: tuple(boards.list_roles(session))}


def _add(actor: Actor) -> None:
    st.title(_("Add a board"))
    with reading(actor) as session:
        rows, roles = boards.list_every(session), boards.list_roles(session)
    names = {"": _("an empty board")} | {str(row.id): row.name for row in rows}
    with st.container(width=420):
        start = address.choose(_("Begin with"), names, key="board-start", name="like")
    form = forms.Form("board-new", BOARD_FIELDS, {ROLE_CODES: tuple(roles)})
    form.draw()
    form.save(
        _("Add"),
        lambda session, typed: boards.compose(
            session, copy_of=int(start) if start else None, **cast(Any, typed)
        ),
        done=_("The board has been added."),
        then=lambda board_id: (HERE, {"id": board_id, "edit": 1}),
    )


def _one(actor: Actor, board_id: int) -> None:
    with reading(actor) as session:
        board = boards.get_board(session, board_id)
    st.title(plain(board.name))
    if board.retired or not board.may_change:
        _kept(board)
        return
    values = {"zh": board.zh, "en": board.en, "roles": board.roles}
    form = forms.Form(
        f"board-{board.id}", BOARD_FIELDS, _lists(actor), cast(Any, values), board.version
    )
    with st.expander(_("Name and roles")):
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: boards.change(session, board.id, form.seen, **cast(Any, typed)),
            done=_("Saved."),
        )
    board_composer.show(
        board.widgets,
        lambda session, widgets: boards.arrange(session, board.id, board.version, widgets),
        key=f"board-{board.id}",
    )
    st.subheader(_("How it looks, with your own figures"))
    live.show(actor, board_id)
    dialogs.confirm(
        _("Retire this board"),
        _("It leaves every list and wall. It can be put back."),
        lambda session, _reason: boards.retire(session, board.id, board.version),
        key="board-retire",
        done=_("The board is retired."),
        needs_reason=False,
    )


def _kept(board: BoardRow) -> None:
    if not board.may_change:
        st.info(plain(_("This board belongs to the union above. Add a board that begins with it.")))
        return
    st.info(plain(_("This board is retired.")))
    dialogs.confirm(
        _("Put it back into use"),
        _("It is shown again where it was."),
        partial(_restore, board),
        key="board-restore",
        done=_("The board is in use again."),
        needs_reason=False,
    )


def _restore(board: BoardRow, session: Any, _reason: str) -> None:
    boards.restore(session, board.id, board.version)
