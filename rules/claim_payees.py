"""Where the money of a claim goes, corrected: another card, or the heirs of somebody who died."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rules.claims import CLAIM_FIELDS, DEAD
from rules.errors import InvalidInput, WrongState
from rules.fields import Field, Fields, Kind, Value, by_name
from rules.identity import check_bank_number
from rules.language import N_
from rules.reasons import check_reason

_KNOWN = by_name(CLAIM_FIELDS)
ACCOUNT_FIELDS: Fields = (
    replace(_KNOWN["payee_name"], required=True, help=N_("The member, or an heir by name.")),
    replace(_KNOWN["bank_name"], required=True),
    replace(_KNOWN["bank_number"], required=True, help=""),
    replace(_KNOWN["mobile"], help=N_("Left empty, it stays as it is.")),
    Field("reason", N_("Reason"), Kind.TEXT, length=200, required=True),
)


def check_account(state: str, values: Mapping[str, Value]) -> tuple[str, str, str, str]:
    """Return holder, bank, number and reason of a new account; raises for what is missing."""
    if state in DEAD:
        raise WrongState(N_("This claim is closed, so no money goes anywhere."))
    told = {name: str(values.get(name) or "").strip() for name in _NEEDED}
    for name, value in told.items():
        if not value:
            raise InvalidInput(N_("This is needed."), field=name)
    check_reason(told["reason"], text=N_("Say why; it is kept with the claim."))
    number = check_bank_number(told["bank_number"])
    return told["payee_name"], told["bank_name"], number, told["reason"]


_NEEDED = ("payee_name", "bank_name", "bank_number", "reason")
