"""What of mutual-aid claims waits to be paid, and what became of it: a provider of ``db.payables``.

Whether a claim still stands, whose account it names and what was paid of it is asked of runs that
exist, and so passes by the scope.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from db.bulk import portions
from db.claim_recoveries import check_none_came_back
from db.models.aid import Fund
from db.models.claims import Claim
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayItem, PayLine, PayRun
from db.payables import MEMBER, Account, Key, Party, Payable
from db.verbs import open_to_all, today_of
from rules import pay_runs as rules
from rules.aid import month_of, months_on
from rules.claims import APPROVED
from rules.errors import WrongState
from rules.language import N_

CLAIM = Claim.__tablename__
KIND = "mutual_claim"
"""The kind of aid under which funds pay claims."""
_KERNEL = {"kernel": True}

IN_RUN, PAID, FAILED = "in_run", "paid", "payment_failed"


@open_to_all("a provider of pay runs, whose verbs are locked; the scope limits it")
def list_due_claims(session: Session, month_on: date) -> list[Payable]:
    """Return the claims approved by the end of a month that stand in no pay run.

    The pot of this year pays that has the unit and the name of the plan's own.
    """
    rows = session.execute(_due(session, month_on).order_by(Claim.id)).all()
    return [
        Payable(
            CLAIM,
            claim.id,
            "",
            Party(MEMBER, claim.member_id),
            Party(MEMBER, claim.member_id),
            claim.name,
            KIND,
            fund_id,
            claim.payable_fen - claim.paid_fen,
            by_door=False,
            plan_id=claim.plan_id,
            unit_id=claim.unit_id,
            account=_account(claim),
        )
        for claim, fund_id in rows
    ]


def _due(session: Session, month_on: date) -> Any:
    present = Fund.__table__.alias()  # of the same unit as the plan's own, which is in scope
    same_pot = and_(
        present.c.unit_id == Fund.unit_id,
        present.c.name == Fund.name,
        present.c.year == today_of(session).year,
    )
    return (
        select(Claim, func.coalesce(present.c.id, Fund.id))
        .join(MutualPlan, MutualPlan.id == Claim.plan_id)
        .join(Fund, Fund.id == MutualPlan.fund_id)
        .outerjoin(present, same_pot)
        .where(*unpaid(), Claim.decided_on < months_on(month_of(month_on), 1))
    )


def unpaid() -> tuple[Any, ...]:
    """Return the conditions of a claim that is approved, not paid and in no run.

    One that was returned after it was found to give too much is decided anew before it is paid.
    """
    items = PayItem.__table__.c  # whoever's run it is: the table passes by the scope
    listed = select(items.id).where(
        items.source_type == CLAIM, items.source_id == Claim.id, items.live.is_(True)
    )
    return (
        Claim.state == APPROVED,
        Claim.payable_fen > Claim.paid_fen,
        Claim.paid_on.is_(None),
        Claim.recover_fen == 0,
        ~listed.exists(),
    )


def of_claim() -> Any:
    """Return the condition that joins an item of a run with the claim that it pays."""
    return and_(PayItem.source_type == CLAIM, PayItem.source_id == Claim.id)


def _account(claim: Claim) -> Account:
    return Account(
        claim.payee_name or claim.name,
        claim.bank_name,
        claim.bank_number or "",
        claim.mobile or "",
    )


def standing_claims(session: Session, keys: Collection[Key]) -> dict[Key, int]:
    """Return those of some claims that are still approved and unpaid, with their amounts."""
    rows = session.execute(
        select(Claim.id, Claim.payable_fen, Claim.paid_fen).where(
            Claim.id.in_({key for key, _month in keys}),
            Claim.state == APPROVED,
            Claim.paid_on.is_(None),
            Claim.recover_fen == 0,
        ),
        execution_options=_KERNEL,
    )
    return {(row.id, ""): row.payable_fen - row.paid_fen for row in rows}


def accounts_of(session: Session, claim_ids: Collection[int]) -> dict[int, Account]:
    """Return the accounts that some claims name."""
    rows = session.scalars(select(Claim).where(Claim.id.in_(claim_ids)), execution_options=_KERNEL)
    return {row.id: _account(row) for row in rows}


def numbers_of(session: Session, claim_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of some claims."""
    found: dict[int, str] = {}
    for part in portions(sorted(set(claim_ids))):
        rows = session.execute(
            select(Claim.id, Claim.claim_no).where(Claim.id.in_(part)), execution_options=_KERNEL
        )
        found |= {row.id: row.claim_no for row in rows}
    return found


def note_paid(session: Session, amounts: Mapping[int, int], on: date | None) -> None:
    """Keep with claims what was paid of each on a day; without a day, that it came back.

    Raises WrongState where a part of it came back before.
    """
    options = {**_KERNEL, "populate_existing": True}
    for part in portions(sorted(amounts)):
        wanted = select(Claim).where(Claim.id.in_(part)).order_by(Claim.id).with_for_update()
        for claim in session.scalars(wanted, execution_options=options):
            if on is None:
                check_none_came_back(claim)
            claim.paid_on = on
            claim.paid_fen += amounts[claim.id] if on else -amounts[claim.id]
    session.flush()


@dataclass(frozen=True, slots=True)
class PaymentState:
    """Where the money of a claim is: in a run, paid on a day, or come back and why."""

    state: str
    run_id: int
    run_no: str
    line_id: int
    on: date | None
    result_code: str


# Made once: building it takes as long as running it.
_PAYMENTS = (
    select(
        PayItem.source_id,
        PayItem.live,
        PayItem.paid_on,
        PayItem.line_id,
        PayItem.run_id,
        PayRun.run_no,
        PayLine.removed,
        PayLine.state,
        PayLine.settled_on,
        PayLine.result_code,
    )
    .join(PayLine, PayLine.id == PayItem.line_id)
    .join(PayRun, PayRun.id == PayItem.run_id)
    .where(PayItem.source_type == CLAIM, PayItem.source_id.in_(bindparam("ids", expanding=True)))
    .order_by(PayItem.live, PayItem.id)
)


@open_to_all("says whether a claim that the caller has read was paid")
def payment_of(session: Session, claim_ids: Collection[int]) -> dict[int, PaymentState]:
    """Return where the money of some claims is; one that was never in a run is missing."""
    found: dict[int, PaymentState] = {}
    for part in portions(sorted(set(claim_ids))):
        for row in session.execute(_PAYMENTS, {"ids": part}, execution_options=_KERNEL):
            state = _state(row)
            if state:
                found[row.source_id] = PaymentState(
                    state, row.run_id, row.run_no, row.line_id, row.settled_on, row.result_code
                )
    return found


def _state(row: Any) -> str:
    if row.live:
        return PAID if row.paid_on else IN_RUN
    came_back = not row.removed and row.state in (rules.FAILED, rules.RETURNED)
    return FAILED if came_back else ""


def check_in_no_run(session: Session, claim_id: int) -> None:
    """Raise WrongState while a run pays a claim, or has paid it."""
    payment = payment_of(session, [claim_id]).get(claim_id)
    if payment is None or payment.state == FAILED:
        return
    if payment.state == PAID:
        raise WrongState(N_("This claim has been paid. Enter a top-up, or what must come back."))
    raise WrongState(
        N_("Pay run {run} pays this claim. Take its line out there first."), run=payment.run_no
    )
