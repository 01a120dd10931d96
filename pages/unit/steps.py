"""What may be done with a unit: change, add below, move, close, reopen."""

from __future__ import annotations

from components import address, dialogs, forms, links, lookups
from components.identity import current_actor
from components.markup import tag, write
from db import unit_lists, units
from db.session import reading
from db.units import UnitFile
from db.verbs import today_of
from rules.codes import CodeLists
from rules.fields import Fields
from rules.language import _


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))


def change(unit: UnitFile, fields: Fields, lists: CodeLists) -> None:
    """The form of the unit's fields; its place in the tree is changed by moving it."""
    own = tuple(field for field in fields if field.name != "parent_id")
    key = f"unit-{unit.id}"
    form = forms.Form(key, own, lists, unit.values, unit.version, draft=f"{key}-change")
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: units.change_unit(session, unit.id, form.seen, typed),
        done=_("Saved."),
        then=("unit", {"id": unit.id}),
    )


def buttons(unit: UnitFile) -> None:
    """What may be done with the unit now."""
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
