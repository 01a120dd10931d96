"""Pay runs that wait for the actor: to be signed, to be paid, or for the bank's answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from db import claim_due
from db.models.claims import Claim
from db.models.pay_runs import PayRun, RunSignature
from db.models.trail import Move
from db.verbs import actor_of, needs, now_of
from rules import pay_runs as rules
from rules.access import Permission
from rules.moves import ENTER

PATIENCE = timedelta(days=3)
"""How long results may take before somebody is reminded."""


@needs(Permission.SIGN_RUNS)
def select_to_sign(session: Session) -> Select[Any]:
    """Select the count of locked runs the actor may sign: prepared by others, not signed yet."""
    signed = select(RunSignature.id).where(
        RunSignature.run_id == PayRun.id,
        RunSignature.account_id == actor_of(session).account_id,
        RunSignature.withdrawn.is_(False),
    )
    return _in_state(rules.LOCKED, _not_mine(session, ENTER, "lock"), ~signed.exists())


@needs(Permission.PAY_RUNS)
def select_to_pay(session: Session) -> Select[Any]:
    """Select the count of signed runs that wait for their payer."""
    return _in_state(rules.SIGNED, _not_mine(session, ENTER, "lock", "sign", "countersign"))


@needs(Permission.PAY_RUNS)
def select_awaited(session: Session) -> Select[Any]:
    """Select the count of bank runs whose results are awaited for more than three days."""
    late = PayRun.sent_at < now_of(session) - PATIENCE
    return _in_state(rules.SENT, PayRun.way == rules.BANK, late)


@needs(Permission.PAY_RUNS)
def select_on_round(_session: Session) -> Select[Any]:
    """Select the count of door rounds whose cash is out: it is counted the same evening."""
    return _in_state(rules.SENT, PayRun.way == rules.DOOR)


@needs(Permission.PREPARE_RUNS)
def select_claims_due(_session: Session) -> Select[Any]:
    """Select the count of approved claims that no run pays yet."""
    return select(func.count(Claim.id)).where(*claim_due.unpaid())


@needs(Permission.PREPARE_RUNS)
def get_waiting_plan(session: Session) -> int | None:
    """Return the plan of which most approved claims wait for a run; None where none waits."""
    waiting = (
        select(Claim.plan_id)
        .where(*claim_due.unpaid())
        .group_by(Claim.plan_id)
        .order_by(func.count(Claim.id).desc(), Claim.plan_id)
    )
    return session.scalar(waiting.limit(1))


def _in_state(state: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count(PayRun.id)).where(PayRun.state == state, *conditions)


def _not_mine(session: Session, *actions: str) -> ColumnElement[bool]:
    mine = select(Move.id).where(
        Move.record_type == "pay_run",
        Move.record_id == PayRun.id,
        Move.action.in_(actions),
        Move.account_id == actor_of(session).account_id,
    )
    return ~mine.exists()
