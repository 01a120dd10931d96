"""Handing a campaign on to another unit, such as before its own closes."""

from __future__ import annotations

from functools import partial

from components import dialogs, forms, lookups
from components.identity import current_actor
from db import campaign_handover, unit_lists
from db.campaigns import CampaignFile
from db.session import reading
from rules.campaign_forms import HAND_ON_FIELDS
from rules.language import _


def button(campaign: CampaignFile) -> None:
    """Draw the button that asks to which unit, and why."""
    key = f"campaign-{campaign.id}-hand"
    body = partial(_form, campaign, key)
    dialogs.form(_("Hand on"), body, key=key, icon=":material/forward:")


def _form(campaign: CampaignFile, key: str) -> None:
    form = forms.Form(key, HAND_ON_FIELDS, {}, None, campaign.version, finders={"unit_id": _find})
    form.draw()
    form.save(
        _("Hand on"),
        lambda session, typed: campaign_handover.hand_on(
            session, campaign.id, form.seen, int(str(typed["unit_id"])), str(typed["note"])
        ),
        done=dialogs.closing(key, _("The campaign is handed on with its steps.")),
    )


def _find(text: str) -> list[lookups.Hit]:
    with reading(current_actor()) as session:
        return lookups.hits(unit_lists.find_units(session, text))
