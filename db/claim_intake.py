"""Taking a claim: looked at while it is typed, kept as a draft, accepted at the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from db import claim_covers, claim_matches, claim_papers, claim_people, claim_reckoning, moves
from db.claim_matches import AlikeRow, Before
from db.claim_people import Traits
from db.claim_reckoning import Reckoned
from db.cover import Cover
from db.models.claims import Claim, ClaimInvoice
from db.models.members import Member
from db.numbers import next_number
from db.sealing import blind_index
from db.verbs import load, needs, today_of
from rules import claims as rules
from rules.access import Permission
from rules.claim_checks import check_claim, check_invoices, complete_claim
from rules.claim_limits import Late
from rules.claim_matches import Days, Invoice, read_invoices
from rules.errors import InvalidInput, OfficeError, WrongState
from rules.explanation import Line
from rules.fields import Value, by_name
from rules.language import N_

COUNTER, IMPORT = "counter", "import"
_NAMES = tuple(by_name(rules.CLAIM_FIELDS))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a claim comes to so far; nothing of it is written.

    ``wrong`` says what has to be mended before it is reckoned; ``before`` is what forbids the
    claim, ``refusals`` are the codes that its days or amounts suggest, ``alike`` are look-alikes.
    """

    covers: list[Cover]
    cover: Cover | None = None
    reckoned: Reckoned | None = None
    missing: tuple[str, ...] = ()
    before: tuple[Before, ...] = ()
    alike: tuple[AlikeRow, ...] = ()
    refusals: tuple[str, ...] = ()
    late: Late | None = None
    advice: tuple[Line, ...] = ()
    fees: Line | None = None
    wrong: OfficeError | None = None


@needs(Permission.TAKE_CLAIMS)
def preview(
    session: Session, member_id: int, values: Mapping[str, Value], claim_id: int = 0
) -> Preview:
    """Return what a claim would give, what is missing and what stands in its way.

    ``values`` are those typed so far, with ``enrolment_id``, ``invoices`` and ``papers``;
    ``claim_id`` is the claim that is being changed.
    """
    member = load(session, Member, member_id)
    claim = load(session, Claim, claim_id) if claim_id else None
    if claim is not None:
        values = _with_sealed(claim, {name: one for name, one in values.items() if one is not None})
    today = today_of(session)
    covers = claim_covers.covers_for(session, member.merged_into_id or member.id, values)
    cover = claim_covers.choose(covers, values.get("enrolment_id"), values.get("event"))
    try:
        invoices = _invoices(values)
        full = complete_claim(_own(values), today)
        check_claim(full, today)
        check_invoices(sum(one.fen for one in invoices), full)
    except InvalidInput as wrong:
        return Preview(covers, cover, missing=_missing(cover, values), wrong=wrong)
    if cover is None:
        return Preview(covers, wrong=_no_cover(covers))
    ids = claim_people.person_ids(session, member.id)
    _settle(full, member)
    traits = _traits(session, member, ids, cover.plan_id, full, claim)
    linked = claim is not None and _is_linked(claim)
    found = claim_covers.grounds(session, cover, full, linked)
    reckoned = claim_reckoning.reckon(
        session,
        claim_covers.share_of(cover, ids),
        claim_reckoning.facts_of(full, cover.shares),
        claim_reckoning.chain_of(session, claim) if claim else (),
        claim_id,
    )
    suggested = (reckoned.outcome.refusal,) if reckoned.outcome.refusal else ()
    return Preview(
        covers,
        cover,
        reckoned,
        _missing(cover, values),
        tuple(claim_matches.find_before(session, traits, invoices)),
        tuple(claim_matches.list_alike(session, traits, claim_id)),
        tuple(dict.fromkeys((*found.refusals, *suggested))),
        found.late,
        found.advice,
        found.fees,
    )


def _own(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name in _NAMES}


