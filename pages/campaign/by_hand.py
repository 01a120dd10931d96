"""People pasted from the clipboard: put on the list, or left out of it, for a reason."""

from __future__ import annotations

from functools import partial

import streamlit as st

from components import address, campaign_people, notices
from components.forms import Form
from db import campaign_by_hand
from db.campaigns import CampaignFile
from db.session import reading
from rules.access import Actor
from rules.campaign_people import REASON_FIELDS
from rules.language import _

ON = "on"


def show(actor: Actor, campaign: CampaignFile, way: str) -> None:
    """Draw the place for the lines, what they mean, and the button that takes them."""
    address.button(
        _("Back to the people"), key="people-back", icon=":material/arrow_back:", add=None
    )
    st.subheader(_("Put people on the list") if way == ON else _("Leave people out of the list"))
    key = f"people-{campaign.id}-{way}"
    text = st.text_area(
        _("One person a line: name, ID number or member number"), key=f"{key}-text", height=200
    )
    if not text or not text.strip():
        return
    lines = notices.tried(partial(_lines, actor, campaign, text))
    if lines is None:
        return
    chosen = campaign_people.pasted(lines, key)
    form = Form(key, REASON_FIELDS, {}, {}, campaign.version)
    form.draw(wide=True)
    if way != ON and not campaign.is_planned:
        st.caption(_("The list is frozen: who stands on it is taken off, for this reason."))
    verb = campaign_by_hand.put_on if way == ON else campaign_by_hand.leave_out
    label = _("Put {n} people on") if way == ON else _("Leave {n} people out")
    done = _("{n} people were put on the list.") if way == ON else _("{n} people were left out.")
    form.save(
        label.format(n=f"{len(chosen):,}"),
        lambda session, typed: verb(session, campaign.id, form.seen, chosen, str(typed["reason"])),
        done=lambda n: done.format(n=f"{n:,}"),
        then=("campaign", {"id": campaign.id}),
        disabled=not chosen,
    )


def _lines(actor: Actor, campaign: CampaignFile, text: str) -> list[campaign_by_hand.PastedLine]:
    with reading(actor) as session:
        return campaign_by_hand.list_pasted(session, campaign.id, text)
