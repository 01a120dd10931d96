"""Supervision: questions to be answered, answers to be judged, who may do what to whom."""

from __future__ import annotations

import streamlit as st

from components import address, links, supervision_button, tables
from components.supervision_button import Verbs
from components.tables import Column
from db import kinship, settings, supervision
from db.codes import code_lists
from db.session import reading
from rules.access import Actor, Permission
from rules.codes import CodeLists, label_of
from rules.language import N_, _
from rules.settings import DUTY_FIELDS, duty_values
from rules.supervision import ACCEPTED, ANSWERED, OPEN

OVERDUE, TIES = "overdue", "ties"
VIEWS = {
    OPEN: N_("Waiting for an answer"),
    OVERDUE: N_("Overdue"),
    ANSWERED: N_("To be judged"),
    ACCEPTED: N_("Answers accepted"),
    TIES: N_("Duties and kinship"),
}
NOTHING = {
    OPEN: N_(
        "No question waits for an answer. A supervisor asks on the page of a hardship file,"
        " a notice, a grant, a pay run or a claim."
    ),
    OVERDUE: N_("No answer is overdue."),
    ANSWERED: N_("No answer waits for the supervisor."),
    ACCEPTED: N_("No answer has been accepted yet."),
}


def page(actor: Actor) -> None:
    st.title(_("Supervision"))
    views = [view for view in VIEWS if view != TIES or actor.can(Permission.SUPERVISE)]
    view = address.switch(
        _("Show"), {view: _(VIEWS[view]) for view in views}, key="supervision-show"
    )
    if view == TIES:
        _ties(actor)
    else:
        _questions(actor, view)


def _questions(actor: Actor, view: str) -> None:
    overdue = view == OVERDUE
    with reading(actor) as session:
        state = OPEN if overdue else view
        found = supervision.list_page(session, state, overdue, tables.page_wanted())
    supervision_button.cards(
        found.rows,
        Verbs(supervision.answer, supervision.judge),
        actor,
        key="supervision",
        empty=_(NOTHING[view]),
    )
    tables.pages(found.total)


def _ties(actor: Actor) -> None:
    with reading(actor) as session:
        lists, ties = code_lists(session), kinship.list_all(session)
        relaxed = duty_values(settings.relaxed_duties(session))
        frozen = settings.frozen_until(session)
    st.subheader(_("Duties that one person may do both"))
    rows = [field for field in DUTY_FIELDS if relaxed.get(field.name)]
    columns = (Column(N_("Allowed by the office's settings"), lambda field: _(field.label)),)
    tables.show(rows, columns, empty=_("No duty is relaxed: nobody decides on own work."))
    if actor.can(Permission.READ_TRAIL):
        links.button(
            _("Who changed the settings, and when"),
            "trail",
            icon=":material/history:",
            record="setting",
        )
    if frozen is not None:
        st.caption(_("Nothing is decided until {until}.").format(until=frozen.isoformat()))
    st.subheader(_("Declared relatives"))
    st.caption(_("Whoever declared a relative decides on nothing of that household."))
    tables.show(ties, _tie_columns(lists), empty=_("Nobody of the office declared a relative."))


def _tie_columns(lists: CodeLists) -> tuple[Column, ...]:
    return (
        Column(N_("Person of the office"), "account_name"),
        Column(N_("Relation"), lambda row: label_of(lists, "kin_relation", row.relation)),
        Column(
            N_("Household"),
            "household_no",
            to=lambda row: links.to("household", id=row.household_id),
        ),
        Column(N_("Declared on"), "declared_on"),
    )
