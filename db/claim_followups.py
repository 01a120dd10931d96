"""What follows a decided claim: an appeal, or a top-up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import claim_intake, claim_papers, moves
from db.models.claims import Claim, ClaimInvoice, ClaimPaper
from db.verbs import hold, load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.errors import Conflict, WrongState
from rules.language import N_
from rules.reasons import check_reason

_KERNEL = {"kernel": True}
"""What follows a claim, and who bills an invoice, counts wherever it lies."""
_OWN = (
    "member_id",
    "name",
    "unit_id",
    "enrolment_id",
    "plan_id",
    "plan_version_id",
    "event",
    "event_on",
    "ended_on",
    "reported_on",
    "hospital",
    "hospital_level",
    "out_of_area",
    "diagnosis",
    "cause",
    "class_code",
    "died",
    "insured",
    "total_fen",
    "pool_paid_fen",
    "large_paid_fen",
    "other_paid_fen",
    "own_in_fen",
    "own_out_fen",
    "facts",
    "used",
    "lines",
    "payable_fen",
    "topped_fen",
    "tops_up_id",
    "payee_name",
    "bank_name",
    "bank_number",
    "bank_index",
    "mobile",
    "mobile_index",
    "limit_on",
)
"""What a claim shares with the one that it follows from."""


@needs(Permission.TAKE_CLAIMS)
def appeal(session: Session, claim_id: int, seen: int, note: str) -> int:
    """Appeal against a refusal: a new draft with the first one's invoices and papers.

    Somebody else than who refused decides on it. Returns the new claim's id.
    """
    load(session, Claim, claim_id, seen)
    first = hold(session, Claim, claim_id)  # lest the refusal be undone at this moment
    if first.state != rules.REFUSED:
        raise WrongState(N_("Only a refused claim can be appealed against."))
    check_reason(note, "note")
    _check_none_open(session, Claim.appeals_id, first.id)
    claim = _follow(session, first, note)
    claim.appeals_id = first.id
    moves.begin(session, claim, rules.CLAIM, note)
    for invoice in claim_papers.invoices_of(session, first.id):
        if invoice.live or invoice.dropped:
            continue
        _check_free(session, invoice)
        session.add(
            ClaimInvoice(
                unit_id=claim.unit_id,
                claim_id=claim.id,
                invoice_no=invoice.invoice_no,
                key=invoice.key,
                fen=invoice.fen,
                live=True,
            )
        )
    for paper in claim_papers.papers_of(session, first.id):
        session.add(
            ClaimPaper(
                unit_id=claim.unit_id,
                claim_id=claim.id,
                code=paper.code,
                received_on=paper.received_on,
                waived_note=paper.waived_note,
            )
        )
    session.flush()
    return claim.id


@needs(Permission.TAKE_CLAIMS)
def top_up(session: Session, claim_id: int, seen: int, note: str) -> int:
    """Add to a paid claim: a new draft for the whole event, of which what was paid is taken off.

    The draft begins with the first one's amounts, to be corrected. Returns its id.
    """
    load(session, Claim, claim_id, seen)
    first = hold(session, Claim, claim_id)  # lest somebody else add to it at this moment
    if first.state != rules.APPROVED or first.paid_on is None:
        raise WrongState(N_("Only a paid claim can be topped up; undo the decision instead."))
    check_reason(note, "note")
    root = first.tops_up_id or first.id
    _check_none_open(session, Claim.tops_up_id, root)
    claim = _follow(session, _latest(session, root) or first, note)
    claim.tops_up_id = root
    claim.topped_fen += claim.payable_fen
    claim.payable_fen = 0
    moves.begin(session, claim, rules.CLAIM, note)
    claim_papers.write_checklist(session, claim, ())
    return claim.id


def _latest(session: Session, root: int) -> Claim | None:
    """Return the last claim that added to the first one, which holds the amounts of all."""
    return session.scalar(
        select(Claim)
        .where(Claim.tops_up_id == root, Claim.state == rules.APPROVED)
        .order_by(Claim.id.desc())
        .limit(1)
    )


def _follow(session: Session, first: Claim, note: str) -> Claim:
    claim = Claim(**{name: getattr(first, name) for name in _OWN})
    claim.handed_in_on, claim.source = today_of(session), claim_intake.COUNTER
    claim.note = note.strip()[:500]
    claim_intake.number(session, claim)
    return claim


def _check_none_open(session: Session, column: object, first_id: int) -> None:
    known = session.scalar(
        select(Claim.claim_no).where(
            column == first_id,  # type: ignore[arg-type]
            Claim.state.in_((rules.DRAFT, rules.SECOND_LOOK, *rules.UNDECIDED)),
        ),
        execution_options=_KERNEL,
    )
    if known is not None:
        raise Conflict(N_("Claim {number} runs already; decide on that one."), number=known)


def _check_free(session: Session, invoice: ClaimInvoice) -> None:
    taken = session.scalar(
        select(Claim.claim_no)
        .join(ClaimInvoice, ClaimInvoice.claim_id == Claim.id)
        .where(ClaimInvoice.key == invoice.key, ClaimInvoice.live.is_(True)),
        execution_options=_KERNEL,
    )
    if taken is not None:
        raise Conflict(
            N_("Invoice {number} was used in claim {claim} already."),
            number=invoice.invoice_no,
            claim=taken,
        )
