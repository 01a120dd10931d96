"""A fund's ledger to read: page by page, with what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from db.models.aid import Fund, FundEntry
from db.verbs import load, needs
from rules.access import Permission
from rules.funds import REVERSIBLE

PAGE_SIZE = 50
MOST_RECEIPTS = 100


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of the ledger; ``taken_back`` says that another reverses it."""

    id: int
    kind: str
    fen: int
    on: date
    actor: str
    aid_kind: str
    document_no: str
    payer: str
    note: str
    source_type: str
    source_id: int | None
    reverses_id: int | None
    reversed_kind: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class EntryPage:
    rows: list[EntryRow]
    total: int


@needs(Permission.SEE_FUNDS)
def list_entries(session: Session, fund_id: int, page: int = 1, size: int = PAGE_SIZE) -> EntryPage:
    """Return a page of a pot's ledger, the latest entry first."""
    fund = load(session, Fund, fund_id)
    total = session.scalar(select(func.count(FundEntry.id)).where(FundEntry.fund_id == fund.id))
    wanted = _entries(fund.id).limit(size).offset((page - 1) * size)
    return EntryPage([_entry(*row) for row in session.execute(wanted)], total or 0)


@needs(Permission.SEE_FUNDS)
def list_receipts(session: Session, fund_id: int) -> list[EntryRow]:
    """Return the latest hundred budgets and incomes of a pot, whatever came after them."""
    fund = load(session, Fund, fund_id)
    wanted = _entries(fund.id).where(FundEntry.kind.in_(REVERSIBLE)).limit(MOST_RECEIPTS)
    return [_entry(*row) for row in session.execute(wanted)]


def _entries(fund_id: int) -> Any:
    taken, back = aliased(FundEntry), aliased(FundEntry)
    return (
        select(FundEntry, taken.kind, back.id)
        .outerjoin(taken, taken.id == FundEntry.reverses_id)
        .outerjoin(back, back.reverses_id == FundEntry.id)
        .where(FundEntry.fund_id == fund_id)
        .order_by(FundEntry.id.desc())
    )


def _entry(row: FundEntry, reversed_kind: str | None, back_id: int | None) -> EntryRow:
    return EntryRow(
        row.id,
        row.kind,
        row.fen,
        row.on,
        row.actor,
        row.aid_kind or "",
        row.document_no,
        row.payer,
        row.note,
        row.source_type,
        row.source_id,
        row.reverses_id,
        reversed_kind or "",
        back_id is not None,
    )
