"""The records behind the figures of aid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.behind import Behind, Conditions, Span
from db.models.aid import AidGrant, Fund
from db.models.care import CareGift
from db.models.households import Household, HouseholdPerson
from db.models.pay_runs import PayItem
from rules.aid import GRANTED


def _paid(span: Span) -> Conditions:
    return (
        PayItem.household_id.is_not(None),
        PayItem.paid_on.between(span.first_on, span.last_on),
    )


def _granted(span: Span) -> Conditions:
    return (AidGrant.state == GRANTED, AidGrant.decided_on.between(span.first_on, span.last_on))


def _given(span: Span) -> Conditions:
    return (CareGift.cancelled.is_(False), CareGift.on.between(span.first_on, span.last_on))


def _of_years(span: Span) -> Conditions:
    """The pots whose year begins in the period."""
    first = span.first_on.year + (span.first_on.month > 1)
    return (Fund.year.between(first, span.last_on.year),)


_PAYMENT: dict[str, Any] = {
    "model": PayItem,
    "on": PayItem.paid_on,
    "where": _paid,
    "fen": PayItem.fen,
}
_OF_HOUSEHOLD = (Household, Household.id == PayItem.household_id)
_PAYMENTS = Behind(
    name=Household.head_name, opens=PayItem.household_id, joined=(_OF_HOUSEHOLD,), **_PAYMENT
)
_BY_KIND = {"kind": PayItem.kind}
_GRANTS = Behind(AidGrant, AidGrant.name, AidGrant.decided_on, _granted, AidGrant.fen)
_GIFTS = Behind(CareGift, CareGift.name, CareGift.on, _given, CareGift.fen)


def _pots(fen: Any) -> Behind:
    return Behind(Fund, Fund.name, Fund.closed_on, _of_years, fen)


BEHIND_AID: Mapping[str, Behind] = {
    "aid_paid": _PAYMENTS,
    "aid_payments": _PAYMENTS,
    "aid_households": Behind(
        name=Household.head_name,
        opens=Household.id,
        key=Household.id,
        unit=Household.unit_id,
        joined=(_OF_HOUSEHOLD,),
        groups=_BY_KIND,
        **_PAYMENT,
    ),
    "aid_people": Behind(
        name=HouseholdPerson.name,
        opens=HouseholdPerson.id,
        key=HouseholdPerson.id,
        unit=HouseholdPerson.unit_id,
        joined=((HouseholdPerson, HouseholdPerson.id == PayItem.person_id),),
        groups=_BY_KIND,
        **_PAYMENT,
    ),
    "grants": _GRANTS,
    "grants_fen": _GRANTS,
    "gifts": _GIFTS,
    "gifts_fen": _GIFTS,
    "pot_held": _pots(Fund.budget_fen + Fund.income_fen - Fund.moved_fen),
    "pot_paid": _pots(Fund.paid_fen),
    "pot_reserved": _pots(Fund.committed_fen),
}
