"""What a decision on a claim changes: the amount reckoned anew, the ground, the invoices."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import (
    claim_covers,
    claim_fees,
    claim_matches,
    claim_papers,
    claim_people,
    claim_reckoning,
    moves,
    second_looks,
)
from db.calendar import calendar_of
from db.codes import code_lists
from db.models.claims import Claim
from db.models.trail import Move
from db.verbs import actor_of, today_of
from rules import claims as rules
from rules.claim_fees import check_acknowledged
from rules.claim_limits import Course, lateness
from rules.claim_matches import Invoice
from rules.codes import label_of
from rules.errors import InvalidInput, NotAllowed, WrongState
from rules.language import N_
from rules.mutual_benefits import BELOW_DEDUCTIBLE
from rules.mutual_parts import PartKind
from rules.mutual_terms import PlanTerms

_KERNEL = {"kernel": True}
"""Appeals and top-ups of a claim count wherever they lie."""


def approve(session: Session, claim: Claim, note: str) -> None:
    """Grant a claim at the amount that the rules give today; the person is held meanwhile.

    Raises InvalidInput without a note where the unit's fees came after the event.
    """
    ids = claim_people.hold_person(session, claim.member_id)
    share = claim_covers.share_of_claim(session, claim, ids)
    claim_papers.check_complete(session, claim.id)
    code = claim_covers.objection_of(share, claim.event_on, claim.ended_on)
    if code:
        raise InvalidInput(
            N_("This cannot be approved: {ground}. Refuse it for this reason."),
            ground=label_of(code_lists(session), "claim_refusal", code),
        )
    _check_in_time(session, claim, share.terms)
    check_acknowledged(claim_fees.of_claims(session, [claim.id]).get(claim.id), note)
    # Records of one person may have been merged since both claims were taken.
    claim_matches.check_never_twice(session, claim_people.traits_of(session, claim, ids), ())
    facts = claim_reckoning.facts_of(claim_reckoning.values_of_claim(claim), share.shares)
    chain = claim_reckoning.chain_of(session, claim)
    found = claim_reckoning.reckon(session, share, facts, chain, claim.id)
    if not found.payable_fen and not _counts_later(share.terms, found.outcome.refusal):
        raise InvalidInput(N_("The plan gives nothing for this claim. Refuse it, saying why."))
    claim_reckoning.keep(claim, found)
    claim.refusal = claim.refusal_article = claim.refusal_note = ""
    _decided(session, claim, share.terms)


def _counts_later(terms: PlanTerms, refusal: str) -> bool:
    """Say whether a claim that gives nothing counts toward later ones of the period."""
    adds_up = any(part.kind is PartKind.BANDS_PERIOD for part in terms.parts)
    return adds_up and refusal == BELOW_DEDUCTIBLE


def _check_in_time(session: Session, claim: Claim, terms: PlanTerms) -> None:
    if claim.appeals_id is not None or claim.tops_up_id is not None:
        return  # the first claim was in time, or it was refused for that
    received = [one.received_on for one in claim_papers.papers_of(session, claim.id)]
    complete_on = max((day for day in received if day), default=claim.handed_in_on)
    course = Course(
        claim.event_on,
        claim.ended_on,
        claim.reported_on,
        claim.handed_in_on,
        complete_on,
        claim.days_stopped,
    )
    late = lateness(terms, course, calendar_of(session))
    if late is not None:
        raise InvalidInput(late.text, on=late.on.isoformat(), by=late.by.isoformat())


def check_not_judged_before(session: Session, claim: Claim) -> None:
    """Raise NotAllowed for an appeal against a refusal that the actor decided on or agreed to."""
    own, first_id = actor_of(session).account_id, claim.appeals_id
    while own is not None and first_id is not None:
        judged = select(Move.id).where(
            Move.record_type == Claim.__tablename__,
            Move.record_id == first_id,
            Move.account_id == own,
            Move.action.in_((rules.REFUSE, rules.AGREE_REFUSAL)),
        )
        if session.scalar(judged.limit(1), execution_options=_KERNEL) is not None:
            raise NotAllowed(N_("You refused the first claim, so somebody else decides here."))
        before = select(Claim.appeals_id).where(Claim.id == first_id)
        first_id = session.scalar(before, execution_options=_KERNEL)


def refuse(session: Session, claim: Claim, code: str, note: str) -> None:
    """Refuse a claim for a ground of the plan, with the article that says so."""
    terms = claim_covers.terms_of(session, claim)
    known = code_lists(session).get("claim_refusal", ())
    if code not in {one.code for one in rules.grounds_of(terms.refusals, known)}:
        raise InvalidInput(N_("Choose a ground that the plan names."), field="refusal")
    if code == rules.OTHER and not note.strip():
        raise InvalidInput(N_("Say which other ground it is."), field="note")
    claim.refusal, claim.refusal_note = code, note.strip()
    claim.refusal_article = terms.refusals.get(code, "")
    _decided(session, claim, terms)
    if claim.state == rules.REFUSED:
        free_invoices(session, claim)


def _decided(session: Session, claim: Claim, terms: PlanTerms) -> None:
    actor = actor_of(session)
    claim.decided_on = today_of(session)
    claim.decided_by, claim.decided_by_id = actor.name, actor.account_id
    session.flush()
    # A top-up is judged with all that the event gives: it is not parted to stay below a limit.
    if second_looks.draw(session, claim, terms, claim.payable_fen + claim.topped_fen):
        moves.move(session, claim, rules.CLAIM, rules.LOOK_AGAIN)


def forget(claim: Claim) -> None:
    """Take a decision off its claim, which is open again."""
    claim.decided_on = claim.decided_by_id = None
    claim.decided_by = claim.refusal = claim.refusal_article = claim.refusal_note = ""


def check_no_top_up(session: Session, claim: Claim) -> None:
    """Raise WrongState while another claim gives the rest of the same event."""
    number = session.scalar(
        select(Claim.claim_no).where(Claim.tops_up_id == claim.id, Claim.state.not_in(rules.DEAD)),
        execution_options=_KERNEL,
    )
    if number is not None:
        raise WrongState(
            N_("Claim {number} adds to this one. Decide on that one first."), number=number
        )


def free_invoices(session: Session, claim: Claim) -> None:
    """Let the invoices of a claim that came to nothing be used again."""
    for invoice in claim_papers.invoices_of(session, claim.id):
        invoice.live = False


def take_invoices_back(session: Session, claim: Claim) -> None:
    """Use a refused claim's invoices and days again, unless another claim has them meanwhile."""
    heir = session.scalar(
        select(Claim.claim_no).where(Claim.appeals_id == claim.id, Claim.state.not_in(rules.DEAD)),
        execution_options=_KERNEL,
    )
    if heir is not None:
        raise WrongState(N_("An appeal runs as claim {number}; decide on that one."), number=heir)
    ids = claim_people.hold_person(session, claim.member_id)
    rows = [one for one in claim_papers.invoices_of(session, claim.id) if not one.dropped]
    invoices = [Invoice(one.invoice_no, one.key, one.fen) for one in rows]
    traits = claim_people.traits_of(session, claim, ids)
    claim_matches.check_never_twice(session, traits, invoices)
    for one in rows:
        one.live = True
