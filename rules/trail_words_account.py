"""How the trail names targets of mutual aid, assessors and their opinions."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, by_name
from rules.language import N_
from rules.mutual_targets import TARGET_FIELDS

RECORD_LABELS: Mapping[str, str] = {
    "mutual_target": N_("Target of mutual aid"),
    "mutual_account": N_("Mutual-aid account"),
}

COLUMN_LABELS: Mapping[str, str] = {}

FIELDS: Mapping[str, Mapping[str, Field]] = {"mutual_target": by_name(TARGET_FIELDS)}
