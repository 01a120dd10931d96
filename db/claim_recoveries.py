"""Money that a claim gave too much: flagged by who decides, received into the plan's pot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import ledger, moves, mutual_pots
from db.models.aid import FundEntry
from db.models.claims import Claim
from db.verbs import hold, load, needs, open_to_all, stale, today_of
from rules import claims as rules
from rules import funds
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.fields import Value
from rules.language import N_
from rules.money import show_money
from rules.reasons import check_reason

CLAIM = Claim.__tablename__
_ELSEWHERE = N_("This money goes into a pot of “{unit}”, whose cashier enters it.")


@needs(Permission.DECIDE_CLAIMS)
def flag(session: Session, claim_id: int, seen: int, values: Mapping[str, Value]) -> None:
    """Write down that a paid claim gave too much, how much has to come back, and why."""
    claim = _hold(session, claim_id, seen)
    if claim.paid_on is None:
        raise WrongState(N_("Nothing was paid for this claim."))
    fen, note = values.get("recover_fen"), str(values.get("note") or "")
    if not isinstance(fen, int) or not 0 < fen <= claim.paid_fen:
        raise InvalidInput(
            N_("Enter an amount up to the {paid} yuan that were paid."),
            field="recover_fen",
            paid=show_money(claim.paid_fen),
        )
    if fen < claim.recovered_fen:
        raise InvalidInput(N_("More than that has come back already."), field="recover_fen")
    told = check_reason(note, "note")
    moves.move(session, claim, rules.CLAIM, rules.FLAG, f"¥ {show_money(fen)} · {told}")
    claim.recover_fen = fen


def _hold(session: Session, claim_id: int, seen: int) -> Claim:
    claim = hold(session, Claim, claim_id)
    if claim.version != seen:
        raise stale(session, claim, seen)
    return claim


@needs(Permission.RECEIVE_FEES)
def receive(session: Session, claim_id: int, seen: int, values: Mapping[str, Value]) -> int:
    """Enter money that came back into the plan's pot of that year; returns the entry's id.

    ``values`` are those of ``rules.claims.RECOVERED_FIELDS``. Raises InvalidInput for more than
    has to come back, and Conflict for a claim that changed.
    """
    plan_id = load(session, Claim, claim_id, seen).plan_id
    fen, on = int(str(funds.check_positive(values.get("fen")))), values.get("on")
    if not isinstance(on, date) or on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="on")
    document_no = str(values.get("document_no") or "").strip()
    if not document_no:
        raise InvalidInput(N_("Enter the number on the bank's slip or on the receipt."),
                           field="document_no")  # fmt: skip
    fund = mutual_pots.hold_pot(session, plan_id, on, _ELSEWHERE, "on")
    if fund is None:
        raise WrongState(N_("The plan names no pot that the money could go into."))
    claim = _hold(session, claim_id, seen)  # after the pot, as pay runs do, against deadlock
    _check(claim, fen, on)
    shown = f"¥ {show_money(fen)} · {document_no} · {on.isoformat()}"
    moves.move(session, claim, rules.CLAIM, rules.RECOVER, shown)
    claim.recovered_fen += fen
    return ledger.post(
        session,
        fund,
        funds.INCOME,
        fen,
        on=on,
        source=(CLAIM, claim.id),
        document_no=document_no,
        payer=claim.claim_no,  # whose illness it was is not told where pots are read
        note=str(values.get("note") or "").strip(),
    ).id


def _check(claim: Claim, fen: int, on: date) -> None:
    left = claim.recover_fen - claim.recovered_fen
    if claim.paid_on is None:
        raise WrongState(N_("Nothing was paid for this claim."))
    if fen > left:
        raise InvalidInput(
            N_("Enter an amount up to the {left} yuan that have to come back."),
            field="fen",
            left=show_money(left),
        )
    if on < claim.paid_on:
        raise InvalidInput(
            N_("The claim was paid on {on}; nothing came back before that."),
            field="on",
            on=claim.paid_on.isoformat(),
        )


@open_to_all("called by the verb of the pot, which has checked the right and loaded the entry")
def turn(session: Session, entry: FundEntry, reason: str) -> int:
    """Reverse money that was entered in error; it has to come back again. Returns the new id."""
    entry_id = ledger.reverse(session, entry, reason)
    # The claim may lie with a union outside the part of the office that keeps the pot.
    wanted = select(Claim).where(Claim.id == entry.source_id).with_for_update()
    options = {"kernel": True, "populate_existing": True}
    claim = session.scalars(wanted, execution_options=options).one()
    claim.recovered_fen -= entry.fen
    return entry_id


def check_none_came_back(claim: Claim) -> None:
    """Raise WrongState where the bank would return what in part came back already.

    More would have come back than was paid: one of the two entries is wrong.
    """
    if claim.recovered_fen:
        raise WrongState(
            N_(
                "Of claim {number} {fen} yuan came back into the pot already, so the payment cannot"
                " be returned whole. Reverse that entry in the pot first if it is the same money."
            ),
            number=claim.claim_no,
            fen=show_money(claim.recovered_fen),
        )


def count_faults() -> Iterator[tuple[str, Select[Any]]]:
    """Give a sentence and the claims for each way in which what came back does not agree."""
    yield N_("{n} claims have another sum come back than the pots received."), _booked()
    yield N_("{n} claims have more come back than was paid."), _beyond()


def _booked() -> Select[Any]:
    back = aliased(FundEntry)
    entry = aliased(FundEntry)
    standing = and_(
        entry.source_type == CLAIM,
        entry.source_id == Claim.id,
        entry.kind == funds.INCOME,
        ~select(back.id).where(back.reverses_id == entry.id).exists(),
    )
    return (
        select(Claim.id)
        .outerjoin(entry, standing)
        .group_by(Claim.id, Claim.recovered_fen)
        .having(func.coalesce(func.sum(entry.fen), 0) != Claim.recovered_fen)
    )


def _beyond() -> Select[Any]:
    paid = and_(Claim.paid_on.is_not(None), Claim.recover_fen > Claim.paid_fen)
    unpaid = and_(Claim.paid_on.is_(None), Claim.recovered_fen > 0)
    return select(Claim.id).where(or_(Claim.recovered_fen > Claim.recover_fen, paid, unpaid))
