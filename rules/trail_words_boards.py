"""How the trail names boards and wall displays, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.displays import DISPLAY_FIELDS, NIGHT_LABELS
from rules.fields import Field, Kind, by_name
from rules.indicators import INDICATORS
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "board": N_("Board"),
    "display": N_("Wall display"),
}

ACTION_LABELS: Mapping[str, str] = {"display_refused": N_("wrong display key")}

COLUMN_LABELS: Mapping[str, str] = {
    "roles": N_("Roles"),
    "widgets": N_("Figures"),
    "revoked_at": N_("Revoked at"),
    "board_ids": N_("Boards in turn"),
    "night": N_("Colours"),
}

ACTOR_LABELS: Mapping[str, str] = {"wall": N_("wall display")}

VALUE_LABELS: Mapping[str, Mapping[str, str]] = {"night": NIGHT_LABELS}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "display": by_name(one for one in DISPLAY_FIELDS if one.kind not in (Kind.CHOICES, Kind.PICK)),
}

LABELS_WITHIN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "widgets": ("indicator", {code: one.label for code, one in INDICATORS.items()}),
}
