"""What people are told by telephone message about their payment, in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rules.language import N_, _
from rules.letters import letter_date
from rules.money import show_money
from rules.pay_runs import BANK, DOOR, FAILED, PAID, RETURNED

OF_CLAIMS = N_("benefit of {plan} (claim {numbers})")
"""What a payment is called that pays claims; of aid it is the kinds of aid."""
_PAID: Mapping[str, str] = {
    BANK: N_("{office}: {name}, your {what} of {fen} yuan went to your card {tail} on {on}."),
    DOOR: N_("{office}: {name}, your {what} of {fen} yuan was handed over on {on}."),
}
_UNPAID: Mapping[str, str] = {
    FAILED: N_(
        "{office}: {name}, your {what} of {fen} yuan could not be paid ({reason})."
        " Please bring your bank card to the union."
    ),
    RETURNED: N_(
        "{office}: {name}, your {what} of {fen} yuan came back ({reason})."
        " Please ask your union about it."
    ),
}
TOLD = (PAID, FAILED, RETURNED)
"""The states of lines about which people are told."""


def message(
    office: str,
    way: str,
    state: str,
    name: str,
    what: str,
    fen: int,
    *,
    tail: str,
    on: date | None,
    reason: str,
) -> str:
    """Return the sentence about one line; ``tail`` are the last digits of its card."""
    text = _PAID[way] if state == PAID else _UNPAID[state]
    return _(text).format(
        office=office,
        name=name,
        what=what,
        fen=show_money(fen),
        tail=tail[-4:],
        on=letter_date(on) if on else "",
        reason=reason,
    )
