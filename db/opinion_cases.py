"""An assessor's own cases: facts and amounts without names, and the opinion.

The assessor's account may stand anywhere in the tree, so these statements pass by the scope and
are kept to the rows of the assessor whom the account answers for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import mutual_plans, trail
from db.models.claims import Assessor, Claim, Opinion
from db.models.mutual import MutualPlan
from db.scope import hand_over
from db.verbs import actor_of, needs, now_of, stale, today_of
from rules import opinions as rules
from rules.access import Permission
from rules.errors import InvalidInput, NotAllowed, NotFound, WrongState
from rules.explanation import Line, from_plain
from rules.fields import Value
from rules.language import N_

PAGE_SIZE = 50
_OWN = {"kernel": True}
SHOWN = (
    "event",
    "event_on",
    "ended_on",
    "hospital",
    "hospital_level",
    "out_of_area",
    "cause",
    "class_code",
    "total_fen",
    "pool_paid_fen",
    "large_paid_fen",
    "other_paid_fen",
    "own_in_fen",
    "own_out_fen",
)
"""What an assessor sees of a claim; the names are those of the fields of claims."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case on an assessor's list: no name, no claim number, no unit."""

    id: int
    event: str
    plan: str
    question: str
    sent_at: datetime
    due_at: datetime
    answered_at: datetime | None
    late: bool
    verdict: str
    fee_fen: int
    agreed: bool | None


@dataclass(frozen=True, slots=True)
class CasePage:
    rows: list[CaseRow]
    total: int


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case to judge: the facts by field, how the benefit was reckoned, the opinion if given."""

    row: CaseRow
    version: int
    values: Mapping[str, Value]
    payable_fen: int
    lines: tuple[Line, ...]
    has_diagnosis: bool
    opinion_fen: int | None
    own_reasons: str


@dataclass(frozen=True, slots=True)
class OwnContract:
    """What an assessor may know of the own standing."""

    name: str
    contract_no: str
    valid_to: date
    fee_fen: int


def _linked(session: Session) -> Assessor | None:
    account_id = actor_of(session).account_id
    if account_id is None:
        return None
    found: Assessor | None = session.scalar(
        select(Assessor).where(Assessor.account_id == account_id)
    )
    return found


def _own(session: Session) -> Assessor:
    """Return the assessor whom the account answers for, if the contract holds today."""
    found = _linked(session)
    if found is None:
        raise NotAllowed(N_("Your account is not that of an assessor. Ask the union."))
    rules.check_may_answer(found.state, found.valid_from, found.valid_to, today_of(session))
    return found


@needs(Permission.GIVE_OPINIONS)
def get_contract(session: Session) -> OwnContract | None:
    """Return the own contract, None for an account that is not linked to the register yet;
    raises NotAllowed where the contract does not hold today."""
    if _linked(session) is None:
        return None
    own = _own(session)
    return OwnContract(own.name, own.contract_no, own.valid_to, own.fee_fen)


@needs(Permission.GIVE_OPINIONS)
def list_page(
    session: Session, answered: bool = False, page: int = 1, size: int = PAGE_SIZE
) -> CasePage:
    """List the own cases that wait, the one due first on top, or those answered."""
    own = _own(session)
    wanted = _cases(own.id).where(
        Opinion.answered_at.is_not(None) if answered else Opinion.answered_at.is_(None)
    )
    total = session.scalar(
        wanted.with_only_columns(func.count(Opinion.id)).order_by(None), execution_options=_OWN
    )
    order = Opinion.answered_at.desc() if answered else Opinion.due_at
    rows = session.execute(
        wanted.order_by(order, Opinion.id).limit(size).offset((page - 1) * size),
        execution_options=_OWN,
    )
    now = now_of(session)
    return CasePage([_row(opinion, claim, plan, now) for opinion, claim, plan in rows], total or 0)


def _cases(assessor_id: int) -> Select[Opinion, Claim, str]:
    return (
        select(Opinion, Claim, MutualPlan.name)
        .join(Claim, Claim.id == Opinion.claim_id)
        .join(MutualPlan, MutualPlan.id == Claim.plan_id)
        .where(Opinion.assessor_id == assessor_id, Opinion.withdrawn.is_(False))
    )


def _row(opinion: Opinion, claim: Claim, plan: str, now: datetime) -> CaseRow:
    return CaseRow(
        opinion.id,
        claim.event,
        plan,
        opinion.question,
        opinion.sent_at,
        opinion.due_at,
        opinion.answered_at,
        rules.is_late(opinion.due_at, opinion.answered_at, now),
        opinion.verdict,
        opinion.fee_fen,
        opinion.agreed,
    )


def _load(session: Session, opinion_id: int) -> tuple[Opinion, Claim, str]:
    found = session.execute(
        _cases(_own(session).id).where(Opinion.id == opinion_id), execution_options=_OWN
    ).first()
    if found is None:
        raise NotFound(N_("There is no such case among yours."))
    return found[0], found[1], found[2]


@needs(Permission.GIVE_OPINIONS)
def get_case(session: Session, opinion_id: int) -> CaseFile:
    """Return one own case; raises NotFound for anybody else's and for one taken back."""
    opinion, claim, plan = _load(session, opinion_id)
    return CaseFile(
        _row(opinion, claim, plan, now_of(session)),
        opinion.version,
        {**{name: getattr(claim, name) for name in SHOWN}, "class_code": _class(session, claim)},
        claim.payable_fen,
        from_plain(json.loads(claim.lines)),
        bool(claim.diagnosis),
        opinion.opinion_fen,
        opinion.reasons or "",
    )


