"""Subsistence lines and minimum wages by region, each from a day on."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import actions, address, forms, links, tables
from components.tables import Column
from components.text import plain
from db import aid_rule_changes, aid_rule_effects, aid_rules
from db.aid_rules import LineRow
from db.codes import code_lists
from db.session import reading
from pages.settings import aid_rule_effect
from rules.access import Actor
from rules.aid_rule_forms import LINE_FIELDS, NEW_LINE_FIELDS
from rules.codes import CodeLists, label_of
from rules.dated_sets import SetKind
from rules.language import N_, _, shown
from rules.money import show_money

HERE = ("settings", {"show": "aid_rules", "kind": "lines"})


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists, rows = code_lists(session), aid_rules.list_lines(session)
    chosen = address.get_id("line")
    for row in rows:
        if row.id == chosen:
            _correct(row, lists)
            return
    st.caption(plain(_("A line holds until the region's next one begins.")))
    tables.show(
        rows,
        _columns(lists),
        empty=_("No subsistence line yet. Without one no family can be judged: add yours below."),
    )
    _add(actor, lists)
    _elsewhere()


def _columns(lists: CodeLists) -> tuple[Column, ...]:
    def to(row: LineRow) -> str:
        return links.to("settings", show="aid_rules", kind="lines", line=row.id)

    def wage(row: LineRow) -> str:
        return "" if row.minimum_wage_fen is None else show_money(row.minimum_wage_fen)

    return (
        Column(N_("Region"), lambda row: label_of(lists, "aid_region", row.region), to=to),
        Column(N_("In force from"), "valid_from", narrow=True),
        Column(
            N_("Subsistence line a month"), lambda row: show_money(row.monthly_fen), number=True
        ),
        Column(N_("Minimum wage a month"), wage, number=True),
        Column(N_("Number of the notice"), "document_no", quiet=True),
    )


def _add(actor: Actor, lists: CodeLists) -> None:
    with st.expander(_("Add a line"), icon=":material/add:"):
        form = forms.Form("aid-line-new", NEW_LINE_FIELDS, lists, changed=actions.speak)
        form.draw()
        _effect(actor, form, lists)
        form.save(
            _("Add"),
            lambda session, typed: aid_rule_changes.add_line(session, **forms.given(typed)),
            done=_("Added."),
        )


def _elsewhere() -> None:
    """Show what other places had, so that a slip of the comma is seen."""
    shipped = aid_rules.shipped_rules()
    for text, examples in (
        (N_("Subsistence lines elsewhere, for comparison: {places}."), shipped.lines),
        (N_("Minimum wages elsewhere, for comparison: {places}."), shipped.minimum_wages),
    ):
        places = tuple(
            f"{one.place} {show_money(one.amount)} ({one.valid_from.year})" for one in examples
        )
        st.caption(plain(_(text).format(places=shown(places))))


def _effect(actor: Actor, form: forms.Form, lists: CodeLists) -> None:
    region, on, fen = (form.typed(name) for name in ("region", "valid_from", "monthly_fen"))
    wage = form.typed("minimum_wage_fen")
    if not (isinstance(region, str) and isinstance(on, date) and isinstance(fen, int) and fen > 0):
        return
    with reading(actor) as session:
        effect = aid_rule_effects.get_effect_of_line(
            session, region, on, fen, wage if isinstance(wage, int) else None, tables.offset()
        )
    aid_rule_effect.draw(SetKind.MEANS_TEST, effect, lists)


def _correct(row: LineRow, lists: CodeLists) -> None:
    name = label_of(lists, "aid_region", row.region)
    text = _("{region}, from {day} on").format(region=name, day=row.valid_from.isoformat())
    st.subheader(plain(text))
    st.caption(plain(_("What was judged by it before keeps its figures.")))
    values: forms.Typed = {one.name: getattr(row, one.name) for one in LINE_FIELDS}
    form = forms.Form(f"aid-line-{row.id}", LINE_FIELDS, {}, values, row.version)
    form.draw()
    form.save(
        _("Save"),
        lambda session, typed: aid_rule_changes.correct_line(
            session, row.id, form.seen, **forms.given(typed)
        ),
        done=_("Saved."),
        then=HERE,
    )
    links.button(_("Back to the list"), "settings", show="aid_rules", kind="lines")
