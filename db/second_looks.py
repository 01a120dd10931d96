"""The second look at decided claims: drawn with the decision, taken by another person."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from db.models.claims import Claim, SecondLook
from db.sealing import ring
from db.verbs import actor_of, needs, now_of, today_of
from rules import claims as rules
from rules.access import Permission
from rules.errors import WrongState
from rules.language import N_
from rules.mutual_terms import PlanTerms
from rules.second_looks import Usual, lot, why
from rules.workdays import plus_months

AGREED, SENT_BACK = "agreed", "sent_back"
MONTHS_USUAL = 12
_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class HandlerRow:
    """What came of one handler's decisions: how many, how many were looked at, with what end."""

    handler: str
    decided: int
    drawn: int
    agreed: int
    sent_back: int

    @property
    def waiting(self) -> int:
        return self.drawn - self.agreed - self.sent_back


def seed_of(handler_id: int | None) -> str:
    """Return the seed of a handler's lots: whoever has the office's key can draw them again,
    and nobody can tell them before."""
    text = f"second look:{handler_id or 0}"
    return hmac.digest(ring().trail, text.encode(), "sha256").hex()[:16]


def draw(session: Session, claim: Claim, terms: PlanTerms, fen: int) -> bool:
    """Say whether a decision over ``fen`` is looked at again, and write down why."""
    actor = actor_of(session)
    drawn = lot(seed_of(actor.account_id), claim.id)
    reason = why(terms, fen, _usual(session, claim, terms), drawn)
    if reason is None:
        return False
    session.add(
        SecondLook(
            unit_id=claim.unit_id,
            claim_id=claim.id,
            why=reason.value,
            handler_id=actor.account_id,
            handler=actor.name,
            drawn_at=now_of(session),
        )
    )
    return True


def _usual(session: Session, claim: Claim, terms: PlanTerms) -> Usual:
    """Return what the plan granted for the same cause in the last twelve months."""
    if not terms.second_look_deviation_percent:
        return Usual(0, 0)
    row = session.execute(
        select(func.count(Claim.id), func.coalesce(func.sum(Claim.payable_fen), 0)).where(
            Claim.plan_version_id == claim.plan_version_id,
            Claim.state == rules.APPROVED,
            Claim.cause == claim.cause,
            Claim.event == claim.event,
            Claim.decided_on >= plus_months(today_of(session), -MONTHS_USUAL),
            Claim.payable_fen > 0,
            Claim.id != claim.id,
        ),
        execution_options=_KERNEL,  # a mean names nobody, and the plan is the whole office's
    ).one()
    return Usual(row[0], int(row[1]))


def close(session: Session, claim: Claim, outcome: str, note: str) -> None:
    """Write down what the second look came to."""
    look = session.scalar(
        select(SecondLook)
        .where(SecondLook.claim_id == claim.id, SecondLook.outcome == "")
        .order_by(SecondLook.id.desc())
        .limit(1)
    )
    if look is None:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    look.outcome, look.note = outcome, note.strip()
    look.looked_by, look.looked_on = actor_of(session).name, today_of(session)


@needs(Permission.CHECK_DECISIONS)
def waiting_for(session: Session) -> Any:
    """Return the condition of claims whose second look waits for the actor: of others'
    decisions only."""
    own = Claim.decided_by_id == actor_of(session).account_id
    return and_(Claim.state == rules.SECOND_LOOK, or_(Claim.decided_by_id.is_(None), ~own))


@needs(Permission.CHECK_DECISIONS)
def list_handlers(session: Session, year: int) -> list[HandlerRow]:
    """Return, by handler, a year's decisions and what came of their second looks."""
    begin, end = date(year, 1, 1), date(year, 12, 31)
    decided = {
        row[0]: row[1]
        for row in session.execute(
            select(Claim.decided_by, func.count(Claim.id))
            .where(Claim.decided_on.between(begin, end))
            .group_by(Claim.decided_by)
        )
    }
    looks = session.execute(
        select(
            SecondLook.handler,
            func.count(SecondLook.id),
            func.count(SecondLook.id).filter(SecondLook.outcome == AGREED),
            func.count(SecondLook.id).filter(SecondLook.outcome == SENT_BACK),
        )
        .join(Claim, Claim.id == SecondLook.claim_id)
        .where(or_(Claim.decided_on.is_(None), Claim.decided_on.between(begin, end)))
        .group_by(SecondLook.handler)
    ).all()
    found = {row[0]: HandlerRow(row[0], decided.get(row[0], 0), *row[1:]) for row in looks}
    for handler, count in decided.items():
        found.setdefault(handler, HandlerRow(handler, count, 0, 0, 0))
    return sorted(found.values(), key=lambda row: (-row.decided, row.handler))
