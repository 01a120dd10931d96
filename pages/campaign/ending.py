"""Closing a campaign and handing in its report: what is open is told first, and asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from components import campaigns, dialogs, forms
from db import campaign_closing
from db import campaigns as verbs
from db.campaigns import CampaignFile
from db.session import reading
from rules.access import Actor
from rules.campaign_closing import CLOSE, ENDS, NOTE_FIELDS, REASON_FIELDS, REPORT
from rules.campaigns import CAMPAIGN
from rules.language import _

VERBS: Mapping[str, Callable[[Any, int, int, str], None]] = {
    CLOSE: verbs.close,
    REPORT: verbs.report,
}


def button(actor: Actor, campaign: CampaignFile) -> None:
    """Draw the button of the step that ends a campaign as it stands, for who may take it."""
    action = ENDS.get(campaign.state, "")
    step = CAMPAIGN.steps.get((campaign.state, action))
    if step is not None and actor.can(step.permission):
        key = f"campaign-{campaign.id}-{action}"
        body = partial(_form, actor, campaign, action, key)
        dialogs.form(_(step.label), body, key=key, primary=True)


def _form(actor: Actor, campaign: CampaignFile, action: str, key: str) -> None:
    with reading(actor) as session:
        left = campaign_closing.get_left_open(session, campaign.id)
    campaigns.still_open(left.lines)
    form = forms.Form(key, REASON_FIELDS if left.lines else NOTE_FIELDS, {}, None, campaign.version)
    form.draw(wide=True)
    step = CAMPAIGN.steps[campaign.state, action]
    form.save(
        _(step.label),
        lambda session, typed: VERBS[action](
            session, campaign.id, form.seen, str(typed["note"] or "")
        ),
        done=dialogs.closing(key, _(CAMPAIGN.state_labels[step.to])),
    )
