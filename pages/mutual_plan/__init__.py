"""One mutual-aid plan: its versions, the terms of each, the bench that proves them."""

from __future__ import annotations

import streamlit as st

from components import address, links, mutual_plans
from components.markup import join, tag, write
from components.text import plain
from db import mutual_plans as catalogue
from db.codes import code_lists
from db.mutual_plans import PlanRow, VersionRow
from db.mutual_uses import Use, get_use
from db.session import reading
from db.verbs import today_of
from pages.mutual_plan import bench, editor, history, steps, terms
from pages.mutual_plan.shown import Shown
from rules.access import Actor
from rules.codes import label_of
from rules.language import N_, _
from rules.money import show_money

TERMS, BENCH, HISTORY = "terms", "bench", "history"
VIEWS = {TERMS: N_("Terms"), BENCH: N_("Plan bench"), HISTORY: N_("Versions")}


def page(actor: Actor) -> None:
    with reading(actor) as session:
        plan = catalogue.get_plan(session, address.get_id())
        version = _wanted(plan, address.get_id("version"))
        named = [(one.code, one.name) for one in catalogue.list_plans(session)]
        lists = mutual_plans.own_lists(code_lists(session), named)
        use = get_use(session, version.id)
        shown = Shown(plan, version, lists, today_of(session))
    st.title(plain(plan.name))
    _head(shown, use)
    steps.draw(actor, shown, use)
    if address.get("edit"):
        editor.draw(actor, shown)
        return
    labels = {name: _(label) for name, label in VIEWS.items()}
    view = address.switch(_("Show"), labels, key="mutual-plan-show")
    if view == BENCH:
        bench.draw(actor, shown)
    elif view == HISTORY:
        history.draw(actor, shown)
    else:
        terms.draw(actor, shown)


def _wanted(plan: PlanRow, number: int | None) -> VersionRow:
    chosen = next((one for one in plan.drawn_up if one.number == number), None)
    return chosen or plan.current or plan.versions[0]


def _head(shown: Shown, use: Use) -> None:
    version, plan = shown.version, shown.plan
    told = [
        mutual_plans.state(version, shown.today),
        tag("b", _("Version {number}").format(number=version.number)),
        tag("span", label_of(shown.lists, "mutual_kind", plan.kind)),
        tag("span", _("{fee} yuan a share").format(fee=show_money(version.terms.share_fen))),
        tag("span", _("cover begins {when}").format(when=mutual_plans.validity(version))),
    ]
    if use.covers:
        text = _("{covered} people covered, {claims} claims open")
        told.append(tag("span", text.format(covered=f"{use.covered:,}", claims=use.open_claims)))
    write(tag("p", join(told), class_="office-summary"))
    if plan.note:
        st.caption(plain(plan.note))
    with st.container(horizontal=True):
        for one in plan.versions:
            if one.id != version.id:
                text = _("Version {number}: {state}")
                words = _(mutual_plans.standing(one, shown.today))
                label = text.format(number=one.number, state=words)
                links.button(label, "mutual_plan", id=plan.id, version=one.number)
