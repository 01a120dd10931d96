"""One unit: what it is, what hangs on it; add, change, move, close."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import address, figures, links
from components.markup import Html, join, link, tag, write
from components.text import plain
from db import units
from db.codes import code_lists
from db.session import reading
from db.units import UnitFile
from pages.unit import mutual, steps, tabs
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _

Draw = Callable[[Actor, UnitFile, CodeLists], None]


def page(actor: Actor) -> None:
    unit_id = address.get_id() or actor.unit_id or 0
    with reading(actor) as session:
        lists, fields = code_lists(session), units.list_fields(session)
        unit = units.get_unit(session, unit_id)

    write(_way(unit))
    st.title(plain(unit.values["name"]))
    if unit.closed_on:
        st.info(
            plain(_("Closed on {on}: {reason}").format(on=unit.closed_on, reason=unit.close_reason))
        )
    _figures(unit)
    with st.container(horizontal=True, vertical_alignment="center"):
        if actor.can(Permission.PRINT_LETTERS):
            links.button(_("Letters"), "letters", icon=":material/mail:", unit=unit.id)
        if actor.can(Permission.EDIT_UNITS):
            steps.buttons(unit)
    if address.get("change") and actor.can(Permission.EDIT_UNITS):
        steps.change(unit, fields, lists)
        return
    parts = _parts(actor, fields)
    opened = st.tabs(list(parts), key=f"unit-{unit.id}-tabs", on_change="rerun")
    for tab, draw in zip(opened, parts.values(), strict=True):
        if tab.open:
            with tab:
                draw(actor, unit, lists)


def _parts(actor: Actor, fields: Fields) -> dict[str, Draw]:
    parts: dict[str, Draw] = {
        _("Profile"): partial(tabs.profile, fields),
        _("Units below"): tabs.below,
        _("Papers"): tabs.documents,
    }
    if actor.can(Permission.SEE_CLAIMS):
        parts[_("Mutual aid")] = mutual.draw
    if actor.can(Permission.READ_TRAIL):
        parts[_("Changes")] = tabs.history
    return parts


def _way(unit: UnitFile) -> Html:
    steps = [link(step.name, links.to("unit", id=step.id)) for step in unit.path[:-1]]
    return tag("p", join(steps, " › "), class_="office-way")


def _figures(unit: UnitFile) -> None:
    figures.cards(
        (
            figures.Card(
                _("Members"),
                unit.members,
                _("here and below"),
                to=links.to("members", below_id=unit.id),
            ),
            figures.Card(_("Units below"), unit.units_below, to=links.to("units", top=unit.id)),
        )
    )
