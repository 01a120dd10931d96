"""Mutual-aid plans: the catalogue, what each gives, and how a new one begins."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import address, choices, dialogs, forms, links, mutual_plans, tables
from components.markup import Html
from components.tables import Column
from components.text import plain
from db import mutual_plans as catalogue
from db import mutual_versions
from db.codes import code_lists
from db.mutual_plans import PlanRow, VersionRow
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.money import show_money
from rules.mutual_plan_forms import NEW_PLAN_FIELDS, PATTERNS
from rules.mutual_words import in_words

ALL, CURRENT, DRAFTS, DISCARDED = "all", "current", "drafts", "discarded"
VIEWS = {
    ALL: N_("All plans"),
    CURRENT: N_("In effect"),
    DRAFTS: N_("With a draft"),
    DISCARDED: N_("Discarded"),
}


def page(actor: Actor) -> None:
    st.title(_("Mutual-aid plans"))
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        rows, gone = catalogue.list_plans(session), catalogue.list_discarded(session)
    first = CURRENT if any(row.current for row in rows) else ALL
    names = sorted(VIEWS, key=lambda name: name != first)
    if not gone:
        names.remove(DISCARDED)
    labels = {name: _(VIEWS[name]) for name in names}
    view = address.switch(_("Show"), labels, key="mutual-plans-show")
    if actor.can(Permission.EDIT_PLANS):
        body = partial(_new, rows, lists, today.isoformat())
        dialogs.form(_("New plan"), body, key="mutual-plan-new", icon=":material/add:", wide=True)
    shown = gone if view == DISCARDED else [row for row in rows if _wanted(row, view)]
    shown.sort(key=lambda row: row.current is None)
    tables.show(
        shown,
        _columns(lists, today),
        empty=_("No plan is in force yet. Adopt one of the drafts, prove it, and publish it."),
    )
    if view == ALL and not any(row.current for row in rows):
        st.caption(plain(_("The drafts are plans of other places: copy one, or make it yours.")))


def _wanted(row: PlanRow, view: str) -> bool:
    if view == CURRENT:
        return row.current is not None
    return view == ALL or any(one.is_draft for one in row.versions)


def _columns(lists: CodeLists, today: Any) -> tuple[Column, ...]:
    def told(row: PlanRow) -> str:
        return mutual_plans.summary(in_words(_shown(row).terms), lists)

    def standing(row: PlanRow) -> Html:
        return mutual_plans.state(_shown(row), today)

    return (
        Column(N_("Mutual-aid plan"), "name", to=lambda row: links.to("mutual_plan", id=row.id)),
        Column(N_("Kind"), lambda row: label_of(lists, "mutual_kind", row.kind), quiet=True),
        Column(N_("State"), standing, narrow=True),
        Column(
            N_("Fee"), lambda row: show_money(_shown(row).terms.share_fen), number=True, narrow=True
        ),
        Column(N_("What it gives"), told, quiet=True),
        Column(N_("Cover may begin"), lambda row: mutual_plans.validity(_shown(row)), narrow=True),
    )


def _shown(row: PlanRow) -> VersionRow:
    return row.current or row.versions[0]


def _new(rows: list[PlanRow], lists: CodeLists, today: str) -> None:
    patterns = choices.of_records((_shown(row).id, row.name) for row in rows)
    form = forms.Form(
        "mutual-plan-new-form",
        NEW_PLAN_FIELDS,
        {**lists, PATTERNS: patterns},
        {"valid_from": today},
    )
    form.draw()

    def enter(session: Any, typed: forms.Typed) -> int:
        copy_of = typed.pop("copy_of", None)
        given = forms.given(typed)
        pattern = int(str(copy_of)) if copy_of else None
        return mutual_versions.create_plan(session, **given, copy_of=pattern)

    form.save(
        _("Enter the plan"),
        enter,
        done=dialogs.closing("mutual-plan-new", _("Entered as a draft; prove it on the bench.")),
        then=lambda new_id: ("mutual_plan", {"id": new_id}),
    )
