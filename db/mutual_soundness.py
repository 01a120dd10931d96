"""Whether the sums of mutual aid agree: hand-ins with their people and receipts, claims with runs.

Part of the office's check, which looks at every unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import claim_intake, claim_recoveries
from db.claim_due import of_claim
from db.models.claims import Claim
from db.models.mutual import Enrolment, FeeReceipt, UnitEnrolment
from db.models.pay_runs import PayItem
from db.models.people import ImportBatch, ImportRow
from rules.claims import APPROVED
from rules.errors import OfficeError
from rules.imports import CLAIMS
from rules.language import N_

ROWS_AT_ONCE = 2000
_KERNEL = {"kernel": True}
_SEALED = ("bank_number", "mobile")
_DERIVED = ("bank_index", "mobile_index")


def count_faults(session: Session) -> Iterator[tuple[str, int]]:
    """Give a sentence and a number for each kind of disagreement that there is."""
    for sentence, query in (
        (N_("{n} hand-ins have other people or fees than their covers come to."), _people()),
        (N_("{n} hand-ins have received another sum than their receipts come to."), _receipts()),
        (N_("{n} people are covered twice by a plan at one time."), _twice()),
        (N_("{n} claims are paid with another sum than their pay runs say."), _payments()),
        (N_("{n} claims are paid although they do not stand."), _fallen()),
        (N_("{n} imports of claims are paid with another sum than their lists say."), _lists()),
        *claim_recoveries.count_faults(),
    ):
        counted = select(func.count()).select_from(query.subquery())
        number = session.scalar(counted, execution_options=_KERNEL)
        if number:
            yield sentence, number
    wrong = _unfindable(session)
    if wrong:
        yield N_("{n} claims cannot be found by their numbers."), wrong


def _people() -> Select[Any]:
    live = and_(Enrolment.unit_enrolment_id == UnitEnrolment.id, Enrolment.live.is_(True))
    return (
        select(UnitEnrolment.id)
        .outerjoin(Enrolment, live)
        .group_by(UnitEnrolment.id, UnitEnrolment.people, UnitEnrolment.due_fen)
        .having(
            or_(
                func.count(Enrolment.id) != UnitEnrolment.people,
                func.coalesce(func.sum(Enrolment.fee_fen), 0) != UnitEnrolment.due_fen,
            )
        )
    )


def _receipts() -> Select[Any]:
    return (
        select(UnitEnrolment.id)
        .outerjoin(FeeReceipt, FeeReceipt.unit_enrolment_id == UnitEnrolment.id)
        .group_by(UnitEnrolment.id, UnitEnrolment.received_fen)
        .having(func.coalesce(func.sum(FeeReceipt.fen), 0) != UnitEnrolment.received_fen)
    )


def _twice() -> Select[Any]:
    other = aliased(Enrolment)
    return (
        select(Enrolment.member_id)
        .join(other, and_(other.member_id == Enrolment.member_id, other.id > Enrolment.id))
        .where(
            other.plan_id == Enrolment.plan_id,
            Enrolment.live.is_(True),
            other.live.is_(True),
            other.from_on <= Enrolment.to_on,
            Enrolment.from_on <= other.to_on,
        )
        .distinct()
    )


def _payments() -> Select[Any]:
    """Claims paid by this office; what an old list says was paid stands in no run."""
    paid = and_(of_claim(), PayItem.live.is_(True), PayItem.paid_on.is_not(None))
    return (
        select(Claim.id)
        .outerjoin(PayItem, paid)
        .where(Claim.source != claim_intake.IMPORT)
        .group_by(Claim.id, Claim.paid_fen)
        .having(func.coalesce(func.sum(PayItem.fen), 0) != Claim.paid_fen)
    )


def _fallen() -> Select[Any]:
    return select(Claim.id).where(
        or_(Claim.paid_fen != 0, Claim.paid_on.is_not(None)),
        or_(Claim.state != APPROVED, Claim.paid_on.is_(None)),
    )


def _lists() -> Select[Any]:
    """Imports whose claims are paid with another sum than the list said, runs since taken off."""
    runs = (
        select(func.coalesce(func.sum(PayItem.fen), 0))
        .where(of_claim(), PayItem.live.is_(True), PayItem.paid_on.is_not(None))
        .correlate(Claim)
        .scalar_subquery()
    )
    said = case((ImportBatch.undone_at.is_(None), ImportBatch.paid_fen), else_=0)
    return (
        select(ImportBatch.id)
        .join(ImportRow, ImportRow.batch_id == ImportBatch.id)
        .join(Claim, Claim.id == ImportRow.record_id)
        .where(ImportBatch.register == CLAIMS, ImportBatch.paid_fen.is_not(None))
        .group_by(ImportBatch.id, ImportBatch.undone_at, ImportBatch.paid_fen)
        .having(func.sum(Claim.paid_fen - runs) != said)
    )


def _unfindable(session: Session) -> int:
    """Count the claims whose blind indexes are not those of their sealed numbers."""
    columns = Claim.__table__.columns
    wanted = select(*(columns[name] for name in (*_SEALED, *_DERIVED)))
    streamed = {**_KERNEL, "yield_per": ROWS_AT_ONCE}
    try:
        with session.execute(wanted, execution_options=streamed) as rows:
            return sum(not _is_found(row) for row in rows.mappings())
    except OfficeError:
        return 0  # unreadable values are a fault of their own


def _is_found(row: Mapping[Any, Any]) -> bool:
    expected = claim_intake.derived({name: row[name] for name in _SEALED})
    return all(row[name] == expected[name] for name in _DERIVED)
