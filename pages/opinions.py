"""Opinions: an assessor's own cases, without names, and the opinion on each."""

from __future__ import annotations

import streamlit as st

from components import address, dialogs, forms, links, opinions, tables
from components.text import plain
from db import opinion_cases
from db.codes import code_lists
from db.opinion_cases import CaseFile
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor
from rules.codes import CodeLists
from rules.language import N_, _
from rules.money import show_money
from rules.opinions import ANSWER_FIELDS

WAITING, ANSWERED = "waiting", "answered"
VIEWS = {WAITING: N_("To be answered"), ANSWERED: N_("Answered")}
NOTHING = {
    WAITING: N_("No case waits for your opinion."),
    ANSWERED: N_("You have not given an opinion yet."),
}


def page(actor: Actor) -> None:
    chosen = address.get_id()
    if chosen is None:
        _list(actor)
    else:
        _case(actor, chosen)


def _list(actor: Actor) -> None:
    st.title(_("Cases for your opinion"))
    view = address.switch(
        _("Show"), {name: _(label) for name, label in VIEWS.items()}, key="opinions-show"
    )
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        own = opinion_cases.get_contract(session)
        found = None
        if own is not None:
            found = opinion_cases.list_page(session, view == ANSWERED, tables.page_wanted())
    if own is None or found is None:
        tables.nothing(_("Your account is not that of an assessor. Ask the union."))
        return
    text = _("Contract {number}, until {last}; {fee} yuan for an opinion within 48 hours.")
    said = text.format(
        number=own.contract_no, last=own.valid_to.isoformat(), fee=show_money(own.fee_fen)
    )
    st.caption(plain(said))
    opinions.cases(found.rows, zone, lists, empty=_(NOTHING[view]))
    tables.pages(found.total)


def _case(actor: Actor, opinion_id: int) -> None:
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        case = opinion_cases.get_case(session, opinion_id)
    st.title(_("Case {number}").format(number=case.row.id))
    opinions.facts(case, lists, zone)
    if case.row.answered_at is not None:
        st.subheader(_("Your opinion"))
        opinions.given(case, zone)
    else:
        _answer(case, lists)
    links.button(_("Back to the list"), "opinions", icon=":material/arrow_back:")


def _answer(case: CaseFile, lists: CodeLists) -> None:
    key = case.row.id
    if case.has_diagnosis:
        dialogs.fetch(
            _("Show the diagnosis"),
            lambda session, _reason: opinion_cases.read_diagnosis(session, key),
            dialogs.show_value,
            key=f"opinion-{key}-diagnosis",
            icon=":material/visibility:",
            needs_reason=False,
        )
    st.subheader(_("Your opinion"))
    if case.row.late:
        st.caption(_("The 48 hours are over: the claimant's papers count, and no fee is noted."))
    form = forms.Form(
        f"opinion-{key}",
        ANSWER_FIELDS,
        opinions.verdicts(lists),
        version=case.version,
        draft=f"opinion-{key}",
    )
    form.draw(("verdict",), wide=True)
    form.draw(("opinion_fen",))
    form.draw(("reasons",), wide=True)
    form.save(
        _("Give the opinion"),
        lambda session, typed: opinion_cases.answer(session, key, form.seen, typed),
        done=_("Your opinion is kept. Thank you."),
        then="opinions",
    )
