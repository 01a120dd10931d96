"""What a change of the rules would do, drawn before anybody confirms it."""

from __future__ import annotations

import streamlit as st

from components import links, tables
from components.tables import Column
from components.text import plain
from db.aid_rule_effects import Effect, EffectRow
from rules.codes import CodeLists, label_of
from rules.dated_sets import SetKind
from rules.language import N_, _
from rules.money import show_money


def draw(kind: SetKind, effect: Effect, lists: CodeLists) -> None:
    """Draw how many open files would change category, and which."""
    if kind is not SetKind.MEANS_TEST:
        text = _("No file changes category by this; it holds for what is granted from then on.")
        st.caption(plain(text))
        return
    if not effect.checked:
        st.caption(plain(_("No open file with a means test is concerned.")))
        return
    text = _("{checked} open files were judged again; {changed} would change category.")
    said = [text.format(checked=effect.checked, changed=effect.changed)]
    for old, new, number in effect.kinds:
        shape = _("{old} → {new}: {number}.")
        names = {"old": category(old, lists), "new": category(new, lists)}
        said.append(shape.format(number=number, **names))
    if effect.unclear:
        text = _("{unclear} cannot be judged: no rules would hold, or a figure is missing.")
        said.append(text.format(unclear=effect.unclear))
    if effect.decided:
        text = _("{decided} stand by a confirmed override and stay as they are.")
        said.append(text.format(decided=effect.decided))
    (st.warning if effect.changed or effect.unclear else st.info)(plain(" ".join(said)))
    if effect.rows:
        tables.show(effect.rows, _columns(lists, any(row.name for row in effect.rows)), empty="")
        tables.pages(effect.changed)
        st.caption(plain(_("A file moves only when somebody assesses it anew.")))


def category(code: str | None, lists: CodeLists) -> str:
    """Return what a category is called, also when there is none."""
    return label_of(lists, "hardship_category", code) or _("no category")


def _columns(lists: CodeLists, named: bool) -> tuple[Column, ...]:
    def old(row: EffectRow) -> str:
        return category(row.old, lists)

    def new(row: EffectRow) -> str:
        return category(row.new, lists)

    def file(row: EffectRow) -> str:
        return links.to("hardship_file", id=row.file_id)

    return (
        Column(N_("File number"), "archive_no", to=file if named else None),
        *((Column(N_("Name"), "name"),) if named else ()),
        Column(N_("Category now"), old),
        Column(N_("Category then"), new),
        Column(
            N_("Net per head now"), lambda row: show_money(row.old_net), number=True, quiet=True
        ),
        Column(
            N_("Net per head then"), lambda row: show_money(row.new_net), number=True, quiet=True
        ),
    )
