"""One claim with everything that hangs on it; and the proof that its amounts follow from rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from db import claim_fees, claim_matches, claim_papers, claim_people, moves, mutual_plans, reveals
from db.claim_lists import ClaimRow, rows_of
from db.claim_matches import AlikeRow
from db.claim_papers import PaperRow
from db.models.claims import Claim, SecondLook
from db.models.members import Member
from db.models.mutual import Enrolment, UnitEnrolment
from db.moves import MoveRow
from db.mutual_plans import VersionRow
from db.values import masked
from db.verbs import actor_of, load, needs
from rules import claims as rules
from rules.access import Permission, check_allowed
from rules.claim_matches import write_invoices
from rules.explanation import Line, from_plain
from rules.fields import Value
from rules.mutual_benefits import compute
from rules.mutual_facts import facts_from_plain, used_from_plain

_AT_ONCE = 1000
_KERNEL = {"kernel": True}


@dataclass(frozen=True, slots=True)
class LookRow:
    """A second look: why it was drawn, and what came of it."""

    why: str
    handler: str
    drawn_on: date
    outcome: str
    looked_by: str
    looked_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """One claim: where it stands, its values with sealed ones masked, and how it was reckoned."""

    row: ClaimRow
    values: Mapping[str, Value]
    plan: VersionRow
    from_on: date
    to_on: date
    covered_from_on: date
    shares: int
    lines: tuple[Line, ...]
    fees: Line | None
    """What of the unit's fees came after the event, or has not come in."""
    topped_fen: int
    invoices: tuple[tuple[str, int], ...]
    papers: tuple[PaperRow, ...]
    papers_asked_on: date | None
    days_stopped: int
    looks: tuple[LookRow, ...]
    linked: tuple[ClaimRow, ...]
    alike: tuple[AlikeRow, ...]
    refusal: str
    refusal_article: str
    refusal_note: str
    decided_by: str
    limit_on: date | None
    recover_fen: int
    recovered_fen: int
    recorded: Mapping[str, Value]
    """The values as a form takes them, with invoices and papers."""
    steps: tuple[MoveRow, ...]


@needs(Permission.SEE_CLAIMS)
def get_claim(session: Session, claim_id: int) -> ClaimFile:
    """Return one claim; raises NotFound outside the scope."""
    claim = load(session, Claim, claim_id)
    period = session.execute(
        select(Enrolment, Member.birth_on, *claim_fees.fees(claim.event_on))
        .join(UnitEnrolment, UnitEnrolment.id == Enrolment.unit_enrolment_id)
        .join(Member, Member.id == claim.member_id)
        .where(Enrolment.id == claim.enrolment_id),
        execution_options=_KERNEL,  # of a claim within the scope
    ).one()
    cover: Enrolment = period[0]
    invoices = tuple(
        (one.invoice_no, one.fen)
        for one in claim_papers.invoices_of(session, claim.id)
        if not one.dropped
    )
    papers = tuple(claim_papers.row_of(one) for one in claim_papers.papers_of(session, claim.id))
    ids = claim_people.person_ids(session, claim.member_id)
    linked = _linked(session, claim)
    traits = claim_people.traits_of(session, claim, ids, period[1], (claim.id, *linked))
    rows = rows_of(session, [claim.id, *linked])
    values = {field.name: masked(field, getattr(claim, field.name)) for field in rules.CLAIM_FIELDS}
    return ClaimFile(
        rows[0],
        values,
        mutual_plans.get_version(session, claim.plan_version_id),
        cover.from_on,
        cover.to_on,
        cover.covered_from_on,
        cover.shares,
        from_plain(json.loads(claim.lines)),
        claim_fees.told(period[2:], claim.event_on),
        claim.topped_fen,
        invoices,
        papers,
        claim.papers_asked_on,
        claim.days_stopped,
        _looks(session, claim.id),
        tuple(rows[1:]),
        tuple(claim_matches.list_alike(session, traits, claim.id)),
        claim.refusal,
        claim.refusal_article,
        claim.refusal_note,
        claim.decided_by,
        claim.limit_on,
        claim.recover_fen,
        claim.recovered_fen,
        {
            **values,
            "enrolment_id": str(claim.enrolment_id),
            "invoices": write_invoices(invoices),
            "papers": tuple(one.code for one in papers if one.received_on),
        },
        tuple(moves.list_moves(session, Claim.__tablename__, claim.id)),
    )


def _linked(session: Session, claim: Claim) -> list[int]:
    """Return the claims that this one follows from and that follow from it."""
    first = claim.tops_up_id or claim.appeals_id or claim.id
    return list(
        session.scalars(
            select(Claim.id)
            .where(
                or_(
                    Claim.id == first,
                    Claim.tops_up_id.in_((first, claim.id)),
                    Claim.appeals_id.in_((first, claim.id)),
                ),
                Claim.id != claim.id,
            )
            .order_by(Claim.id)
        )
    )


def _looks(session: Session, claim_id: int) -> tuple[LookRow, ...]:
    rows = session.scalars(
        select(SecondLook).where(SecondLook.claim_id == claim_id).order_by(SecondLook.id)
    )
    return tuple(
        LookRow(
            one.why,
            one.handler,
            one.drawn_at.date(),
            one.outcome,
            one.looked_by,
            one.looked_on,
            one.note,
        )
        for one in rows
    )


@needs(Permission.REVEAL_SEALED)
def reveal(session: Session, claim_id: int, field: str, reason: str) -> str:
    """Return one sealed value in full; who read it and why goes on the trail."""
    check_allowed(actor_of(session), Permission.SEE_CLAIMS)
    reveals.check_sealed(rules.CLAIM_FIELDS, field)
    return reveals.reveal(session, load(session, Claim, claim_id), field, reason)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A claim whose stored inputs do not give its stored amount."""

    claim_id: int
    claim_no: str
    stored_fen: int
    reckoned_fen: int


@needs(Permission.SEE_CLAIMS)
def recompute_all(session: Session) -> list[Mismatch]:
    """Compute every claim in sight anew from what was stored; return those that differ."""
    return list(_mismatches(session))


def _mismatches(session: Session) -> Iterator[Mismatch]:
    last = 0
    while True:
        rows = session.execute(
            select(
                Claim.id,
                Claim.claim_no,
                Claim.plan_version_id,
                Claim.facts,
                Claim.used,
                Claim.topped_fen,
                Claim.payable_fen,
            )
            .where(Claim.id > last)
            .order_by(Claim.id)
            .limit(_AT_ONCE)
        ).all()
        for row in rows:
            terms = mutual_plans.terms_of(session, row.plan_version_id)
            found = compute(terms, facts_from_plain(row.facts), used_from_plain(row.used))
            fen = max(found.payable_fen - row.topped_fen, 0)
            if fen != row.payable_fen:
                yield Mismatch(row.id, row.claim_no, row.payable_fen, fen)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].id
