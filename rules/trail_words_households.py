"""How the trail names households, their people and changes, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.fields import Field, Kind, by_name
from rules.household_forms import KIN_FIELDS, RELATION
from rules.households import CHANGE, HOUSEHOLD_FIELDS, PERSON_FIELDS
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "household": N_("Household"),
    "household_person": N_("Person of a household"),
    "household_membership": N_("Belonging to a household"),
    "household_change": N_("Change of a household"),
    "kinship": N_("Declared relative"),
}

ACTION_LABELS: Mapping[str, str] = {
    "entered_beside": N_("entered beside the registry"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "household_no": N_("Household number"),
    "head_name": N_("Head"),
    "payee_id": N_("Payee"),
    "alternate_payee_id": N_("Alternate payee"),
    "person_id": N_("Person of a household"),
    "lives_together": N_("Lives in the household"),
    "deceased_on": N_("Day of death"),
    "other_household_id": N_("Other household"),
    "proposal": N_("What is asked for"),
    "seen": N_("Drawn from"),
    "account_name": N_("Person of the office"),
    "declared_on": N_("Declared on"),
    "ended_on": N_("Ended on"),
    "household_id": N_("Household"),
}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    "household_change": CHANGE.state_labels,
}

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "household": by_name(HOUSEHOLD_FIELDS),
    "household_person": by_name(PERSON_FIELDS),
    "household_membership": by_name(
        (
            RELATION,
            Field("end_reason", N_("Reason for the end"), Kind.CHOICE, codes="household_leave"),
        )
    ),
    "household_change": by_name(
        (Field("kind", N_("Kind"), Kind.CHOICE, codes="household_change"),)
    ),
    "kinship": by_name(KIN_FIELDS),
}
