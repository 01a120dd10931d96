"""The work of a campaign: what is to be done by which day, by whom, and what is done."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import campaign_steps, choices, forms
from components.text import plain
from db import campaign_choices
from db import campaign_steps as verbs
from db.campaigns import CampaignFile
from db.codes import code_lists
from db.session import reading
from db.verbs import today_of
from rules.access import Actor, Permission
from rules.campaign_forms import OWNERS
from rules.campaign_steps import WORKED_ON
from rules.language import _


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the steps with what the actor may do about them."""
    planning = actor.can(Permission.PLAN_CAMPAIGNS) and campaign.state in WORKED_ON
    with reading(actor) as session:
        lists, today = code_lists(session), today_of(session)
        rows = verbs.list_of(session, campaign.id)
        owners = campaign_choices.list_owners(session) if planning else []
    if rows:
        done = sum(row.done_on is not None for row in rows)
        st.caption(plain(_("{done} of {n} steps are done.").format(done=done, n=len(rows))))
    own = campaign_steps.lists_of({**lists, OWNERS: choices.of_records(owners)})
    offered = _verbs(campaign) if planning else None
    campaign_steps.show(rows, offered, own, today, key=f"campaign-{campaign.id}-step")


def _verbs(campaign: CampaignFile) -> campaign_steps.Verbs:
    return campaign_steps.Verbs(
        partial(_add, campaign.id),
        verbs.change,
        verbs.remove,
        verbs.finish,
        verbs.take_back,
        campaign.is_open,
    )


def _add(campaign_id: int, session: Any, typed: forms.Typed) -> int:
    return verbs.add(session, campaign_id, typed)
