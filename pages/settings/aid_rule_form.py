"""The form of a set of rules: a changed copy, or a change of one that is not in use."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import forms, links
from components.text import plain
from db import aid_rule_changes
from db.aid_rules import SetRow
from rules.aid_rule_forms import (
    HEADING_FIELDS,
    NEW_HEADING_FIELDS,
    fields_of,
    heading_of,
    values_of,
)
from rules.codes import CodeLists
from rules.language import _


def copy(row: SetRow, lists: CodeLists) -> None:
    """Draw the form of a new set that starts with the values of another."""
    st.subheader(plain(_("Copy of {name}").format(name=row.rules.heading.label)))
    st.caption(plain(_("The copy decides nothing until it is taken into use.")))
    fields = fields_of(row.rules, lists)
    values = values_of(row.rules, fields)
    values["region"] = row.rules.heading.region
    form = forms.Form(f"aid-rules-{row.id}-copy", (*NEW_HEADING_FIELDS, *fields), lists, values)
    form.draw()

    def keep(session: Any, typed: forms.Typed) -> int:
        return aid_rule_changes.copy_set(session, row.id, heading_of(typed), typed)

    form.save(
        _("Keep the copy"),
        keep,
        done=_("The copy is kept; look at what it would change."),
        then=lambda new_id: ("settings", {**_here(row), "set": new_id}),
    )
    links.button(_("Back to the set"), "settings", None, set=row.id, **_here(row))


def change(row: SetRow, lists: CodeLists) -> None:
    """Draw the form of a set that is not in use."""
    heading = row.rules.heading
    st.subheader(plain(heading.label))
    fields = fields_of(row.rules, lists)
    values = values_of(row.rules, fields)
    values |= {one.name: getattr(heading, one.name) for one in HEADING_FIELDS}
    key = f"aid-rules-{row.id}-change"
    form = forms.Form(key, (*HEADING_FIELDS, *fields), lists, values, row.version)
    form.draw()

    def keep(session: Any, typed: forms.Typed) -> None:
        entered = heading_of(typed, heading.code)
        aid_rule_changes.change_set(session, row.id, form.seen, entered, typed)

    form.save(_("Save"), keep, done=_("Saved."), then=("settings", {**_here(row), "set": row.id}))
    links.button(_("Back to the set"), "settings", None, set=row.id, **_here(row))


def _here(row: SetRow) -> dict[str, str]:
    return {"show": "aid_rules", "kind": row.kind.value}
