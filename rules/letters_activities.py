"""Letters of activities: the invitation, the list to sign, the cancellation, certificates."""

from __future__ import annotations

from collections.abc import Mapping

from rules.activities import ACTIVITY as ACTIVITY_STEPS
from rules.activities import ATTENDED, CANCELLED, HELD, OPEN, PLANNED, SIGN_UP_LABELS
from rules.language import N_

ACTIVITY, SIGN_UP = "activity", "activity_sign_up"
NAMES = "activity_names"
"""The list to sign, printed for each day."""

ACTIVITY_LABELS: Mapping[str, str] = {
    "activity_notice": N_("Invitation to an activity"),
    NAMES: N_("Name list of an activity, to sign"),
    "activity_cancelled": N_("Cancellation of an activity"),
}
ACTIVITY_STATES: Mapping[str, tuple[str, ...]] = {
    "activity_notice": (PLANNED, OPEN),
    NAMES: (OPEN, HELD),
    "activity_cancelled": (CANCELLED,),
}
"""The letters about activities, with the only states in which each is for one."""
CERTIFICATE_LABELS: Mapping[str, str] = {"activity_certificate": N_("Certificate of a class")}
CERTIFICATE_STATES: Mapping[str, tuple[str, ...]] = {"activity_certificate": (ATTENDED,)}

_WHAT: Mapping[str, str] = {
    "unit_name": N_("Held by"),
    "activity_no": N_("Number of the activity"),
    "kind": N_("Kind of activity"),
    "activity": N_("Name of the activity"),
    "place": N_("Where it takes place"),
    "days": N_("Days"),
    "hours": N_("Hours"),
    "campaign": N_("Campaign"),
}
ACTIVITY_DERIVED: Mapping[str, str] = {
    **_WHAT,
    "state": N_("State"),
    "places": N_("Places"),
    "sign_up_until": N_("Sign-up until"),
    "who": N_("Who may take part"),
    "programme": N_("What it is about"),
    "contact_name": N_("Contact person"),
    "contact_phone": N_("Contact phone"),
    "signed_up": N_("Signed up"),
    "cancelled_because": N_("Why it was cancelled"),
    "outcome": N_("Outcome"),
}
ACTIVITY_ROWS: Mapping[str, str] = {
    "guests.number": N_("Person: number"),
    "guests.name": N_("Person: name"),
    "guests.gender": N_("Person: gender"),
    "guests.unit": N_("Person: unit"),
    "guests.state": N_("Person: state"),
}
DERIVED: Mapping[str, Mapping[str, str]] = {
    ACTIVITY: ACTIVITY_DERIVED,
    SIGN_UP: {**_WHAT, "participant_unit": N_("Unit of the person")},
}
STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    ACTIVITY: ACTIVITY_STEPS.state_labels,
    SIGN_UP: SIGN_UP_LABELS,
}
