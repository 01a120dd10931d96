"""What a campaign came to: against its plan, against last year, unit by unit."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from components import campaign_reports, campaigns, dialogs, forms, links
from components.text import plain
from db import campaign_closing
from db import campaign_reports as reports
from db import campaigns as verbs
from db.campaigns import CampaignFile
from db.session import reading
from db.verbs import zone_of
from rules.access import Actor, Permission
from rules.campaign_forms import OUTCOME_FIELDS
from rules.campaigns import TOLD
from rules.language import _
from rules.letters_campaign_reports import REPORT_STATES


def show(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the figures, results and summary, and the way to the printed report."""
    with reading(actor) as session:
        found = reports.get_report(session, campaign.id)
        closing = campaign_closing.get_closing(session, campaign.id)
        zone = zone_of(session)
    campaign_reports.cards(found.now, found.before)
    if campaign.state in REPORT_STATES:
        campaigns.left_open(closing, zone)
    if found.before_name:
        st.caption(plain(_("Last year: {name}").format(name=found.before_name)))
    with st.container(horizontal=True):
        if campaign.state in TOLD and actor.can(Permission.PLAN_CAMPAIGNS):
            _tell(campaign)
        if campaign.state in REPORT_STATES and actor.can(Permission.PRINT_LETTERS):
            links.button(
                _("Print the report"),
                "letters",
                icon=":material/print:",
                campaign_report=campaign.id,
            )
    campaigns.outcome(campaign)
    st.subheader(_("By unit"))
    campaign_reports.units(found.units)


def _tell(campaign: CampaignFile) -> None:
    key = f"campaign-{campaign.id}-tell"
    label = _("Write down results and summary")
    body = partial(_outcome_form, campaign, key)
    dialogs.form(label, body, key=key, icon=":material/edit_note:", wide=True)


def _outcome_form(campaign: CampaignFile, key: str) -> None:
    values: Any = {"results": campaign.results, "summary": campaign.summary}
    form = forms.Form(key, OUTCOME_FIELDS, {}, values, campaign.version)
    form.draw(wide=True)
    form.save(
        _("Save"),
        lambda session, typed: verbs.tell(session, campaign.id, form.seen, typed),
        done=dialogs.closing(key, _("Saved.")),
    )
