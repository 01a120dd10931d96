"""Whether a unit's fees had come in when an event happened: told wherever its claim is judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db.models.claims import Claim
from db.models.mutual import Enrolment, FeeReceipt, UnitEnrolment
from db.verbs import open_to_all
from rules.claim_fees import Fees, late_fees
from rules.explanation import Line

_BACK = aliased(FeeReceipt)
_KERNEL = {"kernel": True}
"""Another unit may have handed in the cover of a claim that was found within the scope."""


def receipts(*columns: Any, hand_in_id: Any) -> Any:
    """Select of the receipts of a hand-in that stand: neither taken back nor taking back."""
    return select(*columns).where(
        FeeReceipt.unit_enrolment_id == hand_in_id,
        FeeReceipt.reverses_id.is_(None),
        ~select(_BACK.id).where(_BACK.reverses_id == FeeReceipt.id).exists(),
    )


def fees(event_on: Any) -> tuple[Any, ...]:
    """Return the columns of ``Fees`` by a day, for a query of hand-ins."""
    came = func.coalesce(func.sum(FeeReceipt.fen), 0)
    of_hand_in = {"hand_in_id": UnitEnrolment.id}
    by_event = receipts(came, **of_hand_in).where(FeeReceipt.received_on <= event_on)
    last_on = receipts(func.max(FeeReceipt.received_on), **of_hand_in)
    return (
        UnitEnrolment.due_fen,
        by_event.scalar_subquery(),
        UnitEnrolment.received_fen,
        last_on.scalar_subquery(),
    )


@open_to_all("called by verbs that have found the cover")
def of_hand_in(session: Session, hand_in_id: int, event_on: date) -> Line | None:
    """Return what of a hand-in's fees came after an event; None where all had come before."""
    wanted = select(*fees(event_on)).where(UnitEnrolment.id == hand_in_id)
    row = session.execute(wanted, execution_options=_KERNEL).one()
    return told(row, event_on)


def told(sums: Sequence[Any], event_on: date) -> Line | None:
    """Return what the columns of ``fees`` say of an event."""
    due, by_event, received, last_on = sums
    return late_fees(Fees(due, int(by_event), received, last_on), event_on)


@open_to_all("called by verbs that have found the claims")
def of_claims(session: Session, claim_ids: Sequence[int]) -> dict[int, Line]:
    """Return what of the fees of some claims' covers came after the event, where it did."""
    rows = session.execute(
        select(Claim.id, Claim.event_on, *fees(Claim.event_on))
        .join(Enrolment, Enrolment.id == Claim.enrolment_id)
        .join(UnitEnrolment, UnitEnrolment.id == Enrolment.unit_enrolment_id)
        .where(Claim.id.in_(claim_ids)),
        execution_options=_KERNEL,
    )
    found = ((key, told(sums, event_on)) for key, event_on, *sums in rows)
    return {key: one for key, one in found if one is not None}
