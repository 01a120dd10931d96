"""What visits and plans ask for: questions to answer, measures overdue; and what is needed."""

from __future__ import annotations

import streamlit as st

from components import needs as need_tables
from components import plans as plan_tables
from components import tables, visit_questions
from db import plan_lists, visit_needs
from db import visit_questions as verbs
from db.codes import code_lists
from db.session import reading
from rules.access import Actor, Permission
from rules.language import _

PAGE_SIZE = 20


def questions(actor: Actor) -> None:
    """The questions that wait for an answer, those overdue first."""
    with reading(actor) as session:
        found = verbs.list_open(session, tables.page_wanted(), PAGE_SIZE)
    may_answer = actor.can(Permission.VISIT_HOUSEHOLDS)
    steps = visit_questions.Verbs(verbs.answer, verbs.hand_on) if may_answer else None
    empty = _("No question waits for an answer.")
    visit_questions.show(found.rows, steps, key="questions", empty=empty, named=True)
    tables.pages(found.total, PAGE_SIZE)


def plans(actor: Actor) -> None:
    """Plans that wait for adoption, and measures that should have been done."""
    with reading(actor) as session:
        lists = code_lists(session)
        waiting = plan_lists.list_proposed(session)
        overdue = plan_lists.list_overdue(session, tables.page_wanted())
    st.subheader(_("Measures overdue"))
    columns = plan_tables.overdue_columns(lists)
    tables.show(overdue.rows, columns, empty=_("No measure is overdue. Well done."))
    tables.pages(overdue.total)
    st.subheader(_("Plans waiting for adoption"))
    tables.show(waiting, plan_tables.proposed_columns(), empty=_("No plan waits."))


def needs(actor: Actor) -> None:
    """What the families of the area need, as totals."""
    with reading(actor) as session:
        lists, totals = code_lists(session), visit_needs.get_totals(session)
    need_tables.show(totals.households, totals.totals, lists)
