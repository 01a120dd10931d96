"""One assessor: contract, account, score card, opinions, suspension and dismissal."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import aid, decisions, details, forms, links, opinions, tables
from components.markup import join, tag, write
from components.text import plain
from db import assessors
from db import opinions as asked
from db.assessors import AssessorRow
from db.codes import code_lists
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor, Permission
from rules.codes import CodeLists
from rules.language import _
from rules.opinions import ASSESSOR, ASSESSOR_FIELDS, LOGIN_FIELD


def page(actor: Actor, assessor_id: int) -> None:
    """Draw the assessor of this number."""
    with reading(actor) as session:
        lists, zone = code_lists(session), zone_of(session)
        row = assessors.get_assessor(session, assessor_id)
        steps = assessors.list_moves(session, assessor_id)
        found = asked.list_page(session, asked.ANSWERED, assessor_id, tables.page_wanted())
    st.title(plain(row.name))
    write(tag("p", join((opinions.state(row), tag("span", row.login))), class_="office-summary"))
    opinions.score(row.card)
    if actor.can(Permission.MANAGE_ASSESSORS):
        _keep(actor, row, lists)
    else:
        details.show(ASSESSOR_FIELDS, row.values, lists)
    st.subheader(_("Opinions given"))
    opinions.asked(found.rows, zone, empty=_("No opinion has been given yet."))
    tables.pages(found.total)
    st.subheader(_("Suspended and dismissed"))
    aid.life(steps, ASSESSOR, zone)
    links.button(_("Back to the list"), "assessors", icon=":material/arrow_back:")


def _keep(actor: Actor, row: AssessorRow, lists: CodeLists) -> None:
    with st.container(horizontal=True):
        decisions.buttons(
            ASSESSOR,
            row.state,
            actor,
            partial(_take, row),
            row.name,
            key=f"assessor-{row.id}",
        )
    with st.expander(_("Account"), icon=":material/key:"):
        link = forms.Form(
            f"assessor-{row.id}-login", (LOGIN_FIELD,), {}, {"login": row.login}, row.version
        )
        link.draw()
        link.save(
            _("Link the account"),
            lambda session, typed: assessors.link_account(
                session, row.id, link.seen, str(typed["login"] or "")
            ),
            done=_("Saved."),
            primary=False,
        )
    with st.expander(_("Contract"), icon=":material/description:"):
        form = forms.Form(f"assessor-{row.id}", ASSESSOR_FIELDS, lists, row.values, row.version)
        form.draw()
        form.save(
            _("Save"),
            lambda session, typed: assessors.change(session, row.id, form.seen, typed),
            done=_("Saved."),
        )


def _take(row: AssessorRow, session: Any, action: str, note: str) -> None:
    assessors.take(session, row.id, row.version, action, note)
