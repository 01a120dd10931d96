"""Pay runs: what was paid and is to be paid, and the way to a new one."""

from __future__ import annotations

import streamlit as st

from components import address, filters, links, pay_runs, searchbox, tables
from components.figures import Card, cards
from components.filters import Filter
from db import pay_runs as runs
from db.session import reading
from pages.pay_runs import add
from rules import pay_runs as rules
from rules.access import Actor, Permission
from rules.language import N_, _

OPEN, SETTLED, ALL = "open", "settled", "all"
VIEWS = {OPEN: N_("Under way"), SETTLED: N_("Settled"), ALL: N_("All runs")}
STATES = {OPEN: rules.UNSETTLED, SETTLED: (rules.SETTLED, rules.CLOSED), ALL: ()}
NOTHING = {
    OPEN: N_("No run is under way. A clerk drafts one from granted aid and benefits that are due."),
    SETTLED: N_("No run has been settled yet."),
    ALL: N_("No run fits. Take away a filter or search for another number."),
}


def page(actor: Actor) -> None:
    if address.get("add") and actor.can(Permission.PREPARE_RUNS):
        add.draw(actor)
        return
    st.title(_("Pay runs"))
    text = searchbox.show(_("Find a run"), _("Number or title"), "pay-runs-q")
    with st.container(horizontal=True, vertical_alignment="center"):
        view = address.switch(
            _("Show"), {one: _(label) for one, label in VIEWS.items()}, key="pay-show"
        )
        if actor.can(Permission.PREPARE_RUNS):
            address.button(_("Draft a run"), key="pay-add", icon=":material/add:", add="yes")
    chosen: dict[str, object] = {"text": text, "state": STATES[view]}
    with reading(actor) as session:
        plans = runs.list_plans(session)
    chosen |= filters.panel(_filters(plans), key="pay-runs")
    with reading(actor) as session:
        found = runs.list_page(session, chosen, tables.page_wanted())
        waiting = runs.count_by_state(session)

    _waiting(waiting)
    tables.show(found.rows, pay_runs.run_columns(), empty=_(NOTHING[view]))
    tables.pages(found.total)


def _filters(plans: list[tuple[int, str]]) -> list[Filter]:
    purposes = ((rules.AID, _("Aid")), *((str(key), name) for key, name in plans))
    ways = tuple((way, _(label)) for way, label in rules.WAY_LABELS.items())
    states = tuple((state, _(label)) for state, label in rules.PAY_RUN.state_labels.items())
    return [
        Filter("pays", N_("What is paid"), purposes),
        Filter("way", N_("How it is paid"), ways),
        Filter("state", N_("State"), states),
    ]


def _waiting(counts: dict[str, tuple[int, int]]) -> None:
    cards(
        Card(
            _(rules.PAY_RUN.state_labels[state]),
            counts[state][0],
            pay_runs.yuan(counts[state][1]),
            to=links.to("pay_runs", state=state),
        )
        for state in rules.UNSETTLED
        if state in counts
    )
