"""Never twice, and what looks alike: a claim held against all others, in every unit.

What another unit has is not told, save that and by which number something was claimed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, union
from sqlalchemy.orm import Session

from db.claim_people import Traits, in_sight
from db.models.claims import Claim, ClaimInvoice, ClaimVerdict
from db.models.members import Member
from db.verbs import actor_of, load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.claim_matches import Alike, Days, Invoice, Twice, twice
from rules.errors import InvalidInput, OfficeError
from rules.language import N_
from rules.reasons import check_reason

MOST_ALIKE = 20
_KERNEL = {"kernel": True}

# Made once: building them takes as long as running them.
_NOT_OWN = Claim.id.not_in(bindparam("but", expanding=True))
_INVOICES = (
    select(ClaimInvoice.key, Claim.id, Claim.claim_no, Claim.unit_id)
    .join(Claim, Claim.id == ClaimInvoice.claim_id)
    .where(
        ClaimInvoice.key.in_(bindparam("keys", expanding=True)),
        ClaimInvoice.live.is_(True),
        _NOT_OWN,
    )
    .order_by(ClaimInvoice.id)
)
_DAYS = (
    select(
        Claim.id,
        Claim.claim_no,
        Claim.unit_id,
        Claim.plan_id,
        Claim.event,
        Claim.event_on,
        Claim.ended_on,
    )
    .where(
        Claim.member_id.in_(bindparam("member_ids", expanding=True)),
        Claim.event == bindparam("event"),
        Claim.state.not_in(rules.DEAD),
        _NOT_OWN,
    )
    .order_by(Claim.id)
)


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


def find_before(session: Session, traits: Traits, invoices: Iterable[Invoice] = ()) -> list[Before]:
    """Return where the same invoices or days were claimed, whatever the year, plan or unit."""
    return [*_invoices_before(session, traits, invoices), *_days_before(session, traits)]


def _invoices_before(session: Session, traits: Traits, invoices: Iterable[Invoice]) -> list[Before]:
    typed = {one.key: one.number for one in invoices}
    if not typed:
        return []
    asked = {"keys": list(typed), "but": list(traits.but)}
    rows = session.execute(_INVOICES, asked, execution_options=_KERNEL).all()
    seen = in_sight(session, {row.unit_id for row in rows})
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
    asked = {
        "member_ids": list(traits.member_ids),
        "event": traits.days.event,
        "but": list(traits.but),
    }
    rows = session.execute(_DAYS, asked, execution_options=_KERNEL).all()
    found = [(row, twice(traits.days, _days(row), row.plan_id == traits.plan_id)) for row in rows]
    again = [(row, what) for row, what in found if what is not None]
    seen = in_sight(session, {row.unit_id for row, _what in again})
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


def list_alike(session: Session, traits: Traits, but_judged: int = 0) -> list[AlikeRow]:
    """Return claims of others that share account, name and birth date or mobile, and other
    claims of the person for the same days; without those judged not to be the same as
    ``but_judged``."""
    rows = session.execute(
        select(*_COMPARED, Member.birth_on)
        .join(Member, Member.id == Claim.member_id)
        .where(
            Claim.id.in_(union(*_alike(traits))),
            Claim.id.not_in(traits.but),
            *_not_judged(but_judged),
        )
        .order_by(Claim.id.desc())
        .limit(MOST_ALIKE),
        execution_options=_KERNEL,
    ).all()
    matched = [(row, _matched(traits, row)) for row in rows]
    alike = [(row, what) for row, what in matched if what]
    seen = in_sight(session, {row.unit_id for row, _what in alike})
    return [_row(row, what, row.unit_id in seen) for row, what in alike]


_COMPARED = (
    Claim.id,
    Claim.claim_no,
    Claim.member_id,
    Claim.name,
    Claim.unit_id,
    Claim.event,
    Claim.event_on,
    Claim.ended_on,
    Claim.hospital,
    Claim.state,
    Claim.payable_fen,
    Claim.bank_index,
    Claim.mobile_index,
)


def _alike(traits: Traits) -> list[Any]:
    """Select the ids of what may look alike, each way along its own index."""
    others = Claim.member_id.not_in(traits.member_ids)
    namesakes = select(Member.id).where(
        Member.name == traits.name,
        Member.birth_on == traits.birth_on,
        Member.id.not_in(traits.member_ids),
    )
    asked = [
        select(Claim.id).where(Claim.member_id.in_(namesakes)),
        select(Claim.id).where(
            Claim.member_id.in_(traits.member_ids), Claim.state.not_in(rules.DEAD)
        ),
    ]
    if traits.bank_index is not None:
        asked.append(select(Claim.id).where(Claim.bank_index == traits.bank_index, others))
    if traits.mobile_index is not None:
        asked.append(select(Claim.id).where(Claim.mobile_index == traits.mobile_index, others))
    return asked


def _matched(traits: Traits, row: Any) -> tuple[str, ...]:
    if row.member_id in traits.member_ids:
        return (Alike.SAME_DAYS,) if _days(row).overlaps(traits.days) else ()
    found = []
    if traits.bank_index is not None and row.bank_index == traits.bank_index:
        found.append(Alike.BANK_NUMBER)
    if row.name == traits.name and row.birth_on is not None and row.birth_on == traits.birth_on:
        found.append(Alike.NAME_BIRTH)
    if traits.mobile_index is not None and row.mobile_index == traits.mobile_index:
        found.append(Alike.MOBILE)
    return tuple(found)


def _row(row: Any, matched: tuple[str, ...], in_sight: bool) -> AlikeRow:
    if not in_sight:
        return AlikeRow(None, row.claim_no, "", None, "", None, "", "", 0, matched)
    return AlikeRow(
        row.id,
        row.claim_no,
        row.name,
        row.unit_id,
        row.event,
        row.event_on,
        row.hospital,
        row.state,
        row.payable_fen,
        matched,
    )


def _not_judged(claim_id: int) -> list[Any]:
    if not claim_id:
        return []
    one, other = ClaimVerdict.claim_id, ClaimVerdict.other_claim_id
    judged = select(ClaimVerdict.id).where(
        or_(and_(one == claim_id, other == Claim.id), and_(other == claim_id, one == Claim.id))
    )
    return [~judged.exists()]


@needs(Permission.DECIDE_CLAIMS)
def judge_different(session: Session, claim_id: int, other_id: int, reason: str) -> int:
    """Remember that two claims look alike and are not the same case; returns the verdict's id."""
    first, second = load(session, Claim, claim_id), load(session, Claim, other_id)
    if first.id == second.id:
        raise InvalidInput(N_("Choose two different records."))
    told = check_reason(reason)
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
        reason=told,
        decided_by=actor_of(session).name,
        decided_on=today_of(session),
    )
    session.add(verdict)
    session.flush()
    return verdict.id
