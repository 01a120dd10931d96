"""Cadres and the households they keep in touch with; who is behind comes first."""

from __future__ import annotations

import streamlit as st

from components import address, filters, pairings, searchbox, tables
from db import pairings as verbs
from db.codes import code_lists
from db.session import reading
from rules.access import Actor
from rules.language import N_, _


def draw(actor: Actor) -> None:
    behind = filters.Filter("behind", N_("Behind"), ((filters.YES, _("Yes")),))
    text = searchbox.show(_("Find a cadre"), _("Name or a piece of it"), "helpers-q")
    cadre = text or address.get("cadre")
    chosen = {"cadre": cadre, **filters.panel([behind], key="helpers")}
    with reading(actor) as session:
        lists = code_lists(session)
        found = verbs.list_page(session, chosen, tables.page_wanted())
        cadres = verbs.list_cadres(session, {"cadre": cadre}, size=20)
    st.subheader(_("Cadres"))
    tables.show(
        cadres,
        pairings.cadre_columns(),
        empty=_("No cadre is paired with a household. Pair one on a household's page."),
    )
    st.subheader(_("Households"))
    tables.show(found.rows, pairings.columns(lists), empty=_("No household fits."))
    tables.pages(found.total)
