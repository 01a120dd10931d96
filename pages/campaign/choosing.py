"""People of a campaign's list to tick, for a round of gifts, grants or goods."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from components import address, campaign_people, searchbox, tables
from db import campaign_people as people
from db.campaign_people import TargetRow
from db.campaigns import CampaignFile
from db.session import reading
from rules.access import Actor
from rules.campaign_giving import MOST_AT_ONCE
from rules.campaign_people import ALL, NOT_REACHED
from rules.language import _


def choose(actor: Actor, campaign: CampaignFile, key: str) -> Sequence[TargetRow]:
    """Draw the list, who was not reached first; return who is ticked."""
    address.button(_("Back"), key=f"{key}-back", icon=":material/arrow_back:", add=None)
    labels = {view: campaign_people.views()[view] for view in (NOT_REACHED, ALL)}
    view = address.switch(_("Who"), labels, key=f"{key}-view", name="who")
    text = searchbox.show(_("Find somebody on the list"), _("Piece of the name"), f"{key}-q")
    chosen = {"id": campaign.id, "view": view, "text": text}
    find = partial(_page, actor, chosen)
    whole = st.toggle(_("All of them, {n} at most").format(n=MOST_AT_ONCE), key=f"{key}-all")
    if whole:
        rows = find(1, MOST_AT_ONCE).rows
        st.caption(_("{n} people are chosen.").format(n=len(rows)))
        return rows
    found = find(tables.page_wanted(), people.PAGE_SIZE)
    ticked = tables.choose(
        found.rows,
        campaign_people.pick_columns(view),
        key=f"{key}-{view}-{text}-{tables.page_wanted()}",
        empty=_("Nobody is here."),
    )
    tables.pages(found.total)
    return ticked


def _page(actor: Actor, chosen: dict[str, object], page: int, size: int) -> people.TargetPage:
    with reading(actor) as session:
        return people.list_page(session, chosen, page, size)
