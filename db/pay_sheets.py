"""The lines of a run in clear, for the bank, the round and messages; it is on the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import pay_rows, reveals, trail
from db.models.pay_runs import PayLine, PayRun
from db.pay_rows import KERNEL
from db.verbs import load, needs
from rules import pay_runs as rules
from rules.access import Permission
from rules.errors import WrongState
from rules.language import N_


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line with everything that the bank or the round needs, in clear."""

    number: int
    place: int
    reference: str
    payee_name: str
    beneficiary_names: str
    id_no: str
    bank_name: str
    bank_number: str
    building: str
    address: str
    phone: str
    fen: int


@needs(Permission.SEE_FUNDS)
def list_sheet(session: Session, run_id: int, reason: str) -> list[SheetLine]:
    """Return the lines of a door round in its order, addresses in clear; it is on the trail."""
    return _revealed(session, run_id, rules.DOOR, reason)


@needs(Permission.PAY_RUNS)
def list_for_bank(session: Session, run_id: int, reason: str) -> list[SheetLine]:
    """Return the lines of a bank list, account numbers in clear; it is on the trail."""
    return _revealed(session, run_id, rules.BANK, reason)


def _revealed(session: Session, run_id: int, way: str, reason: str) -> list[SheetLine]:
    run = open_run(session, run_id, (rules.SIGNED, *rules.PAID_OUT), reason)
    if run.way != way:
        raise WrongState(N_("This run is paid in another way."))
    return _sheet(session, run)


@needs(Permission.REVEAL_SEALED)
def open_run(session: Session, run_id: int, states: Sequence[str], reason: str) -> PayRun:
    """Put on the trail who reads a run's full numbers and why; returns the run."""
    run = load(session, PayRun, run_id)
    pay_rows.check_state(run, *states)
    wanted_for = reveals.told(reason)
    trail.note(
        session,
        "revealed",
        "pay_run",
        run.id,
        run.trail_label,
        run.unit_id,
        rows=run.line_count,
        reason=wanted_for,
    )
    return run


def _sheet(session: Session, run: PayRun) -> list[SheetLine]:
    rows = session.execute(
        select(
            PayLine.number,
            PayLine.place,
            PayLine.payee_name,
            PayLine.beneficiary_names,
            PayLine.id_no,
            PayLine.bank_name,
            PayLine.bank_number,
            PayLine.building,
            PayLine.address,
            PayLine.fen,
            PayLine.mobile,
        )
        .where(PayLine.run_id == run.id, PayLine.removed.is_(False))
        .order_by(PayLine.place if run.way == rules.DOOR else PayLine.number),
        execution_options=KERNEL,
    )
    return [
        SheetLine(
            row.number,
            row.place,
            rules.reference_of(run.run_no, row.number),
            row.payee_name,
            row.beneficiary_names,
            row.id_no or "",
            row.bank_name or "",
            row.bank_number or "",
            row.building or "",
            row.address or "",
            row.mobile or "",
            row.fen,
        )
        for row in rows
    ]
