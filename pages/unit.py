"""One unit: what it is, what hangs on it; add, change, move, close."""

from __future__ import annotations

import streamlit as st

from components import address, details, dialogs, figures, forms, links, lookups, tables
from components.identity import current_actor
from components.markup import Html, join, link, tag, write
from components.tables import Column
from components.text import plain
from db import unit_lists, units
from db.codes import code_lists
from db.session import reading
from db.units import UnitFile
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import N_, _

MOST_CHILDREN = 20


def page(actor: Actor) -> None:
    unit_id = address.get_id() or actor.unit_id or 0
    with reading(actor) as session:
        lists, fields = code_lists(session), units.list_fields(session)
        unit = units.get_unit(session, unit_id)
        below = unit_lists.list_page(session, {"parent_id": unit_id}, 1, MOST_CHILDREN)

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
            _actions(unit)
    if address.get("change") and actor.can(Permission.EDIT_UNITS):
        _change(unit, fields, lists)
        return
    shown = [field for field in fields if field.name not in ("parent_id", "name")]
    details.show(shown, unit.values, lists)
    if below.rows:
        st.subheader(_("Units directly below"))
        tables.show(below.rows, _columns(), empty="")
        links.button(_("All units below"), "units", top=unit.id)


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


def _columns() -> tuple[Column, ...]:
    return (
        Column(N_("Unit name"), "name", to=lambda row: links.to("unit", id=row.id)),
        Column(N_("Chair"), "chair_name", quiet=True),
        Column(N_("Members"), lambda row: f"{row.members:,}", number=True),
    )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def _change(unit: UnitFile, fields: Fields, lists: CodeLists) -> None:
    own = tuple(field for field in fields if field.name != "parent_id")
    form = forms.Form(f"unit-{unit.id}", own, lists, unit.values, unit.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: units.change_unit(session, unit.id, form.seen, typed),
        done=_("Saved."),
        then=("unit", {"id": unit.id}),
    )


def _actions(unit: UnitFile) -> None:
    address.button(_("Change"), key="unit-change", icon=":material/edit:", change=1)
    links.button(_("Add a unit below"), "units", icon=":material/add:", add=unit.id)
    dialogs.form(_("Move"), lambda: _move(unit), key=f"move-{unit.id}")
    if unit.closed_on:
        dialogs.confirm(
            _("Reopen"),
            _("The unit can have members and units below it again."),
            lambda session, _reason: units.reopen_unit(session, unit.id, unit.version),
            key=f"reopen-{unit.id}",
            done=_("The unit is open again."),
            needs_reason=False,
        )
    else:
        _close(unit)


def _close(unit: UnitFile) -> None:
    dialogs.confirm(
        _("Close"),
        _("A unit can be closed once its members and the units below it have gone elsewhere."),
        lambda session, reason: units.close_unit(
            session, unit.id, unit.version, today_of(session), reason
        ),
        key=f"close-{unit.id}",
        done=_("The unit is closed."),
    )


def _move(unit: UnitFile) -> None:
    write(tag("p", _("The unit moves with everything below it."), class_="office-text"))
    hit = lookups.pick(_("New superior union"), key=f"move-to-{unit.id}", find=_find)
    dialogs.send(
        _("Move"),
        lambda session: units.move_unit(session, unit.id, unit.version, hit.id if hit else 0),
        key=f"move-{unit.id}",
        done=_("The unit has been moved."),
        disabled=hit is None,
    )
