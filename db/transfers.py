"""Members on the way to another unit: proposed by the one, accepted by the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db import moves
from db.memberships import open_period, settle_in_unit
from db.models.members import Member
from db.models.people import Transfer
from db.models.units import Unit
from db.moves import MoveRow
from db.scope import check_units, hand_over
from db.tree import check_open
from db.unit_lists import UnitChoice, find_anywhere
from db.verbs import load, needs, today_of
from rules.access import Permission
from rules.errors import InvalidInput, WrongState
from rules.language import N_
from rules.members import PRESENT
from rules.moves import TRANSFER

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer as both sides see it; ``incoming`` says that the actor's side decides."""

    id: int
    version: int
    member_id: int
    name: str
    from_unit: str
    to_unit: str
    state: str
    reason: str
    note: str
    proposed_on: date
    effective_on: date
    incoming: bool
    outgoing: bool


@dataclass(frozen=True, slots=True)
class TransferPage:
    rows: list[TransferRow]
    has_more: bool
    total: int


@needs(Permission.TRANSFER_MEMBERS)
def find_receiving_units(session: Session, text: str, limit: int = 20) -> list[UnitChoice]:
    """Look a unit up in the whole tree: names of unions are public, what is in them is not."""
    return find_anywhere(session, text, limit)


@needs(Permission.TRANSFER_MEMBERS)
def propose(
    session: Session,
    member_id: int,
    seen: int,
    to_unit_id: int,
    effective_on: date,
    reason: str = "",
    note: str = "",
) -> int:
    """Offer a member to another unit, which accepts or refuses; returns the transfer's id."""
    member = load(session, Member, member_id, seen)
    if member.status not in PRESENT:
        raise WrongState(N_("Only present members can be transferred."))
    to_unit = session.scalar(
        select(Unit).where(Unit.id == to_unit_id).execution_options(kernel=True)
    )
    if to_unit is None or to_unit.closed_on or to_unit.id == member.unit_id:
        raise InvalidInput(N_("Choose another, open unit."), field="to_unit_id")
    if effective_on > today_of(session):
        raise InvalidInput(N_("This date lies in the future."), field="effective_on")
    waiting = session.scalar(
        select(Transfer.id).where(Transfer.member_id == member.id, Transfer.state == TRANSFER.start)
    )
    if waiting is not None:
        raise WrongState(N_("A transfer of this member is waiting. Withdraw it first."))
    transfer = Transfer(
        unit_id=member.unit_id,
        to_unit_id=to_unit.id,
        member_id=member.id,
        member_name=member.name,
        reason=reason,
        note=note.strip(),
        proposed_on=today_of(session),
        effective_on=effective_on,
    )
    moves.begin(session, transfer, TRANSFER, note)
    return transfer.id


@needs(Permission.TRANSFER_MEMBERS)
def decide(session: Session, transfer_id: int, seen: int, action: str, note: str = "") -> None:
    """Accept or refuse (the receiving side) or withdraw (the giving side) a transfer."""
    transfer = load(session, Transfer, transfer_id, seen)
    check_units(session, [transfer.unit_id if action == "withdraw" else transfer.to_unit_id])
    moves.move(session, transfer, TRANSFER, action, note)
    transfer.decided_on = today_of(session)
    if action == "accept":
        _hand_over_member(session, transfer)


def _hand_over_member(session: Session, transfer: Transfer) -> None:
    member = session.scalar(
        select(Member).where(Member.id == transfer.member_id).execution_options(kernel=True)
    )
    if member is None or member.status not in PRESENT or member.unit_id != transfer.unit_id:
        raise WrongState(N_("Only present members can be transferred."))
    check_open(session, transfer.to_unit_id)
    hand_over(session, member)
    member.unit_id = transfer.to_unit_id
    open_period(session, member, transfer.effective_on, "transfer_in", transfer.reason)
    settle_in_unit(session, member)


@needs(Permission.TRANSFER_MEMBERS)
def list_page(
    session: Session, state: str = TRANSFER.start, page: int = 1, size: int = PAGE_SIZE
) -> TransferPage:
    """List transfers in one state that touch the actor's part of the tree, oldest first."""
    wanted = select(Transfer.id).where(Transfer.state == state)
    total = session.scalar(wanted.with_only_columns(func.count(Transfer.id))) or 0
    ids = list(
        session.scalars(
            wanted.order_by(Transfer.proposed_on, Transfer.id)
            .limit(size + 1)
            .offset((page - 1) * size)
        )
    )
    return TransferPage(_rows(session, ids[:size]), len(ids) > size, total)


@needs(Permission.SEE_MEMBERS)
def list_of_member(session: Session, member_id: int) -> list[TransferRow]:
    """Return a member's transfers that the actor may know of, newest first."""
    ids = session.scalars(
        select(Transfer.id).where(Transfer.member_id == member_id).order_by(Transfer.id.desc())
    )
    rows = {row.id: row for row in _rows(session, list(ids))}
    return [rows[key] for key in sorted(rows, reverse=True)]


def _rows(session: Session, ids: list[int]) -> list[TransferRow]:
    giving, receiving = aliased(Unit), aliased(Unit)
    found = session.execute(
        select(Transfer, giving.name, receiving.name)
        .join(giving, giving.id == Transfer.unit_id)
        .join(receiving, receiving.id == Transfer.to_unit_id)
        .where(Transfer.id.in_(ids))
        .order_by(Transfer.proposed_on, Transfer.id)
        .execution_options(kernel=True)
    ).all()
    units = {row.to_unit_id for row, _, _ in found} | {row.unit_id for row, _, _ in found}
    own = set(session.scalars(select(Unit.id).where(Unit.id.in_(units))))
    return [
        TransferRow(
            row.id,
            row.version,
            row.member_id,
            row.member_name,
            from_unit,
            to_unit,
            row.state,
            row.reason,
            row.note,
            row.proposed_on,
            row.effective_on,
            row.to_unit_id in own,
            row.unit_id in own,
        )
        for row, from_unit, to_unit in found
    ]


@needs(Permission.TRANSFER_MEMBERS)
def list_moves(session: Session, transfer_id: int) -> list[MoveRow]:
    """Return who did what when with a transfer."""
    return moves.list_moves(session, "transfer", load(session, Transfer, transfer_id).id)
