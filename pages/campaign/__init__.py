"""One campaign: its plan, work, people, money and what came of it, a tab each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from components import address, campaigns, decisions, links
from components.text import plain
from db import campaigns as verbs
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from pages.campaign import (
    activities,
    budget,
    ending,
    giving,
    goods,
    handing,
    life,
    overview,
    papers,
    people,
    report,
    steps,
)
from rules.access import Actor, Permission
from rules.campaigns import CAMPAIGN, HAND_ON
from rules.language import _

Show = Callable[[Actor, CampaignFile], None]
VERBS = {
    "approve": verbs.approve,
    "return": verbs.send_back,
    "start": verbs.start,
    "reopen": verbs.reopen,
    "drop": verbs.drop,
}


def page(actor: Actor) -> None:
    with reading(actor) as session:
        lists = code_lists(session)
        row = verbs.get_campaign(session, address.get_id() or 0)

    st.title(plain(row.name))
    campaigns.summary(row, lists)
    with st.container(horizontal=True, vertical_alignment="center"):
        _actions(actor, row)
    opened = st.tabs(list(_parts()), key=f"campaign-{row.id}-tabs", on_change="rerun")
    for tab, show in zip(opened, _parts().values(), strict=True):
        if tab.open:
            with tab:
                show(actor, row)


def _parts() -> dict[str, Show]:
    return {
        _("Overview"): overview.show,
        _("Steps"): steps.show,
        _("Whom it is for"): people.show,
        _("Activities"): activities.show,
        _("Gifts and grants"): giving.show,
        _("Goods"): goods.show,
        _("Budget"): budget.show,
        _("Report"): report.show,
        _("Photos and papers"): papers.show,
        _("Life of the campaign"): life.show,
    }


def _actions(actor: Actor, row: CampaignFile) -> None:
    take = partial(_take, row.id, row.version)
    key = f"campaign-{row.id}"
    ending.button(actor, row)
    apart = (HAND_ON, *ending.VERBS)
    decisions.buttons(CAMPAIGN, row.state, actor, take, row.name, key=key, but=apart)
    if row.is_planned and actor.can(Permission.PLAN_CAMPAIGNS):
        links.button(_("Change"), "campaign_entry", icon=":material/edit:", id=row.id)
    if row.is_open and actor.can(Permission.PLAN_CAMPAIGNS):
        handing.button(row)
    links.button(_("The year's plan"), "campaigns", icon=":material/calendar_month:", year=row.year)


def _take(campaign_id: int, seen: int, session: Any, action: str, note: str) -> None:
    VERBS[action](session, campaign_id, seen, note)
