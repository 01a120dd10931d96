"""What was granted of a period already: the one answer for the counter and for every claim."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import aliased

from db.models.claims import Claim
from db.models.mutual import Enrolment, UnitEnrolment
from rules.claims import NOT_GRANTED

GRANTED_FEN: Any = (
    case((Claim.paid_fen > Claim.payable_fen, Claim.paid_fen), else_=Claim.payable_fen)
    - Claim.recovered_fen
)
"""What counts of a claim: an old list may have paid more than the rules give, and what came back
is free again."""

_COVER, _HAND_IN, _FIRST = aliased(Enrolment), aliased(UnitEnrolment), aliased(UnitEnrolment)
_FROM_ON = func.coalesce(_FIRST.from_on, _COVER.from_on)


def granted(member_ids: Any, plan_id: Any, from_on: Any, to_on: Any) -> Select[Any]:
    """Select the claims that were granted to a person under a plan within a period.

    ``member_ids`` are all records of the person; it counts wherever one of them was covered in
    the period. What waits for its second look is reserved already. The arguments may be columns.
    """
    return (
        select(Claim.id)
        .join(_COVER, _COVER.id == Claim.enrolment_id)
        .join(_HAND_IN, _HAND_IN.id == _COVER.unit_enrolment_id)
        .outerjoin(_FIRST, _FIRST.id == _HAND_IN.adds_to_id)
        .where(
            Claim.member_id.in_(member_ids),
            Claim.plan_id == plan_id,
            # Said by what they are not: SQLite would look at all granted claims first.
            Claim.state.not_in(NOT_GRANTED),
            Claim.refusal == "",
            to_on >= _FROM_ON,
            _COVER.to_on >= from_on,
        )
    )
