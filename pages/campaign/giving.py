"""What is given in a campaign: its money, gifts and grants, and rounds for many at once."""

from __future__ import annotations

import streamlit as st

from components import address, aid, campaign_giving, campaign_money
from db import campaign_gifts, campaign_grants
from db import campaign_money as verbs
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from pages.campaign import gift_round, grant_round
from rules.access import Actor, Permission
from rules.campaign_people import OPEN_AFTER_APPROVAL
from rules.language import _


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the tab, or the round that its address asks for."""
    adding, running = address.get("add"), campaign.state in OPEN_AFTER_APPROVAL
    if adding == "gifts" and running and actor.can(Permission.VISIT_HOUSEHOLDS):
        gift_round.show(actor, campaign)
    elif adding == "grants" and running and actor.can(Permission.GRANT_AID):
        grant_round.show(actor, campaign)
    else:
        _given(actor, campaign)


def _given(actor: Actor, campaign: CampaignFile) -> None:
    sees_grants = actor.can(Permission.SEE_HARDSHIP)
    with reading(actor) as session:
        lists = code_lists(session)
        money = verbs.get_money(session, campaign.id)
        given = campaign_gifts.list_given(session, campaign.id)
        grants = campaign_grants.list_of_campaign(session, campaign.id) if sees_grants else []
    campaign_money.cards(money)
    _buttons(actor, campaign)
    if sees_grants:
        st.subheader(_("Grants"))
        aid.grants(grants, lists, empty=_("No aid was proposed in this campaign yet."))
    st.subheader(_("Gifts"))
    campaign_giving.gifts(given, lists)


def _buttons(actor: Actor, campaign: CampaignFile) -> None:
    if campaign.state not in OPEN_AFTER_APPROVAL:
        st.caption(_("Gifts and grants are given once the campaign is approved, until it closes."))
        return
    with st.container(horizontal=True):
        if actor.can(Permission.VISIT_HOUSEHOLDS):
            label = _("Give to people of the list")
            address.button(label, key="giving-gifts", icon=":material/redeem:", add="gifts")
        if actor.can(Permission.GRANT_AID):
            label = _("Propose aid for people of the list")
            address.button(label, key="giving-grants", icon=":material/school:", add="grants")
