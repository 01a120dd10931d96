"""How the trail names the people and the goods of campaigns, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.campaign_goods import GOODS_FIELDS
from rules.campaign_people import REACHED_FIELDS, REASON_FIELDS, TARGET_LABELS
from rules.fields import Field, by_name
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "campaign_target": N_("Somebody on a campaign's list"),
    "campaign_goods": N_("Goods of a campaign"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "frozen": N_("Of the approved list"),
    "reached_on": REACHED_FIELDS[0].label,
    "reached_note": REACHED_FIELDS[1].label,
    "target_id": N_("Somebody on a campaign's list"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"campaign_target": TARGET_LABELS}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "campaign_target": by_name(REASON_FIELDS),
    "campaign_goods": by_name(GOODS_FIELDS),
}
