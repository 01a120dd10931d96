"""The steps of a claim: accepted, reviewed, papers asked for, decided, looked at again, undone.

``take`` is the only mover; what a step changes on the claim stands beside it here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    claim_decisions,
    claim_due,
    claim_intake,
    claim_papers,
    claim_people,
    kinship,
    moves,
    mutual_plans,
    opinions,
    second_looks,
)
from db.calendar import calendar_of
from db.models.claims import Claim
from db.models.households import HouseholdMembership, HouseholdPerson
from db.moves import MoveRow
from db.verbs import actor_of, load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.claim_limits import papers_due, stopped
from rules.errors import WrongState
from rules.language import N_
from rules.mutual_terms import PlanTerms

_KERNEL = {"kernel": True}
_JUDGING = (rules.APPROVE, rules.REFUSE, rules.AGREE, rules.AGREE_REFUSAL, rules.SEND_BACK)


@dataclass(frozen=True, slots=True)
class Given:
    """What a step may bring along: a ground of refusal, papers and their due date."""

    refusal: str = ""
    codes: Collection[str] = ()
    due_on: date | None = None


@needs(Permission.SEE_CLAIMS)
def take(
    session: Session,
    claim_id: int,
    seen: int,
    action: str,
    note: str = "",
    given: Given | None = None,
) -> None:
    """Take one step with a claim; the step's own right is asked for as well.

    Raises WrongState, NotAllowed also for own work and relatives, Conflict for a claim that
    changed, InvalidInput for what is missing.
    """
    claim = load(session, Claim, claim_id, seen)
    if action in rules.BEHIND_THE_SCENES:
        raise WrongState(N_("This was decided meanwhile. Look at the record again."))
    if action in (rules.AGREE, rules.AGREE_REFUSAL):
        action = rules.AGREE_REFUSAL if claim.refusal else rules.AGREE
    before = claim.state
    if action == rules.ACCEPT:
        claim_intake.accept_draft(session, claim)
        return
    if action in (rules.APPROVE, rules.REFUSE):
        opinions.check_none_awaited(session, claim)
    if action in _JUDGING:
        claim_decisions.check_not_judged_before(session, claim)
    moves.move(session, claim, rules.CLAIM, action, note)
    if rules.CLAIM.steps[before, action].not_same_as:
        _check_not_kin(session, claim)
    _EFFECTS.get(action, _nothing)(session, claim, note, given or Given(), before)
    opinions.settle(session, claim)


Effect = Callable[[Session, Claim, str, Given, str], None]


def _nothing(session: Session, claim: Claim, note: str, given: Given, before: str) -> None:
    """The step changes nothing but the state."""


def _check_not_kin(session: Session, claim: Claim) -> None:
    """Raise NotAllowed where the actor declared a relative in the person's household."""
    ids = claim_people.person_ids(session, claim.member_id)
    homes = session.scalars(
        select(HouseholdMembership.household_id)
        .join(HouseholdPerson, HouseholdPerson.id == HouseholdMembership.person_id)
        .where(HouseholdPerson.member_id.in_(ids), HouseholdMembership.to_on.is_(None)),
        execution_options=_KERNEL,  # a tie counts wherever the household is kept
    ).all()
    if homes:
        kinship.check_no_kin_among(session, actor_of(session).account_id, homes)


def _ask(session: Session, claim: Claim, note: str, given: Given, _before: str) -> None:
    again = claim.papers_asked_on is not None
    due_on = given.due_on or _papers_due(
        session, mutual_plans.terms_of(session, claim.plan_version_id)
    )
    claim_papers.ask(session, claim, given.codes, due_on, again, note)


def _papers_in(session: Session, claim: Claim, _note: str, _given: Given, _before: str) -> None:
    claim_papers.check_complete(session, claim.id)
    if claim.papers_asked_on is not None:
        claim.days_stopped += stopped(claim.papers_asked_on, today_of(session))


def _approve(session: Session, claim: Claim, note: str, _given: Given, _before: str) -> None:
    claim_decisions.approve(session, claim, note)


def _refuse(session: Session, claim: Claim, note: str, given: Given, _before: str) -> None:
    claim_decisions.refuse(session, claim, given.refusal, note)


def _agree(session: Session, claim: Claim, note: str, _given: Given, _before: str) -> None:
    second_looks.close(session, claim, second_looks.AGREED, note)
    if claim.state == rules.REFUSED:
        claim_decisions.free_invoices(session, claim)


def _send_back(session: Session, claim: Claim, note: str, _given: Given, _before: str) -> None:
    second_looks.close(session, claim, second_looks.SENT_BACK, note)
    claim_decisions.forget(claim)


def _end(session: Session, claim: Claim, _note: str, _given: Given, _before: str) -> None:
    claim_decisions.free_invoices(session, claim)


def _expire(session: Session, claim: Claim, _note: str, _given: Given, _before: str) -> None:
    due_on = claim.papers_due_on
    if due_on is None or due_on >= today_of(session):
        raise WrongState(
            N_("The papers may still come until {by}."), by=due_on.isoformat() if due_on else ""
        )
    claim_decisions.free_invoices(session, claim)


def _undo(session: Session, claim: Claim, _note: str, _given: Given, before: str) -> None:
    claim_due.check_in_no_run(session, claim.id)
    if claim.paid_on is not None:
        raise WrongState(N_("This claim has been paid. Enter a top-up, or what must come back."))
    if before == rules.APPROVED:
        claim_decisions.check_no_top_up(session, claim)
    else:
        claim_decisions.take_invoices_back(session, claim)
    claim_decisions.forget(claim)
    claim.recover_fen = 0  # the money came back whole, and the amount is decided anew


_EFFECTS: Mapping[str, Effect] = {
    rules.ASK_PAPERS: _ask,
    rules.PAPERS_IN: _papers_in,
    rules.APPROVE: _approve,
    rules.REFUSE: _refuse,
    rules.AGREE: _agree,
    rules.AGREE_REFUSAL: _agree,
    rules.SEND_BACK: _send_back,
    rules.WITHDRAW: _end,
    rules.EXPIRE: _expire,
    rules.UNDO: _undo,
}


@needs(Permission.SEE_CLAIMS)
def list_moves(session: Session, claim_id: int) -> list[MoveRow]:
    """Return who did what when with a claim."""
    return moves.list_moves(session, Claim.__tablename__, load(session, Claim, claim_id).id)


@needs(Permission.SEE_CLAIMS)
def default_due(session: Session, terms: PlanTerms) -> date:
    """Return by when papers asked for today have to be here, if nobody says otherwise."""
    return _papers_due(session, terms)


def _papers_due(session: Session, terms: PlanTerms) -> date:
    return papers_due(today_of(session), calendar_of(session), terms.papers_days)


@needs(Permission.TAKE_CLAIMS)
def take_in(session: Session, claim_id: int, seen: int, codes: Collection[str]) -> None:
    """Write down papers that came, and go on with the claim once all are here."""
    claim_papers.receive(session, claim_id, seen, codes)
    claim = load(session, Claim, claim_id)
    if claim.state == rules.PAPERS_ASKED and not claim_papers.missing_of(session, claim.id):
        take(session, claim_id, claim.version, rules.PAPERS_IN)
