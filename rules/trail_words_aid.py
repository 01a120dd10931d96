"""How the trail names funds, their ledger, grants of aid and benefits, and their columns."""

from __future__ import annotations

from collections.abc import Mapping

from rules.aid import BENEFIT, BENEFIT_FIELDS, GRANT, GRANT_FIELDS, MY_FUNDS, MY_PEOPLE
from rules.fields import Field, Fields, Kind, by_name
from rules.funds import FUND_FIELDS, INCOME_FIELDS
from rules.language import N_

RECORD_LABELS: Mapping[str, str] = {
    "fund": N_("Fund"),
    "fund_entry": N_("Entry of a fund"),
    "aid_grant": N_("Aid"),
    "entitlement": N_("Monthly benefit"),
}

COLUMN_LABELS: Mapping[str, str] = {
    "budget_fen": N_("Budget"),
    "income_fen": N_("Money received"),
    "moved_fen": N_("Carried over"),
    "paid_fen": N_("Paid out"),
    "committed_fen": N_("Reserved"),
    "fund_id": N_("Fund"),
    "aid_kind": N_("Kind of aid"),
    "source_type": N_("For what"),
    "source_id": N_("Record"),
    "reverses_id": N_("Takes back entry"),
    "grant_no": N_("Number"),
    "entitlement_no": N_("Number"),
    "person_id": N_("For whom"),
    "situation": N_("Situation"),
    "lines": N_("How it was reckoned"),
    "cap_fen": N_("Ceiling"),
    "cap_rule": N_("Rules"),
    "meeting_no": N_("Meeting number"),
    "refusal_code": N_("Ground of refusal"),
    "due_from_on": N_("Owed from"),
    "follows_id": N_("Replaces"),
}

COLUMN_CODES: Mapping[str, str] = {"aid_kind": "aid_kind", "refusal_code": "refusal_of_aid"}

STATE_LABELS: Mapping[str, Mapping[str, str]] = {
    "aid_grant": GRANT.state_labels,
    "entitlement": BENEFIT.state_labels,
}

_KIND = Field("kind", N_("Kind of aid"), Kind.CHOICE, codes="aid_kind")


def _of_record(fields: Fields) -> Mapping[str, Field]:
    """Return the fields with the office's own list of kinds; records are told by number."""
    own = (MY_FUNDS, MY_PEOPLE)
    return {**by_name(one for one in fields if one.codes not in own), _KIND.name: _KIND}


FIELDS: Mapping[str, Mapping[str, Field]] = {
    "fund": by_name(FUND_FIELDS),
    "fund_entry": by_name(INCOME_FIELDS),
    "aid_grant": _of_record(GRANT_FIELDS),
    "entitlement": _of_record(BENEFIT_FIELDS),
    "pay_item": {_KIND.name: _KIND},
    "pay_run": {"plan_id": Field("plan_id", N_("Mutual-aid plan"))},
}
