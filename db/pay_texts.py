"""A message for each person whom a run paid or could not pay, ready for the office's telephone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import claim_due, codes, pay_rows, settings
from db.claim_due import CLAIM
from db.models.mutual import MutualPlan
from db.models.pay_runs import PayLine, PayRun
from db.pay_outcomes import FAILURES
from db.pay_rows import KERNEL
from db.pay_sheets import open_run
from db.verbs import needs
from rules import pay_runs
from rules import pay_texts as rules
from rules.access import Permission
from rules.codes import CodeLists, label_of
from rules.language import _, shown, speaking


@dataclass(frozen=True, slots=True)
class Message:
    """What one payee is told, and on which telephone."""

    number: int
    payee_name: str
    mobile: str
    text: str


@needs(Permission.PAY_RUNS)
def list_messages(session: Session, run_id: int, reason: str) -> list[Message]:
    """Return a message in the office's language for each line that was paid or was not.

    Telephone numbers are in clear; that they were read, and why, is on the trail.
    """
    run = open_run(session, run_id, pay_runs.PAID_OUT, reason)
    with speaking(str(settings.get(session, "language"))):
        return list(_messages(session, run))


def _messages(session: Session, run: PayRun) -> Iterator[Message]:
    lists, office = codes.code_lists(session), str(settings.get(session, "office_name"))
    named = _named(session, run, lists)
    lines = session.scalars(
        select(PayLine)
        .where(PayLine.run_id == run.id, PayLine.removed.is_(False), PayLine.state.in_(rules.TOLD))
        .order_by(PayLine.number),
        execution_options=KERNEL,
    )
    for line in lines:
        text = rules.message(
            office,
            run.way,
            line.state,
            line.payee_name,
            named.get(line.id, ""),
            line.fen,
            tail=line.bank_number or "",
            on=line.settled_on,
            reason=label_of(lists, FAILURES, line.result_code) or line.remark,
        )
        yield Message(line.number, line.payee_name, line.mobile or "", text)


def _named(session: Session, run: PayRun, lists: CodeLists) -> dict[int, str]:
    """Return what each line pays: the kinds of aid, or a plan's benefit with its claims."""
    found: dict[int, dict[str, None]] = {}
    items = pay_rows.items_of(session, run.id)
    numbers = claim_due.numbers_of(session, [row["source_id"] for row in items if row["member_id"]])
    for row in items:
        of_claim = row["source_type"] == CLAIM
        told = numbers.get(row["source_id"], "") if of_claim else ""
        told = told or label_of(lists, "aid_kind", row["kind"])
        found.setdefault(row["line_id"], {})[told] = None
    plan = session.get(MutualPlan, run.plan_id) if run.plan_id is not None else None
    if plan is None:
        return {key: str(shown(tuple(kinds))) for key, kinds in found.items()}
    return {key: _of_claims(plan, tuple(told)) for key, told in found.items()}


def _of_claims(plan: MutualPlan, numbers: tuple[Any, ...]) -> str:
    return _(rules.OF_CLAIMS).format(plan=plan.name, numbers=shown(numbers))
