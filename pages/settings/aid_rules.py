"""Rules of aid: means tests and ceilings as dated sets, which are copied and never edited."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import address, choices, details, links, tables
from components.markup import Html, badge
from components.tables import Column
from components.text import plain
from db import aid_rules
from db.aid_rules import SetRow
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from pages.settings import aid_lines, aid_rule_form, aid_rule_steps
from rules.access import Actor
from rules.aid_rule_forms import HEADING_FIELDS, fields_of, says_something, values_of
from rules.codes import CodeLists, label_of
from rules.dated_sets import Heading, SetKind
from rules.language import N_, _
from rules.means_fields import OPERATOR_CODES, OPERATOR_LABELS

LINES = "lines"
VIEWS = {
    SetKind.MEANS_TEST: N_("Means tests"),
    SetKind.AID_CAPS: N_("Ceilings of aid"),
    SetKind.CARE_CEILINGS: N_("Ceilings of gifts"),
    LINES: N_("Subsistence lines"),
}


def page(actor: Actor) -> None:
    labels = {str(name): _(label) for name, label in VIEWS.items()}
    view = address.switch(_("Rules of aid"), labels, key="aid-rules-kind", name="kind")
    if view == LINES:
        aid_lines.page(actor)
        return
    with reading(actor) as session:
        lists = {**code_lists(session), OPERATOR_CODES: choices.of_labels(OPERATOR_LABELS)}
        today, rows = today_of(session), aid_rules.list_sets(session, SetKind(view))
    chosen = {row.id: row for row in rows}
    for name, draw in (("copy", aid_rule_form.copy), ("change", aid_rule_form.change)):
        if row := chosen.get(address.get_id(name) or 0):
            draw(row, lists)
            return
    if row := chosen.get(address.get_id("set") or 0):
        _one(actor, row, lists, today)
        return
    st.caption(plain(_("Of several sets in use, the region's own holds, then the latest begun.")))
    tables.show(rows, _columns(lists, today), empty=_("No set of this kind yet."))


def _columns(lists: CodeLists, today: date) -> tuple[Column, ...]:
    def to(row: SetRow) -> str:
        return links.to("settings", show="aid_rules", kind=row.kind, set=row.id)

    def head(row: SetRow) -> Heading:
        return row.rules.heading

    return (
        Column(N_("Name of the rules"), lambda row: head(row).named, to=to),
        Column(N_("State"), lambda row: _state(head(row), today), narrow=True),
        Column(N_("Region"), lambda row: _region(head(row), lists), quiet=True),
        Column(N_("In force from"), lambda row: head(row).valid_from, narrow=True),
        Column(N_("In force until"), lambda row: head(row).valid_to, quiet=True),
        Column(N_("Code"), lambda row: head(row).code, quiet=True),
    )


def _region(heading: Heading, lists: CodeLists) -> str:
    return label_of(lists, "aid_region", heading.region) or _("everywhere")


def _state(heading: Heading, today: date) -> Html:
    if not heading.in_use:
        return badge(_("not in use"), "quiet")
    if heading.valid_from > today:
        return badge(_("to come"), "warn")
    if heading.valid_to is not None and heading.valid_to < today:
        return badge(_("ended"), "quiet")
    return badge(_("in force"), "good")


def _one(actor: Actor, row: SetRow, lists: CodeLists, today: date) -> None:
    heading = row.rules.heading
    st.subheader(plain(heading.label))
    told = [(_("Code"), heading.code), (_("State"), _state(heading, today))]
    told += [(_("Region"), _region(heading, lists))]
    told += [(_(one.label), getattr(heading, one.name)) for one in HEADING_FIELDS[2:]]
    details.lines(told)
    aid_rule_steps.draw(actor, row, lists, today)
    fields = fields_of(row.rules, lists)
    values = values_of(row.rules, fields)
    details.show([one for one in fields if says_something(one, values)], values, lists)
    links.button(_("Back to the list"), "settings", show="aid_rules", kind=row.kind)