def _class(session: Session, claim: Claim) -> str:
    """Return what the plan calls the class that a claim was put in."""
    classes = mutual_plans.terms_of(session, claim.plan_version_id).classes(claim.event)
    named = {tier.code: tier.name for tier in classes}
    return named.get(claim.class_code) or claim.class_code


@needs(Permission.GIVE_OPINIONS)
def read_diagnosis(session: Session, opinion_id: int) -> str:
    """Return the diagnosis of an own case that waits; that it was read goes on the trail."""
    opinion, claim, _plan = _load(session, opinion_id)
    if opinion.answered_at is not None:
        raise WrongState(N_("You have given your opinion on this case."))
    trail.note(
        session,
        "revealed",
        Claim.__tablename__,
        claim.id,
        claim.trail_label,
        claim.unit_id,
        field="diagnosis",
        reason=opinion.question,
    )
    return claim.diagnosis or ""


@needs(Permission.GIVE_OPINIONS)
def answer(session: Session, opinion_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Give the opinion on an own case; a late one is kept, and earns no fee."""
    opinion, claim, _plan = _load(session, opinion_id)
    if opinion.version != seen:
        raise stale(session, opinion, seen)
    if opinion.answered_at is not None:
        raise WrongState(N_("You have given your opinion on this case."))
    verdict, reasons = str(values.get("verdict") or ""), str(values.get("reasons") or "").strip()
    fen = rules.amount_of(verdict, values.get("opinion_fen"), claim.payable_fen)
    if not reasons:
        raise InvalidInput(N_("Say why; the decision rests on it."), field="reasons")
    # The claim's unit lies outside the part of the tree that the account may stand in.
    hand_over(session, opinion)
    now, fee_fen = now_of(session), _own(session).fee_fen
    if not rules.is_late(opinion.due_at, now, now):
        opinion.fee_fen = fee_fen
    opinion.answered_at, opinion.verdict, opinion.opinion_fen = now, verdict, fen
    opinion.reasons = reasons


@needs(Permission.GIVE_OPINIONS)
def count_due(session: Session) -> int:
    """Count the own cases that wait; none for an account that is no assessor's."""
    account_id = actor_of(session).account_id
    own = select(Assessor.id).where(
        Assessor.account_id == account_id,
        Assessor.state == rules.ACTIVE,
        Assessor.valid_from <= today_of(session),
        Assessor.valid_to >= today_of(session),
    )
    waiting = select(func.count(Opinion.id)).where(
        Opinion.assessor_id.in_(own),
        Opinion.answered_at.is_(None),
        Opinion.withdrawn.is_(False),
    )
    return session.scalar(waiting, execution_options=_OWN) or 0
