"""Boards: figures at a glance for the own part of the tree, live; composed by who may."""

from __future__ import annotations

import streamlit as st

from components import address, links, tables
from db import boards
from db.session import reading
from pages.boards import composer, live
from rules.access import Actor, Permission
from rules.language import _


def page(actor: Actor) -> None:
    if actor.can(Permission.MANAGE_BOARDS) and (address.get("edit") or address.get("add")):
        composer.page(actor)
        return
    st.title(_("Dashboards"))
    with reading(actor) as session:
        rows = boards.list_boards(session)
    if not rows:
        tables.nothing(_("No board is meant for your role yet."))
    else:
        names = {str(row.id): row.name for row in rows}
        with st.container(width=420):
            chosen = address.choose(_("Board"), names, key="boards-board", name="id")
        live.show(actor, int(chosen))
    if actor.can(Permission.MANAGE_BOARDS):
        composer.ways(address.get_id() or (rows[0].id if rows else None))
        links.button(_("Wall displays"), "displays", icon=":material/tv:")
