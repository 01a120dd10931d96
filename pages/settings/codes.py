"""Code lists: relabel, add, reorder, take out of use; the codes in records stay."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, dialogs, forms, links, tables
from components.markup import badge
from components.tables import Column
from components.text import plain
from db import codes
from db.codes import CodeEntry
from db.session import reading
from rules.access import Actor
from rules.code_lists import ENTRY_FIELDS, LIST_LABELS, NEW_ENTRY_FIELDS, NEW_LIST_FIELDS
from rules.language import N_, _, listed

LIST, ENTRY, BEGIN = "list", "entry", "code-list"


def page(actor: Actor) -> None:
    with reading(actor) as session:
        names = codes.list_names(session)
        name = _chosen(names)
        entries = codes.list_entries(session, name)
    chosen = address.get_id(ENTRY)
    for entry in entries:
        if entry.id == chosen:
            _change(name, entry)
            return
    tables.show(entries, _columns(name), empty=_("This list is empty."))
    with st.container(horizontal=True):
        icon = ":material/add:"
        dialogs.form(_("Add an entry"), partial(_add, name), key=f"code-{name}", icon=icon)
        dialogs.form(_("Begin a list"), _begin, key=BEGIN, icon=":material/playlist_add:")


def _chosen(names: list[str]) -> str:
    key = "settings-list"
    write_back = address.bind(LIST, key, empty=names[0])
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    st.selectbox(
        _("Code list"),
        names,
        key=key,
        format_func=lambda name: plain(_(LIST_LABELS.get(name, "")) or name),
        on_change=write_back,
    )
    return str(st.session_state[key])


def _columns(name: str) -> tuple[Column, ...]:
    def to(row: CodeEntry) -> str:
        return links.to("settings", show="codes", list=name, entry=row.id)

    return (
        Column(N_("Label in Chinese"), "zh", to=to),
        Column(N_("Label in English"), "en"),
        Column(N_("Code"), "code", quiet=True),
        Column(N_("Other spellings in rosters"), lambda row: listed(row.aliases), quiet=True),
        Column(N_("State"), lambda row: badge(_("out of use"), "quiet") if row.retired else ""),
    )


def _add(name: str) -> None:
    key = f"code-{name}"
    form = forms.Form(f"{key}-new", NEW_ENTRY_FIELDS, {})
    form.draw()
    form.save(
        _("Add"),
        lambda session, typed: codes.add_entry(session, name, **forms.given(typed)),
        done=dialogs.closing(key, _("Added.")),
    )


def _begin() -> None:
    st.caption(_("For choices that the shipped lists do not have, to be used in own fields."))
    form = forms.Form(f"{BEGIN}-new", NEW_LIST_FIELDS, {})
    form.draw(wide=True)
    form.save(
        _("Begin a list"),
        lambda session, typed: codes.begin_list(session, **forms.given(typed)),
        done=dialogs.closing(BEGIN, _("The list can be chosen for own fields now.")),
        then=lambda name: ("settings", {"show": "codes", LIST: name}),
    )


def _change(name: str, entry: CodeEntry) -> None:
    values: forms.Typed = {
        "zh": entry.zh,
        "en": entry.en,
        "aliases": "、".join(entry.aliases),
        "position": entry.position,
        "retired": entry.retired,
    }
    st.subheader(plain(entry.zh))
    form = forms.Form(f"code-{entry.id}", ENTRY_FIELDS, {}, values, entry.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: codes.change_entry(
            session, entry.id, form.seen, **forms.given(typed)
        ),
        done=_("Saved."),
        then=("settings", {"show": "codes", LIST: name}),
    )
    links.button(_("Back to the list"), "settings", show="codes", list=name)
