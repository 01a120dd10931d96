"""The account of a claim, corrected until its money is on the way: a wrong card, or the heirs."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import moves, trail
from db.claim_due import CLAIM
from db.claim_intake import derived
from db.models.claims import Claim
from db.models.pay_runs import PayItem, PayRun
from db.verbs import hold, load, needs
from rules import pay_runs
from rules.access import Permission
from rules.claim_payees import check_account
from rules.errors import WrongState
from rules.fields import Value
from rules.language import N_


@needs(Permission.TAKE_CLAIMS)
def set_account(session: Session, claim_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Let a claim be paid into another account, and say why; an approval stands.

    Raises WrongState once the claim was paid, or stands in a run that was locked with the old
    account. Whoever signs the run is shown the change.
    """
    load(session, Claim, claim_id, seen)
    claim = hold(session, Claim, claim_id)  # lest its run be locked at this moment
    name, bank, number, reason = check_account(claim.state, values)
    if claim.paid_on is not None:
        raise WrongState(N_("This claim has been paid."))
    _check_not_locked(session, claim)
    claim.payee_name, claim.bank_name, claim.bank_number = name, bank, number
    claim.mobile = str(values.get("mobile") or "") or claim.mobile
    told = {"bank_number": claim.bank_number, "mobile": claim.mobile}
    for column, value in derived(told).items():
        setattr(claim, column, value)
    moves.enter_as_well(session, claim)  # who names the account neither signs nor pays
    trail.note(
        session,
        "account_corrected",
        CLAIM,
        claim.id,
        claim.trail_label,
        claim.unit_id,
        reason=reason,
    )


def _check_not_locked(session: Session, claim: Claim) -> None:
    run_no = session.scalar(
        select(PayRun.run_no)
        .join(PayItem, PayItem.run_id == PayRun.id)
        .where(
            PayItem.source_type == CLAIM,
            PayItem.source_id == claim.id,
            PayItem.live.is_(True),
            PayRun.state != pay_runs.DRAFT,
        ),
        execution_options={"kernel": True},
    )
    if run_no is not None:
        raise WrongState(
            N_("Pay run {run} pays this claim. Take its line out there first."), run=run_no
        )
