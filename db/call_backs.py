"""Calls after payment: some of the paid, drawn by lot, are asked whether the money came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import bulk, pay_rows, pay_trail, reveals, settings, trail
from db.models.pay_runs import CallBack, PayLine, PayRun
from db.models.trail import Move
from db.pay_rows import KERNEL
from db.sealing import blind_index
from db.verbs import actor_of, load, needs, today_of
from rules import pay_runs as rules
from rules.access import Permission, check_allowed
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.language import N_
from rules.masks import mask_mobile

_LOT = "call_back.lot"


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call to make or made; ``differs`` says that the answer does not fit the payment."""

    id: int
    version: int
    line_id: int
    number: int
    payee_name: str
    mobile: str
    fen: int
    paid_on: date | None
    drawn_on: date
    called_on: date | None
    caller: str
    reached: bool | None
    received: bool | None
    said_fen: int | None
    remark: str

    @property
    def differs(self) -> bool:
        return self.received is False or self.said_fen not in (None, self.fen)


def _check_caller(session: Session, run: PayRun) -> None:
    """Raise NotAllowed unless the actor prepares, signs or supervises, and did not pay."""
    actor = actor_of(session)
    mine = (Permission.PREPARE_RUNS, Permission.SIGN_RUNS, Permission.SUPERVISE)
    if not any(actor.can(permission) for permission in mine):
        check_allowed(actor, Permission.SUPERVISE)
    paid = session.scalar(
        select(Move.id).where(
            Move.record_type == "pay_run",
            Move.record_id == run.id,
            Move.action == "send",
            Move.account_id == actor.account_id,
        ),
        execution_options=KERNEL,
    )
    if paid is not None:
        raise NotAllowed(N_("You paid this run out, so somebody else has to call."))


@needs(Permission.SEE_FUNDS)
def draw(session: Session, run_id: int, seen: int) -> int:
    """Draw the lines of a settled run that are called; returns how many.

    The lot is a keyed fingerprint of the line: nobody can foresee it, anybody with the office's
    key can draw it again.
    """
    run = load(session, PayRun, run_id, seen)
    _check_caller(session, run)
    pay_rows.check_state(run, rules.SETTLED)
    drawn = session.scalar(select(CallBack.id).where(CallBack.run_id == run.id).limit(1))
    if drawn is not None:
        raise WrongState(N_("The calls of this run have been drawn already."))
    paid = [line for line in pay_rows.lines_of(session, run.id) if line["state"] == rules.PAID]
    count = rules.calls_to_make(len(paid), settings.get(session, "call_back_percent"))
    if not count:
        raise WrongState(N_("Nobody of this run is to be called."))
    paid.sort(key=lambda line: blind_index(f"{run.run_no}:{line['number']}", _LOT))
    chosen = sorted(paid[:count], key=lambda line: int(line["number"]))
    ids = bulk.new_ids(session, CallBack.__table__, count)
    rows = [
        {
            "id": key,
            "version": 1,
            "unit_id": run.unit_id,
            "run_id": run.id,
            "line_id": line["id"],
            "drawn_on": today_of(session),
            "number": line["number"],
            "payee_name": line["payee_name"],
        }
        for key, line in zip(ids, chosen, strict=True)
    ]
    pay_trail.insert_many(session, CallBack, rows, pay_trail.line_label)
    return count


@needs(Permission.SEE_FUNDS)
def list_calls(session: Session, run_id: int) -> list[CallRow]:
    """Return the calls that were drawn for a run, those not made yet first."""
    run = load(session, PayRun, run_id)
    rows = session.execute(
        select(CallBack, PayLine)
        .join(PayLine, PayLine.id == CallBack.line_id)
        .where(CallBack.run_id == run.id)
        .order_by(CallBack.called_on.is_not(None), PayLine.number),
        execution_options=KERNEL,
    )
    return [
        CallRow(
            call.id,
            call.version,
            line.id,
            line.number,
            line.payee_name,
            mask_mobile(line.mobile) if line.mobile else "",
            line.fen,
            line.settled_on,
            call.drawn_on,
            call.called_on,
            call.caller,
            call.reached,
            call.received,
            call.said_fen,
            call.remark,
        )
        for call, line in rows
    ]


@needs(Permission.SEE_FUNDS)
def enter(
    session: Session,
    call_id: int,
    seen: int,
    reached: bool,
    received: bool | None = None,
    said_fen: int | None = None,
    remark: str = "",
) -> None:
    """Enter what a payee said on the telephone; may be entered again until the run is closed."""
    call = load(session, CallBack, call_id, seen)
    run = load(session, PayRun, call.run_id)
    _check_caller(session, run)
    pay_rows.check_state(run, rules.SETTLED)
    if reached and received is None:
        raise InvalidInput(N_("Say whether the money was received."), field="received")
    if said_fen is not None and said_fen < 0:
        raise InvalidInput(N_("Enter an amount such as 1234.50."), field="said_fen")
    call.called_on, call.caller = today_of(session), actor_of(session).name
    call.reached = reached
    call.received = received if reached else None
    call.said_fen = said_fen if reached else None
    call.remark = remark.strip()[:200]


@needs(Permission.REVEAL_SEALED)
def reveal_mobile(session: Session, call_id: int, reason: str) -> str:
    """Return the telephone number of a payee who was drawn; it is on the trail."""
    check_allowed(actor_of(session), Permission.SEE_FUNDS)
    call = load(session, CallBack, call_id)
    run = load(session, PayRun, call.run_id)
    wanted_for = reveals.told(reason)
    row = session.execute(
        select(PayLine.mobile, PayLine.payee_name).where(PayLine.id == call.line_id),
        execution_options=KERNEL,
    ).one()
    trail.note(
        session,
        "revealed",
        "call_back",
        call.id,
        f"{run.run_no} {row.payee_name}",
        call.unit_id,
        field="mobile",
        reason=wanted_for,
    )
    return row.mobile or ""
