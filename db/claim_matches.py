"""Never twice, and what looks alike: a claim held against all others, in every unit.

What another unit has is not told, save that and by which number something was claimed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from db.models.claims import Claim, ClaimInvoice, ClaimVerdict
from db.models.members import Member
from db.models.units import UnitBelow
from db.verbs import actor_of, load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.claim_matches import Alike, Days, Invoice, Twice, twice
from rules.errors import InvalidInput, OfficeError
from rules.language import N_

MOST_ALIKE = 20
SHORTEST_REASON = 2
_KERNEL = {"kernel": True}
_DAYS = (Claim.id, Claim.claim_no, Claim.unit_id, Claim.plan_id, Claim.event, Claim.event_on)


@dataclass(frozen=True, slots=True)
class Before:
    """Another claim in which the same was claimed; ``claim_id`` is None out of sight."""

    what: Twice
    claim_no: str
    claim_id: int | None
    invoice_no: str = ""

    @property
    def refusal(self) -> InvalidInput:
        """The sentence that refuses the claim; the page draws the link beside it."""
        if self.what is Twice.INVOICE:
            return InvalidInput(
                N_("Invoice {number} was used in claim {claim} already."),
                field="invoices",
                number=self.invoice_no,
                claim=self.claim_no,
            )
        if self.what is Twice.STAY:
            text = N_("The person was in hospital on these days by claim {claim} already.")
        else:
            text = N_("The same event was claimed for this person in claim {claim} already.")
        return InvalidInput(text, field="event_on", claim=self.claim_no)


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A claim that looks like this one; out of sight only its number and unit's word remain."""

    claim_id: int | None
    claim_no: str
    name: str
    unit_id: int | None
    event: str
    event_on: date | None
    hospital: str
    state: str
    payable_fen: int
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a claim is held against the others."""

    member_ids: Sequence[int]
    name: str
    birth_on: date | None
    plan_id: int
    days: Days
    bank_index: bytes | None = None
    mobile_index: bytes | None = None
    but: Collection[int] = ()
    """Claims that this one belongs to: itself, what it appeals against, what it adds to."""


def person_ids(session: Session, member_id: int) -> list[int]:
    """Return a member's id and those of records merged with it, in order."""
    root = (
        select(Member.merged_into_id).where(Member.id == member_id).correlate(None)
    ).scalar_subquery()
    found = session.scalars(
        select(Member.id)
        .where(
            or_(
                Member.id == member_id,
                Member.merged_into_id == member_id,
                Member.id == root,
                Member.merged_into_id == root,
            )
        )
        .order_by(Member.id),
        execution_options=_KERNEL,  # the caller has found the member within the scope
    )
    return list(found)


def traits_of(
    session: Session, claim: Claim, member_ids: Sequence[int], birth_on: date | None = None
) -> Traits:
    """Return what of a stored claim is held against the others."""
    return Traits(
        member_ids,
        claim.name,
        birth_on,
        claim.plan_id,
        Days(claim.event, claim.event_on, claim.ended_on),
        claim.bank_index,
        claim.mobile_index,
        own_of(session, claim),
    )


def own_of(session: Session, claim: Claim) -> list[int]:
    """Return a stored claim's id with those that it adds to or appeals against."""
    first = claim.tops_up_id or claim.id
    others = session.scalars(
        select(Claim.id).where(Claim.tops_up_id == first), execution_options=_KERNEL
    )
    own = {claim.id, first, *others}
    if claim.appeals_id is not None:
        own.add(claim.appeals_id)
    return sorted(own)


def hold_person(session: Session, member_ids: Sequence[int]) -> None:
    """Let claims of one person be entered and decided one after the other, in every unit."""
    session.execute(
        select(Member.id).where(Member.id.in_(member_ids)).order_by(Member.id).with_for_update(),
        execution_options=_KERNEL,
    )


def find_before(session: Session, traits: Traits, invoices: Iterable[Invoice] = ()) -> list[Before]:
    """Return where the same invoices or days were claimed, whatever the year, plan or unit."""
    return [*_invoices_before(session, traits, invoices), *_days_before(session, traits)]


def _invoices_before(session: Session, traits: Traits, invoices: Iterable[Invoice]) -> list[Before]:
    typed = {one.key: one.number for one in invoices}
    if not typed:
        return []
    rows = session.execute(
        select(ClaimInvoice.key, Claim.id, Claim.claim_no, Claim.unit_id)
        .join(Claim, Claim.id == ClaimInvoice.claim_id)
        .where(
            ClaimInvoice.key.in_(typed),
            ClaimInvoice.live.is_(True),
            Claim.id.not_in(traits.but),
        )
        .order_by(ClaimInvoice.id),
        execution_options=_KERNEL,
    ).all()
    seen = _in_sight(session, {row.unit_id for row in rows})
    return [
        Before(
            Twice.INVOICE,
            row.claim_no,
            row.id if row.unit_id in seen else None,
            typed[row.key],
        )
        for row in rows
    ]


