"""Claims sent to an assessor: asked, taken back, read by who decides, settled by the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import reveals
from db.models.claims import Assessor, Claim, Opinion
from db.scope import hand_over
from db.unit_names import name_of
from db.verbs import actor_of, load, needs, now_of, today_of
from rules import claims, opinions
from rules.access import Permission, check_allowed
from rules.errors import Conflict, InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_

PAGE_SIZE = 50
LATE, WAITING, ANSWERED = "late", "waiting", "answered"


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """A question put to an assessor, as the office sees it; the reasons stay sealed."""

    id: int
    version: int
    claim_id: int
    claim_no: str
    assessor_id: int
    assessor: str
    question: str
    sent_at: datetime
    due_at: datetime
    answered_at: datetime | None
    late: bool
    verdict: str
    opinion_fen: int | None
    fee_fen: int
    agreed: bool | None
    withdrawn: bool
    note: str

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and not self.withdrawn


@dataclass(frozen=True, slots=True)
class OpinionPage:
    rows: list[OpinionRow]
    total: int


@needs(Permission.DECIDE_CLAIMS)
def send(session: Session, claim_id: int, seen: int, values: Mapping[str, Value]) -> int:
    """Send a claim in review to an assessor with a question; returns the opinion's id.

    Raises WrongState for a claim that is not in review or an assessor who may not work today,
    Conflict where another question is still open.
    """
    claim = load(session, Claim, claim_id, seen)
    if claim.state != claims.IN_REVIEW:
        raise WrongState(N_("Only a claim in review is sent to an assessor."))
    assessor = load(session, Assessor, int(str(values["assessor_id"])))
    opinions.check_usable(assessor.state, assessor.valid_from, assessor.valid_to, today_of(session))
    if assessor.account_id is None:
        raise WrongState(N_("This assessor has no account to answer with. Choose another one."))
    names = (claim.name, claim.payee_name, claim.claim_no, name_of(session, claim.unit_id))
    question = opinions.check_question(str(values["question"] or ""), names)
    if session.scalar(_open_of(claim.id)) is not None:
        raise Conflict(N_("An opinion on this claim is awaited already."))
    sent_at = now_of(session)
    opinion = Opinion(
        unit_id=claim.unit_id,
        claim_id=claim.id,
        assessor_id=assessor.id,
        question=question,
        sent_at=sent_at,
        due_at=opinions.due_at(sent_at),
    )
    session.add(opinion)
    session.flush()
    return opinion.id


def _open_of(claim_id: int) -> Select[Any]:
    return select(Opinion).where(
        Opinion.claim_id == claim_id, Opinion.answered_at.is_(None), Opinion.withdrawn.is_(False)
    )


@needs(Permission.DECIDE_CLAIMS)
def withdraw(session: Session, opinion_id: int, seen: int, reason: str) -> None:
    """Take a question back that has not been answered."""
    opinion = load(session, Opinion, opinion_id, seen)
    if opinion.answered_at is not None or opinion.withdrawn:
        raise WrongState(N_("This question was answered or taken back meanwhile."))
    if not reason.strip():
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="reason")
    opinion.withdrawn, opinion.note = True, reason.strip()


def take_back_all(session: Session, assessor_id: int, reason: str) -> None:
    """Take back what an assessor has not answered; called by who suspends or dismisses one."""
    waiting = select(Opinion).where(
        Opinion.assessor_id == assessor_id,
        Opinion.answered_at.is_(None),
        Opinion.withdrawn.is_(False),
    )
    # Whichever unit asked: nobody answers any more.
    for opinion in session.scalars(waiting, execution_options={"kernel": True}).all():
        hand_over(session, opinion)
        opinion.withdrawn, opinion.note = True, reason.strip()


def check_none_awaited(session: Session, claim: Claim) -> None:
    """Raise WrongState while an opinion on a claim may still come in time."""
    opinion = session.scalar(_open_of(claim.id))
    if opinion is not None and now_of(session) <= opinion.due_at:
        raise WrongState(
            N_(
                "An assessor has been asked and has 48 hours. Wait for the opinion, or take the"
                " question back."
            )
        )


def settle(session: Session, claim: Claim) -> None:
    """Note on a claim's opinions whether its decision agreed; take back what it leaves open.

    To be called after each step that decides on a claim, opens it again or ends it.
    """
    rows = session.scalars(
        select(Opinion).where(Opinion.claim_id == claim.id, Opinion.withdrawn.is_(False))
    )
    for opinion in rows.all():
        if opinion.answered_at is not None:
            opinion.agreed = opinions.agrees(
                opinion.verdict, opinion.opinion_fen or 0, claim.state, claim.payable_fen
            )
        elif claim.state in (claims.WITHDRAWN, claims.EXPIRED):
            opinion.withdrawn = True


@needs(Permission.SEE_CLAIMS)
def list_of_claim(session: Session, claim_id: int) -> list[OpinionRow]:
    """Return the questions about one claim, the latest first."""
    claim = load(session, Claim, claim_id)
    rows = session.execute(_rows_query().where(Opinion.claim_id == claim.id))
    return [_row(session, *row) for row in rows]


@needs(Permission.SEE_CLAIMS)
def list_page(
    session: Session,
    view: str = LATE,
    assessor_id: int | None = None,
    page: int = 1,
    size: int = PAGE_SIZE,
) -> OpinionPage:
    """List the questions of the actor's scope that are late, wait, or were answered."""
    wanted = [Opinion.withdrawn.is_(False), *_in_view(session, view)]
    if assessor_id is not None:
        wanted.append(Opinion.assessor_id == assessor_id)
    total = session.scalar(select(func.count(Opinion.id)).where(*wanted)) or 0
    rows = session.execute(_rows_query().where(*wanted).limit(size).offset((page - 1) * size))
    return OpinionPage([_row(session, *row) for row in rows], total)


def _in_view(session: Session, view: str) -> list[Any]:
    if view == ANSWERED:
        return [Opinion.answered_at.is_not(None)]
    if view == WAITING:
        return [Opinion.answered_at.is_(None)]
    return [Opinion.answered_at.is_(None), Opinion.due_at < now_of(session)]


def select_late(session: Session) -> Select[Any]:
    """Select how many opinions did not come in time and claims wait for."""
    return select(func.count(Opinion.id)).where(
        Opinion.withdrawn.is_(False), *_in_view(session, LATE)
    )


def _rows_query() -> Select[Opinion, str, str]:
    return (
        select(Opinion, Claim.claim_no, Assessor.name)
        .join(Claim, Claim.id == Opinion.claim_id)
        .join(Assessor, Assessor.id == Opinion.assessor_id)
        .order_by(Opinion.id.desc())
    )


def _row(session: Session, opinion: Opinion, claim_no: str, assessor: str) -> OpinionRow:
    return OpinionRow(
        opinion.id,
        opinion.version,
        opinion.claim_id,
        claim_no,
        opinion.assessor_id,
        assessor,
        opinion.question,
        opinion.sent_at,
        opinion.due_at,
        opinion.answered_at,
        opinions.is_late(opinion.due_at, opinion.answered_at, now_of(session)),
        opinion.verdict,
        opinion.opinion_fen,
        opinion.fee_fen,
        opinion.agreed,
        opinion.withdrawn,
        opinion.note,
    )


@needs(Permission.REVEAL_SEALED)
def read_reasons(session: Session, opinion_id: int, reason: str) -> str:
    """Return an opinion's reasons in full; who read them and why goes on the trail."""
    check_allowed(actor_of(session), Permission.SEE_CLAIMS)
    return reveals.reveal(session, load(session, Opinion, opinion_id), "reasons", reason)
