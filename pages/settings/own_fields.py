"""Own fields: columns that the office adds to members and units."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import actions, address, choices, dialogs, forms, links, tables
from components.markup import badge
from components.tables import Column
from components.text import plain
from db import codes, extra_fields
from db.extra_fields import ExtraFieldRow
from db.session import reading
from rules.access import Actor
from rules.code_lists import LIST_LABELS
from rules.codes import CodeLists
from rules.language import N_, _
from rules.own_fields import (
    FIELD_FIELDS,
    KIND_CODES,
    KIND_LABELS,
    LIST_CODES,
    NEW_FIELD_FIELDS,
    REGISTER_LABELS,
)


def page(actor: Actor) -> None:
    with reading(actor) as session:
        names = codes.list_names(session)
        rows = {register: extra_fields.list_all(session, register) for register in REGISTER_LABELS}
    chosen = address.get_id("field")
    for row in (row for found in rows.values() for row in found):
        if row.id == chosen:
            _change(row)
            return
    st.caption(
        plain(
            _(
                "An own field appears in forms, lists, rosters and letters like any other."
                " Keep health facts and numbers of papers out of own fields: they are not sealed."
            )
        )
    )
    for register, label in REGISTER_LABELS.items():
        st.subheader(_(label))
        tables.show(rows[register], _columns(), empty=_("No own field yet."))
        dialogs.form(
            _("Add a field"),
            partial(_add, register, _choices(names)),
            key=f"own-field-{register}",
            icon=":material/add:",
        )


def _columns() -> tuple[Column, ...]:
    def to(row: ExtraFieldRow) -> str:
        return links.to("settings", show="own_fields", field=row.id)

    return (
        Column(N_("Label"), "label", to=to),
        Column(N_("Short name"), "name", quiet=True),
        Column(N_("What it holds"), lambda row: _(KIND_LABELS.get(row.kind, row.kind))),
        Column(N_("Must be filled in"), lambda row: _("Yes") if row.required else "", quiet=True),
        Column(N_("State"), lambda row: badge(_("out of use"), "quiet") if row.retired else ""),
    )


def _choices(names: list[str]) -> CodeLists:
    return {
        KIND_CODES: choices.of_labels(KIND_LABELS),
        LIST_CODES: choices.of_labels({name: LIST_LABELS.get(name, name) for name in names}),
    }


def _add(register: str, lists: CodeLists) -> None:
    key = f"own-field-{register}"
    form = forms.Form(f"{key}-new", NEW_FIELD_FIELDS, lists)
    form.draw()
    form.save(
        _("Add"),
        lambda session, typed: extra_fields.add(session, register, **forms.given(typed)),
        done=dialogs.closing(key, _("The field is in every form now.")),
    )


def _change(row: ExtraFieldRow) -> None:
    values: forms.Typed = {
        "label": row.label,
        "required": row.required,
        "help_text": row.help,
        "position": row.position,
    }
    back = ("settings", {"show": "own_fields"})
    st.subheader(plain(row.label))
    form = forms.Form(f"own-field-{row.id}", FIELD_FIELDS, {}, values, row.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: extra_fields.change(
            session, row.id, form.seen, **{"required": False, **forms.given(typed)}
        ),
        done=_("Saved."),
        then=back,
    )
    actions.button(
        _("Use it again") if row.retired else _("Take out of use"),
        lambda session: extra_fields.retire(session, row.id, row.version, not row.retired),
        key=f"own-field-{row.id}-retire",
        done=_("Saved."),
        then=back,
    )
    links.button(_("Back to the list"), "settings", show="own_fields")
