"""Found a household: its head, from the registry or entered here, and its home."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import forms, lookups
from components.forms import Form
from components.identity import current_actor
from db import household_people, households, unit_lists, units
from db.session import reading
from pages.household_entry import known
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.household_forms import REASON, UNIT, person_fields
from rules.language import _

PAGE = "household_entry"
DRAFT = "household-new"


def draw(actor: Actor, lists: CodeLists) -> None:
    """Draw the form; after saving, the other people are entered one by one."""
    st.title(_("Enter a household"))
    st.caption(_("First the head and the home; the other people follow one by one."))
    linked = known.linked(actor)
    if linked is None and actor.can(Permission.SEE_MEMBERS):
        known.pick_member("found-member", PAGE)
    with reading(actor) as session:
        people = person_fields(household_people.list_fields(session), linked is not None)
        homes = households.list_fields(session)
        unit_id = linked.unit_id if linked else _own_unit(actor, session)
        unit = units.get_name(session, unit_id) if unit_id else ""
    form = Form(
        f"found-{linked.member_id if linked else 'new'}",
        (UNIT, *people, REASON, *homes),
        lists,
        draft="" if linked else DRAFT,
        finders={UNIT.name: _find_unit},
        chosen={UNIT.name: lookups.Hit(unit_id, unit)} if unit_id else None,
    )
    rows = [] if linked else known.look(actor, form, PAGE)
    asked = [UNIT.name, *(field.name for field in people)]
    form.draw([*asked, *((REASON.name,) if rows else ()), *(field.name for field in homes)])

    def save(session: Any, typed: forms.Typed) -> int:
        unit, reason = int(str(typed.pop(UNIT.name))), str(typed.pop(REASON.name) or "")
        home = {field.name: typed.pop(field.name) for field in homes if field.name in typed}
        member_id = linked.member_id if linked else None
        given = forms.given(home)
        return households.found(session, unit, typed, given, member_id, reason=reason)

    form.save(
        _("Save and enter the next person"),
        save,
        done=_("The household is entered. Now the others who live there."),
        then=lambda key: (PAGE, {"id": key}),
        disabled=any(row.blocks for row in rows),
    )


def _own_unit(actor: Actor, session: Any) -> int:
    if actor.unit_id is None or units.get_unit(session, actor.unit_id).units_below:
        return 0
    return actor.unit_id


def _find_unit(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
