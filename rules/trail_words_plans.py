"""How the trail names mutual-aid plans and their versions, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, by_name
from rules.language import N_
from rules.mutual_plan_forms import HEADING_FIELDS, NEW_PLAN_FIELDS
from rules.mutual_plan_moves import PLAN_VERSION

RECORD_LABELS: Mapping[str, str] = {
    "mutual_plan": N_("Mutual-aid plan"),
    "mutual_plan_version": N_("Version of a mutual-aid plan"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "terms": N_("Terms"),
    "published_on": N_("Published on"),
    "ended_on": N_("Ended on"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {"mutual_plan_version": PLAN_VERSION.state_labels}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "mutual_plan": by_name(NEW_PLAN_FIELDS),
    "mutual_plan_version": by_name(HEADING_FIELDS),
}