def _days_before(session: Session, traits: Traits) -> list[Before]:
    rows = session.execute(
        select(*_DAYS, Claim.ended_on)
        .where(
            Claim.member_id.in_(traits.member_ids),
            Claim.event == traits.days.event,
            Claim.state.not_in(rules.DEAD),
            Claim.id.not_in(traits.but),
        )
        .order_by(Claim.id),
        execution_options=_KERNEL,
    ).all()
    found = [(row, twice(traits.days, _days(row), row.plan_id == traits.plan_id)) for row in rows]
    again = [(row, what) for row, what in found if what is not None]
    seen = _in_sight(session, {row.unit_id for row, _what in again})
    return [
        Before(what, row.claim_no, row.id if row.unit_id in seen else None) for row, what in again
    ]


def _days(row: Any) -> Days:
    return Days(row.event, row.event_on, row.ended_on)


def check_never_twice(session: Session, traits: Traits, invoices: Iterable[Invoice]) -> None:
    """Raise InvalidInput, naming the other claim, where something was claimed before.

    To be called while the person is held.
    """
    for one in find_before(session, traits, invoices):
        raise one.refusal


def _in_sight(session: Session, unit_ids: Collection[int | None]) -> set[int | None]:
    actor = actor_of(session)
    if actor.everywhere or not unit_ids:
        return set(unit_ids)
    return set(
        session.scalars(
            select(UnitBelow.unit_id).where(
                UnitBelow.ancestor_id == actor.unit_id, UnitBelow.unit_id.in_(unit_ids)
            ),
            execution_options=_KERNEL,
        )
    )


def list_alike(session: Session, traits: Traits, but_judged: int = 0) -> list[AlikeRow]:
    """Return claims of others that share account, name and birth date or mobile, and other
    claims of the person for the same days; without those judged not to be the same as
    ``but_judged``."""
    rows = session.execute(
        select(Claim, Member.birth_on)
        .join(Member, Member.id == Claim.member_id)
        .where(or_(*_alike(traits)), Claim.id.not_in([*traits.but, *_judged(session, but_judged)]))
        .order_by(Claim.id.desc())
        .limit(MOST_ALIKE),
        execution_options=_KERNEL,
    ).all()
    seen = _in_sight(session, {claim.unit_id for claim, _born in rows})
    found = []
    for claim, born in rows:
        matched = _matched(traits, claim, born)
        if matched:
            found.append(_row(claim, matched, claim.unit_id in seen))
    return found


def _alike(traits: Traits) -> list[Any]:
    others = Claim.member_id.not_in(traits.member_ids)
    asked = []
    if traits.bank_index is not None:
        asked.append(and_(Claim.bank_index == traits.bank_index, others))
    if traits.mobile_index is not None:
        asked.append(and_(Claim.mobile_index == traits.mobile_index, others))
    namesakes = select(Member.id).where(
        Member.name == traits.name,
        Member.birth_on == traits.birth_on,
        Member.id.not_in(traits.member_ids),
    )
    asked.append(Claim.member_id.in_(namesakes))
    asked.append(and_(Claim.member_id.in_(traits.member_ids), Claim.state.not_in(rules.DEAD)))
    return asked


def _matched(traits: Traits, claim: Claim, born: date | None) -> tuple[str, ...]:
    if claim.member_id in traits.member_ids:
        days = Days(claim.event, claim.event_on, claim.ended_on)
        return (Alike.SAME_DAYS,) if days.overlaps(traits.days) else ()
    found = []
    if traits.bank_index is not None and claim.bank_index == traits.bank_index:
        found.append(Alike.BANK_NUMBER)
    if claim.name == traits.name and born is not None and born == traits.birth_on:
        found.append(Alike.NAME_BIRTH)
    if traits.mobile_index is not None and claim.mobile_index == traits.mobile_index:
        found.append(Alike.MOBILE)
    return tuple(found)


def _row(claim: Claim, matched: tuple[str, ...], in_sight: bool) -> AlikeRow:
    if not in_sight:
        return AlikeRow(None, claim.claim_no, "", None, "", None, "", "", 0, matched)
    return AlikeRow(
        claim.id,
        claim.claim_no,
        claim.name,
        claim.unit_id,
        claim.event,
        claim.event_on,
        claim.hospital,
        claim.state,
        claim.payable_fen,
        matched,
    )


def _judged(session: Session, claim_id: int) -> set[int]:
    if not claim_id:
        return set()
    pairs = session.execute(
        select(ClaimVerdict.claim_id, ClaimVerdict.other_claim_id).where(
            or_(ClaimVerdict.claim_id == claim_id, ClaimVerdict.other_claim_id == claim_id)
        )
    )
    return {key for pair in pairs for key in pair}


@needs(Permission.DECIDE_CLAIMS)
def judge_different(session: Session, claim_id: int, other_id: int, reason: str) -> int:
    """Remember that two claims look alike and are not the same case; returns the verdict's id."""
    first, second = load(session, Claim, claim_id), load(session, Claim, other_id)
    if first.id == second.id:
        raise InvalidInput(N_("Choose two different records."))
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput(N_("Give a reason; it is kept with the decision."), field="reason")
    low, high = sorted((first.id, second.id))
    known = session.scalar(
        select(ClaimVerdict.id).where(
            ClaimVerdict.claim_id == low, ClaimVerdict.other_claim_id == high
        )
    )
    if known is not None:
        raise OfficeError(N_("This was judged already."))
    verdict = ClaimVerdict(
        claim_id=low,
        other_claim_id=high,
        reason=reason.strip(),
        decided_by=actor_of(session).name,
        decided_on=today_of(session),
    )
    session.add(verdict)
    session.flush()
    return verdict.id
