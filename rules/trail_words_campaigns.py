"""How the trail names campaigns and their steps, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.campaign_forms import CAMPAIGN_FIELDS, DONE_FIELDS, OUTCOME_FIELDS, STEP_FIELDS
from rules.campaigns import CAMPAIGN
from rules.fields import Field, by_name
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "campaign": N_("Campaign"),
    "campaign_report": N_("Report of a campaign"),
    "campaign_year": N_("Report of a year of campaigns"),
    "campaign_step": N_("Step of a campaign"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "campaign_no": N_("Number of the campaign"),
    "cloned_from_id": N_("Made from"),
    "target_rule": N_("Rule for the list of people"),
    "list_changes": N_("Changes of the list of people"),
    "approved_on": N_("Approved on"),
    "campaign_id": N_("Campaign"),
    "offset_days": N_("Days after"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"campaign": CAMPAIGN.state_labels}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "campaign": by_name((*CAMPAIGN_FIELDS, *OUTCOME_FIELDS)),
    "campaign_step": by_name((*STEP_FIELDS, *DONE_FIELDS)),
}
