"""The records behind the figures of mutual aid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.behind import Behind, Conditions, Span
from db.models.claims import Claim
from db.models.members import Member
from db.models.mutual import Enrolment, FeeReceipt, UnitEnrolment
from rules.claims import APPROVED, DRAFT, REFUSED


def _covers(span: Span) -> Conditions:
    return (
        Enrolment.live.is_(True),
        Enrolment.confirmed.is_(True),
        Enrolment.from_on.between(span.first_on, span.last_on),
    )


def _claims(*conditions: Any) -> Behind:
    def where(span: Span) -> Conditions:
        return (*conditions, Claim.handed_in_on.between(span.first_on, span.last_on))

    groups = {"cause": Claim.cause, "hospital": Claim.hospital}
    return Behind(Claim, Claim.name, Claim.handed_in_on, where, Claim.payable_fen, groups=groups)


_COVERS = Behind(
    Enrolment,
    Member.name,
    Enrolment.from_on,
    _covers,
    Enrolment.fee_fen,
    Enrolment.member_id,
    joined=((Member, Member.id == Enrolment.member_id),),
)

BEHIND_MUTUAL: Mapping[str, Behind] = {
    "mutual_people": _COVERS,
    "mutual_due": _COVERS,
    "mutual_fees": Behind(
        UnitEnrolment,
        UnitEnrolment.number,
        UnitEnrolment.from_on,
        lambda span: (
            UnitEnrolment.received_fen != 0,
            UnitEnrolment.from_on.between(span.first_on, span.last_on),
        ),
        UnitEnrolment.received_fen,
    ),
    "mutual_came_in": Behind(
        FeeReceipt,
        FeeReceipt.document_no,
        FeeReceipt.received_on,
        lambda span: (FeeReceipt.received_on.between(span.first_on, span.last_on),),
        FeeReceipt.fen,
        FeeReceipt.unit_enrolment_id,
    ),
    "claims": _claims(Claim.state != DRAFT),
    "claims_approved": _claims(Claim.state == APPROVED),
    "claims_refused": _claims(Claim.state == REFUSED),
    "claims_paid": Behind(
        Claim,
        Claim.name,
        Claim.paid_on,
        lambda span: (Claim.paid_on.between(span.first_on, span.last_on),),
        Claim.paid_fen,
    ),
}