def _with_sealed(claim: Claim, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values with those sealed ones of the claim that were not typed anew."""
    sealed = (field.name for field in rules.CLAIM_FIELDS if field.sealed)
    return {**{name: getattr(claim, name) for name in sealed}, **values}


def _no_cover(covers: Sequence[Cover]) -> InvalidInput:
    if covers:
        return InvalidInput(N_("Choose the cover that the claim is for."), field="enrolment_id")
    return InvalidInput(
        N_("Nothing covers this person. A unit has to hand in the enrolment first."),
        field="enrolment_id",
    )


def _invoices(values: Mapping[str, Value]) -> tuple[Invoice, ...]:
    return read_invoices(str(values.get("invoices") or ""))


def _papers(values: Mapping[str, Value]) -> tuple[str, ...]:
    ticked = values.get("papers")
    return ticked if isinstance(ticked, tuple) else ()


def _missing(cover: Cover | None, values: Mapping[str, Value]) -> tuple[str, ...]:
    if cover is None:
        return ()
    wanted = cover.terms.papers.get(str(values.get("event") or ""), ())
    ticked = _papers(values)
    return tuple(code for code in wanted if code not in ticked)


def _settle(full: dict[str, Value], member: Member) -> None:
    """Fill in what the registry knows; the money of somebody who died goes to somebody else."""
    full["mobile"] = full["mobile"] or member.mobile
    if full["event"] == rules.DEATH or full["died"]:
        return
    full["payee_name"] = full["payee_name"] or member.name
    if full["payee_name"] == member.name and not full["bank_number"]:
        full["bank_number"] = member.bank_number
        full["bank_name"] = full["bank_name"] or member.bank_name


def derived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that follow from a claim's sealed values."""
    return {
        "bank_index": _index(values, "bank_number"),
        "mobile_index": _index(values, "mobile"),
    }


def _index(values: Mapping[str, Any], name: str) -> bytes | None:
    return blind_index(str(values[name]), f"claim.{name}") if values.get(name) else None


def _traits(
    session: Session,
    member: Member,
    ids: Sequence[int],
    plan_id: int,
    full: Mapping[str, Value],
    claim: Claim | None,
) -> Traits:
    event_on, ended_on = full["event_on"], full["ended_on"]
    if not isinstance(event_on, date):
        raise WrongState(N_("Enter the day of the event first."))
    days = Days(str(full["event"]), event_on, ended_on if isinstance(ended_on, date) else None)
    own = claim_people.own_of(session, claim) if claim is not None else ()
    return Traits(ids, member.name, member.birth_on, plan_id, days, **derived(full), but=own)


def _is_linked(claim: Claim) -> bool:
    return claim.appeals_id is not None or claim.tops_up_id is not None


@needs(Permission.TAKE_CLAIMS)
def take(
    session: Session,
    member_id: int,
    values: Mapping[str, Value],
    accept: bool = True,
    source: str = COUNTER,
) -> int:
    """Take a claim and accept it, or keep it as a draft; returns its id.

    Raises InvalidInput naming the field, also where the same invoice or the same days were
    claimed before, whatever the year, plan or unit.
    """
    member = load(session, Member, member_id)
    claim = Claim(source=source)
    fill(session, claim, member, values)
    number(session, claim)
    moves.begin(session, claim, rules.CLAIM)
    if accept:
        accept_draft(session, claim)
    _hang_on(session, claim, values, is_new=True)
    return claim.id


def number(session: Session, claim: Claim) -> None:
    """Give a new claim its number; last, since whoever comes next waits for it."""
    year = today_of(session).year
    claim.claim_no = f"L{year}-{next_number(session, Claim.__tablename__, year):06}"


@needs(Permission.TAKE_CLAIMS)
def change(
    session: Session, claim_id: int, seen: int, values: Mapping[str, Value], accept: bool = False
) -> None:
    """Change a draft or a claim that waits for papers; whoever does has entered it as well."""
    claim = load(session, Claim, claim_id, seen)
    if claim.state not in rules.CHANGEABLE:
        raise WrongState(N_("Only a draft, or a claim that waits for papers, can be changed."))
    member = load(session, Member, claim.member_id)
    values = _with_sealed(claim, values)
    fill(session, claim, member, values)
    moves.enter_as_well(session, claim)
    _hang_on(session, claim, values)
    if accept:
        accept_draft(session, claim)


def fill(session: Session, claim: Claim, member: Member, values: Mapping[str, Value]) -> None:
    """Write what was typed, with what the rules of today give for it."""
    today = today_of(session)
    full = complete_claim(_own(values), today)
    check_claim(full, today)
    invoices = _invoices(values)
    check_invoices(sum(one.fen for one in invoices), full)
    ids = claim_people.hold_person(session, member.id)
    covers = claim_covers.covers_for(session, member.merged_into_id or member.id, full)
    cover = claim_covers.choose(covers, values.get("enrolment_id"), values.get("event"))
    if cover is None:
        raise _no_cover(covers)
    claim_covers.check_ours(session, cover)
    if claim.tops_up_id is not None and cover.enrolment_id != claim.enrolment_id:
        raise InvalidInput(
            N_("A top-up stays under the cover of the claim that it adds to."),
            field="enrolment_id",
        )
    _settle(full, member)
    stored = claim if claim.id else None
    traits = _traits(session, member, ids, cover.plan_id, full, stored)
    claim_matches.check_never_twice(session, traits, invoices)
    _assign(claim, full)
    claim.member_id, claim.name = member.id, member.name
    claim.unit_id, claim.enrolment_id = cover.unit_id, cover.enrolment_id
    claim.plan_id, claim.plan_version_id = cover.plan_id, cover.version_id
    claim.limit_on = claim_covers.limit_of(session, cover.terms, claim.event_on, claim.ended_on)
    facts = claim_reckoning.facts_of(full, cover.shares)
    chain = claim_reckoning.chain_of(session, claim)
    share = claim_covers.share_of(cover, ids)
    with session.no_autoflush:
        claim_reckoning.keep(
            claim, claim_reckoning.reckon(session, share, facts, chain, claim.id or 0)
        )


def _assign(claim: Claim, full: Mapping[str, Value]) -> None:
    for name, value in {**full, **derived(full)}.items():
        column = Claim.__table__.c[name]
        kept = "" if value is None and not column.nullable else value
        if getattr(claim, name, None) != kept:
            setattr(claim, name, kept)


def _hang_on(
    session: Session, claim: Claim, values: Mapping[str, Value], *, is_new: bool = False
) -> None:
    """Write the invoices and the checklist of papers beside the claim."""
    _write_invoices(session, claim, _invoices(values), is_new=is_new)
    claim_papers.write_checklist(session, claim, _papers(values), is_new=is_new)


def _write_invoices(
    session: Session, claim: Claim, invoices: Sequence[Invoice], *, is_new: bool
) -> None:
    there = () if is_new else claim_papers.invoices_of(session, claim.id)
    kept = {one.key: one for one in there}
    typed = {one.key: one for one in invoices}
    for key, row in kept.items():
        row.live, row.dropped, row.unit_id = key in typed, key not in typed, claim.unit_id
        if key in typed:
            row.invoice_no, row.fen = typed[key].number, typed[key].fen
    for key, one in typed.items():
        if key not in kept:
            session.add(
                ClaimInvoice(
                    unit_id=claim.unit_id,
                    claim_id=claim.id,
                    invoice_no=one.number,
                    key=key,
                    fen=one.fen,
                    live=True,
                )
            )


def accept_draft(session: Session, claim: Claim) -> None:
    """Take the step from the draft to the accepted claim; whoever takes it answers for it."""
    if (claim.event == rules.DEATH or claim.died) and not (claim.payee_name and claim.bank_number):
        raise InvalidInput(
            N_("The person died: enter the heir's name and account."), field="payee_name"
        )
    moves.move(session, claim, rules.CLAIM, rules.ACCEPT)
